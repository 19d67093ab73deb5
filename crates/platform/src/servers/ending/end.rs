//! The day after the last: the server is deleted, or, where there are accounts after all, it stays.

use super::left::{Handed, handed_over};
use super::model::Ending;
use super::{left, store, tell, told};
use crate::app::App;
use crate::events::Actor;
use crate::servers::plan::Desired;
use crate::servers::{self, Note, Server, exports, jobs::ReconcileServer, note};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;

/// How long the end waits for a server to hand over the last of its journal, and for an export that is being made.
const PATIENCE_MS: i64 = 24 * 3_600_000;

/// Ends a server whose last day is over. May be called at any time and again: what is done is left alone.
///
/// # Errors
/// `ending-waits` while the server has not handed over its journal; the job asks again.
pub async fn end(app: &App, id: &Id<Ending>) -> Result<(), Fault> {
    let Some(ending) = store::find(&app.db, id).await?.filter(Ending::is_noticed) else { return Ok(()) };
    if app.now_ms() < ending.ends_at_ms {
        return Ok(());
    }
    let server = servers::find(&app.db, &ending.server_id).await?.ok_or_else(Fault::missing)?;
    let left = left(app, &server).await?;
    if !left.accounts.is_empty() {
        return refuse(app, &ending, &server, &left.accounts).await;
    }
    if let Some(why) = waits_for(app, &ending, &server).await? {
        return Err(Fault { detail: why, ..Fault::new(Kind::Unavailable, "ending-waits") });
    }
    finish(app, &ending, &server).await
}

/// What is still to come before the server may go; nothing once its patience is over.
async fn waits_for(app: &App, ending: &Ending, server: &Server) -> Result<Option<String>, Fault> {
    let mut tx = app.db.begin().await?;
    let since_ms = store::set_due(&mut tx, &ending.id, app.now_ms()).await?;
    tx.commit().await?;
    if app.now_ms() >= since_ms + PATIENCE_MS {
        return Ok(None);
    }
    if exports::under_way(&app.db, &server.id).await? {
        return Ok(Some("an export is being made".into()));
    }
    // Whoever was stopped by staff answers nothing, and counts nothing either.
    if server.desired() != Desired::Running || server.running_at_ms.is_none() {
        return Ok(None);
    }
    Ok(match handed_over(app, server).await? {
        Handed::All => None,
        Handed::Missing(n) => Some(format!("{n} entries of its journal are on their way")),
        Handed::NoAnswer => Some("it does not answer, so the end of its journal is not known".into()),
    })
}

async fn finish(app: &App, ending: &Ending, server: &Server) -> Result<(), Fault> {
    let now_ms = app.now_ms();
    let mut tx = app.db.begin().await?;
    if !store::set_ended(&mut tx, &ending.id, now_ms).await? {
        return Ok(());
    }
    servers::store::set_ended(&mut tx, &server.id, ending.ends_at_ms).await?;
    exports::keep_after_end(app, &mut tx, &server.id, ending.ends_at_ms).await?;
    tell(app, &mut tx, &Actor::platform(), (ending, "server.ended")).await?;
    note(app, &mut tx, &server.id, Note("ended", &ending.last_day)).await?;
    let told = told::Told { key: "mail-server-ended", ending, accounts: &[] };
    told::owners(app, &mut tx, server, told).await?;
    hostler_kit::jobs::enqueue(&mut tx, &ReconcileServer { server: server.id.clone() }, now_ms).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// The server stays, and everybody who has to know is told.
async fn refuse(app: &App, ending: &Ending, server: &Server, accounts: &[String]) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    if !store::set_refused(&mut tx, &ending.id, &accounts.join("\n"), app.now_ms()).await? {
        return Ok(());
    }
    tell(app, &mut tx, &Actor::platform(), (ending, "server.notice-refused")).await?;
    note(app, &mut tx, &server.id, Note("notice-refused", "")).await?;
    let told = told::Told { key: "mail-ending-refused", ending, accounts };
    told::owners(app, &mut tx, server, told).await?;
    let told = told::Told { key: "mail-ending-refused-staff", ..told };
    told::staff(app, &mut tx, server, told).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}
