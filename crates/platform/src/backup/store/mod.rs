//! Repositories, backups, restores and drills in the database.

mod beside;
mod drills;
mod looks;
mod restores;

pub use beside::*;
pub use drills::*;
pub use looks::*;
pub use restores::*;

use super::calendar::Nightly;
use super::model::{Backup, Kept};
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use jiff::civil::Date;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// False if the server has a repository already.
pub async fn insert_repository(
    tx: &mut Tx,
    server: &Id<Server>,
    (sealed, now_ms): (&str, i64),
) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO backup_repositories (server_id, sealed, created_at_ms, check_error) VALUES ($1, $2, $3, '')
         ON CONFLICT DO NOTHING",
    )
    .bind(server)
    .bind(sealed)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn repository(db: &Db, server: &Id<Server>) -> Result<Option<Kept>> {
    sqlx::query_as("SELECT * FROM backup_repositories WHERE server_id = $1")
        .bind(server)
        .fetch_optional(db.read())
        .await
}

/// Those that are there, oldest first.
pub async fn repositories(db: &Db) -> Result<Vec<Kept>> {
    sqlx::query_as(
        "SELECT * FROM backup_repositories WHERE removed_at_ms IS NULL ORDER BY created_at_ms, server_id",
    )
    .fetch_all(db.read())
    .await
}

