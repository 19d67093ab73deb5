//! The platform's own backups in the database; its repository's key among the settings.

use crate::app::{remember, remembered};
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::{Id, Named};
use serde::Serialize;
use sqlx::FromRow;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// The repository's key, sealed; and when it was made.
const KEY: &str = "platform-backup-key";
const KEY_MADE: &str = "platform-backup-key-made-at-ms";

/// When this installation was first started.
const STARTED: &str = "platform-started-at-ms";

/// A backup of the platform itself.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "PlatformBackup")]
pub struct OwnBackup {
    pub id: Id<OwnBackup>,
    pub day: String,
    /// `night` or `asked`.
    pub reason: String,
    /// `running`, `ready`, `failed` or `forgotten`.
    pub state: String,
    #[serde(skip)]
    pub snapshot: String,
    /// Of all files; and what the repository grew by.
    pub bytes: i64,
    pub added_bytes: i64,
    pub error: String,
    pub asked_name: String,
    pub wanted_at_ms: i64,
    pub ended_at_ms: Option<i64>,
}

impl Named for OwnBackup {
    const PREFIX: &'static str = "pbk";
}

pub async fn key(db: &Db) -> Result<Option<String>> {
    remembered(db, KEY).await
}

/// When the key was made; none: there is none yet.
pub async fn key_made_at_ms(db: &Db) -> Result<Option<i64>> {
    Ok(remembered(db, KEY_MADE).await?.and_then(|at| at.parse().ok()))
}

pub async fn started_at_ms(db: &Db) -> Result<Option<i64>> {
    Ok(remembered(db, STARTED).await?.and_then(|at| at.parse().ok()))
}

pub async fn set_started(db: &Db, now_ms: i64) -> Result<()> {
    remember(db, STARTED, &now_ms.to_string()).await
}

pub async fn keep_key(db: &Db, (sealed, now_ms): (&str, i64)) -> Result<()> {
    remember(db, KEY_MADE, &now_ms.to_string()).await?;
    remember(db, KEY, sealed).await
}

/// False if one is under way, or this night's is written down already.
pub async fn insert(tx: &mut Tx, backup: &OwnBackup) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO platform_backups (id, day, reason, state, snapshot, bytes, added_bytes, error, asked_name, wanted_at_ms)
         VALUES ($1, $2, $3, 'running', '', 0, 0, '', $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(&backup.id)
    .bind(&backup.day)
    .bind(&backup.reason)
    .bind(&backup.asked_name)
    .bind(backup.wanted_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(db: &Db, id: &Id<OwnBackup>) -> Result<Option<OwnBackup>> {
    sqlx::query_as("SELECT * FROM platform_backups WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

pub async fn of_night(db: &Db, day: &str) -> Result<Option<OwnBackup>> {
    sqlx::query_as("SELECT * FROM platform_backups WHERE day = $1 AND reason = 'night'")
        .bind(day)
        .fetch_optional(db.read())
        .await
}

/// The newest, whatever became of them.
pub async fn newest(db: &Db, most: i64) -> Result<Vec<OwnBackup>> {
    sqlx::query_as("SELECT * FROM platform_backups ORDER BY wanted_at_ms DESC, id DESC LIMIT $1")
        .bind(most)
        .fetch_all(db.read())
        .await
}

/// The newest that can be restored.
pub async fn newest_ready(db: &Db) -> Result<Option<OwnBackup>> {
    sqlx::query_as(
        "SELECT * FROM platform_backups WHERE state = 'ready' ORDER BY wanted_at_ms DESC, id DESC LIMIT 1",
    )
    .fetch_optional(db.read())
    .await
}

/// What is being made: one at most.
pub async fn running(db: &Db) -> Result<Vec<OwnBackup>> {
    sqlx::query_as("SELECT * FROM platform_backups WHERE state = 'running'").fetch_all(db.read()).await
}

/// Whether one was ever ready, though it may be forgotten by now.
pub async fn was_ever_ready(db: &Db) -> Result<bool> {
    let n: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM platform_backups WHERE snapshot <> ''")
        .fetch_one(db.read())
        .await?;
    Ok(n > 0)
}

/// Those that can be restored.
pub async fn ready(db: &Db) -> Result<Vec<OwnBackup>> {
    sqlx::query_as("SELECT * FROM platform_backups WHERE state = 'ready' ORDER BY wanted_at_ms")
        .fetch_all(db.read())
        .await
}

/// It runs, for the first time or again. False if it is over, or another one is under way.
pub async fn set_running(tx: &mut Tx, id: &Id<OwnBackup>) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE platform_backups SET state = 'running', error = '' WHERE id = $1 AND state IN ('running', 'failed')
           AND NOT EXISTS (SELECT 1 FROM platform_backups WHERE state = 'running' AND id <> $1)",
    )
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_ready(tx: &mut Tx, made: &OwnBackup) -> Result<()> {
    sqlx::query(
        "UPDATE platform_backups SET state = 'ready', snapshot = $2, bytes = $3, added_bytes = $4, ended_at_ms = $5
         WHERE id = $1 AND state = 'running'",
    )
    .bind(&made.id)
    .bind(&made.snapshot)
    .bind(made.bytes)
    .bind(made.added_bytes)
    .bind(made.ended_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// False if it was not running.
pub async fn set_failed(tx: &mut Tx, id: &Id<OwnBackup>, (error, now_ms): (&str, i64)) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE platform_backups SET state = 'failed', error = $2, ended_at_ms = $3 WHERE id = $1 AND state = 'running'",
    )
    .bind(id)
    .bind(error)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_forgotten(tx: &mut Tx, id: &Id<OwnBackup>) -> Result<()> {
    sqlx::query("UPDATE platform_backups SET state = 'forgotten' WHERE id = $1 AND state = 'ready'")
        .bind(id)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
