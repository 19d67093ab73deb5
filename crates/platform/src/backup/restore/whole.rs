//! The whole server in its place: fetched beside while it runs, then it is held and stopped, its data is put aside, and
//! it starts with what was fetched. If it does not come up, what was put aside comes back.
//!
//! What is billed does not come back with it: the server is handed the usage journal as the platform knows it, and goes
//! on from there (`appliance::backup`). Killed at any point, the next attempt first brings back what was put aside.

use super::swap::Rooms;
use super::{file, step};
use crate::alone;
use crate::app::App;
use crate::backup::model::{Backup, Held, Restore};
use crate::backup::{make, store};
use crate::certificates;
use crate::events::Actor;
use crate::metering;
use crate::servers::holds::{self, Reason};
use crate::servers::{self, Phase, Server};
use hostler_kit::http::{Fault, Kind};
use hostler_wire::backup::Continuation;
use std::path::Path;

pub async fn run(app: &App, server: &Server, (restore, backup): (&Restore, &Backup)) -> Result<(), Fault> {
    let rooms = Rooms::of(servers::spec(app, server)?);
    if rooms.is_open() {
        go_back(app, server, (restore, &rooms)).await?;
    }
    // After the machine was lost there is nothing yet that could be exchanged.
    if !rooms.is_furnished() {
        app.host.prepare(&servers::spec(app, server)?).await.map_err(Fault::broken)?;
    }
    let exchanged = exchange(app, server, (restore, backup, &rooms)).await;
    if exchanged.is_err() {
        step(app, restore, ("returning", 0, 0)).await?;
        go_back(app, server, (restore, &rooms)).await?;
        return exchanged;
    }
    rooms.forget().map_err(Fault::broken)
}

async fn exchange(
    app: &App,
    server: &Server,
    (restore, backup, rooms): (&Restore, &Backup, &Rooms),
) -> Result<(), Fault> {
    // What is there now can be had back too, if the server can still be asked.
    if server.phase() == Phase::Running {
        step(app, restore, ("saving", 0, 0)).await?;
        save_first(app, server).await?;
    }
    // No backup reads the folder while it is exchanged.
    let _one_writer = alone::wait(app, server.id.as_str()).await?;
    let fetched = rooms.fetched().map_err(Fault::broken)?;
    file::fetch(app, (restore, backup), (Path::new(""), &fetched)).await?;
    step(app, restore, ("stopping", 0, 0)).await?;
    hold(app, server, restore).await?;
    step(app, restore, ("putting", 0, 0)).await?;
    rooms.swap(&continuation(app, server, backup.held().as_ref()).await?).map_err(Fault::broken)?;
    step(app, restore, ("starting", 0, 0)).await?;
    release(app, server).await?;
    reconcile(app, server).await
}

/// A backup of right before. A server that cannot be asked is restored without: that may be why.
async fn save_first(app: &App, server: &Server) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let day = hostler_kit::time::day(app.now_ms(), app.zone());
    let backup = Backup::wanted(app, server, ("restore", ""), day);
    if !store::insert(&mut tx, &backup).await? {
        return Err(crate::backup::BackupRefused::UnderWay.into());
    }
    tx.commit().await?;
    if let Err(fault) = make(app, &backup.id).await {
        tracing::warn!(server = server.name, detail = fault.detail, "no backup right before a restore");
    }
    Ok(())
}

async fn hold(app: &App, server: &Server, restore: &Restore) -> Result<(), Fault> {
    let by = Actor::new(&restore.asked_by, restore.asked_name.as_str());
    let mut tx = app.db.begin().await?;
    holds::hold(app, &mut tx, server, (Reason::Restore, &by)).await?;
    tx.commit().await?;
    reconcile(app, server).await?;
    let seen = app.host.observe(&servers::spec(app, server)?).await.map_err(Fault::broken)?;
    match seen.running {
        None => Ok(()),
        Some(_) => Err(Fault { detail: "it did not stop".into(), ..Fault::new(Kind::Unavailable, "broken") }),
    }
}

async fn reconcile(app: &App, server: &Server) -> Result<(), Fault> {
    servers::reconcile(app, &server.id).await.map_err(Fault::broken)
}

/// False if it was not held.
async fn release(app: &App, server: &Server) -> Result<bool, Fault> {
    let mut tx = app.db.begin().await?;
    let released = holds::release(&mut tx, &server.id, Reason::Restore).await?;
    if released {
        certificates::hand_over_again(app, &mut tx, server).await?;
    }
    tx.commit().await?;
    Ok(released)
}

/// The journal that the platform stores, from the first entry that the backup lacks.
pub async fn continuation(app: &App, server: &Server, held: Option<&Held>) -> Result<Continuation, Fault> {
    let behind = held.map_or(0, |held| held.before.last_number);
    let entries = metering::entries_behind(&app.db, &server.id, behind).await?;
    let stored = metering::last_number(&app.db, &server.id).await?;
    Ok(Continuation { acknowledged: stored, entries })
}

/// It did not come up, or something was in the way: as it was before.
async fn go_back(app: &App, server: &Server, (restore, rooms): (&Restore, &Rooms)) -> Result<(), Fault> {
    if rooms.is_open() {
        hold(app, server, restore).await?;
    }
    rooms.undo().map_err(Fault::broken)?;
    match release(app, server).await? {
        true => reconcile(app, server).await,
        false => Ok(()),
    }
}
