//! How servers stand.

use super::super::model::Standing;
use super::Result;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use std::collections::HashMap;

/// How a server stands, as last written down.
pub async fn standing(db: &Db, server: &Id<Server>) -> Result<Standing> {
    let found: Option<String> = sqlx::query_scalar("SELECT standing FROM standings WHERE server_id = $1")
        .bind(server)
        .fetch_optional(db.read())
        .await?;
    Ok(found.map_or(Standing::Unwatched, |text| Standing::of(&text)))
}

/// How every server stands of which anything is known.
pub async fn standings(db: &Db) -> Result<HashMap<Id<Server>, Standing>> {
    let rows: Vec<(Id<Server>, String)> =
        sqlx::query_as("SELECT server_id, standing FROM standings").fetch_all(db.read()).await?;
    Ok(rows.into_iter().map(|(id, text)| (id, Standing::of(&text))).collect())
}

/// How those servers stand of which it was written down since then.
pub async fn standings_since(db: &Db, since_ms: i64) -> Result<Vec<(Id<Server>, Standing)>> {
    let rows: Vec<(Id<Server>, String)> =
        sqlx::query_as("SELECT server_id, standing FROM standings WHERE since_ms >= $1")
            .bind(since_ms)
            .fetch_all(db.read())
            .await?;
    Ok(rows.into_iter().map(|(id, text)| (id, Standing::of(&text))).collect())
}

/// Writes down how a server stands; false if it stood so already.
pub async fn set(tx: &mut Tx, server: &Id<Server>, standing: Standing, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO standings (server_id, standing, since_ms) VALUES ($1, $2, $3)
         ON CONFLICT (server_id) DO UPDATE SET standing = excluded.standing, since_ms = excluded.since_ms
         WHERE standings.standing <> excluded.standing",
    )
    .bind(server)
    .bind(standing.as_str())
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
