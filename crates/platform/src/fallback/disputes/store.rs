//! Who names a domain that is not theirs.

use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// Of all: the domain, who names it, and whose it is.
pub async fn all(db: &Db) -> Result<Vec<(String, Id<Server>, Option<Id<Server>>)>> {
    sqlx::query_as(
        "SELECT d.name, d.server_id, c.server_id FROM fallback_disputes d
         LEFT JOIN fallback_domains c ON c.name = d.name AND c.given_up_at_ms IS NULL
         ORDER BY d.name, d.since_ms, d.server_id",
    )
    .fetch_all(db.read())
    .await
}

/// Domains that a server names or has and that others name, and whose each is.
pub async fn of_server(db: &Db, server: &Id<Server>) -> Result<Vec<(String, Option<Id<Server>>)>> {
    sqlx::query_as(
        "SELECT DISTINCT d.name, c.server_id FROM fallback_disputes d
         LEFT JOIN fallback_domains c ON c.name = d.name AND c.given_up_at_ms IS NULL
         WHERE d.server_id = $1 OR c.server_id = $1 ORDER BY d.name",
    )
    .bind(server)
    .fetch_all(db.read())
    .await
}

/// Those who name a domain that is not theirs, the first of them first.
pub async fn who_name(db: &Db, domain: &str) -> Result<Vec<Id<Server>>> {
    sqlx::query_scalar("SELECT server_id FROM fallback_disputes WHERE name = $1 ORDER BY since_ms, server_id")
        .bind(domain)
        .fetch_all(db.read())
        .await
}

/// Domains whose records were not looked up for this since then; those never looked up first.
pub async fn due(db: &Db, before_ms: i64, limit: i64) -> Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT name FROM fallback_disputes WHERE COALESCE(looked_up_at_ms, 0) < $1
         GROUP BY name ORDER BY MIN(COALESCE(looked_up_at_ms, 0)), name LIMIT $2",
    )
    .bind(before_ms)
    .bind(limit)
    .fetch_all(db.read())
    .await
}

pub async fn looked_up(tx: &mut Tx, domain: &str, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE fallback_disputes SET looked_up_at_ms = $2 WHERE name = $1")
        .bind(domain)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A server names a domain that is not its own.
pub async fn name(tx: &mut Tx, (domain, server): (&str, &Id<Server>), now_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO fallback_disputes (name, server_id, since_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(domain)
    .bind(server)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// False if it did not.
pub async fn names_no_more(tx: &mut Tx, (domain, server): (&str, &Id<Server>)) -> Result<bool> {
    let done = sqlx::query("DELETE FROM fallback_disputes WHERE name = $1 AND server_id = $2")
        .bind(domain)
        .bind(server)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Domains that a server names and that are not its own.
pub async fn named_in(tx: &mut Tx, server: &Id<Server>) -> Result<Vec<String>> {
    sqlx::query_scalar("SELECT name FROM fallback_disputes WHERE server_id = $1")
        .bind(server)
        .fetch_all(&mut **tx)
        .await
}
