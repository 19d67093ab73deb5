//! One server's repository, opened with its sealed key; and its calls, which block, off the threads that answer.

use super::model::Backup;
use super::store;
use crate::app::App;
use crate::servers::Server;
use hostler_backup::{Done, Fault as Damage, Key, Progress, Repository};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often it is written down how far something is.
const TOLD_EVERY: Duration = Duration::from_millis(500);

/// The code of the fault that there is no repository where one shall be.
pub const NOT_THERE: &str = "repository-not-there";

/// The code of the fault that the place is full.
pub const NO_ROOM: &str = "backup-no-room";

/// The server's repository; it is made before the first backup, and never again: where backups were kept before, an
/// empty place is a disk that is not mounted. The key is written down first: a repository that exists has its key.
pub async fn open_or_make(app: &App, server: &Id<Server>) -> Result<Arc<Repository>, Fault> {
    if store::repository(&app.db, server).await?.is_none() {
        let sealed = app.vault.seal(&Key::new().to_text(), server.as_str(), &app.random);
        let mut tx = app.db.begin().await?;
        store::insert_repository(&mut tx, server, (&sealed, app.now_ms())).await?;
        tx.commit().await?;
    }
    match open(app, server).await {
        Err(fault) if fault.code == NOT_THERE && !store::was_ever_ready(&app.db, server).await? => {
            let (place, key) = (app.settings.backups.place(server.as_str()), key(app, server).await?);
            blocking(move || Repository::create(&place, &key).map(Arc::new)).await
        }
        opened => opened,
    }
}

/// The server's repository, which exists.
pub async fn open(app: &App, server: &Id<Server>) -> Result<Arc<Repository>, Fault> {
    let (place, key) = (app.settings.backups.place(server.as_str()), key(app, server).await?);
    blocking(move || Repository::open(&place, &key).map(Arc::new)).await
}

/// The repository's key; refused once it is gone.
pub async fn key(app: &App, server: &Id<Server>) -> Result<Key, Fault> {
    let kept = store::repository(&app.db, server).await?.filter(|kept| kept.removed_at_ms.is_none());
    let kept = kept.ok_or(super::BackupRefused::Gone)?;
    let text = app.vault.open(&kept.sealed, server.as_str()).map_err(Fault::broken)?;
    Key::from_text(&text).map_err(Fault::broken)
}

/// Whoever asked for it, now.
pub fn snapshot(backup: &Backup) -> Result<String, Fault> {
    match backup.is_ready() {
        true => Ok(backup.snapshot.clone()),
        false => Err(super::BackupRefused::NotReady.into()),
    }
}

pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Damage> + Send + 'static,
) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(work).await.map_err(Fault::broken)?;
    done.map_err(in_words)
}

/// Work that tells how far it is while it goes on.
pub struct Working<T> {
    task: JoinHandle<Result<T, Damage>>,
    seen: watch::Receiver<Done>,
}

/// Begins such work.
pub fn begin<T: Send + 'static>(
    work: impl FnOnce(&dyn Progress) -> Result<T, Damage> + Send + 'static,
) -> Working<T> {
    let (sender, seen) = watch::channel(Done::default());
    let task = tokio::task::spawn_blocking(move || {
        work(&|done| {
            sender.send_replace(done);
        })
    });
    Working { task, seen }
}

impl<T> Working<T> {
    /// How far it is, some moment after the last time; none once it has ended.
    pub async fn next(&mut self) -> Option<Done> {
        self.seen.changed().await.ok()?;
        let seen = *self.seen.borrow_and_update();
        if !self.task.is_finished() {
            tokio::time::sleep(TOLD_EVERY).await;
        }
        Some(seen)
    }

    pub async fn end(self) -> Result<T, Fault> {
        self.task.await.map_err(Fault::broken)?.map_err(in_words)
    }
}

/// For the incident: what is to be done.
fn not_there(place: &str) -> String {
    format!(
        "the repository is not there: {place}. Nothing was written there. Mount its disk, or start Hostler with the \
         --backups that it lies in. If it is lost for good, `hostler repository create` makes an empty one."
    )
}

fn in_words(damage: Damage) -> Fault {
    let detail = match &damage {
        Damage::Missing(place) => not_there(place),
        damage => damage.to_string(),
    };
    let (kind, code) = match damage {
        Damage::Missing(_) => (Kind::Unavailable, NOT_THERE),
        Damage::NoBackup(_) | Damage::NotThere(_) => (Kind::Missing, "backup-not-there"),
        Damage::Full(_) => (Kind::Unavailable, NO_ROOM),
        Damage::Unreachable { .. } => (Kind::Unavailable, "backup-store-away"),
        Damage::Refused { .. } => (Kind::Unavailable, "backup-store-refuses"),
        _ => (Kind::Broken, "broken"),
    };
    Fault { detail, ..Fault::new(kind, code) }
}
