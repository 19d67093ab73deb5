//! Ends by themselves in the database.

use crate::drivers::host::Fell;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// False if this end was written down before.
pub async fn insert(tx: &mut Tx, server: &Id<Server>, (fell, now_ms): (&Fell, i64)) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO server_deaths (server_id, started_ms, at_ms, status) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(server)
    .bind(fell.started.as_millisecond())
    .bind(now_ms)
    .bind(fell.status.map(i64::from))
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How often a server ended by itself after an instant.
pub async fn count_since(db: &Db, server: &Id<Server>, since_ms: i64) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM server_deaths WHERE server_id = $1 AND at_ms > $2")
        .bind(server)
        .bind(since_ms)
        .fetch_one(db.read())
        .await
}

/// When a server ended by itself after an instant, oldest first.
pub async fn died_since(db: &Db, server: &Id<Server>, since_ms: i64) -> Result<Vec<i64>> {
    sqlx::query_scalar("SELECT at_ms FROM server_deaths WHERE server_id = $1 AND at_ms > $2 ORDER BY at_ms")
        .bind(server)
        .bind(since_ms)
        .fetch_all(db.read())
        .await
}

/// False if it is left alone already.
pub async fn set_left_alone(tx: &mut Tx, server: &Id<Server>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE servers SET left_alone_at_ms = $2 WHERE id = $1 AND left_alone_at_ms IS NULL AND phase <> 'gone'",
    )
    .bind(server)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn clear_left_alone(tx: &mut Tx, server: &Id<Server>) -> Result<()> {
    sqlx::query("UPDATE servers SET left_alone_at_ms = NULL WHERE id = $1 AND left_alone_at_ms IS NOT NULL")
        .bind(server)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What was before counts no longer.
pub async fn begin_anew(tx: &mut Tx, server: &Id<Server>, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE servers SET deaths_from_ms = $2, left_alone_at_ms = NULL WHERE id = $1")
        .bind(server)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
