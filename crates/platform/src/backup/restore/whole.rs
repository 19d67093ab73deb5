//! The whole server in its place: fetched beside while it runs, then it is held and stopped, what is on it is backed up,
//! its data is put aside, and it starts with what was fetched. If it does not come up, what was put aside comes back.
//!
//! No mail is lost by it: what came until the stop is in the backup of right before, and without that backup nothing is
//! put in its place; what comes while the server is stopped waits elsewhere; and what it takes once it runs again is
//! never thrown away. Killed at any point, the next attempt goes on with a server that serves already, and otherwise
//! first brings back what was put aside.
//!
//! What is billed does not come back with it: the server is handed the usage journal as the platform knows it, and goes
//! on from there (`appliance::backup`).

use super::swap::Rooms;
use super::{file, step};
use crate::alone;
use crate::app::App;
use crate::backup::model::{Backup, Held, Restore};
use crate::backup::{BackupRefused, make, room, store};
use crate::certificates;
use crate::events::Actor;
use crate::metering;
use crate::servers::holds::{self, Reason};
use crate::servers::plan::Desired;
use crate::servers::{self, Server, api};
use hostler_kit::http::{Fault, Kind};
use hostler_wire::backup::{CameBack, Continuation};
use std::path::Path;

/// The step of a restore whose server serves with what was put in its place.
const SERVES: &str = "serves";

pub async fn run(app: &App, server: &Server, (restore, backup): (&Restore, &Backup)) -> Result<(), Fault> {
    let rooms = Rooms::of(servers::spec(app, server)?);
    if restore.step == SERVES || (rooms.is_exchanged() && serves(app, server, restore).await?) {
        return finish(app, server, (restore, &rooms)).await;
    }
    // What was broken off before.
    go_back(app, server, (restore, &rooms)).await?;
    if restore.is_returning() {
        return Err(Fault { detail: restore.error.clone(), ..Fault::new(Kind::Broken, "broken") });
    }
    match exchange(app, server, (restore, backup, &rooms)).await {
        Ok(()) => finish(app, server, (restore, &rooms)).await,
        Err(fault) => {
            let mut tx = app.db.begin().await?;
            store::set_returning(&mut tx, &restore.id, &fault.detail).await?;
            tx.commit().await?;
            go_back(app, server, (restore, &rooms)).await?;
            Err(fault)
        }
    }
}

/// Whether something is in between: what was put aside is not back, or the server is still kept stopped.
pub async fn is_half_way(app: &App, server: &Server) -> Result<bool, Fault> {
    Ok(Rooms::of(servers::spec(app, server)?).is_open() || is_held(app, server).await?)
}

async fn is_held(app: &App, server: &Server) -> Result<bool, Fault> {
    let held = holds::of(&app.db, &server.id).await?;
    Ok(held.is_some_and(|hold| hold.reason == Reason::Restore.as_str()))
}

/// Whether the server does what it shall with what was put in its place: then it may have taken mail, and only the last
/// line of the restore is missing. One that was let go of is given its time to come up.
async fn serves(app: &App, server: &Server, restore: &Restore) -> Result<bool, Fault> {
    if runs(app, server).await? {
        return Ok(true);
    }
    if restore.is_returning() || is_held(app, server).await? || reconcile(app, server).await.is_err() {
        return Ok(false);
    }
    Ok(server.desired() != Desired::Running || runs(app, server).await?)
}

async fn runs(app: &App, server: &Server) -> Result<bool, Fault> {
    let seen = app.host.observe(&servers::spec(app, server)?).await.map_err(Fault::broken)?;
    Ok(seen.running.is_some() && api::report(app, server).await.is_ok_and(|report| report.is_ready()))
}

/// From here on nothing goes back: that is written down before what was put aside goes.
async fn finish(app: &App, server: &Server, (restore, rooms): (&Restore, &Rooms)) -> Result<(), Fault> {
    release(app, server).await?;
    if restore.step != SERVES {
        let mut tx = app.db.begin().await?;
        certificates::hand_over_again(app, &mut tx, server).await?;
        tx.commit().await?;
        step(app, restore, (SERVES, 0, 0)).await?;
    }
    rooms.forget().map_err(Fault::broken)?;
    swept(rooms, server);
    Ok(())
}

