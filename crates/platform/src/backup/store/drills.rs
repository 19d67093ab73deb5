//! Drills.

use super::Result;
use crate::backup::model::Drill;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

/// False if one is under way: they share one place on the host.
pub async fn insert_drill(tx: &mut Tx, drill: &Drill) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO drills (id, server_id, backup_id, state, mailboxes, messages, error, begun_at_ms)
         VALUES ($1, $2, $3, 'waiting', 0, 0, '', $4) ON CONFLICT DO NOTHING",
    )
    .bind(&drill.id)
    .bind(&drill.server_id)
    .bind(&drill.backup_id)
    .bind(drill.begun_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find_drill(db: &Db, id: &Id<Drill>) -> Result<Option<Drill>> {
    sqlx::query_as("SELECT * FROM drills WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// The newest of a server that is over.
pub async fn last_drill(db: &Db, server: &Id<Server>) -> Result<Option<Drill>> {
    sqlx::query_as(
        "SELECT * FROM drills WHERE server_id = $1 AND state IN ('passed', 'failed')
         ORDER BY begun_at_ms DESC, id DESC LIMIT 1",
    )
    .bind(server)
    .fetch_optional(db.read())
    .await
}

/// The newest of a server that passed within a span of time.
pub async fn passed_within(
    db: &Db,
    server: &Id<Server>,
    (from_ms, to_ms): (i64, i64),
) -> Result<Option<Drill>> {
    sqlx::query_as(
        "SELECT * FROM drills WHERE server_id = $1 AND state = 'passed' AND ended_at_ms >= $2 AND ended_at_ms < $3
         ORDER BY ended_at_ms DESC LIMIT 1",
    )
    .bind(server)
    .bind(from_ms)
    .bind(to_ms)
    .fetch_optional(db.read())
    .await
}

/// False if it is over.
pub async fn set_drill_running(tx: &mut Tx, id: &Id<Drill>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE drills SET state = 'running', begun_at_ms = $2 WHERE id = $1 AND state IN ('waiting', 'running')",
    )
    .bind(id)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Those that wait or run: one at most.
pub async fn drills_under_way(db: &Db) -> Result<Vec<Drill>> {
    sqlx::query_as("SELECT * FROM drills WHERE state IN ('waiting', 'running')").fetch_all(db.read()).await
}

/// How it ended: its state, numbers and error are taken from `drill`. False if it is over.
pub async fn end_drill(tx: &mut Tx, drill: &Drill) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE drills SET state = $2, mailboxes = $3, messages = $4, error = $5, ended_at_ms = $6
         WHERE id = $1 AND state IN ('waiting', 'running')",
    )
    .bind(&drill.id)
    .bind(&drill.state)
    .bind(drill.mailboxes)
    .bind(drill.messages)
    .bind(&drill.error)
    .bind(drill.ended_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Drills of a server since a moment, newest first.
pub async fn drills_of(db: &Db, server: &Id<Server>, since_ms: i64) -> Result<Vec<Drill>> {
    sqlx::query_as(
        "SELECT * FROM drills WHERE server_id = $1 AND begun_at_ms >= $2 ORDER BY begun_at_ms DESC, id DESC LIMIT 500",
    )
    .bind(server)
    .bind(since_ms)
    .fetch_all(db.read())
    .await
}

/// When each drill that passed since a moment ended, over all servers.
pub async fn passed_since(db: &Db, since_ms: i64) -> Result<Vec<i64>> {
    sqlx::query_scalar("SELECT ended_at_ms FROM drills WHERE state = 'passed' AND ended_at_ms >= $1")
        .bind(since_ms)
        .fetch_all(db.read())
        .await
}
