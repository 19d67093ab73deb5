//! The clock of backups: begins those that are due, notices those that are missing, has drills made, and removes what
//! is kept no longer.

use super::jobs::{BackUpServer, RestoreBackup};
use super::model::Backup;
use super::rules::{self, Night};
use super::{alarm, drill, keep, own, restore, store};
use crate::app::App;
use crate::servers::plan::Desired;
use crate::servers::{self, Phase, Server};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::jobs;
use hostler_kit::time::{Clock, day};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Duration;

const LOOK_EVERY: Duration = Duration::from_secs(15);

/// How often what takes longer is looked for: drills that are due, and what is kept no longer.
const SLOWLY_MS: i64 = 10 * 60_000;

/// What was noticed already, so that it is told once a day, and when it was looked everywhere.
#[derive(Default)]
pub struct Noticed {
    missing: BTreeSet<(String, Date)>,
    everywhere_at_ms: Option<i64>,
    /// Whose drills are due.
    drills: VecDeque<Id<Server>>,
}

/// Looks now and then, until the task is dropped.
pub async fn watch(app: &App) {
    let mut noticed = Noticed::default();
    if let Err(error) = own::started(app).await {
        tracing::error!(%error, "the platform's own backups do not begin");
    }
    loop {
        if let Err(fault) = look(app, &mut noticed).await {
            tracing::error!(detail = fault.detail, "the backups cannot be looked after; trying again");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Looks once.
pub async fn look(app: &App, noticed: &mut Noticed) -> Result<(), Fault> {
    let now_ms = app.now_ms();
    let night = Night::of(day(now_ms, app.zone()), app.zone());
    let of_night: HashMap<_, _> = store::of_day(&app.db, night.day)
        .await?
        .into_iter()
        .map(|backup| (backup.server_id.clone(), backup))
        .collect();
    heal(app).await?;
    let mut room = app.catalogue.backups.at_once - store::under_way(&app.db).await?;
    for server in servers::alive(&app.db).await? {
        let Some(ran_at_ms) = server.running_at_ms.filter(|_| is_kept(&server)) else { continue };
        let made = of_night.get(&server.id);
        if made.is_none() && room > 0 && night.due(server.id.as_str(), ran_at_ms, now_ms).is_some() {
            room -= i64::from(begin(app, &server).await?);
        }
        if let Some(failed) = made.filter(|made| made.state == "failed" && room > 0) {
            room -= i64::from(try_again(app, failed).await?);
        }
        let there = made.is_some_and(|backup| backup.is_ready() || backup.state == "forgotten");
        if !there && night.is_missed(server.id.as_str(), ran_at_ms, now_ms) {
            missed(app, &server, (night.day, noticed)).await?;
        }
    }
    own::look(app, &night).await?;
    restore::look(app).await?;
    if noticed.everywhere_at_ms.is_none_or(|at_ms| now_ms >= at_ms + SLOWLY_MS) {
        noticed.everywhere_at_ms = Some(now_ms);
        noticed.drills = drill::due(app, &night).await?;
        keep::remove_ended(app).await?;
    }
    drill::next(app, &mut noticed.drills, &night).await
}

/// Servers that people put to rest are backed up too; those that go are not.
pub(super) fn is_kept(server: &Server) -> bool {
    server.desired() != Desired::Gone && server.phase() != Phase::Gone
}

/// A backup that nobody makes any more failed: until that is written down, no other one of its server begins.
async fn heal(app: &App) -> Result<(), Fault> {
    for backup in store::all_under_way(&app.db).await? {
        if is_worked_on(app, &backup).await? {
            continue;
        }
        let mut tx = app.db.begin().await?;
        store::set_failed(&mut tx, &backup.id, ("it was broken off", app.now_ms())).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Its own job makes it, or that of a restore which it comes before.
async fn is_worked_on(app: &App, backup: &Backup) -> Result<bool, Fault> {
    if jobs::is_live(&app.db, &BackUpServer { backup: backup.id.clone() }).await? {
        return Ok(true);
    }
    match store::restore_under_way(&app.db, &backup.server_id).await? {
        Some(restore) => Ok(jobs::is_live(&app.db, &RestoreBackup { restore: restore.id }).await?),
        None => Ok(false),
    }
}

/// 1 if it was begun.
async fn begin(app: &App, server: &Server) -> Result<u8, Fault> {
    let mut tx = app.db.begin().await?;
    let begun = super::begin(app, &mut tx, server, ("night", "")).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(u8::from(begun.is_some()))
}

/// A night's backup that failed, perhaps because the store was away, is made as soon as it can be. 1 if it was begun.
async fn try_again(app: &App, failed: &Backup) -> Result<u8, Fault> {
    let before_ms = app.now_ms() - rules::TRIED_AGAIN_AFTER_MS;
    let mut tx = app.db.begin().await?;
    let waits = store::set_waiting_again(&mut tx, &failed.id, before_ms).await?;
    if waits {
        let job = BackUpServer { backup: failed.id.clone() };
        hostler_kit::jobs::enqueue(&mut tx, &job, app.now_ms()).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(u8::from(waits))
}

async fn missed(app: &App, server: &Server, (day, noticed): (Date, &mut Noticed)) -> Result<(), Fault> {
    // A demo's clock jumps over nights.
    let jumps = matches!(app.clock, Clock::Demo(_));
    let missing = (server.id.to_string(), day);
    if !jumps && !noticed.missing.contains(&missing) {
        let mut tx = app.db.begin().await?;
        alarm::missed(app, &mut tx, server, &day.to_string()).await?;
        tx.commit().await?;
        // Only now: what was not written down is told when it can be.
        noticed.missing.insert(missing);
    }
    Ok(())
}

/// When a server's next drill is due: a week after the last.
pub fn drill_due(last_at_ms: Option<i64>, now_ms: i64) -> bool {
    last_at_ms.is_none_or(|last| now_ms >= last.saturating_add(rules::DRILL_EVERY_MS))
}
