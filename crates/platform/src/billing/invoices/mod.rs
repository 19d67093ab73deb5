//! Invoices (B4, B6–B8): what each customer's month comes to, first as a draft that anybody can look at, then, once
//! staff close the month, as documents with gapless numbers that never change again. Readings that come after that
//! are corrected on the next invoice, once.

pub mod api;
mod draft;
pub mod jobs;
mod model;
mod months;
pub mod pages;
mod rules;
mod show;
pub mod staff;
pub mod store;
#[cfg(test)]
mod tests;

pub use draft::draft;
pub use model::{ClosedMonth, Document, Draft, Invoice, Item, Party, Payment, Totals, VatGroup, Warning};
pub use rules::{InvoiceRefused, is_reference, reference, totals};
pub use show::{Shown, Voice};

use crate::accounts::{self, Customer, Person, Role};
use crate::app::App;
use crate::billing::debits;
use crate::billing::ledger::{self, Posting};
use crate::events::{self, Actor, Happened};
use crate::mail;
use crate::servers;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::{Month, day};
use hostler_kit::ui::Lang;
use jiff::civil::Date;

/// The customer's running month: the next invoice as it stands.
pub async fn next_invoice(app: &App, customer: &Id<Customer>) -> Result<Draft, Fault> {
    let customer = accounts::customer(&app.db, customer).await?.ok_or(Fault::missing())?;
    draft(app, &customer, Month::of(app.now_ms(), app.zone())).await
}

/// Every customer's month as it stands, by name; also those whose bill comes to nothing.
pub async fn preview(app: &App, month: Month) -> Result<Vec<Draft>, Fault> {
    let mut drafts = Vec::new();
    for id in servers::customers_before(&app.db, month.end_ms(app.zone())).await? {
        let customer = accounts::customer(&app.db, &id).await?.ok_or(Fault::missing())?;
        drafts.push(draft(app, &customer, month).await?);
    }
    drafts.sort_by_key(|draft| draft.customer.name.to_lowercase());
    Ok(drafts)
}

/// Closes a month that has ended: a job per customer writes its invoice. Closing it again changes nothing that is
/// done and lets what is not done run again.
pub async fn close(app: &App, month: Month, by: &Person) -> Result<ClosedMonth, Fault> {
    close_as(app, month, by, &by.actor()).await
}

