//! Host names in the database.

use super::model::HostName;
use super::rules::MOST;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// The next free place among a server's names; none: it has as many as it may.
pub async fn free_place(tx: &mut Tx, server: &Id<Server>) -> Result<Option<i64>> {
    let taken: Vec<i64> = sqlx::query_scalar("SELECT place FROM host_names WHERE server_id = $1")
        .bind(server)
        .fetch_all(&mut **tx)
        .await?;
    Ok((1..=MOST).find(|place| !taken.contains(place)))
}

/// Whether it was new: a server has a name once, and a place once.
pub async fn insert(tx: &mut Tx, name: &HostName) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO host_names (server_id, name, place, added_at_ms, verdict, found, addresses, look_at_ms)
         VALUES ($1, $2, $3, $4, '', '', '', $5) ON CONFLICT DO NOTHING",
    )
    .bind(&name.server_id)
    .bind(&name.name)
    .bind(name.place)
    .bind(name.added_at_ms)
    .bind(name.look_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(db: &Db, (server, name): (&Id<Server>, &str)) -> Result<Option<HostName>> {
    sqlx::query_as("SELECT * FROM host_names WHERE server_id = $1 AND name = $2")
        .bind(server)
        .bind(name)
        .fetch_optional(db.read())
        .await
}

/// Whoever holds a name: whose DNS was seen to lead to their server.
pub async fn holder(db: &Db, name: &str) -> Result<Option<HostName>> {
    sqlx::query_as("SELECT * FROM host_names WHERE name = $1 AND proven_at_ms IS NOT NULL")
        .bind(name)
        .fetch_optional(db.read())
        .await
}

pub async fn of_server(db: &Db, server: &Id<Server>) -> Result<Vec<HostName>> {
    sqlx::query_as("SELECT * FROM host_names WHERE server_id = $1 ORDER BY name")
        .bind(server)
        .fetch_all(db.read())
        .await
}

pub async fn to_look_up(db: &Db, now_ms: i64, most: i64) -> Result<Vec<HostName>> {
    sqlx::query_as("SELECT * FROM host_names WHERE look_at_ms <= $1 ORDER BY look_at_ms LIMIT $2")
        .bind(now_ms)
        .bind(most)
        .fetch_all(db.read())
        .await
}

/// Writes what was found.
pub async fn looked_up(tx: &mut Tx, name: &HostName) -> Result<()> {
    sqlx::query(
        "UPDATE host_names SET looked_up_at_ms = $3, verdict = $4, found = $5, addresses = $6, look_at_ms = $7,
           lost_at_ms = $8, lost_told_at_ms = CASE WHEN $8 IS NULL THEN NULL ELSE lost_told_at_ms END
         WHERE server_id = $1 AND name = $2",
    )
    .bind(&name.server_id)
    .bind(&name.name)
    .bind(name.looked_up_at_ms)
    .bind(&name.verdict)
    .bind(&name.found)
    .bind(&name.addresses)
    .bind(name.look_at_ms)
    .bind(name.lost_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Its owner is told that it is lost; false if they were.
pub async fn set_told(tx: &mut Tx, name: &HostName, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE host_names SET lost_told_at_ms = $3
         WHERE server_id = $1 AND name = $2 AND lost_at_ms IS NOT NULL AND lost_told_at_ms IS NULL",
    )
    .bind(&name.server_id)
    .bind(&name.name)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Its DNS leads here now. Whether the server holds it: nobody else does.
pub async fn prove(tx: &mut Tx, name: &HostName, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE host_names SET proven_at_ms = $3 WHERE server_id = $1 AND name = $2
           AND NOT EXISTS (SELECT 1 FROM host_names AS other
                           WHERE other.name = $2 AND other.server_id <> $1 AND other.proven_at_ms IS NOT NULL)",
    )
    .bind(&name.server_id)
    .bind(&name.name)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// It is held no more; the claim stays.
pub async fn give_up(tx: &mut Tx, name: &HostName) -> Result<()> {
    sqlx::query("UPDATE host_names SET proven_at_ms = NULL WHERE server_id = $1 AND name = $2")
        .bind(&name.server_id)
        .bind(&name.name)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whether it was there.
pub async fn remove(tx: &mut Tx, (server, name): (&Id<Server>, &str)) -> Result<bool> {
    let done = sqlx::query("DELETE FROM host_names WHERE server_id = $1 AND name = $2")
        .bind(server)
        .bind(name)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}
