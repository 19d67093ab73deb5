//! What servers used, hour by hour.

use super::Result;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use sqlx::FromRow;

#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct LoadHour {
    pub server_id: Id<Server>,
    pub hour_ms: i64,
    pub memory_bytes: i64,
    pub processes: i64,
    pub disk_free_bytes: i64,
    pub disk_bytes: i64,
    pub queue_messages: i64,
    /// Mail that it kept.
    pub own_bytes: i64,
}

/// The newest of an hour is kept.
pub async fn put(tx: &mut Tx, load: &LoadHour) -> Result<()> {
    sqlx::query(
        "INSERT INTO load_hours (server_id, hour_ms, memory_bytes, processes, disk_free_bytes, disk_bytes,
                                 queue_messages, own_bytes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (server_id, hour_ms) DO UPDATE SET memory_bytes = excluded.memory_bytes,
           processes = excluded.processes, disk_free_bytes = excluded.disk_free_bytes,
           disk_bytes = excluded.disk_bytes, queue_messages = excluded.queue_messages,
           own_bytes = excluded.own_bytes",
    )
    .bind(&load.server_id)
    .bind(load.hour_ms)
    .bind(load.memory_bytes)
    .bind(load.processes)
    .bind(load.disk_free_bytes)
    .bind(load.disk_bytes)
    .bind(load.queue_messages)
    .bind(load.own_bytes)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The newest hour of a server.
pub async fn newest(db: &Db, server: &Id<Server>) -> Result<Option<LoadHour>> {
    sqlx::query_as("SELECT * FROM load_hours WHERE server_id = $1 ORDER BY hour_ms DESC LIMIT 1")
        .bind(server)
        .fetch_optional(db.read())
        .await
}

/// The oldest hour from an instant on in which the disk was measured, by whichever server: they share it.
pub async fn oldest_of_any(db: &Db, since_ms: i64) -> Result<Option<LoadHour>> {
    sqlx::query_as(
        "SELECT * FROM load_hours WHERE hour_ms >= $1 AND disk_bytes > 0 ORDER BY hour_ms, server_id LIMIT 1",
    )
    .bind(since_ms)
    .fetch_optional(db.read())
    .await
}

/// The servers whose mail grew most from an instant on, and by how many bytes: so many of them.
pub async fn fastest(db: &Db, (since_ms, limit): (i64, i64)) -> Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "SELECT s.name, CAST(MAX(l.own_bytes) - MIN(l.own_bytes) AS BIGINT) AS grown
         FROM load_hours l JOIN servers s ON s.id = l.server_id
         WHERE l.hour_ms >= $1 AND l.own_bytes > 0 GROUP BY s.id, s.name ORDER BY grown DESC, s.name LIMIT $2",
    )
    .bind(since_ms)
    .bind(limit)
    .fetch_all(db.read())
    .await
}
