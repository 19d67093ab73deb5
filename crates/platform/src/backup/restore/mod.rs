//! Bringing (part of) a backup back: a mailbox, a folder or a message beside what is there; the whole as a file; or the
//! whole server, in its place or beside it.

mod beside;
mod file;
mod parts;
mod removal;
mod swap;
mod whole;

pub use beside::{look, of as beside, stop_all};
pub use file::path;
pub use removal::{remove, remove_due};

use super::jobs::RestoreBackup;
use super::model::{Backup, Restore, Wish};
use super::{BackupRefused, Said, alarm, browse, room, store, tell};
use crate::alone;
use crate::app::App;
use crate::events::Actor;
use crate::servers::plan::Desired;
use crate::servers::{self, Note, Phase, Server, ServerRefused, note, suspension};
use hostler_kit::http::{Args, Fault, Kind, Refuse};
use hostler_kit::id::Id;
use hostler_kit::time::{day, day_start_ms};
use jiff::ToSpan;

/// What can be restored.
pub const WHAT: [&str; 6] = ["server", "beside", "file", "mailbox", "folder", "message"];
const WHOLE: [&str; 3] = ["server", "beside", "file"];
/// For so many days a file, or a server beside, is kept.
const KEPT_DAYS: i32 = 7;

/// Writes down that something of a backup is wanted, and the job that brings it back.
pub async fn ask(
    app: &App,
    (server, backup): (&Server, &Backup),
    wish: Wish,
    by: &Actor,
) -> Result<Restore, Fault> {
    let wish = checked(wish)?;
    if !backup.is_ready() {
        return Err(BackupRefused::NotReady.into());
    }
    if server.desired() == Desired::Gone {
        return Err(ServerRefused::Gone.into());
    }
    let is_part = !WHOLE.contains(&wish.what.as_str());
    if is_part && server.phase() != Phase::Running {
        return Err(ServerRefused::NotRunning.into());
    }
    if wish.what == "beside" && suspension::of(&app.db, &server.id).await?.is_some() {
        return Err(ServerRefused::Suspended.into());
    }
    let restore = Restore::wanted(app, backup, &wish, by);
    has_room(app, server, (&restore, backup)).await?;
    let mut tx = app.db.begin().await?;
    if !store::insert_restore(&mut tx, &restore).await? {
        return Err(BackupRefused::Restoring.into());
    }
    let replaced = match restore.what.as_str() {
        "file" | "beside" => store::set_kept_removed(&mut tx, &server.id, &restore.what).await?,
        _ => Vec::new(),
    };
    let said = Said { server, kind: "backup.restore-wanted", data: restore.told() };
    tell(app, &mut tx, said, by).await?;
    note(app, &mut tx, &server.id, Note("restore-wanted", &format!("{}, {}", backup.day, by.name))).await?;
    hostler_kit::jobs::enqueue(&mut tx, &RestoreBackup { restore: restore.id.clone() }, app.now_ms()).await?;
    tx.commit().await?;
    app.wake.wake();
    // Servers beside are cleared away by the look after them.
    for id in replaced {
        tokio::fs::remove_file(path(app, &id)).await.ok();
    }
    Ok(restore)
}

/// Refused at once where the disk cannot take it. A file takes the place of the one before.
async fn has_room(app: &App, server: &Server, (restore, backup): (&Restore, &Backup)) -> Result<(), Fault> {
    match restore.what.as_str() {
        "server" => room::check(&servers::spec(app, server)?.folder, backup.bytes)?,
        "beside" => room::check(&beside::folder(app), backup.bytes)?,
        "file" => {
            let kept = store::kept(&app.db, &server.id, "file").await?;
            let bytes = |id| std::fs::metadata(path(app, id)).map_or(0, |meta| meta.len());
            let given_back = i64::try_from(kept.iter().map(bytes).sum::<u64>()).unwrap_or(0);
            let needed = file::needed(backup).saturating_sub(given_back);
            room::check(&path(app, &restore.id), needed)?;
        }
        _ => {}
    }
    Ok(())
}

/// The wish with what it leaves out; refused where it names nothing that can be there.
fn checked(wish: Wish) -> Result<Wish, BackupRefused> {
    let nothing = BackupRefused::NothingToRestore;
    if !WHAT.contains(&wish.what.as_str()) {
        return Err(nothing);
    }
    if WHOLE.contains(&wish.what.as_str()) {
        return Ok(Wish { what: wish.what, ..Wish::default() });
    }
    let folder = if wish.folder.is_empty() { "INBOX".to_string() } else { wish.folder };
    browse::folder(&wish.address, &folder).map_err(|_| nothing)?;
    if (wish.what == "message") == wish.message.is_empty() {
        return Err(nothing);
    }
    let into =
        if wish.into.trim().is_empty() { wish.address.clone() } else { wish.into.trim().to_lowercase() };
    let folder = if wish.what == "mailbox" { String::new() } else { folder };
    Ok(Wish { folder, into, ..wish })
}

