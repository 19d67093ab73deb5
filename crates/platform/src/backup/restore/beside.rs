//! The whole server beside the one that runs: as it was on that day, in a place of its own on the host, for a week. Mail
//! programs read in it and copy from it; nothing goes out of it and nothing comes in, nobody is counted in it, and one
//! password opens every mailbox: those of that day may be known to people who are gone since.

use super::{file, step};
use crate::app::App;
use crate::backup::model::{Backup, Beside, BesidePlace, Restore};
use crate::backup::watch::is_kept;
use crate::backup::{scratch, store};
use crate::drivers::host::ServerSpec;
use crate::servers::{self, Scratch, Server, suspension};
use hostler_kit::http::Fault;
use std::path::{Path, PathBuf};

/// IMAP and POP3 with TLS from the first byte (RFC 8314).
const IMAPS: u16 = 993;
const POP3S: u16 = 995;

/// Where all of them lie.
pub fn folder(app: &App) -> PathBuf {
    app.settings.data.join("beside")
}

/// Starts it; until when it is kept.
pub async fn run(app: &App, server: &Server, (restore, backup): (&Restore, &Backup)) -> Result<i64, Fault> {
    let place = fitted(app, server, &taken(app, restore).await?).await?;
    let into = scratch::empty(app, &place, backup.bytes).await?;
    file::fetch(app, (restore, backup), (Path::new(""), &into)).await?;
    step(app, restore, ("starting", 0, 0)).await?;
    scratch::fit(&place).await?;
    scratch::start(app, &place).await?;
    Ok(super::kept_until(app))
}

/// The place that a restore has, or gets.
async fn taken(app: &App, restore: &Restore) -> Result<BesidePlace, Fault> {
    let mut tx = app.db.begin().await?;
    if let Some(place) = store::beside_place(&mut tx, &restore.id).await? {
        return Ok(place);
    }
    let sealed = app.vault.seal(&app.random.secret(), restore.id.as_str(), &app.random);
    let place = match store::take_place(&mut tx, &restore.id, &sealed).await? {
        Some(place) => place,
        None => {
            let slot = servers::next_slot(&mut tx).await?;
            let place = BesidePlace { slot, restore_id: Some(restore.id.clone()), sealed };
            store::insert_place(&mut tx, &place).await?;
            place
        }
    };
    tx.commit().await?;
    Ok(place)
}

fn spec(app: &App, server: &Server, place: &BesidePlace) -> Result<ServerSpec, Fault> {
    let id = place.restore_id.as_ref().ok_or_else(Fault::missing)?;
    servers::scratch_spec(app, server, (id.as_str(), place.slot, folder(app).join(id.as_str())))
}

fn password(app: &App, place: &BesidePlace) -> Result<String, Fault> {
    let id = place.restore_id.as_ref().ok_or_else(Fault::missing)?;
    app.vault.open(&place.sealed, id.as_str()).map_err(Fault::broken)
}

async fn fitted(app: &App, server: &Server, place: &BesidePlace) -> Result<Scratch, Fault> {
    servers::scratch(app, server, spec(app, server, place)?, password(app, place)?).await
}

/// How it is reached; none: it does not run beside.
pub async fn of(app: &App, server: &Server, restore: &Restore) -> Result<Option<Beside>, Fault> {
    let mut tx = app.db.begin().await?;
    let place = store::beside_place(&mut tx, &restore.id).await?;
    tx.commit().await?;
    match (place, restore.state.as_str(), restore.expires_at_ms) {
        (Some(place), "ready", Some(until_ms)) => Ok(Some(Beside {
            address: spec(app, server, &place)?.address,
            imap_port: IMAPS,
            pop3_port: POP3S,
            password: password(app, &place)?,
            until_ms,
        })),
        _ => Ok(None),
    }
}

/// Looks after all of them: those whose time is not over run, also after the machine was started anew, and of the others
/// nothing stays.
pub async fn look(app: &App) -> Result<(), Fault> {
    for place in store::places_taken(&app.db).await? {
        if let Err(fault) = tend(app, &place).await {
            tracing::warn!(slot = place.slot, detail = fault.detail, "a server beside is not as it shall be");
        }
    }
    Ok(())
}

async fn tend(app: &App, place: &BesidePlace) -> Result<(), Fault> {
    let (server, restore) = whose(app, place).await?;
    match restore.state.as_str() {
        "waiting" | "running" => Ok(()),
        // On a machine that came back from its backups it is not there.
        "ready" if is_kept(&server) && spec(app, &server, place)?.folder.join("data").is_dir() => {
            keep_up(app, &server, place).await
        }
        _ => clear(app, (&server, &restore), place).await,
    }
}

/// It runs as its server shall run, unless that is suspended. What it was started with is cleared away after an update of
/// its server, so it is started anew then.
async fn keep_up(app: &App, server: &Server, place: &BesidePlace) -> Result<(), Fault> {
    let spec = spec(app, server, place)?;
    let seen = app.host.observe(&spec).await.map_err(Fault::broken)?;
    let suspended = suspension::of(&app.db, &server.id).await?.is_some();
    let outdated = seen.build.as_ref().is_some_and(|build| *build != spec.build);
    let runs = seen.running.is_some();
    if runs && (suspended || outdated) {
        app.host.stop(&spec).await.map_err(Fault::broken)?;
    }
    if !suspended && (!runs || outdated) {
        let place = fitted(app, server, place).await?;
        app.host.prepare(&place.spec).await.map_err(Fault::broken)?;
        app.host.start(&place.spec).await.map_err(Fault::broken)?;
    }
    Ok(())
}

/// Stops all of them, for a platform that ends with its machine.
pub async fn stop_all(app: &App) {
    for place in store::places_taken(&app.db).await.unwrap_or_default() {
        if let Err(fault) = stop(app, &place).await {
            tracing::warn!(slot = place.slot, detail = fault.detail, "a server beside could not be stopped");
        }
    }
}

async fn stop(app: &App, place: &BesidePlace) -> Result<(), Fault> {
    let (server, _) = whose(app, place).await?;
    app.host.stop(&spec(app, &server, place)?).await.map_err(Fault::broken)
}

async fn whose(app: &App, place: &BesidePlace) -> Result<(Server, Restore), Fault> {
    let id = place.restore_id.as_ref().ok_or_else(Fault::missing)?;
    let restore = store::find_restore(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let server = servers::find(&app.db, &restore.server_id).await?.ok_or_else(Fault::missing)?;
    Ok((server, restore))
}

async fn clear(app: &App, (server, restore): (&Server, &Restore), place: &BesidePlace) -> Result<(), Fault> {
    app.host.remove(&spec(app, server, place)?).await.map_err(Fault::broken)?;
    let mut tx = app.db.begin().await?;
    store::set_restore_removed(&mut tx, &restore.id).await?;
    store::give_place_back(&mut tx, place.slot).await?;
    tx.commit().await?;
    Ok(())
}
