//! Who is told of a document: the customer's owners and accountants, and the address that it named for invoices. The
//! PDF goes along.

use super::model::{Document, DocumentKind, Invoice};
use crate::accounts::{self, Customer, Person, Role};
use crate::app::App;
use crate::billing::debits;
use crate::mail::{self, Recipient};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::ui::{Lang, Words};

pub(super) async fn tell(
    app: &App,
    tx: &mut Tx,
    invoice: &Invoice,
    document: &Document,
) -> Result<(), Fault> {
    let customer = accounts::customer(&app.db, &invoice.customer_id).await?.ok_or_else(Fault::missing)?;
    let people = accounts::people_of(&app.db, &invoice.customer_id).await?;
    for to in readers(&customer, &people) {
        let words = app.languages.of(Lang::parse(to.language).unwrap_or(Lang::En));
        let (key, debit) = key(&words, document);
        let mut values = values(app, &words, (invoice, document));
        values.extend(debit);
        let letter = mail::Enclosing { to, key, values: &values, invoice: &invoice.id };
        mail::send_invoice(app, tx, &letter).await?;
    }
    Ok(())
}

/// The mail's words, with what they say about the collection.
fn key(words: &Words, document: &Document) -> (&'static str, Vec<(&'static str, String)>) {
    match (document.kind, debits::told(words, document)) {
        (DocumentKind::Month, told) => told,
        (DocumentKind::Order, (_, debit)) => ("mail-invoice-order", debit),
        (DocumentKind::CreditNote, _) => ("mail-credit-note", Vec::new()),
    }
}

/// Each address once.
fn readers<'a>(customer: &'a Customer, people: &'a [Person]) -> Vec<Recipient<'a>> {
    let reads = |person: &&Person| matches!(Role::of(&person.role), Some(Role::Owner | Role::Accountant));
    let mut found: Vec<Recipient> = people.iter().filter(reads).map(Recipient::of).collect();
    let extra = customer.invoice_email.as_str();
    if !extra.is_empty() && found.iter().all(|reader| !reader.email.eq_ignore_ascii_case(extra)) {
        found.push(Recipient { email: extra, name: &customer.name, language: &customer.language });
    }
    found
}

fn values(
    app: &App,
    words: &Words,
    (invoice, document): (&Invoice, &Document),
) -> Vec<(&'static str, String)> {
    vec![
        ("number", document.number.clone()),
        ("month", words.month(document.month.first_day())),
        ("total", words.money(document.totals.total_minor, &document.currency)),
        ("due", words.date(document.due)),
        ("reason", document.reason.clone()),
        ("of", document.credits.as_ref().map_or_else(String::new, |named| named.number.clone())),
        ("link", format!("{}/invoices/{}", app.settings.portal_url, invoice.id)),
    ]
}
