//! Backups (K1): every server in full each night between 00:00 and 06:00 of the provider's zone, encrypted, kept for a
//! month; restored by the customer, whole or a single message; and tried out by a drill on a schedule.
//!
//! What always holds: a night's backup is made once, late rather than never; one that is missing at 06:15 is an
//! incident; what a page offers to restore is in the repository; nothing that is put back replaces what is there, but
//! a whole server, which comes back as it was if it does not start; and the usage journal only ever goes on, so a
//! restore changes no bill.

mod adopt;
mod alarm;
pub mod browse;
pub mod calendar;
mod depot;
pub mod drill;
pub mod jobs;
mod keep;
pub mod keys;
pub mod looks;
mod make;
mod model;
pub mod own;
pub mod pages;
pub mod restore;
mod room;
pub mod routes;
pub mod rules;
mod scratch;
pub mod search;
pub mod staff;
mod store;
#[cfg(test)]
mod tests;
mod vault;
mod watch;

pub use depot::{BadDepot, Depot, Keys};
pub use make::make;
pub use model::{Backup, Drill, Held, Look, Restore, Wish};
pub use store::{last_drill, newest_at_ms, newest_of_all, passed_within, repositories};
pub use watch::watch;

use crate::app::App;
use crate::events::{self, Actor, Happened};
use crate::servers::{Note, Phase, Server, ServerRefused, note};
use hostler_kit::db::Tx;
use hostler_kit::http::{Fault, Kind, Refuse};
use hostler_kit::id::Id;
use hostler_kit::time::day;
use jobs::BackUpServer;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BackupRefused {
    #[error("a backup of this server is being made")]
    UnderWay,
    #[error("this backup cannot be restored")]
    NotReady,
    #[error("there is nothing of this server any more")]
    Gone,
    #[error("something of this server is being restored")]
    Restoring,
    #[error("a backup is being tried out")]
    Drilling,
    #[error("this is nothing that can be restored")]
    NothingToRestore,
    #[error("what was restored is not there")]
    NoFile,
    #[error("the message is too large to be put back")]
    TooLarge,
    #[error("there is no room on the disk for what is restored")]
    NoRoom,
    #[error("this is no day")]
    NoDay,
    #[error("this is no mailbox")]
    NoMailbox,
}

impl Refuse for BackupRefused {
    fn kind(&self) -> Kind {
        match self {
            BackupRefused::NothingToRestore | BackupRefused::NoDay | BackupRefused::NoMailbox => {
                Kind::Invalid
            }
            _ => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            BackupRefused::UnderWay => "backup-under-way",
            BackupRefused::NotReady => "backup-not-ready",
            BackupRefused::Gone => "backup-gone",
            BackupRefused::Restoring => "restore-under-way",
            BackupRefused::Drilling => "drill-under-way",
            BackupRefused::NothingToRestore => "restore-nothing",
            BackupRefused::NoFile => "restore-no-file",
            BackupRefused::TooLarge => "restore-too-large",
            BackupRefused::NoRoom => "restore-no-room",
            BackupRefused::NoDay => "backup-no-day",
            BackupRefused::NoMailbox => "backup-no-mailbox",
        }
    }
}

/// Writes down that a backup is wanted now, and the job that makes it.
pub async fn ask(app: &App, server: &Server, by: &Actor) -> Result<Backup, Fault> {
    if server.phase() != Phase::Running {
        return Err(ServerRefused::NotRunning.into());
    }
    let mut tx = app.db.begin().await?;
    let backup = begin(app, &mut tx, server, ("asked", &by.name)).await?;
    let backup = backup.ok_or(BackupRefused::UnderWay)?;
    note(app, &mut tx, &server.id, Note("backup-wanted", &by.name)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(backup)
}

/// Writes a backup of today down with its job; none if there is one already, or one is under way.
async fn begin(
    app: &App,
    tx: &mut Tx,
    server: &Server,
    (reason, by): (&str, &str),
) -> Result<Option<Backup>, sqlx::Error> {
    let now_ms = app.now_ms();
    let backup = Backup::wanted(app, server, (reason, by), day(now_ms, app.zone()));
    if !store::insert(tx, &backup).await? {
        return Ok(None);
    }
    hostler_kit::jobs::enqueue(tx, &BackUpServer { backup: backup.id.clone() }, now_ms).await?;
    Ok(Some(backup))
}

/// The backup of this id, if it is of this server.
pub async fn of(app: &App, server: &Server, id: &Id<Backup>) -> Result<Backup, Fault> {
    let found = store::find(&app.db, id).await?;
    found.filter(|backup| backup.server_id == server.id).ok_or_else(Fault::missing)
}

/// Those of a server since a month ago, newest first.
pub async fn of_server(app: &App, server: &Id<Server>) -> Result<Vec<Backup>, sqlx::Error> {
    let today = day(app.now_ms(), app.zone());
    store::of_server(&app.db, server, rules::kept_since(today)).await
}

/// What happened to a server's backups.
struct Said<'a> {
    server: &'a Server,
    kind: &'static str,
    data: serde_json::Value,
}

impl<'a> Said<'a> {
    fn new(server: &'a Server, kind: &'static str) -> Said<'a> {
        Said { server, kind, data: serde_json::json!({}) }
    }
}

async fn tell(app: &App, tx: &mut Tx, said: Said<'_>, by: &Actor) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind: said.kind,
        customer: Some(said.server.customer_id.as_str()),
        subject: said.server.id.as_str(),
        data: said.data,
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}
