//! Holds in the database.

use super::{Reason, Server};
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use sqlx::FromRow;
use std::collections::HashMap;

/// That a server is held.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Hold {
    pub server_id: Id<Server>,
    /// `restore` or `maintenance`.
    pub reason: String,
    pub since_ms: i64,
    pub by_name: String,
}

pub(super) async fn insert(tx: &mut Tx, hold: &Hold) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO server_holds (server_id, reason, since_ms, by_name) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(&hold.server_id)
    .bind(&hold.reason)
    .bind(hold.since_ms)
    .bind(&hold.by_name)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets go of what is held for this reason. False if nothing was.
pub async fn release(tx: &mut Tx, server: &Id<Server>, reason: Reason) -> Result<bool, sqlx::Error> {
    let done = sqlx::query("DELETE FROM server_holds WHERE server_id = $1 AND reason = $2")
        .bind(server)
        .bind(reason.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Why a server is held; none: it is not.
pub async fn of(db: &Db, server: &Id<Server>) -> Result<Option<Hold>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM server_holds WHERE server_id = $1")
        .bind(server)
        .fetch_optional(db.read())
        .await
}

/// All that are held.
pub async fn all(db: &Db) -> Result<HashMap<Id<Server>, Hold>, sqlx::Error> {
    let found: Vec<Hold> = sqlx::query_as("SELECT * FROM server_holds").fetch_all(db.read()).await?;
    Ok(found.into_iter().map(|hold| (hold.server_id.clone(), hold)).collect())
}
