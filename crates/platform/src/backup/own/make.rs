//! Making it: the database is copied into one file, then the data folder is read into the repository, and the copy is
//! brought back out of it and read whole.

use super::{NAME, OwnBackup, key_or_make, store};
use crate::alone;
use crate::app::App;
use crate::backup::rules::{self, Known};
use crate::backup::{Depot, alarm, vault};
use crate::monitoring;
use hostler_backup::{Backup, Repository, Source};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the copy of the database lies in the data folder, and in the backup.
const COPIED: &str = "database";

/// What is in the data folder and not in this backup: what has backups of its own (the servers), can be made again, is
/// on its way, or is copied in another way (the database itself).
const LEFT_OUT: [&str; 10] = [
    "backups",
    "drills",
    "exports",
    "fallback",
    "locks",
    "platform.sqlite",
    "platform.sqlite-shm",
    "platform.sqlite-wal",
    "restores",
    "servers",
];

/// Makes a wanted backup, for the first time or again, and lets go of what is not kept any more.
///
/// # Errors
/// What stood in the way; it is written down.
pub async fn make(app: &App, id: &Id<OwnBackup>) -> Result<(), Fault> {
    let _one_writer = alone::wait(app, NAME).await?;
    let mut tx = app.db.begin().await?;
    let runs = store::set_running(&mut tx, id).await?;
    tx.commit().await?;
    let Some(wanted) = store::find(&app.db, id).await?.filter(|_| runs) else { return Ok(()) };
    if let Err(fault) = tidy(app).await {
        tracing::warn!(detail = fault.detail, "the platform's own backups could not be looked after");
    }
    let made = take(app, &wanted).await;
    let _ = tokio::fs::remove_dir_all(app.settings.data.join(COPIED)).await;
    let mut tx = app.db.begin().await?;
    match &made {
        Ok(made) => {
            store::set_ready(&mut tx, made).await?;
            monitoring::over(app, &mut tx, (None, "backup-failed")).await?;
            if made.reason == "night" {
                monitoring::over(app, &mut tx, (None, "backup-missed")).await?;
            }
        }
        Err(fault) => {
            store::set_failed(&mut tx, id, (&fault.detail, app.now_ms())).await?;
            alarm::own_failed(app, &mut tx, &fault.detail).await?;
        }
    }
    tx.commit().await?;
    match made {
        Ok(_) => tidy(app).await,
        Err(fault) if fault.code == vault::NO_ROOM => {
            let repository = open(app).await?;
            vault::blocking(move || repository.make_room()).await?;
            Err(fault)
        }
        Err(fault) => Err(fault),
    }
}

async fn take(app: &App, wanted: &OwnBackup) -> Result<OwnBackup, Fault> {
    let copied = app.settings.data.join(COPIED);
    let (db, file) = (app.db.clone(), copied.join(app.db.copy_name()));
    blocking(move || {
        private(file.parent().expect("it lies in a folder"))?;
        db.copy_to(&file).map_err(|error| error.to_string())
    })
    .await?;
    let (repository, source) = (open_or_make(app).await?, source(app, wanted));
    let taken = repository.clone();
    let taken = vault::blocking(move || taken.back_up(&source, &())).await?;
    let tried = match taken.unread {
        0 => try_out(app, repository.clone(), &taken).await,
        n => Err(Fault::broken(format!("{n} files could not be read"))),
    };
    if tried.is_err() {
        let wrong = taken.id.clone();
        vault::blocking(move || repository.forget(&[wrong])).await?;
    }
    tried?;
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(OwnBackup {
        snapshot: taken.id,
        bytes: number(taken.bytes),
        added_bytes: number(taken.added_bytes),
        ended_at_ms: Some(app.now_ms()),
        ..wanted.clone()
    })
}

