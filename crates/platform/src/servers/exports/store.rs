//! Exports in the database.

use super::model::Export;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// False if one of this server is under way.
pub async fn insert(tx: &mut Tx, export: &Export) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO exports (id, server_id, state, bytes, expected_bytes, sha256, error, asked_at_ms, asked_name)
         VALUES ($1, $2, 'waiting', 0, 0, '', '', $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(&export.id)
    .bind(&export.server_id)
    .bind(export.asked_at_ms)
    .bind(&export.asked_name)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(db: &Db, id: &Id<Export>) -> Result<Option<Export>> {
    sqlx::query_as("SELECT * FROM exports WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// The newest first, without those whose time is over; at most ten.
pub async fn of_server(db: &Db, server: &Id<Server>) -> Result<Vec<Export>> {
    sqlx::query_as(
        "SELECT * FROM exports WHERE server_id = $1 AND state <> 'removed' ORDER BY asked_at_ms DESC, id DESC LIMIT 10",
    )
    .bind(server)
    .fetch_all(db.read())
    .await
}

pub async fn newest(db: &Db, server: &Id<Server>) -> Result<Option<Export>> {
    Ok(of_server(db, server).await?.into_iter().next())
}

pub async fn under_way(db: &Db, server: &Id<Server>) -> Result<bool> {
    let n: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM exports WHERE server_id = $1 AND state IN ('waiting', 'running')",
    )
    .bind(server)
    .fetch_one(db.read())
    .await?;
    Ok(n > 0)
}

/// It runs, for the first time or again: nothing came yet. False if it is not under way.
pub async fn set_running(tx: &mut Tx, id: &Id<Export>, expected_bytes: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE exports SET state = 'running', bytes = 0, expected_bytes = $2, error = ''
         WHERE id = $1 AND state IN ('waiting', 'running')",
    )
    .bind(id)
    .bind(expected_bytes)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_bytes(tx: &mut Tx, id: &Id<Export>, bytes: i64) -> Result<()> {
    sqlx::query("UPDATE exports SET bytes = $2 WHERE id = $1 AND state = 'running'")
        .bind(id)
        .bind(bytes)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The file's size, digest, and the time it is ready and kept until. False if it was not running.
pub async fn set_ready(
    tx: &mut Tx,
    id: &Id<Export>,
    (bytes, sha256): (i64, &str),
    (now_ms, expires_at_ms): (i64, i64),
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE exports SET state = 'ready', bytes = $2, sha256 = $3, ready_at_ms = $4, expires_at_ms = $5
         WHERE id = $1 AND state = 'running'",
    )
    .bind(id)
    .bind(bytes)
    .bind(sha256)
    .bind(now_ms)
    .bind(expires_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_failed(tx: &mut Tx, id: &Id<Export>, error: &str) -> Result<()> {
    sqlx::query(
        "UPDATE exports SET state = 'failed', error = $2 WHERE id = $1 AND state IN ('waiting', 'running')",
    )
    .bind(id)
    .bind(error)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps the ready ones of a server at least until then: their ids.
pub async fn keep_until(tx: &mut Tx, server: &Id<Server>, until_ms: i64) -> Result<Vec<Id<Export>>> {
    sqlx::query_scalar(
        "UPDATE exports SET expires_at_ms = $2 WHERE server_id = $1 AND state = 'ready' AND expires_at_ms < $2
         RETURNING id",
    )
    .bind(server)
    .bind(until_ms)
    .fetch_all(&mut **tx)
    .await
}

/// False if its time is not over, or it is no file any more.
pub async fn set_removed(tx: &mut Tx, id: &Id<Export>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE exports SET state = 'removed' WHERE id = $1 AND state = 'ready' AND expires_at_ms <= $2",
    )
    .bind(id)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
