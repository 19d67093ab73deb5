//! Suspending servers of customers who do not pay: by staff alone, after notice, until everything overdue is paid.

use super::{RemindRefused, look, rules, store, today};
use crate::accounts::{self, Customer, Session};
use crate::app::App;
use crate::billing::invoices::Invoice;
use crate::events::Actor;
use crate::mail;
use crate::servers::{self, Server, suspension};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

/// Suspends a server.
///
/// # Errors
/// Nothing is overdue, no notice was given or it still runs, staff wait, money is under way, or the server is gone or
/// suspended.
pub async fn suspend(
    app: &App,
    session: &Session,
    (server, because): (&Id<Server>, &str),
) -> Result<(), Fault> {
    let server = servers::find(&app.db, server).await?.ok_or_else(Fault::missing)?;
    let because = rules::reason(because)?;
    let mut tx = app.db.begin().await?;
    let looked = look(app, &mut tx, &server.customer_id).await?;
    let from = store::suspends_from(&mut tx, &server.customer_id, &looked.today.to_string()).await?;
    rules::may_suspend(&looked.next, from.and_then(|from| from.parse().ok()), looked.today)?;
    suspension::suspend(app, &mut tx, (&server, &because), &session.actor()).await?;
    tell(app, &mut tx, (&server, "mail-server-suspended")).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Ends a suspension by staff's decision.
///
/// # Errors
/// The server is not suspended.
pub async fn resume(app: &App, session: &Session, server: &Id<Server>) -> Result<(), Fault> {
    let server = servers::find(&app.db, server).await?.ok_or_else(Fault::missing)?;
    let mut tx = app.db.begin().await?;
    if !suspension::lift(app, &mut tx, (&server, "by staff"), &session.actor()).await? {
        return Err(RemindRefused::NotSuspended.into());
    }
    tell(app, &mut tx, (&server, "mail-server-resumed")).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// What follows when an invoice is settled, in the same transaction: where nothing is overdue any more, servers that were
/// suspended run again.
pub async fn settled(app: &App, tx: &mut Tx, invoice: &Invoice) -> Result<(), Fault> {
    let customer: &Id<Customer> = &invoice.customer_id;
    let suspended = suspension::suspended_of_customer(tx, customer).await?;
    if suspended.is_empty() || store::count_overdue_of(tx, customer, &today(app).to_string()).await? > 0 {
        return Ok(());
    }
    for server in &suspended {
        suspension::lift(app, tx, (server, "everything overdue is paid"), &Actor::platform()).await?;
        tell(app, tx, (server, "mail-server-resumed")).await?;
    }
    Ok(())
}

/// The customer's people hear of it.
async fn tell(app: &App, tx: &mut Tx, (server, key): (&Server, &str)) -> Result<(), sqlx::Error> {
    let values = [
        ("host", servers::host_name(app, server)),
        ("link", format!("{}/invoices", app.settings.portal_url)),
    ];
    for person in accounts::people_of(&app.db, &server.customer_id).await? {
        mail::send(app, tx, &mail::Letter { to: &person, key, values: &values }).await?;
    }
    Ok(())
}
