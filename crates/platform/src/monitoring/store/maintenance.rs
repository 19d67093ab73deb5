//! Announced maintenance.

use super::super::model::Maintenance;
use super::Result;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

pub async fn insert(tx: &mut Tx, window: &Maintenance) -> Result<()> {
    sqlx::query(
        "INSERT INTO maintenance_windows (id, server_id, begins_at_ms, ends_at_ms, reason, announced_at_ms, announced_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&window.id)
    .bind(window.server_id.as_ref())
    .bind(window.begins_at_ms)
    .bind(window.ends_at_ms)
    .bind(&window.reason)
    .bind(window.announced_at_ms)
    .bind(&window.announced_by)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes back what has not begun, or ends what has; none if it is over or was taken back.
pub async fn withdraw(tx: &mut Tx, id: &Id<Maintenance>, now_ms: i64) -> Result<Option<Maintenance>> {
    sqlx::query_as(
        "UPDATE maintenance_windows SET withdrawn_at_ms = $2
         WHERE id = $1 AND withdrawn_at_ms IS NULL AND ends_at_ms > $2 RETURNING *",
    )
    .bind(id)
    .bind(now_ms)
    .fetch_optional(&mut **tx)
    .await
}

pub async fn find(db: &Db, id: &Id<Maintenance>) -> Result<Option<Maintenance>> {
    sqlx::query_as("SELECT * FROM maintenance_windows WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// Windows that go on or are to come, in the order of their begin.
pub async fn coming(db: &Db, now_ms: i64) -> Result<Vec<Maintenance>> {
    sqlx::query_as(
        "SELECT * FROM maintenance_windows WHERE withdrawn_at_ms IS NULL AND ends_at_ms > $1
         ORDER BY begins_at_ms, id",
    )
    .bind(now_ms)
    .fetch_all(db.read())
    .await
}
