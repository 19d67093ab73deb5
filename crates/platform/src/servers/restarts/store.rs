//! Restarts in the database.

use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::{Id, Named};
use sqlx::FromRow;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// That a server is to be started again, and how far that is.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Restart {
    pub id: Id<Restart>,
    pub server_id: Id<Server>,
    pub because: String,
    pub asked_by: String,
    pub asked_at_ms: i64,
    pub stopped_at_ms: Option<i64>,
    pub done_at_ms: Option<i64>,
}

impl Named for Restart {
    const PREFIX: &'static str = "res";
}

/// False if one is under way.
pub async fn insert(tx: &mut Tx, restart: &Restart) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO restarts (id, server_id, because, asked_by, asked_at_ms) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
    )
    .bind(&restart.id)
    .bind(&restart.server_id)
    .bind(&restart.because)
    .bind(&restart.asked_by)
    .bind(restart.asked_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether a server is to be stopped in order to be started again.
pub async fn waits(db: &Db, server: &Id<Server>) -> Result<bool> {
    let found: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM restarts WHERE server_id = $1 AND done_at_ms IS NULL AND stopped_at_ms IS NULL",
    )
    .bind(server)
    .fetch_one(db.read())
    .await?;
    Ok(found > 0)
}

pub async fn set_stopped(tx: &mut Tx, server: &Id<Server>, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE restarts SET stopped_at_ms = COALESCE(stopped_at_ms, $2) WHERE server_id = $1 AND done_at_ms IS NULL")
        .bind(server)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The server runs again.
pub async fn done(tx: &mut Tx, server: &Id<Server>, now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE restarts SET done_at_ms = $2
         WHERE server_id = $1 AND done_at_ms IS NULL AND stopped_at_ms IS NOT NULL",
    )
    .bind(server)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How often the platform had a server started again by itself since an instant.
pub async fn count_since(db: &Db, server: &Id<Server>, since_ms: i64) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM restarts WHERE server_id = $1 AND asked_at_ms >= $2")
        .bind(server)
        .bind(since_ms)
        .fetch_one(db.read())
        .await
}
