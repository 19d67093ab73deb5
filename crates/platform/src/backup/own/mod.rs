//! The platform's own backup (K1): its database, its key file and what else of its data folder cannot be made again, in
//! a repository beside those of the servers. With the exported keys and this repository, a platform whose machine is
//! lost comes back as it was in the last night; and with it every server from its own repository.

pub mod jobs;
mod make;
mod store;

pub use make::make;
pub use store::{OwnBackup, key_made_at_ms, newest, newest_ready};

use super::rules::{Night, TRIED_AGAIN_AFTER_MS};
use super::{BackupRefused, alarm};
use crate::app::App;
use crate::events::Actor;
use crate::monitoring;
use hostler_backup::Key;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::jobs as queue;
use hostler_kit::time::{Clock, day};
use jobs::BackUpPlatform;

/// Its name among the repositories, and in the file of exported keys.
pub const NAME: &str = "platform";

/// Has a backup made now.
pub async fn ask(app: &App, by: &Actor) -> Result<OwnBackup, Fault> {
    begin(app, ("asked", &by.name)).await?.ok_or_else(|| BackupRefused::UnderWay.into())
}

/// Remembers when this installation was first started: like a server, it is not backed up for a night of before.
pub async fn started(app: &App) -> Result<(), sqlx::Error> {
    match store::started_at_ms(&app.db).await? {
        Some(_) => Ok(()),
        None => store::set_started(&app.db, app.now_ms()).await,
    }
}

/// Begins the night's backup when its turn has come, and again some time after one that failed.
pub async fn look(app: &App, night: &Night) -> Result<(), Fault> {
    let now_ms = app.now_ms();
    heal(app).await?;
    let Some(started_at_ms) = store::started_at_ms(&app.db).await? else { return Ok(()) };
    if night.last_planned_ms(started_at_ms).is_none_or(|planned_ms| now_ms < planned_ms) {
        return Ok(());
    }
    let made = store::of_night(&app.db, &night.day.to_string()).await?;
    let there = made.as_ref().is_some_and(|made| ["ready", "forgotten"].contains(&made.state.as_str()));
    if !there && now_ms >= night.alarm_ms() {
        missed(app, night).await?;
    }
    match made {
        None => begin(app, ("night", "")).await.map(drop),
        Some(made)
            if made.state == "failed" && made.ended_at_ms.unwrap_or(0) + TRIED_AGAIN_AFTER_MS <= now_ms =>
        {
            again(app, &made.id).await
        }
        Some(_) => Ok(()),
    }
}

/// Somebody hears of a night without a backup, once.
async fn missed(app: &App, night: &Night) -> Result<(), Fault> {
    let running = monitoring::running(&app.db).await?;
    let told = running.iter().any(|one| one.server_id.is_none() && one.kind == "backup-missed");
    // A demo's clock jumps over nights.
    if told || matches!(app.clock, Clock::Demo(_)) {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    alarm::own_missed(app, &mut tx, &night.day.to_string()).await?;
    tx.commit().await?;
    Ok(())
}

/// What nobody makes any more has failed: while one is under way there is no other.
async fn heal(app: &App) -> Result<(), Fault> {
    for made in store::running(&app.db).await? {
        if queue::is_live(&app.db, &BackUpPlatform { backup: made.id.clone() }).await? {
            continue;
        }
        let why = "it was broken off";
        let mut tx = app.db.begin().await?;
        if store::set_failed(&mut tx, &made.id, (why, app.now_ms())).await? {
            alarm::own_failed(app, &mut tx, why).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Writes it down with its job; none if one is under way, or this night's is there.
async fn begin(app: &App, (reason, by): (&str, &str)) -> Result<Option<OwnBackup>, Fault> {
    let now_ms = app.now_ms();
    let wanted = OwnBackup {
        id: Id::new(now_ms, &app.random),
        day: day(now_ms, app.zone()).to_string(),
        reason: reason.into(),
        state: "running".into(),
        snapshot: String::new(),
        bytes: 0,
        added_bytes: 0,
        error: String::new(),
        asked_name: by.into(),
        wanted_at_ms: now_ms,
        ended_at_ms: None,
    };
    let mut tx = app.db.begin().await?;
    if !store::insert(&mut tx, &wanted).await? {
        return Ok(None);
    }
    hostler_kit::jobs::enqueue(&mut tx, &BackUpPlatform { backup: wanted.id.clone() }, now_ms).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(Some(wanted))
}

async fn again(app: &App, id: &Id<OwnBackup>) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    if store::set_running(&mut tx, id).await? {
        hostler_kit::jobs::enqueue(&mut tx, &BackUpPlatform { backup: id.clone() }, app.now_ms()).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// The repository's key, made with the first backup.
async fn key_or_make(app: &App) -> Result<Key, Fault> {
    if let Some(key) = key(app).await? {
        return Ok(key);
    }
    let sealed = app.vault.seal(&Key::new().to_text(), NAME, &app.random);
    store::keep_key(&app.db, (&sealed, app.now_ms())).await?;
    key(app).await?.ok_or_else(|| Fault::broken("the key of the platform's own backups is not there"))
}

/// The repository's key; none before the first backup.
pub async fn key(app: &App) -> Result<Option<Key>, Fault> {
    let Some(sealed) = store::key(&app.db).await? else { return Ok(None) };
    let text = app.vault.open(&sealed, NAME).map_err(Fault::broken)?;
    Key::from_text(&text).map(Some).map_err(Fault::broken)
}
