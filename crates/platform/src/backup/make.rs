//! Making a backup: the server copies its database, then its data folder is read into its repository.

use super::model::{Backup, Held};
use super::watch::is_kept;
use super::{BackupRefused, Said, adopt, alarm, keep, store, tell, vault};
use crate::alone;
use crate::app::App;
use crate::servers::{self, Note, Server, api, note};
use hostler_backup::{Repository, Source};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_wire::backup::{DATABASE, LEFT_OUT, Manifest};
use std::path::PathBuf;
use std::sync::Arc;

/// Makes a wanted backup, for the first time or again, and then lets go of what is not kept any more.
///
/// # Errors
/// What stood in the way; it is written down, and the next attempt may succeed.
pub async fn make(app: &App, id: &Id<Backup>) -> Result<(), Fault> {
    let Some(backup) = store::find(&app.db, id).await? else { return Ok(()) };
    let _one_writer = alone::wait(app, backup.server_id.as_str()).await?;
    // As it is now: much may have happened while somebody else had it.
    let server = servers::find(&app.db, &backup.server_id).await?.ok_or_else(Fault::missing)?;
    if let Err(fault) = keep::sort(app, &server).await {
        tracing::warn!(server = server.name, detail = fault.detail, "what is kept could not be looked after");
    }
    match make_alone(app, &server, &backup).await? {
        Made::Now => keep::tidy(app, &server).await,
        Made::Before => Ok(()),
    }
}

/// Whether there was anything to be made.
pub enum Made {
    Now,
    /// It is ready or over.
    Before,
}

/// The same for whoever is the repository's one writer already; nothing is let go of.
pub async fn make_alone(app: &App, server: &Server, backup: &Backup) -> Result<Made, Fault> {
    let mut tx = app.db.begin().await?;
    if !store::set_running(&mut tx, &backup.id, app.now_ms()).await? {
        return Ok(Made::Before);
    }
    tx.commit().await?;
    let made = match take(app, server, backup).await {
        Ok(made) => ready(app, server, made).await,
        Err(fault) => Err(fault),
    };
    match made {
        Ok(()) => Ok(Made::Now),
        Err(fault) => gave_up(app, server, backup, fault).await.map(|()| Made::Before),
    }
}

/// Nothing is wrong if the server ended meanwhile; where there was no room, some is made for the next attempt.
async fn gave_up(app: &App, server: &Server, backup: &Backup, fault: Fault) -> Result<(), Fault> {
    let server = servers::find(&app.db, &server.id).await?.ok_or_else(Fault::missing)?;
    if !is_kept(&server) {
        let mut tx = app.db.begin().await?;
        store::set_failed(&mut tx, &backup.id, ("the server ended", app.now_ms())).await?;
        tx.commit().await?;
        return Ok(());
    }
    fail(app, &server, backup, &fault.detail).await?;
    if fault.code == vault::NO_ROOM
        && let Err(fault) = keep::make_room(app, &server).await
    {
        tracing::warn!(server = server.name, detail = fault.detail, "no room could be made for backups");
    }
    Err(fault)
}

async fn take(app: &App, server: &Server, backup: &Backup) -> Result<Backup, Fault> {
    if !is_kept(server) {
        return Err(BackupRefused::Gone.into());
    }
    // What it says of itself may be old; whoever is still starting writes into its database, too.
    let before = match runs(app, server).await? {
        true => Some(api::copy(app, server).await?),
        false => at_rest(app, server).map(|()| None)?,
    };
    let repository = vault::open_or_make(app, &server.id).await?;
    let source = source(app, server, (backup, before.as_ref()))?;
    let taken = read(app, repository.clone(), source, &backup.id).await?;
    let awoke = before.is_none() && runs(app, server).await?;
    let wrong = match taken.unread {
        0 if awoke => Some("the server was started while its data was read".to_owned()),
        0 => None,
        n => Some(format!("{n} files could not be read")),
    };
    if let Some(detail) = wrong {
        vault::blocking(move || repository.forget(&[taken.id])).await?;
        return Err(Fault { detail, ..Fault::new(Kind::Broken, "broken") });
    }
    let held = match before {
        Some(before) => Some(Held { after: api::manifest(app, server).await?, before }),
        None => None,
    };
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(Backup {
        snapshot: taken.id,
        files: number(taken.files),
        bytes: number(taken.bytes),
        added_bytes: number(taken.added_bytes),
        messages: held.as_ref().map_or(0, |held| held.before.messages()),
        manifest: held.map_or(String::new(), |held| serde_json::to_string(&held).unwrap_or_default()),
        ended_at_ms: Some(app.now_ms()),
        ..backup.clone()
    })
}

/// Whether its processes run, however far they are.
async fn runs(app: &App, server: &Server) -> Result<bool, Fault> {
    let seen = app.host.observe(&servers::spec(app, server)?).await.map_err(Fault::broken)?;
    Ok(seen.running.is_some())
}

/// Refuses a data folder in which there is nothing yet, as after the machine was lost.
fn at_rest(app: &App, server: &Server) -> Result<(), Fault> {
    let data = servers::spec(app, server)?.folder.join("data");
    let seen = std::fs::symlink_metadata(data.join(DATABASE));
    seen.map(drop).map_err(|error| {
        let detail = format!("the server does not run, and its database is not there: {error}");
        Fault { detail, ..Fault::new(Kind::Unavailable, "server-not-running") }
    })
}

/// The server's data folder, which is not trusted: the walk follows no link. Of a server that does not run, the
/// database itself is at rest and goes along.
fn source(
    app: &App,
    server: &Server,
    (backup, copied): (&Backup, Option<&Manifest>),
) -> Result<Source, Fault> {
    let left_out = LEFT_OUT.iter().filter(|name| copied.is_some() || !name.starts_with("appliance.sqlite"));
    Ok(Source {
        folder: servers::spec(app, server)?.folder.join("data"),
        host: server.id.to_string(),
        at_ms: app.now_ms(),
        exclude: left_out.map(PathBuf::from).collect(),
        labels: adopt::labels(backup),
    })
}

async fn read(
    app: &App,
    repository: Arc<Repository>,
    source: Source,
    id: &Id<Backup>,
) -> Result<hostler_backup::Backup, Fault> {
    let mut working = vault::begin(move |progress| repository.back_up(&source, progress));
    while let Some(done) = working.next().await {
        let mut tx = app.db.begin().await?;
        let so_far = (i64::try_from(done.files).unwrap_or(0), i64::try_from(done.bytes).unwrap_or(0));
        store::set_progress(&mut tx, id, so_far).await?;
        tx.commit().await?;
    }
    working.end().await
}

async fn ready(app: &App, server: &Server, made: Backup) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    if !store::set_ready(&mut tx, &made).await? {
        return Ok(());
    }
    tell(app, &mut tx, Said::new(server, "backup.made"), &made.asked_by()).await?;
    note(app, &mut tx, &server.id, Note("backed-up", "")).await?;
    alarm::over(app, &mut tx, server).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives up for now: the reason is kept, and somebody hears of it.
async fn fail(app: &App, server: &Server, backup: &Backup, why: &str) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    store::set_failed(&mut tx, &backup.id, (why, app.now_ms())).await?;
    tell(app, &mut tx, Said::new(server, "backup.failed"), &backup.asked_by()).await?;
    note(app, &mut tx, &server.id, Note("backup-failed", why)).await?;
    alarm::failed(app, &mut tx, server, why).await?;
    tx.commit().await?;
    Ok(())
}
