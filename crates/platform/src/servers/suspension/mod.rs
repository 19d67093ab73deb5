//! A server that staff stopped for unpaid bills. Nothing of it is deleted: it is stopped, with the reason, until staff
//! lift that or everything overdue is paid. Whether it may be suspended is decided by billing
//! ([`crate::billing::reminders`]); here is what becomes of the server.

mod store;

pub use store::{Suspension, of, suspended_of_customer};

use super::{Note, Server, ServerRefused, jobs, note, store as servers, tell};
use crate::app::App;
use crate::events::Actor;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

/// Stops a server, in the caller's transaction.
///
/// # Errors
/// It is gone, or suspended already.
pub async fn suspend(
    app: &App,
    tx: &mut Tx,
    (server, because): (&Server, &str),
    by: &Actor,
) -> Result<(), Fault> {
    let desired_then = servers::lock_desired(tx, &server.id).await?.ok_or_else(Fault::missing)?;
    if desired_then == "gone" {
        return Err(ServerRefused::Gone.into());
    }
    let suspension = Suspension {
        id: Id::new(app.now_ms(), &app.random),
        server_id: server.id.clone(),
        because: because.into(),
        desired_then,
        started_at_ms: app.now_ms(),
        started_by: by.name.clone(),
        lifted_at_ms: None,
        lifted_by: String::new(),
        lifted_because: String::new(),
    };
    if !store::insert(tx, &suspension).await? {
        return Err(ServerRefused::Suspended.into());
    }
    servers::set_desired(tx, &server.id, "stopped").await?;
    note(app, tx, &server.id, Note("suspended", because)).await?;
    tell(app, tx, by, (&Server { desired: "stopped".into(), ..server.clone() }, "server.suspended")).await?;
    hostler_kit::jobs::enqueue(tx, &jobs::ReconcileServer { server: server.id.clone() }, app.now_ms())
        .await?;
    Ok(())
}

/// Ends a server's suspension: it shall be again what it was. False if it is not suspended.
pub async fn lift(
    app: &App,
    tx: &mut Tx,
    (server, because): (&Server, &str),
    by: &Actor,
) -> Result<bool, Fault> {
    let Some(desired) = store::lift(tx, &server.id, (app.now_ms(), &by.name, because)).await? else {
        return Ok(false);
    };
    // A server that is on its way out meanwhile goes on.
    if servers::set_desired(tx, &server.id, &desired).await? {
        note(app, tx, &server.id, Note("resumed", because)).await?;
        tell(app, tx, by, (&Server { desired, ..server.clone() }, "server.resumed")).await?;
        let job = jobs::ReconcileServer { server: server.id.clone() };
        hostler_kit::jobs::enqueue(tx, &job, app.now_ms()).await?;
    }
    Ok(true)
}

/// Nobody starts a suspended server by the way.
pub(super) async fn refuse_start(tx: &mut Tx, server: &Id<Server>) -> Result<(), Fault> {
    match store::is_running(tx, server).await? {
        0 => Ok(()),
        _ => Err(ServerRefused::Suspended.into()),
    }
}
