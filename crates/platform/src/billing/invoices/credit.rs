//! Credit notes: an invoice is taken back, whole or in part, by a document of its own; and, where that is asked for,
//! written again from what is known now.

use super::model::{CreditThen, CreditWish, Credited, Document, DocumentKind, Invoice, Item, Party};
use super::rules::InvoiceRefused;
use super::write::{Writing, balance, write};
use super::{credited, draft, store, told};
use crate::accounts::{self, Customer};
use crate::app::App;
use crate::billing::ledger::Account;
use crate::billing::settlement::{self, Means, Settling};
use crate::billing::vat::{self, VatRefused};
use crate::events::{self, Actor, Happened};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

/// Credits an invoice: the credit note takes what is open off it, and what was paid becomes the customer's credit.
/// With [`CreditThen::WriteAgain`] a new invoice stands for it, from the customer's data and readings of now; what was
/// given away on it before stays given away.
///
/// # Errors
/// It is a credit note itself, was credited or written off; less is left of a line; no reason.
pub async fn credit(app: &App, by: &Actor, id: &Id<Invoice>, wish: &CreditWish) -> Result<Credited, Fault> {
    let reason = credited::reason(&wish.reason)?;
    let found = store::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let mut tx = app.db.begin().await?;
    store::lock_runs(&mut tx, &found.customer_id).await?;
    let held = hold(app, &mut tx, id).await?;
    let (note, document) = write_note(app, &mut tx, &held, (wish, &reason)).await?;
    take_off(app, &mut tx, &held.invoice, &note).await?;
    told::tell(app, &mut tx, &note, &document).await?;
    note_credited(app, &mut tx, by, (&held.invoice, &note, &reason)).await?;
    let again = match wish.then {
        CreditThen::Nothing => None,
        CreditThen::WriteAgain => write_again(app, &mut tx, &held).await?,
    };
    tx.commit().await?;
    app.wake.wake();
    Ok(Credited { credit_note: note, again })
}

/// An invoice that this transaction holds, with all that was credited on it before.
struct Held {
    invoice: Invoice,
    document: Document,
    before: Vec<Document>,
    customer: Customer,
}

async fn hold(app: &App, tx: &mut Tx, id: &Id<Invoice>) -> Result<Held, Fault> {
    let invoice = store::lock(tx, id).await?.ok_or_else(Fault::missing)?;
    if invoice.state == "written-off" {
        return Err(InvoiceRefused::WrittenOff { number: invoice.number }.into());
    }
    let document = store::document_of(tx, id).await?.ok_or_else(Fault::missing)?;
    let before = store::credits_of(tx, id).await?;
    let customer = accounts::customer(&app.db, &invoice.customer_id).await?.ok_or_else(Fault::missing)?;
    Ok(Held { invoice, document, before, customer })
}

async fn write_note(
    app: &App,
    tx: &mut Tx,
    held: &Held,
    (wish, reason): (&CreditWish, &str),
) -> Result<(Invoice, Document), Fault> {
    let items = credited::items(&held.document, &held.before, wish)?;
    let totals = credited::totals_of(&items, &held.before);
    let billed = as_billed(&held.customer, &held.document.customer);
    let writing = Writing {
        customer: &billed,
        kind: DocumentKind::CreditNote,
        // A credit note with a month takes back what the month was billed; without one it was billed all the same.
        month: match wish.then {
            CreditThen::WriteAgain if held.document.kind == DocumentKind::Month => Some(held.document.month),
            _ => None,
        },
        order: None,
        credits: Some(&held.invoice),
        replaces: None,
        reason,
        buyer_reference: &held.document.buyer_reference,
        items,
        totals,
    };
    write(app, tx, &writing).await
}

/// The customer as the invoice named it: a credit note speaks of the same.
fn as_billed(customer: &Customer, party: &Party) -> Customer {
    Customer {
        name: party.name.clone(),
        street: party.street.clone(),
        postcode: party.postcode.clone(),
        city: party.city.clone(),
        country: party.country.clone(),
        vat_number: party.vat_number.clone(),
        ..customer.clone()
    }
}

/// What is open comes off the invoice; what was paid becomes credit.
async fn take_off(app: &App, tx: &mut Tx, invoice: &Invoice, note: &Invoice) -> Result<(), Fault> {
    let date = note.date.parse().map_err(Fault::broken)?;
    let open_minor = note.total_minor.min(invoice.open_minor);
    if open_minor > 0 {
        let settling = Settling {
            invoice: &invoice.id,
            amount_minor: open_minor,
            means: Means::CreditNote,
            source: note.id.as_str(),
            date,
        };
        settlement::settle(app, tx, &settling).await?;
    }
    let paid_minor = note.total_minor - open_minor;
    if paid_minor > 0 {
        let given = (&invoice.customer_id, paid_minor, Account::Debtors);
        settlement::give_credit(app, tx, given, (date, "credit-given", note.id.as_str(), &note.number))
            .await?;
    }
    Ok(())
}

async fn note_credited(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (invoice, note, reason): (&Invoice, &Invoice, &str),
) -> Result<(), Fault> {
    let happened = Happened {
        kind: "invoice.credited",
        customer: Some(invoice.customer_id.as_str()),
        subject: invoice.id.as_str(),
        data: serde_json::json!({
            "number": invoice.number, "credit_note": note.number, "reason": reason,
            "total_minor": note.total_minor, "currency": note.currency,
        }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}

/// The invoice that stands for one that was taken back; none where it comes to nothing.
async fn write_again(app: &App, tx: &mut Tx, held: &Held) -> Result<Option<Invoice>, Fault> {
    let mut items = match held.document.kind {
        DocumentKind::Month => draft::again(app, &held.customer, (&held.invoice, &held.document)).await?,
        _ => with_vat_of_now(app, held)?,
    };
    items.extend(with_vat(app, held, credited::goodwill(&held.document, &held.before))?);
    if items.is_empty() {
        return Ok(None);
    }
    let writing = Writing::month(&held.customer, held.document.month, items);
    let writing = Writing { replaces: Some(&held.invoice), ..writing };
    let writing = match &held.invoice.order_id {
        Some(order) => Writing {
            kind: DocumentKind::Order,
            month: None,
            order: Some(order),
            buyer_reference: &held.document.buyer_reference,
            ..writing
        },
        None => writing,
    };
    let (invoice, document) = write(app, tx, &writing).await?;
    let invoice = balance(app, tx, (invoice, &document)).await?;
    if invoice.month.is_some() {
        store::set_invoice(tx, &held.invoice.id, &invoice.id).await?;
    }
    told::tell(app, tx, &invoice, &document).await?;
    Ok(Some(invoice))
}

/// An order's lines, as they were agreed.
fn with_vat_of_now(app: &App, held: &Held) -> Result<Vec<Item>, VatRefused> {
    let lines = held.document.items.iter().filter(|item| !credited::is_goodwill(item)).cloned();
    with_vat(app, held, lines.collect())
}

/// The same lines with the VAT that holds for the customer as it is now, on the day of what was delivered.
fn with_vat(app: &App, held: &Held, items: Vec<Item>) -> Result<Vec<Item>, VatRefused> {
    if items.is_empty() {
        return Ok(items);
    }
    let on = match held.document.kind {
        DocumentKind::Month => held.document.month.last_day(),
        _ => held.document.date,
    };
    let treatment = vat::treatment(app, &held.customer, on)?;
    let with = |item: Item| Item {
        vat_permyriad: treatment.permyriad,
        vat_category: treatment.category,
        vat_country: treatment.country.clone(),
        ..item
    };
    Ok(items.into_iter().map(with).collect())
}
