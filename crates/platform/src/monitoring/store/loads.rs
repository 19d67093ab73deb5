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
}

/// The newest of an hour is kept.
pub async fn put(tx: &mut Tx, load: &LoadHour) -> Result<()> {
    sqlx::query(
        "INSERT INTO load_hours (server_id, hour_ms, memory_bytes, processes, disk_free_bytes, disk_bytes,
                                 queue_messages)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (server_id, hour_ms) DO UPDATE SET memory_bytes = excluded.memory_bytes,
           processes = excluded.processes, disk_free_bytes = excluded.disk_free_bytes,
           disk_bytes = excluded.disk_bytes, queue_messages = excluded.queue_messages",
    )
    .bind(&load.server_id)
    .bind(load.hour_ms)
    .bind(load.memory_bytes)
    .bind(load.processes)
    .bind(load.disk_free_bytes)
    .bind(load.disk_bytes)
    .bind(load.queue_messages)
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

/// The oldest hour of a server from an instant on that knows the disk.
pub async fn oldest_since(db: &Db, server: &Id<Server>, since_ms: i64) -> Result<Option<LoadHour>> {
    sqlx::query_as(
        "SELECT * FROM load_hours WHERE server_id = $1 AND hour_ms >= $2 AND disk_bytes > 0 ORDER BY hour_ms LIMIT 1",
    )
    .bind(server)
    .bind(since_ms)
    .fetch_optional(db.read())
    .await
}
