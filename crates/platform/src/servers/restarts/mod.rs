//! A server is started again (K2): the wish is written down first, and the reconciler stops and starts it. Whatever is
//! killed on the way, it is stopped once and started.

mod store;

pub use store::{Restart, count_since, done, waits};

use super::{Note, Server, jobs, note, tell};
use crate::app::App;
use crate::events::Actor;
use hostler_kit::db::Tx;
use hostler_kit::id::Id;

/// Writes down that a server is to be started again, in the caller's transaction. False if it is about to be anyway.
pub async fn ask(
    app: &App,
    tx: &mut Tx,
    (server, because): (&Server, &str),
    by: &Actor,
) -> Result<bool, sqlx::Error> {
    let restart = Restart {
        id: Id::new(app.now_ms(), &app.random),
        server_id: server.id.clone(),
        because: because.into(),
        asked_by: by.name.clone(),
        asked_at_ms: app.now_ms(),
        stopped_at_ms: None,
        done_at_ms: None,
    };
    if !store::insert(tx, &restart).await? {
        return Ok(false);
    }
    note(app, tx, &server.id, Note("restarting", because)).await?;
    tell(app, tx, by, (server, "server.restarting")).await?;
    hostler_kit::jobs::enqueue(tx, &jobs::ReconcileServer { server: server.id.clone() }, app.now_ms())
        .await?;
    Ok(true)
}

/// It does not run: what is left is to start it.
pub(super) async fn stopped(app: &App, tx: &mut Tx, server: &Id<Server>) -> Result<(), sqlx::Error> {
    store::set_stopped(tx, server, app.now_ms()).await
}