pub async fn set_checked(tx: &mut Tx, server: &Id<Server>, (error, now_ms): (&str, i64)) -> Result<()> {
    sqlx::query("UPDATE backup_repositories SET checked_at_ms = $2, check_error = $3 WHERE server_id = $1")
        .bind(server)
        .bind(now_ms)
        .bind(error)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Repository and key are gone, and so are its backups.
pub async fn set_repository_removed(tx: &mut Tx, server: &Id<Server>, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE backup_repositories SET removed_at_ms = $2, sealed = '' WHERE server_id = $1")
        .bind(server)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    sqlx::query("UPDATE backups SET state = 'forgotten' WHERE server_id = $1 AND state = 'ready'")
        .bind(server)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// False if one of this server is under way, or this night's is written down already.
pub async fn insert(tx: &mut Tx, backup: &Backup) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO backups (id, server_id, day, reason, state, snapshot, files, bytes, added_bytes, messages, manifest,
                              error, asked_name, wanted_at_ms)
         VALUES ($1, $2, $3, $4, 'waiting', '', 0, 0, 0, 0, '', '', $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind(&backup.id)
    .bind(&backup.server_id)
    .bind(&backup.day)
    .bind(&backup.reason)
    .bind(&backup.asked_name)
    .bind(backup.wanted_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(db: &Db, id: &Id<Backup>) -> Result<Option<Backup>> {
    sqlx::query_as("SELECT * FROM backups WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// Those of a server that can be restored, or will be, or failed since; newest first.
pub async fn of_server(db: &Db, server: &Id<Server>, since: Date) -> Result<Vec<Backup>> {
    sqlx::query_as(
        "SELECT * FROM backups WHERE server_id = $1 AND state <> 'forgotten' AND (day >= $2 OR state = 'ready')
         ORDER BY wanted_at_ms DESC, id DESC LIMIT 500",
    )
    .bind(server)
    .bind(since.to_string())
    .fetch_all(db.read())
    .await
}

/// Those of a server that can be restored, oldest first.
pub async fn ready_of(db: &Db, server: &Id<Server>) -> Result<Vec<Backup>> {
    sqlx::query_as("SELECT * FROM backups WHERE server_id = $1 AND state = 'ready' ORDER BY wanted_at_ms, id")
        .bind(server)
        .fetch_all(db.read())
        .await
}

/// Whether a backup of a server was ever ready, though it may be forgotten by now.
pub async fn was_ever_ready(db: &Db, server: &Id<Server>) -> Result<bool> {
    let n: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM backups WHERE server_id = $1 AND snapshot <> ''")
        .bind(server)
        .fetch_one(db.read())
        .await?;
    Ok(n > 0)
}

/// Those of a day, whatever became of them.
pub async fn of_day(db: &Db, day: Date) -> Result<Vec<Backup>> {
    sqlx::query_as("SELECT * FROM backups WHERE day = $1 AND reason = 'night' ORDER BY server_id")
        .bind(day.to_string())
        .fetch_all(db.read())
        .await
}

/// How many are under way altogether.
pub async fn under_way(db: &Db) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM backups WHERE state IN ('waiting', 'running')")
        .fetch_one(db.read())
        .await
}

/// Those that are under way, oldest first.
pub async fn all_under_way(db: &Db) -> Result<Vec<Backup>> {
    sqlx::query_as("SELECT * FROM backups WHERE state IN ('waiting', 'running') ORDER BY wanted_at_ms, id")
        .fetch_all(db.read())
        .await
}

/// The one of a server that is under way.
pub async fn under_way_of(db: &Db, server: &Id<Server>) -> Result<Option<Backup>> {
    sqlx::query_as("SELECT * FROM backups WHERE server_id = $1 AND state IN ('waiting', 'running')")
        .bind(server)
        .fetch_optional(db.read())
        .await
}

/// When the newest backup of a server that can be restored was begun; none: there is none.
pub async fn newest_at_ms(db: &Db, server: &Id<Server>) -> Result<Option<i64>> {
    sqlx::query_scalar("SELECT MAX(begun_at_ms) FROM backups WHERE server_id = $1 AND state = 'ready'")
        .bind(server)
        .fetch_one(db.read())
        .await
}

/// The same of every server that has one.
pub async fn newest_of_all(db: &Db) -> Result<Vec<(Id<Server>, i64)>> {
    sqlx::query_as("SELECT server_id, MAX(begun_at_ms) FROM backups WHERE state = 'ready' GROUP BY server_id")
        .fetch_all(db.read())
        .await
}

/// It runs, for the first time or again. False if it is ready or over.
pub async fn set_running(tx: &mut Tx, id: &Id<Backup>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE backups SET state = 'running', begun_at_ms = $2, ended_at_ms = NULL, files = 0, bytes = 0, error = ''
         WHERE id = $1 AND state IN ('waiting', 'running', 'failed')",
    )
    .bind(id)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_progress(tx: &mut Tx, id: &Id<Backup>, (files, bytes): (i64, i64)) -> Result<()> {
    sqlx::query("UPDATE backups SET files = $2, bytes = $3 WHERE id = $1 AND state = 'running'")
        .bind(id)
        .bind(files)
        .bind(bytes)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A backup that is in the repository and that nobody knows of. False if there is one of its id, or of its night.
pub async fn insert_ready(tx: &mut Tx, backup: &Backup) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO backups (id, server_id, day, reason, state, snapshot, files, bytes, added_bytes, messages, manifest,
                              error, asked_name, wanted_at_ms, begun_at_ms, ended_at_ms)
         VALUES ($1, $2, $3, $4, 'ready', $5, $6, $7, $8, $9, $10, '', '', $11, $11, $12) ON CONFLICT DO NOTHING",
    )
    .bind(&backup.id)
    .bind(&backup.server_id)
    .bind(&backup.day)
    .bind(&backup.reason)
    .bind(&backup.snapshot)
    .bind(backup.files)
    .bind(backup.bytes)
    .bind(backup.added_bytes)
    .bind(backup.messages)
    .bind(&backup.manifest)
    .bind(backup.wanted_at_ms)
    .bind(backup.ended_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// It is in the repository, though nobody wrote down that it was made. False if it is ready or over.
pub async fn set_found(tx: &mut Tx, backup: &Backup) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE backups SET state = 'ready', snapshot = $2, files = $3, bytes = $4, added_bytes = $5, messages = $6,
           manifest = $7, begun_at_ms = $8, ended_at_ms = $9, error = ''
         WHERE id = $1 AND state IN ('waiting', 'running', 'failed')",
    )
    .bind(&backup.id)
    .bind(&backup.snapshot)
    .bind(backup.files)
    .bind(backup.bytes)
    .bind(backup.added_bytes)
    .bind(backup.messages)
    .bind(&backup.manifest)
    .bind(backup.begun_at_ms)
    .bind(backup.ended_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// It is there. False if it was not running.
pub async fn set_ready(tx: &mut Tx, backup: &Backup) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE backups SET state = 'ready', snapshot = $2, files = $3, bytes = $4, added_bytes = $5, messages = $6,
           manifest = $7, ended_at_ms = $8
         WHERE id = $1 AND state = 'running'",
    )
    .bind(&backup.id)
    .bind(&backup.snapshot)
    .bind(backup.files)
    .bind(backup.bytes)
    .bind(backup.added_bytes)
    .bind(backup.messages)
    .bind(&backup.manifest)
    .bind(backup.ended_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_failed(tx: &mut Tx, id: &Id<Backup>, (error, now_ms): (&str, i64)) -> Result<()> {
    sqlx::query(
        "UPDATE backups SET state = 'failed', error = $2, ended_at_ms = $3
         WHERE id = $1 AND state IN ('waiting', 'running')",
    )
    .bind(id)
    .bind(error)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What failed before a moment waits again. False if it did not, or another one of the server is under way.
pub async fn set_waiting_again(tx: &mut Tx, id: &Id<Backup>, before_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE backups SET state = 'waiting' WHERE id = $1 AND state = 'failed' AND ended_at_ms <= $2
           AND server_id NOT IN (SELECT server_id FROM backups WHERE state IN ('waiting', 'running'))",
    )
    .bind(id)
    .bind(before_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What is restored or tried out meanwhile stays as it is: whoever reads it needs it to the end.
pub async fn set_forgotten(tx: &mut Tx, id: &Id<Backup>) -> Result<()> {
    sqlx::query(
        "UPDATE backups SET state = 'forgotten', manifest = '' WHERE id = $1 AND state = 'ready'
           AND id NOT IN (SELECT backup_id FROM restores WHERE state IN ('waiting', 'running'))
           AND id NOT IN (SELECT backup_id FROM drills WHERE state IN ('waiting', 'running'))",
    )
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Every backup of a server since a day, whatever became of it, newest first.
pub async fn since(db: &Db, server: &Id<Server>, day: Date) -> Result<Vec<Backup>> {
    sqlx::query_as(
        "SELECT * FROM backups WHERE server_id = $1 AND day >= $2 ORDER BY wanted_at_ms DESC, id DESC LIMIT 1000",
    )
    .bind(server)
    .bind(day.to_string())
    .fetch_all(db.read())
    .await
}

/// The nights' backups of all servers since a day.
pub async fn nightly_since(db: &Db, day: Date) -> Result<Vec<Nightly>> {
    sqlx::query_as(
        "SELECT server_id, day, state, bytes, begun_at_ms, ended_at_ms FROM backups
         WHERE reason = 'night' AND day >= $1 ORDER BY day, server_id",
    )
    .bind(day.to_string())
    .fetch_all(db.read())
    .await
}
