//! What the server stores: measured every hour for its pages, read into the journal once a day (B3, D4).
//!
//! The reading of a day is taken shortly before its local midnight, so it says what the day ended with. A day on
//! which the server did not run at that time is read as soon as it runs again; the platform fills what is missing
//! with the day before.

use crate::app::App;
use crate::journal;
use crate::storage::{self, Storage};
use hostler_kit::time::{day, day_start_ms};
use hostler_wire::What;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use serde::Serialize;
use sqlx::FromRow;
use std::time::Duration;

/// How long before midnight a day's reading is taken, in milliseconds.
const BEFORE_MIDNIGHT_MS: i64 = 10 * 60_000;
/// How often it is looked whether a reading is due.
const LOOK: Duration = Duration::from_secs(30);
const MEASURE_MS: i64 = 3_600_000;

/// What the server stores in all, as last measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, FromRow)]
pub struct Measured {
    pub bytes: i64,
    pub measured_at_ms: i64,
    /// When the journal last got a reading.
    pub journalled_at_ms: Option<i64>,
}

/// Whether a measured value goes into the journal too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    ForPages,
    InJournal,
}

#[derive(Debug, thiserror::Error)]
pub enum ReadingError {
    #[error("the mail could not be measured: {0}")]
    Disk(#[from] std::io::Error),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// When the next reading is due after one at `last_ms`: ten minutes before the end of that day, or of the next where
/// it was taken after that.
pub fn due_ms(last_ms: i64, zone: &TimeZone) -> i64 {
    let today = day(last_ms, zone);
    let end_of = |days: i64| day_start_ms(today.saturating_add(days.days()), zone) - BEFORE_MIDNIGHT_MS;
    if last_ms < end_of(1) { end_of(1) } else { end_of(2) }
}

/// Measures the mail on the disk, keeps the sizes for the pages and, once a day, in the journal.
pub async fn measure(app: &App) -> Result<Measured, ReadingError> {
    let storage = on_disk(app).await?;
    let before = measured(app).await?;
    let last = before.and_then(|before| before.journalled_at_ms);
    let due = last.is_none_or(|last| app.clock.now_ms() >= due_ms(last, &app.zone));
    write(app, &storage, if due { Keep::InJournal } else { Keep::ForPages }).await
}

/// Measures now and writes the reading into the journal, whenever the last one was.
pub async fn read_storage(app: &App) -> Result<Measured, ReadingError> {
    let storage = on_disk(app).await?;
    write(app, &storage, Keep::InJournal).await
}

async fn on_disk(app: &App) -> Result<Storage, std::io::Error> {
    let mail = app.folders.mail();
    let measured = tokio::task::spawn_blocking(move || storage::measure(&mail)).await;
    let mut storage = measured.map_err(std::io::Error::other)??;
    // What the platform asks with is nobody's storage.
    let probe = app.bootstrap.hosted().and_then(|hosted| hosted.probe.as_ref());
    let probes = probe.and_then(|probe| storage.mailboxes.remove(&probe.address));
    storage.bytes -= probes.unwrap_or(0);
    Ok(storage)
}

async fn write(app: &App, storage: &Storage, keep: Keep) -> Result<Measured, ReadingError> {
    let mut tx = app.db.begin().await?;
    // The order of changes is taken first, as every writer of the journal does.
    sqlx::query("UPDATE state SET revision = revision WHERE one = 1").execute(&mut *tx).await?;
    let now_ms = app.clock.now_ms();
    let journalled = (keep == Keep::InJournal).then_some(now_ms);
    let measured = sqlx::query_as(
        "INSERT INTO readings (one, bytes, measured_at_ms, journalled_at_ms) VALUES (1, $1, $2, $3)
         ON CONFLICT (one) DO UPDATE SET bytes = excluded.bytes, measured_at_ms = excluded.measured_at_ms,
           journalled_at_ms = COALESCE(excluded.journalled_at_ms, readings.journalled_at_ms)
         RETURNING bytes, measured_at_ms, journalled_at_ms",
    )
    .bind(storage.bytes)
    .bind(now_ms)
    .bind(journalled)
    .fetch_one(&mut *tx)
    .await?;
    for (address, bytes) in &storage.mailboxes {
        sqlx::query(
            "INSERT INTO storage (account, bytes) SELECT id, $2 FROM accounts WHERE address = $1
             ON CONFLICT (account) DO UPDATE SET bytes = excluded.bytes",
        )
        .bind(address)
        .bind(bytes)
        .execute(&mut *tx)
        .await?;
    }
    if keep == Keep::InJournal {
        let what = What::Storage { bytes: storage.bytes };
        journal::append(&mut tx, &app.bootstrap.server, now_ms, what).await?;
    }
    tx.commit().await?;
    app.signals.journal.notify_one();
    Ok(measured)
}

/// The last measurement; none before the first.
pub async fn measured(app: &App) -> Result<Option<Measured>, sqlx::Error> {
    sqlx::query_as("SELECT bytes, measured_at_ms, journalled_at_ms FROM readings WHERE one = 1")
        .fetch_optional(app.db.read())
        .await
}

/// Measures every hour, when a day's reading is due, and after the clock was moved; until the task is dropped.
pub async fn run(app: &App) {
    loop {
        if let Err(error) = look(app).await {
            tracing::warn!(%error, "the server's storage could not be read; trying again");
        }
        let _ = tokio::time::timeout(LOOK, app.signals.clock.notified()).await;
    }
}

async fn look(app: &App) -> Result<(), ReadingError> {
    let now_ms = app.clock.now_ms();
    let due = match measured(app).await? {
        None => true,
        Some(last) => {
            now_ms >= last.measured_at_ms + MEASURE_MS
                || last.journalled_at_ms.is_none_or(|at| now_ms >= due_ms(at, &app.zone))
        }
    };
    if due {
        measure(app).await?;
    }
    Ok(())
}