/// What stays lying goes with the next restore.
fn swept(rooms: &Rooms, server: &Server) {
    if let Err(error) = rooms.sweep() {
        tracing::warn!(server = server.name, %error, "what a restore put aside is not removed yet");
    }
}

async fn exchange(
    app: &App,
    server: &Server,
    (restore, backup, rooms): (&Restore, &Backup, &Rooms),
) -> Result<(), Fault> {
    // No other backup is made while the folder is exchanged.
    let _one_writer = alone::wait(app, server.id.as_str()).await?;
    // After the machine was lost there is nothing yet that could be exchanged.
    if !rooms.is_furnished() {
        app.host.prepare(&servers::spec(app, server)?).await.map_err(Fault::broken)?;
    }
    let fetched = rooms.fetched().map_err(Fault::broken)?;
    room::check_now(&fetched, backup.bytes)?;
    file::fetch(app, (restore, backup), (Path::new(""), &fetched)).await?;
    step(app, restore, ("stopping", 0, 0)).await?;
    hold(app, server, restore).await?;
    step(app, restore, ("saving", 0, 0)).await?;
    save(app, server).await?;
    step(app, restore, ("putting", 0, 0)).await?;
    rooms.swap(&continuation(app, server, backup.held().as_ref()).await?).map_err(Fault::broken)?;
    step(app, restore, ("starting", 0, 0)).await?;
    release(app, server).await?;
    reconcile(app, server).await
}

/// A backup of the server as it was stopped: whoever restored the wrong day goes back to this one. Of a server without
/// data there is nothing to go back to.
async fn save(app: &App, server: &Server) -> Result<(), Fault> {
    if servers::has_no_database(app, server) {
        return Ok(());
    }
    let backup = wanted(app, server).await?;
    let made = make::make_alone(app, server, &backup).await;
    made.map(drop).map_err(|fault| Fault {
        detail: format!("what is on the server now could not be backed up first: {}", fault.detail),
        ..fault
    })
}

/// The row of the backup. One that is written down already is not being made, as nobody else works on this server's: it
/// waits for that, or was broken off; it is made now instead.
async fn wanted(app: &App, server: &Server) -> Result<Backup, Fault> {
    let day = hostler_kit::time::day(app.now_ms(), app.zone());
    let backup = Backup::wanted(app, server, ("restore", ""), day);
    let mut tx = app.db.begin().await?;
    let fresh = store::insert(&mut tx, &backup).await?;
    tx.commit().await?;
    match fresh {
        true => Ok(backup),
        false => Ok(store::under_way_of(&app.db, &server.id).await?.ok_or(BackupRefused::UnderWay)?),
    }
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
    tx.commit().await?;
    Ok(released)
}

/// The journal that the platform stores, from the first entry that the backup lacks.
pub async fn continuation(app: &App, server: &Server, held: Option<&Held>) -> Result<Continuation, Fault> {
    let behind = held.map_or(0, |held| held.before.last_number);
    let entries = metering::entries_behind(&app.db, &server.id, behind).await?;
    let stored = metering::last_number(&app.db, &server.id).await?;
    Ok(Continuation { acknowledged: stored, entries, came_back: CameBack::Everything })
}

/// It did not come up, or something was in the way: as it was before. That is so once its data is back and nobody keeps it
/// stopped; whether it runs then is as before, too.
async fn go_back(app: &App, server: &Server, (restore, rooms): (&Restore, &Rooms)) -> Result<(), Fault> {
    if rooms.is_open() {
        hold(app, server, restore).await?;
    }
    rooms.undo().map_err(Fault::broken)?;
    if release(app, server).await?
        && let Err(fault) = reconcile(app, server).await
    {
        tracing::warn!(
            server = server.name,
            detail = fault.detail,
            "a server does not start after a restore"
        );
    }
    swept(rooms, server);
    Ok(())
}
