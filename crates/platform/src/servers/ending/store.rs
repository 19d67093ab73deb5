//! Endings and their reminders in the database.

use super::model::Ending;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// False if there is a notice for this server already.
pub async fn insert(tx: &mut Tx, ending: &Ending) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO endings (id, server_id, customer_id, state, last_day, ends_at_ms, given_at_ms, given_by,
                              given_name, way, closed_name, accounts)
         VALUES ($1, $2, $3, 'noticed', $4, $5, $6, $7, $8, $9, '', '') ON CONFLICT DO NOTHING",
    )
    .bind(&ending.id)
    .bind(&ending.server_id)
    .bind(&ending.customer_id)
    .bind(&ending.last_day)
    .bind(ending.ends_at_ms)
    .bind(ending.given_at_ms)
    .bind(&ending.given_by)
    .bind(&ending.given_name)
    .bind(&ending.way)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(db: &Db, id: &Id<Ending>) -> Result<Option<Ending>> {
    sqlx::query_as("SELECT * FROM endings WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// The notice of a server that stands; otherwise the newest, whatever became of it.
pub async fn newest(db: &Db, server: &Id<Server>) -> Result<Option<Ending>> {
    sqlx::query_as(
        "SELECT * FROM endings WHERE server_id = $1
         ORDER BY CASE WHEN state = 'noticed' THEN 0 ELSE 1 END, given_at_ms DESC, id DESC LIMIT 1",
    )
    .bind(server)
    .fetch_optional(db.read())
    .await
}

/// Every notice that stands, with the server's last day.
pub async fn noticed(db: &Db) -> Result<Vec<Ending>> {
    sqlx::query_as("SELECT * FROM endings WHERE state = 'noticed' ORDER BY ends_at_ms, id")
        .fetch_all(db.read())
        .await
}

/// Withdraws the notice of a server, if it stands and its last day is not over.
pub async fn withdraw(tx: &mut Tx, server: &Id<Server>, by: &str, now_ms: i64) -> Result<Option<Ending>> {
    sqlx::query_as(
        "UPDATE endings SET state = 'withdrawn', closed_at_ms = $2, closed_name = $3
         WHERE server_id = $1 AND state = 'noticed' AND ends_at_ms > $2 RETURNING *",
    )
    .bind(server)
    .bind(now_ms)
    .bind(by)
    .fetch_optional(&mut **tx)
    .await
}

/// False if it does not stand any more.
pub async fn set_ended(tx: &mut Tx, id: &Id<Ending>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE endings SET state = 'ended', closed_at_ms = $2 WHERE id = $1 AND state = 'noticed' AND ends_at_ms <= $2",
    )
    .bind(id)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False if it does not stand any more. `accounts` is not empty.
pub async fn set_refused(tx: &mut Tx, id: &Id<Ending>, accounts: &str, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE endings SET state = 'refused', closed_at_ms = $2, accounts = $3
         WHERE id = $1 AND state = 'noticed' AND ends_at_ms <= $2",
    )
    .bind(id)
    .bind(now_ms)
    .bind(accounts)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Remembers when a server was first asked for the last of its journal, and says when that was.
pub async fn set_due(tx: &mut Tx, id: &Id<Ending>, now_ms: i64) -> Result<i64> {
    sqlx::query_scalar(
        "UPDATE endings SET due_at_ms = COALESCE(due_at_ms, $2) WHERE id = $1 RETURNING due_at_ms",
    )
    .bind(id)
    .bind(now_ms)
    .fetch_one(&mut **tx)
    .await
}

/// False if this reminder was given.
pub async fn insert_reminder(tx: &mut Tx, id: &Id<Ending>, days: i64, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO ending_reminders (ending_id, days, at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(days)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