/// The data folder without [`LEFT_OUT`], and without the repositories wherever they lie in it.
fn source(app: &App, wanted: &OwnBackup) -> Source {
    let data = &app.settings.data;
    let mut exclude: Vec<PathBuf> = LEFT_OUT.iter().map(PathBuf::from).collect();
    if let Depot::Folder(folder) = &app.settings.backups {
        exclude.extend(folder.strip_prefix(data).ok().map(Path::to_path_buf));
    }
    let labels = vec![wanted.id.to_string(), wanted.day.clone()];
    Source { folder: data.clone(), host: NAME.to_owned(), at_ms: app.now_ms(), exclude, labels }
}

/// It is made before the first backup, and never again: an empty place is a disk that is not mounted.
async fn open_or_make(app: &App) -> Result<Arc<Repository>, Fault> {
    match open(app).await {
        Err(fault) if fault.code == vault::NOT_THERE && !store::was_ever_ready(&app.db).await? => {
            let (place, key) = (app.settings.backups.place(NAME), key_or_make(app).await?);
            vault::blocking(move || Repository::create(&place, &key).map(Arc::new)).await
        }
        opened => opened,
    }
}

async fn open(app: &App) -> Result<Arc<Repository>, Fault> {
    let (place, key) = (app.settings.backups.place(NAME), key_or_make(app).await?);
    vault::blocking(move || Repository::open(&place, &key).map(Arc::new)).await
}

/// Brings the copy of the database back out of the repository and reads it whole: a backup that was not restored is none.
async fn try_out(app: &App, repository: Arc<Repository>, taken: &Backup) -> Result<(), Fault> {
    let folder = app.settings.data.join("drills").join(NAME);
    let (into, id) = (folder.clone(), taken.id.clone());
    blocking(move || private(&into)).await?;
    let into = folder.clone();
    vault::blocking(move || repository.restore(&id, Path::new(COPIED), &into, &())).await?;
    let (db, file) = (app.db.clone(), folder.join(app.db.copy_name()));
    let tried = blocking(move || db.check_copy(&file).map_err(|error| error.to_string())).await;
    let _ = tokio::fs::remove_dir_all(&folder).await;
    tried
}

fn private(folder: &Path) -> Result<(), String> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| format!("{}: {error}", folder.display()))
}

async fn blocking(work: impl FnOnce() -> Result<(), String> + Send + 'static) -> Result<(), Fault> {
    tokio::task::spawn_blocking(work).await.map_err(Fault::broken)?.map_err(Fault::broken)
}

/// One restorable backup each for the days of the last month, like those of the servers. What is in the repository and
/// in no row that is ready goes too, once a newer one is ready: until then it may be what the platform came back from.
async fn tidy(app: &App) -> Result<(), Fault> {
    let ready = store::ready(&app.db).await?;
    let Some(newest_ms) = ready.iter().map(|one| one.wanted_at_ms).max() else { return Ok(()) };
    let known: Vec<Known<'_>> = ready.iter().map(known).collect();
    let kept = rules::kept(&known, day(app.now_ms(), app.zone()));
    let mut tx = app.db.begin().await?;
    for one in ready.iter().filter(|one| !kept.contains(one.id.as_str())) {
        store::set_forgotten(&mut tx, &one.id).await?;
    }
    tx.commit().await?;
    let kept: BTreeSet<String> =
        ready.iter().filter(|one| kept.contains(one.id.as_str())).map(|one| one.snapshot.clone()).collect();
    let repository = open(app).await?;
    vault::blocking(move || {
        let found = repository.backups()?.into_iter();
        let over = found.filter(|one| !kept.contains(&one.id) && one.at_ms < newest_ms);
        let over: Vec<String> = over.map(|one| one.id).collect();
        if over.is_empty() {
            return Ok(());
        }
        repository.forget(&over)?;
        repository.prune()
    })
    .await
}

fn known(one: &OwnBackup) -> Known<'_> {
    Known {
        id: one.id.as_str(),
        day: one.day.parse().unwrap_or(Date::MIN),
        at_ms: one.wanted_at_ms,
        reason: &one.reason,
    }
}