/// The same where somebody's token does it.
pub async fn close_as(app: &App, month: Month, by: &Person, actor: &Actor) -> Result<ClosedMonth, Fault> {
    let (now_ms, zone) = (app.now_ms(), app.zone());
    let today = day(now_ms, zone);
    let first = servers::first_created(&app.db).await?.map(|ms| Month::of(ms, zone));
    rules::may_close(month, today, first, last_done(app).await?)?;
    let customers = servers::customers_before(&app.db, month.end_ms(zone)).await?;
    let mut tx = app.db.begin().await?;
    if store::insert_month(&mut tx, month, today, (&by.id, now_ms)).await? {
        let (name, data) = (month.to_string(), serde_json::json!({ "customers": customers.len() }));
        let happened = Happened { kind: "month.closed", customer: None, subject: &name, data };
        events::record(app, &mut tx, actor, happened).await?;
    }
    for customer in &customers {
        store::insert_run(&mut tx, month, customer).await?;
    }
    for customer in store::open_runs(&mut tx, month).await? {
        hostler_kit::jobs::enqueue(&mut tx, &jobs::IssueInvoice { month, customer }, now_ms).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    store::month(&app.db, month).await?.ok_or_else(Fault::missing)
}

/// The last closed month all of whose invoices are written.
async fn last_done(app: &App) -> Result<Option<Month>, Fault> {
    let months = store::months(&app.db, 24).await?;
    let done = months.iter().filter(|month| month.is_done()).filter_map(|month| month.month.parse().ok());
    Ok(done.max())
}

/// Writes a customer's invoice of a closed month, if there is anything to bill, with its number and the mail to the
/// customer's owners, all or nothing. Does nothing where it is written already.
pub async fn issue(app: &App, month: Month, customer: &Id<Customer>) -> Result<Option<Invoice>, Fault> {
    let mut tx = app.db.begin().await?;
    let Some(date) = store::claim(&mut tx, month, customer).await? else { return Ok(None) };
    let customer = accounts::customer(&app.db, customer).await?.ok_or(Fault::missing())?;
    let draft = draft(app, &customer, month).await?;
    let invoice = match draft.items.is_empty() {
        true => None,
        false => Some(write(app, &mut tx, &draft, date).await?),
    };
    let now_ms = app.now_ms();
    store::finish(&mut tx, (month, &customer.id), invoice.as_ref().map(|invoice| &invoice.id), now_ms)
        .await?;
    for settled in &draft.settled {
        store::settle(&mut tx, *settled, &customer.id, now_ms).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(invoice)
}

async fn write(app: &App, tx: &mut Tx, draft: &Draft, date: Date) -> Result<Invoice, Fault> {
    let series = rules::series(date);
    let sequence = store::next_sequence(tx, &series).await?;
    let mut document = document(app, draft, rules::number(&series, sequence), date);
    let of = (&draft.customer.id, draft.totals.total_minor);
    document.debit = debits::announce(app, tx, of, (date, document.due)).await?;
    let invoice = Invoice {
        id: Id::new(app.now_ms(), &app.random),
        number: document.number.clone(),
        customer_id: draft.customer.id.clone(),
        customer_name: draft.customer.name.clone(),
        kind: "month".into(),
        month: Some(draft.month.to_string()),
        order_id: None,
        credits: None,
        replaces: None,
        date: date.to_string(),
        due: document.due.to_string(),
        net_minor: draft.totals.net_minor,
        vat_minor: draft.totals.vat_minor,
        total_minor: draft.totals.total_minor,
        currency: draft.currency.clone(),
        state: "issued".into(),
        open_minor: draft.totals.total_minor,
        issued_at_ms: app.now_ms(),
        settled_at_ms: None,
    };
    store::insert(tx, &invoice, sequence, &document).await?;
    post(app, tx, &invoice, &document).await?;
    debits::plan(app, tx, &invoice, &document).await?;
    note_issued(app, tx, &invoice).await?;
    tell_owners(app, tx, &invoice, &document).await?;
    Ok(invoice)
}

async fn post(app: &App, tx: &mut Tx, invoice: &Invoice, document: &Document) -> Result<(), Fault> {
    let transfers = ledger::of_document(document, 1);
    if transfers.is_empty() {
        return Ok(());
    }
    let posting = Posting {
        date: document.date,
        kind: "invoice",
        subject: invoice.id.as_str(),
        customer: Some(&invoice.customer_id),
        words: &invoice.number,
        transfers,
    };
    ledger::post(app, tx, &posting).await?;
    Ok(())
}

async fn note_issued(app: &App, tx: &mut Tx, invoice: &Invoice) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind: "invoice.issued",
        customer: Some(invoice.customer_id.as_str()),
        subject: invoice.id.as_str(),
        data: serde_json::json!({
            "number": invoice.number, "month": invoice.month, "due": invoice.due,
            "total_minor": invoice.total_minor, "currency": invoice.currency,
        }),
    };
    events::record(app, tx, &Actor::platform(), happened).await?;
    Ok(())
}

fn document(app: &App, draft: &Draft, number: String, date: Date) -> Document {
    let (provider, seller, customer) = (&app.catalogue.provider, &app.catalogue.seller, &draft.customer);
    Document {
        reference: rules::reference(&number),
        number,
        date,
        due: rules::due(date, provider.payment_term_days),
        month: draft.month,
        language: customer.language.clone(),
        currency: draft.currency.clone(),
        provider: Party {
            name: provider.name.clone(),
            street: seller.street.clone(),
            postcode: seller.postcode.clone(),
            city: seller.city.clone(),
            country: provider.country.clone(),
            vat_number: seller.vat_number.clone(),
        },
        payment: Payment {
            register_number: seller.register_number.clone(),
            email: seller.email.clone(),
            iban: seller.iban.clone(),
            bic: seller.bic.clone(),
        },
        customer: Party {
            name: customer.name.clone(),
            street: customer.street.clone(),
            postcode: customer.postcode.clone(),
            city: customer.city.clone(),
            country: customer.country.clone(),
            vat_number: customer.vat_number.clone(),
        },
        items: draft.items.clone(),
        totals: draft.totals.clone(),
        debit: None,
    }
}

async fn tell_owners(
    app: &App,
    tx: &mut Tx,
    invoice: &Invoice,
    document: &Document,
) -> Result<(), sqlx::Error> {
    for person in accounts::people_of(&app.db, &invoice.customer_id).await? {
        if Role::of(&person.role) != Some(Role::Owner) {
            continue;
        }
        let words = app.languages.of(Lang::parse(&person.language).unwrap_or(Lang::En));
        let (key, debit) = debits::told(&words, document);
        let mut values = vec![
            ("number", document.number.clone()),
            ("month", words.month(document.month.first_day())),
            ("total", words.money(document.totals.total_minor, &document.currency)),
            ("due", words.date(document.due)),
            ("link", format!("{}/invoices/{}", app.settings.portal_url, invoice.id)),
        ];
        values.extend(debit);
        let letter = mail::Letter { to: &person, key, values: &values };
        mail::send(app, tx, &letter).await?;
    }
    Ok(())
}
