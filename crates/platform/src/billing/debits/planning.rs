//! The pre-notification by the invoice, and the debit that it announces.

use super::model::{Announcement, Debit};
use super::store::{debits, mandates};
use super::{note, rules};
use crate::accounts::Customer;
use crate::app::App;
use crate::billing::invoices::{Document, Invoice};
use crate::events::Actor;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use hostler_kit::ui::Words;
use jiff::civil::Date;

/// What an invoice of this customer says about its own collection; none where it is paid by transfer, or comes to
/// nothing.
pub async fn announce(
    app: &App,
    tx: &mut Tx,
    (customer, total_minor): (&Id<Customer>, i64),
    (date, due): (Date, Date),
) -> Result<Option<Announcement>, Fault> {
    let Some(terms) = app.catalogue.debit.as_ref().filter(|_| total_minor > 0) else { return Ok(None) };
    let Some(mandate) = mandates::lock_active(tx, customer).await? else { return Ok(None) };
    Ok(Some(Announcement {
        date: rules::collect_on(date, due, terms),
        iban: mandate.iban_shown,
        mandate: mandate.reference,
        creditor_id: mandate.creditor_id,
    }))
}

/// The mail that goes with an invoice: the key of its words, and what they say about the collection.
pub fn told(words: &Words, document: &Document) -> (&'static str, Vec<(&'static str, String)>) {
    let Some(debit) = &document.debit else { return ("mail-invoice", Vec::new()) };
    let values = vec![
        ("debit_date", words.date(debit.date)),
        ("debit_iban", debit.iban.clone()),
        ("debit_mandate", debit.mandate.clone()),
        ("debit_creditor", debit.creditor_id.clone()),
    ];
    ("mail-invoice-debit", values)
}

/// The sentence by which an invoice announces its collection; none where it is paid by transfer.
pub fn announced(words: &Words, document: &Document) -> Option<String> {
    let debit = document.debit.as_ref()?;
    let values = [
        ("date", words.date(debit.date).into()),
        ("iban", debit.iban.as_str().into()),
        ("mandate", debit.mandate.as_str().into()),
        ("creditor", debit.creditor_id.as_str().into()),
    ];
    Some(words.tr("debit-announced", &values))
}

/// Plans the collection that an invoice's document announces, in the transaction that issues it.
pub async fn plan(app: &App, tx: &mut Tx, invoice: &Invoice, document: &Document) -> Result<(), Fault> {
    let Some(announced) = &document.debit else { return Ok(()) };
    let Some(mandate) = mandates::lock_active(tx, &invoice.customer_id).await? else { return Ok(()) };
    let id: Id<Debit> = Id::new(app.now_ms(), &app.random);
    let debit = Debit {
        end_to_end_id: Debit::end_to_end(&id),
        id,
        invoice_id: invoice.id.clone(),
        invoice_number: invoice.number.clone(),
        customer_id: invoice.customer_id.clone(),
        customer_name: invoice.customer_name.clone(),
        mandate_id: mandate.id,
        attempt: 1,
        announced_minor: invoice.total_minor,
        currency: invoice.currency.clone(),
        collect_on: announced.date.to_string(),
        state: "planned".into(),
        reason: String::new(),
        planned_at_ms: app.now_ms(),
        batch_id: None,
        signature_id: None,
        group_id: String::new(),
        amount_minor: None,
        settled_minor: None,
        booked_on: None,
        ended_on: None,
    };
    insert(app, tx, &debit).await?;
    Ok(())
}

async fn insert(app: &App, tx: &mut Tx, debit: &Debit) -> Result<bool, Fault> {
    let is_new = debits::insert(tx, debit).await?;
    if is_new {
        note(app, tx, ("debit.planned", &Actor::platform()), debit).await?;
    }
    Ok(is_new)
}

/// Tries a debit once more that came back for want of money: the day on which it is collected, or none where it was
/// the second time already. The customer is told of the new day as long before as the scheme wants.
pub(super) async fn again(app: &App, tx: &mut Tx, before: &Debit) -> Result<Option<Date>, Fault> {
    let Some(terms) = app.catalogue.debit.as_ref().filter(|_| before.attempt == 1) else { return Ok(None) };
    let today = day(app.now_ms(), app.zone());
    let collect_on = rules::collect_on(today, today, terms);
    let id: Id<Debit> = Id::new(app.now_ms(), &app.random);
    let debit = Debit {
        end_to_end_id: Debit::end_to_end(&id),
        id,
        attempt: 2,
        announced_minor: before.amount_minor.unwrap_or(before.announced_minor),
        collect_on: collect_on.to_string(),
        state: "planned".into(),
        reason: String::new(),
        planned_at_ms: app.now_ms(),
        batch_id: None,
        signature_id: None,
        group_id: String::new(),
        amount_minor: None,
        settled_minor: None,
        booked_on: None,
        ended_on: None,
        ..before.clone()
    };
    Ok(insert(app, tx, &debit).await?.then_some(collect_on))
}