/// Carries a restore out. May be called again after it was broken off.
pub async fn run(app: &App, id: &Id<Restore>) -> Result<(), Fault> {
    let Some(restore) = store::find_restore(&app.db, id).await? else { return Ok(()) };
    let server = servers::find(&app.db, &restore.server_id).await?.ok_or_else(Fault::missing)?;
    let backup = super::of(app, &server, &restore.backup_id).await?;
    let _alone = alone::wait(app, &format!("restore-{}", server.id)).await?;
    let mut tx = app.db.begin().await?;
    if !store::set_restore_running(&mut tx, id).await? {
        return Ok(());
    }
    tx.commit().await?;
    let expires_at_ms = match restore.what.as_str() {
        "server" => whole::run(app, &server, (&restore, &backup)).await.map(|()| None)?,
        "beside" => Some(beside::run(app, &server, (&restore, &backup)).await?),
        "file" => Some(file::run(app, &server, (&restore, &backup)).await?),
        _ => parts::run(app, &server, (&restore, &backup)).await.map(|()| None)?,
    };
    ready(app, &server, &restore, expires_at_ms).await
}

async fn ready(
    app: &App,
    server: &Server,
    restore: &Restore,
    expires_at_ms: Option<i64>,
) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    if !store::set_restore_ready(&mut tx, &restore.id, (app.now_ms(), expires_at_ms)).await? {
        return Ok(());
    }
    if let Some(expires_at_ms) = expires_at_ms {
        let job = super::jobs::RemoveRestored { restore: restore.id.clone() };
        hostler_kit::jobs::enqueue_at(&mut tx, &job, app.now_ms(), expires_at_ms).await?;
    }
    let by = Actor::new(&restore.asked_by, restore.asked_name.as_str());
    tell(app, &mut tx, Said { server, kind: "backup.restored", data: restore.told() }, &by).await?;
    note(app, &mut tx, &server.id, Note("restored", "")).await?;
    alarm::put_back(app, &mut tx, server).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives up: the reason is kept, and it may be asked for again.
///
/// # Errors
/// The server is not what it was before: people are asked, and the next attempt brings it back.
pub async fn fail(app: &App, id: &Id<Restore>, why: &str) -> Result<(), Fault> {
    let Some(restore) = store::find_restore(&app.db, id).await? else { return Ok(()) };
    let server = servers::find(&app.db, &restore.server_id).await?.ok_or_else(Fault::missing)?;
    let mut tx = app.db.begin().await?;
    if restore.what == "server" && restore.is_under_way() && whole::is_half_way(app, &server).await? {
        alarm::not_put_back(app, &mut tx, &server, why).await?;
        tx.commit().await?;
        return Err(Fault { detail: why.into(), ..Fault::new(Kind::Broken, "broken") });
    }
    alarm::put_back(app, &mut tx, &server).await?;
    store::set_restore_failed(&mut tx, id, (why, app.now_ms())).await?;
    note(app, &mut tx, &restore.server_id, Note("restore-failed", why)).await?;
    tx.commit().await?;
    file::clear(app, id).await;
    Ok(())
}

/// Until when what is made now is kept: the end of a day.
fn kept_until(app: &App) -> i64 {
    let last = day(app.now_ms(), app.zone()).saturating_add(KEPT_DAYS.days());
    day_start_ms(last, app.zone())
}

/// What is being done, and how far it is.
async fn step(app: &App, restore: &Restore, (step, done, total): (&str, i64, i64)) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    store::set_step(&mut tx, &restore.id, (step, done, total)).await?;
    tx.commit().await?;
    Ok(())
}

/// The newest restores of a server, newest first.
pub async fn of_server(app: &App, server: &Id<Server>) -> Result<Vec<Restore>, sqlx::Error> {
    store::restores_of(&app.db, server, 10).await
}

/// The restore of this id, if it is of this server.
pub async fn of(app: &App, server: &Server, id: &Id<Restore>) -> Result<Restore, Fault> {
    let found = store::find_restore(&app.db, id).await?;
    found.filter(|restore| restore.server_id == server.id).ok_or_else(Fault::missing)
}

/// A whole server is put in its own place only when its name was typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the server's name was not typed")]
pub struct NotConfirmed {
    pub name: String,
}

impl Refuse for NotConfirmed {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "restore-not-confirmed"
    }

    fn args(&self) -> Args {
        Args::from([("name", self.name.clone())])
    }
}
