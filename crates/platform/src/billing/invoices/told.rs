//! Who is told of a document: the customer's owners and accountants, and the address that it named for invoices. The
//! PDF goes along.

use super::model::{Document, DocumentKind, Invoice};
use crate::accounts::{self, Customer, Person, Role};
use crate::app::App;
use crate::mail::{self, Recipient};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::ui::Lang;

pub(super) async fn tell(
    app: &App,
    tx: &mut Tx,
    invoice: &Invoice,
    document: &Document,
) -> Result<(), Fault> {
    let customer = accounts::customer(&app.db, &invoice.customer_id).await?.ok_or_else(Fault::missing)?;
    let people = accounts::people_of(&app.db, &invoice.customer_id).await?;
    for to in readers(&customer, &people) {
        let values = values(app, &to, (invoice, document));
        let letter = mail::Enclosing { to, key: key(document.kind), values: &values, invoice: &invoice.id };
        mail::send_invoice(app, tx, &letter).await?;
    }
    Ok(())
}

fn key(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Month => "mail-invoice",
        DocumentKind::Order => "mail-invoice-order",
        DocumentKind::CreditNote => "mail-credit-note",
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
    to: &Recipient<'_>,
    (invoice, document): (&Invoice, &Document),
) -> Vec<(&'static str, String)> {
    let words = app.languages.of(Lang::parse(to.language).unwrap_or(Lang::En));
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
