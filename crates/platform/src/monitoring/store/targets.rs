//! How each protocol was last seen, and its answers hour by hour.

use super::Result;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use serde::Serialize;
use sqlx::FromRow;

/// A protocol of a server, as it was last seen.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "WatchedProtocol")]
pub struct TargetRow {
    #[serde(skip)]
    pub server_id: Id<Server>,
    /// `smtp`, `submission`, `submissions`, `imaps`, `pop3s`, `https` (the console), or `loop`: a mail there and back.
    pub protocol: String,
    /// `new`, `good`, `doubted` or `down`.
    pub state: String,
    pub since_ms: i64,
    pub asked_at_ms: i64,
    /// What the last answer took.
    pub total_ms: i64,
    /// Why the last answer was bad; empty if it was good.
    pub trouble: String,
    pub certificate_until_ms: Option<i64>,
    #[serde(skip)]
    pub kept: String,
}

/// Answers of an hour.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Hour {
    pub server_id: Id<Server>,
    pub protocol: String,
    pub hour_ms: i64,
    pub probes: i64,
    pub failures: i64,
    pub sum_ms: i64,
    pub most_ms: i64,
}

pub async fn put(tx: &mut Tx, row: &TargetRow) -> Result<()> {
    sqlx::query(
        "INSERT INTO targets (server_id, protocol, state, since_ms, asked_at_ms, total_ms, trouble,
                              certificate_until_ms, kept)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (server_id, protocol) DO UPDATE SET state = excluded.state, since_ms = excluded.since_ms,
           asked_at_ms = excluded.asked_at_ms, total_ms = excluded.total_ms, trouble = excluded.trouble,
           certificate_until_ms = excluded.certificate_until_ms, kept = excluded.kept",
    )
    .bind(&row.server_id)
    .bind(&row.protocol)
    .bind(&row.state)
    .bind(row.since_ms)
    .bind(row.asked_at_ms)
    .bind(row.total_ms)
    .bind(&row.trouble)
    .bind(row.certificate_until_ms)
    .bind(&row.kept)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Adds answers to those of the hour.
pub async fn add_hour(tx: &mut Tx, hour: &Hour) -> Result<()> {
    sqlx::query(
        "INSERT INTO target_hours (server_id, protocol, hour_ms, probes, failures, sum_ms, most_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (server_id, protocol, hour_ms) DO UPDATE SET
           probes = target_hours.probes + excluded.probes, failures = target_hours.failures + excluded.failures,
           sum_ms = target_hours.sum_ms + excluded.sum_ms,
           most_ms = CASE WHEN excluded.most_ms > target_hours.most_ms THEN excluded.most_ms
                          ELSE target_hours.most_ms END",
    )
    .bind(&hour.server_id)
    .bind(&hour.protocol)
    .bind(hour.hour_ms)
    .bind(hour.probes)
    .bind(hour.failures)
    .bind(hour.sum_ms)
    .bind(hour.most_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A server's protocols.
pub async fn of_server(db: &Db, server: &Id<Server>) -> Result<Vec<TargetRow>> {
    sqlx::query_as("SELECT * FROM targets WHERE server_id = $1 ORDER BY protocol")
        .bind(server)
        .fetch_all(db.read())
        .await
}

/// Those of every server.
pub async fn all(db: &Db) -> Result<Vec<TargetRow>> {
    sqlx::query_as("SELECT * FROM targets ORDER BY server_id, protocol").fetch_all(db.read()).await
}

/// A server's hours from an instant on, oldest first.
pub async fn hours(db: &Db, server: &Id<Server>, since_ms: i64) -> Result<Vec<Hour>> {
    sqlx::query_as(
        "SELECT * FROM target_hours WHERE server_id = $1 AND hour_ms >= $2 ORDER BY hour_ms, protocol",
    )
    .bind(server)
    .bind(since_ms)
    .fetch_all(db.read())
    .await
}

/// Removes hours before an instant.
pub async fn sweep(tx: &mut Tx, before_ms: i64) -> Result<()> {
    sqlx::query("DELETE FROM target_hours WHERE hour_ms < $1").bind(before_ms).execute(&mut **tx).await?;
    sqlx::query("DELETE FROM load_hours WHERE hour_ms < $1").bind(before_ms).execute(&mut **tx).await?;
    Ok(())
}
