//! Fetching an export from its server, and removing it when its time is over.

use super::model::{Export, path};
use super::{jobs::RemoveExport, store, tell};
use crate::accounts::{self, Role};
use crate::app::App;
use crate::events::Actor;
use crate::mail;
use crate::servers::{self, Note, Server, api, ending, host_name, note};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::random::hex;
use hostler_kit::time::{Month, day, day_start_ms};
use hostler_kit::ui::words::Lang;
use jiff::ToSpan;
use sha2::{Digest, Sha256};
use std::io;
use std::path::Path;
use tokio::io::AsyncWriteExt;

/// Bytes after which it is written down how far it is.
const TOLD_EVERY: i64 = 16 << 20;
/// Most bytes of an export.
const MOST_BYTES: i64 = 2 << 40;

/// Fetches a wanted export; from the begin again where it was broken off.
pub async fn make(app: &App, id: &Id<Export>) -> Result<(), Fault> {
    let Some(export) = store::find(&app.db, id).await? else { return Ok(()) };
    let server = servers::find(&app.db, &export.server_id).await?.ok_or_else(Fault::missing)?;
    let report = api::report(app, &server).await?;
    let mut tx = app.db.begin().await?;
    if !store::set_running(&mut tx, id, report.bytes.max(0)).await? {
        return Ok(());
    }
    tx.commit().await?;
    let fetched = fetch(app, &server, id).await?;
    ready(app, &server, id, fetched).await
}

/// What came: how many bytes, and their digest.
type Fetched = (i64, String);

async fn fetch(app: &App, server: &Server, id: &Id<Export>) -> Result<Fetched, Fault> {
    let whole = path(app, id);
    let folder = whole.parent().expect("an export lies in a folder");
    tokio::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).await.map_err(Fault::broken)?;
    let part = whole.with_extension("part");
    let answer = api::export(app, server).await?;
    let fetched = write(app, id, answer, &part).await?;
    tokio::fs::rename(&part, &whole).await.map_err(Fault::broken)?;
    Ok(fetched)
}

async fn write(
    app: &App,
    id: &Id<Export>,
    mut answer: reqwest::Response,
    part: &Path,
) -> Result<Fetched, Fault> {
    let mut open = tokio::fs::OpenOptions::new();
    open.write(true).create(true).truncate(true).mode(0o600);
    let mut file = open.open(part).await.map_err(Fault::broken)?;
    let (mut bytes, mut told, mut digest) = (0_i64, 0, Sha256::new());
    while let Some(piece) = answer.chunk().await.map_err(broken_off)? {
        bytes += piece.len() as i64;
        if bytes > MOST_BYTES {
            return Err(Fault::broken(io::Error::other("the export has no end")));
        }
        digest.update(&piece);
        file.write_all(&piece).await.map_err(Fault::broken)?;
        if bytes - told >= TOLD_EVERY {
            told = bytes;
            let mut tx = app.db.begin().await?;
            store::set_bytes(&mut tx, id, bytes).await?;
            tx.commit().await?;
        }
    }
    file.sync_all().await.map_err(Fault::broken)?;
    Ok((bytes, hex(&digest.finalize())))
}

fn broken_off(error: reqwest::Error) -> Fault {
    Fault {
        detail: format!("the export broke off: {error}"),
        ..Fault::new(Kind::Unavailable, "server-not-running")
    }
}

async fn ready(app: &App, server: &Server, id: &Id<Export>, (bytes, sha256): Fetched) -> Result<(), Fault> {
    let (now_ms, until_ms) = (app.now_ms(), kept_until(app, server).await?);
    let mut tx = app.db.begin().await?;
    if !store::set_ready(&mut tx, id, (bytes, &sha256), (now_ms, until_ms)).await? {
        return Ok(());
    }
    hostler_kit::jobs::enqueue_at(&mut tx, &RemoveExport { export: id.clone() }, now_ms, until_ms).await?;
    tell(app, &mut tx, &Actor::platform(), (server, "server.export-ready")).await?;
    note(app, &mut tx, &server.id, Note("export-ready", "")).await?;
    for person in accounts::people_of(&app.db, &server.customer_id).await? {
        if Role::of(&person.role) != Some(Role::Owner) {
            continue;
        }
        let words = app.languages.of(Lang::parse(&person.language).unwrap_or(Lang::En));
        let link = format!("{}/servers/{}/ending", app.settings.portal_url, server.id);
        let until = words.date(day(until_ms - 1, app.zone()));
        let values = [("host", host_name(app, server)), ("until", until), ("link", link)];
        let letter = mail::Letter { to: &person, key: "mail-export-ready", values: &values };
        mail::send(app, &mut tx, &letter).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// A month from now, or from the end of a server whose end is known.
async fn kept_until(app: &App, server: &Server) -> Result<i64, Fault> {
    let noticed = ending::standing(app, &server.id).await?.map(|ending| ending.ends_at_ms);
    Ok(match server.ended_at_ms.or(noticed) {
        Some(ends_at_ms) => Month::of(ends_at_ms, app.zone()).end_ms(app.zone()),
        None => {
            let today = day(app.now_ms(), app.zone());
            day_start_ms(today.saturating_add(1.month().days(1)), app.zone())
        }
    })
}

/// Removes an export whose time is over.
pub async fn remove(app: &App, id: &Id<Export>) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    if !store::set_removed(&mut tx, id, app.now_ms()).await? {
        return Ok(());
    }
    // The file first: a row that says it is gone is true.
    match tokio::fs::remove_file(path(app, id)).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Fault::broken(error)),
        _ => tx.commit().await?,
    }
    Ok(())
}

/// Gives up: the reason is kept, and another may be asked for.
pub(super) async fn fail(app: &App, id: &Id<Export>, why: &str) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    store::set_failed(&mut tx, id, why).await?;
    tx.commit().await?;
    tokio::fs::remove_file(path(app, id).with_extension("part")).await.ok();
    Ok(())
}
