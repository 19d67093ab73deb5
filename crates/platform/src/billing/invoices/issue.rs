//! Closing a month: a run for each customer, and a job for each run, which writes its document or says why not.

use super::model::{ClosedMonth, Invoice};
use super::write::{Writing, balance, write};
use super::{draft, jobs, rules, store, told};
use crate::accounts::{self, Customer, Person};
use crate::app::App;
use crate::billing::vat;
use crate::events::{self, Actor, Happened};
use crate::servers;
use hostler_kit::db::Tx;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::{Month, day};

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

/// The last closed month all of whose invoices are written, or wait.
async fn last_done(app: &App) -> Result<Option<Month>, Fault> {
    let months = store::months(&app.db, 24).await?;
    let done = months.iter().filter(|month| month.is_through()).filter_map(|month| month.month.parse().ok());
    Ok(done.max())
}

/// Writes a customer's invoice of a closed month, if there is anything to bill, with its number and the mails, all or
/// nothing. Does nothing where it is written already. Where it may not be issued as it stands (no VAT rate, a rule of
/// EN 16931, a VAT number that could not be checked), nothing is written and the run says what it waits for.
pub async fn issue(app: &App, month: Month, customer: &Id<Customer>) -> Result<Option<Invoice>, Fault> {
    match try_issue(app, month, customer).await {
        Err(fault) if is_in_the_way(&fault) => {
            let mut tx = app.db.begin().await?;
            let values = serde_json::to_string(&fault.args).expect("plain strings");
            store::wait(&mut tx, (month, customer), fault.code, &values).await?;
            if fault.code == "vat-check" {
                vat::ask_later(app, &mut tx, customer).await?;
            }
            tx.commit().await?;
            app.wake.wake();
            tracing::warn!(%month, customer = %customer, code = fault.code, "an invoice waits");
            Ok(None)
        }
        done => done,
    }
}

/// Lets a customer's invoices that wait be tried again.
pub async fn try_again(app: &App, tx: &mut Tx, customer: &Id<Customer>) -> Result<(), Fault> {
    for month in store::waiting_months(tx, customer).await? {
        let job = jobs::IssueInvoice { month, customer: customer.clone() };
        hostler_kit::jobs::enqueue(tx, &job, app.now_ms()).await?;
    }
    Ok(())
}

/// What a person or a later day can set right; a mistake of the program or a busy database runs again by itself.
pub(super) fn is_in_the_way(fault: &Fault) -> bool {
    matches!(fault.kind, Kind::Conflict | Kind::Invalid)
}

async fn try_issue(app: &App, month: Month, customer: &Id<Customer>) -> Result<Option<Invoice>, Fault> {
    let mut tx = app.db.begin().await?;
    store::lock_runs(&mut tx, customer).await?;
    if store::claim(&mut tx, month, customer).await?.is_none() {
        return Ok(None);
    }
    let customer = accounts::customer(&app.db, customer).await?.ok_or(Fault::missing())?;
    let draft = draft(app, &customer, month).await?;
    let invoice = match draft.items.is_empty() {
        true => None,
        false => {
            let (invoice, document) =
                write(app, &mut tx, &Writing::month(&customer, month, draft.items)).await?;
            let invoice = balance(app, &mut tx, (invoice, &document)).await?;
            told::tell(app, &mut tx, &invoice, &document).await?;
            Some(invoice)
        }
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
