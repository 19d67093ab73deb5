//! How each protocol was last seen, and its answers hour by hour.

use super::super::rules::hour_of;
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

/// Answers of five minutes.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "WatchedSlot")]
pub struct Slot {
    #[serde(skip)]
    pub server_id: Id<Server>,
    pub protocol: String,
    /// When the five minutes began.
    pub slot_ms: i64,
    pub probes: i64,
    /// Of them, bad ones.
    pub failures: i64,
    /// What the good ones took together, and the longest of them.
    pub sum_ms: i64,
    pub most_ms: i64,
    /// For how long it was watched, and was down.
    pub watched_ms: i64,
    pub down_ms: i64,
}

/// How much of a month a protocol could be used.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "WatchedMonth")]
pub struct MonthOf {
    #[serde(skip)]
    pub server_id: Id<Server>,
    pub protocol: String,
    /// `YYYY-MM` in the provider's zone.
    pub month: String,
    /// For how long it was watched, announced maintenance left out, and was down.
    pub watched_ms: i64,
    pub down_ms: i64,
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

/// Adds answers to those of their five minutes, their hour and their month.
pub async fn add(tx: &mut Tx, slot: &Slot, month: &str) -> Result<()> {
    add_slot(tx, slot).await?;
    add_hour(tx, slot).await?;
    sqlx::query(
        "INSERT INTO target_months (server_id, protocol, month, watched_ms, down_ms) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (server_id, protocol, month) DO UPDATE SET
           watched_ms = target_months.watched_ms + excluded.watched_ms,
           down_ms = target_months.down_ms + excluded.down_ms",
    )
    .bind(&slot.server_id)
    .bind(&slot.protocol)
    .bind(month)
    .bind(slot.watched_ms)
    .bind(slot.down_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn add_slot(tx: &mut Tx, slot: &Slot) -> Result<()> {
    sqlx::query(
        "INSERT INTO target_slots (server_id, protocol, slot_ms, probes, failures, sum_ms, most_ms, watched_ms, down_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (server_id, protocol, slot_ms) DO UPDATE SET
           probes = target_slots.probes + excluded.probes, failures = target_slots.failures + excluded.failures,
           sum_ms = target_slots.sum_ms + excluded.sum_ms,
           most_ms = CASE WHEN excluded.most_ms > target_slots.most_ms THEN excluded.most_ms
                          ELSE target_slots.most_ms END,
           watched_ms = target_slots.watched_ms + excluded.watched_ms,
           down_ms = target_slots.down_ms + excluded.down_ms",
    )
    .bind(&slot.server_id)
    .bind(&slot.protocol)
    .bind(slot.slot_ms)
    .bind(slot.probes)
    .bind(slot.failures)
    .bind(slot.sum_ms)
    .bind(slot.most_ms)
    .bind(slot.watched_ms)
    .bind(slot.down_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn add_hour(tx: &mut Tx, slot: &Slot) -> Result<()> {
    sqlx::query(
        "INSERT INTO target_hours (server_id, protocol, hour_ms, probes, failures, sum_ms, most_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (server_id, protocol, hour_ms) DO UPDATE SET
           probes = target_hours.probes + excluded.probes, failures = target_hours.failures + excluded.failures,
           sum_ms = target_hours.sum_ms + excluded.sum_ms,
           most_ms = CASE WHEN excluded.most_ms > target_hours.most_ms THEN excluded.most_ms
                          ELSE target_hours.most_ms END",
    )
    .bind(&slot.server_id)
    .bind(&slot.protocol)
    .bind(hour_of(slot.slot_ms))
    .bind(slot.probes)
    .bind(slot.failures)
    .bind(slot.sum_ms)
    .bind(slot.most_ms)
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

/// A server's five minutes from an instant on, oldest first.
pub async fn slots(db: &Db, server: &Id<Server>, since_ms: i64) -> Result<Vec<Slot>> {
    sqlx::query_as(
        "SELECT * FROM target_slots WHERE server_id = $1 AND slot_ms >= $2 ORDER BY slot_ms, protocol",
    )
    .bind(server)
    .bind(since_ms)
    .fetch_all(db.read())
    .await
}

/// A server's last months, the newest first; so many rows, one for each protocol.
pub async fn months(db: &Db, server: &Id<Server>, limit: i64) -> Result<Vec<MonthOf>> {
    sqlx::query_as("SELECT * FROM target_months WHERE server_id = $1 ORDER BY month DESC, protocol LIMIT $2")
        .bind(server)
        .bind(limit)
        .fetch_all(db.read())
        .await
}

/// Removes hours and five minutes before an instant each.
pub async fn sweep(tx: &mut Tx, (before_ms, slots_before_ms): (i64, i64)) -> Result<()> {
    sqlx::query("DELETE FROM target_slots WHERE slot_ms < $1")
        .bind(slots_before_ms)
        .execute(&mut **tx)
        .await?;
    sqlx::query("DELETE FROM target_hours WHERE hour_ms < $1").bind(before_ms).execute(&mut **tx).await?;
    sqlx::query("DELETE FROM load_hours WHERE hour_ms < $1").bind(before_ms).execute(&mut **tx).await?;
    Ok(())
}
