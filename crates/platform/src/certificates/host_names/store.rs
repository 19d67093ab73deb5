//! Host names in the database.

use super::model::HostName;
use super::rules::MOST;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use std::collections::HashSet;

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

/// Of which servers the own name is looked up, of those behind the first id up to the last.
pub async fn published_known(db: &Db, (after, to): (&str, &str)) -> Result<HashSet<Id<Server>>> {
    let ids: Vec<Id<Server>> =
        sqlx::query_scalar("SELECT server_id FROM published_names WHERE server_id > $1 AND server_id <= $2")
            .bind(after)
            .bind(to)
            .fetch_all(db.read())
            .await?;
    Ok(ids.into_iter().collect())
}

/// A server's own name is looked up from now on, as soon as may be.
pub async fn begin_published(tx: &mut Tx, server: &Id<Server>) -> Result<()> {
    sqlx::query("INSERT INTO published_names (server_id, look_at_ms) VALUES ($1, 0) ON CONFLICT DO NOTHING")
        .bind(server)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn published_due(db: &Db, now_ms: i64, most: i64) -> Result<Vec<Id<Server>>> {
    sqlx::query_scalar(
        "SELECT server_id FROM published_names WHERE look_at_ms <= $1 ORDER BY look_at_ms LIMIT $2",
    )
    .bind(now_ms)
    .bind(most)
    .fetch_all(db.read())
    .await
}

/// What DNS has for a server's own name now.
pub async fn set_published(tx: &mut Tx, server: &Id<Server>, addresses: &[String]) -> Result<()> {
    sqlx::query("DELETE FROM published_addresses WHERE server_id = $1")
        .bind(server)
        .execute(&mut **tx)
        .await?;
    for address in addresses {
        sqlx::query(
            "INSERT INTO published_addresses (address, server_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(address)
        .bind(server)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

pub async fn published_looked_up(
    tx: &mut Tx,
    server: &Id<Server>,
    (now_ms, again_ms): (i64, i64),
) -> Result<()> {
    sqlx::query("UPDATE published_names SET looked_up_at_ms = $2, look_at_ms = $3 WHERE server_id = $1")
        .bind(server)
        .bind(now_ms)
        .bind(again_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A server that is gone has no name any more.
pub async fn forget_published(tx: &mut Tx, server: &Id<Server>) -> Result<()> {
    set_published(tx, server, &[]).await?;
    sqlx::query("DELETE FROM published_names WHERE server_id = $1").bind(server).execute(&mut **tx).await?;
    Ok(())
}

/// Whether another server's own name leads to this address.
pub async fn has_another(db: &Db, (server, address): (&Id<Server>, &str)) -> Result<bool> {
    let other: Option<String> = sqlx::query_scalar(
        "SELECT server_id FROM published_addresses WHERE address = $2 AND server_id <> $1 LIMIT 1",
    )
    .bind(server)
    .bind(address)
    .fetch_optional(db.read())
    .await?;
    Ok(other.is_some())
}

/// Whether another server's own name was not looked up yet.
pub async fn is_any_unknown(db: &Db, server: &Id<Server>) -> Result<bool> {
    let other: Option<String> = sqlx::query_scalar(
        "SELECT server_id FROM published_names WHERE looked_up_at_ms IS NULL AND server_id <> $1 LIMIT 1",
    )
    .bind(server)
    .fetch_optional(db.read())
    .await?;
    Ok(other.is_some())
}
