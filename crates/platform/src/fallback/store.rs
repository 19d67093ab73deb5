//! Recipients, domains and warnings in the database.

use super::model::{Claim, Recipients};
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// What a server said last.
pub async fn of_server(db: &Db, server: &Id<Server>) -> Result<Option<Recipients>> {
    sqlx::query_as("SELECT * FROM fallback_recipients WHERE server_id = $1")
        .bind(server)
        .fetch_optional(db.read())
        .await
}

pub async fn all(db: &Db) -> Result<Vec<Recipients>> {
    sqlx::query_as("SELECT * FROM fallback_recipients ORDER BY server_id").fetch_all(db.read()).await
}

/// Lists that changed since then: whose, and how many came before.
pub async fn changed_since(db: &Db, since_ms: i64) -> Result<Vec<(Id<Server>, i64)>> {
    sqlx::query_as("SELECT server_id, version FROM fallback_recipients WHERE changed_at_ms >= $1")
        .bind(since_ms)
        .fetch_all(db.read())
        .await
}

/// The same of all lists, a page at a time: those of servers whose id is behind `after`.
pub async fn page(db: &Db, after: &str, limit: i64) -> Result<Vec<(Id<Server>, i64)>> {
    sqlx::query_as(
        "SELECT server_id, version FROM fallback_recipients WHERE server_id > $1 ORDER BY server_id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(db.read())
    .await
}

pub async fn put(tx: &mut Tx, list: &Recipients) -> Result<()> {
    sqlx::query(
        "INSERT INTO fallback_recipients
           (server_id, hash, domains, version, disputed, changed_at_ms, confirmed_at_ms, hand_over)
         VALUES ($1, $2, $3, 0, $4, $5, $5, $6)
         ON CONFLICT (server_id) DO UPDATE SET hash = excluded.hash, domains = excluded.domains,
           version = fallback_recipients.version + 1, disputed = excluded.disputed,
           changed_at_ms = excluded.changed_at_ms, confirmed_at_ms = excluded.confirmed_at_ms,
           hand_over = excluded.hand_over",
    )
    .bind(&list.server_id)
    .bind(&list.hash)
    .bind(&list.domains)
    .bind(list.disputed)
    .bind(list.confirmed_at_ms)
    .bind(&list.hand_over)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn confirm(tx: &mut Tx, server: &Id<Server>, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE fallback_recipients SET confirmed_at_ms = $2 WHERE server_id = $1")
        .bind(server)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Of all servers, by name.
pub async fn claims(db: &Db) -> Result<Vec<Claim>> {
    sqlx::query_as("SELECT * FROM fallback_domains WHERE given_up_at_ms IS NULL ORDER BY name")
        .fetch_all(db.read())
        .await
}

pub async fn claims_of(db: &Db, server: &Id<Server>) -> Result<Vec<Claim>> {
    sqlx::query_as(
        "SELECT * FROM fallback_domains WHERE server_id = $1 AND given_up_at_ms IS NULL ORDER BY name",
    )
    .bind(server)
    .fetch_all(db.read())
    .await
}

pub async fn claims_in(tx: &mut Tx, server: &Id<Server>) -> Result<Vec<String>> {
    sqlx::query_scalar("SELECT name FROM fallback_domains WHERE server_id = $1 AND given_up_at_ms IS NULL")
        .bind(server)
        .fetch_all(&mut **tx)
        .await
}

pub async fn claim_of(db: &Db, domain: &str) -> Result<Option<Claim>> {
    Ok(row_of(db, domain).await?.filter(|claim| claim.given_up_at_ms.is_none()))
}

/// The same where its server may have given it up.
pub async fn row_of(db: &Db, domain: &str) -> Result<Option<Claim>> {
    sqlx::query_as("SELECT * FROM fallback_domains WHERE name = $1")
        .bind(domain)
        .fetch_optional(db.read())
        .await
}

/// Gives a domain to a server, unless it is another's or several name it. One that it gave up it gets back.
pub async fn claim(tx: &mut Tx, domain: &str, server: &Id<Server>, now_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO fallback_domains (name, server_id, since_ms, verdict, found)
         SELECT $1, $2, CAST($3 AS BIGINT), '', ''
         WHERE NOT EXISTS (SELECT 1 FROM fallback_disputes WHERE name = $1 AND server_id <> $2)
            OR EXISTS (SELECT 1 FROM fallback_domains WHERE name = $1 AND server_id = $2)
         ON CONFLICT (name) DO UPDATE SET given_up_at_ms = NULL
         WHERE fallback_domains.server_id = excluded.server_id AND fallback_domains.given_up_at_ms IS NOT NULL",
    )
    .bind(domain)
    .bind(server)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives a domain that is nobody's to a server.
pub async fn give(tx: &mut Tx, domain: &str, server: &Id<Server>, now_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO fallback_domains (name, server_id, since_ms, verdict, found) VALUES ($1, $2, $3, '', '')",
    )
    .bind(domain)
    .bind(server)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// False if it is that server's no more.
pub async fn take_away(tx: &mut Tx, domain: &str, server: &Id<Server>) -> Result<bool> {
    let done = sqlx::query("DELETE FROM fallback_domains WHERE name = $1 AND server_id = $2")
        .bind(domain)
        .bind(server)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// A server names it no more. It is kept for that server for a while.
pub async fn give_up(tx: &mut Tx, domain: &str, server: &Id<Server>, now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE fallback_domains SET given_up_at_ms = $3
         WHERE name = $1 AND server_id = $2 AND given_up_at_ms IS NULL",
    )
    .bind(domain)
    .bind(server)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets those that were given up before then: they are anybody's.
pub async fn forget_given_up(tx: &mut Tx, before_ms: i64) -> Result<()> {
    sqlx::query("DELETE FROM fallback_domains WHERE given_up_at_ms <= $1")
        .bind(before_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A server's domains changed without its doing: the relay is told of it, and of what is disputed now.
pub async fn touch(tx: &mut Tx, server: &Id<Server>, now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE fallback_recipients SET version = version + 1, changed_at_ms = $2,
           disputed = (SELECT COUNT(*) FROM fallback_disputes WHERE server_id = $1)
         WHERE server_id = $1",
    )
    .bind(server)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets a server that is gone. Its domains are kept for a while, as if it had given them up: mail may still wait.
pub async fn forget(tx: &mut Tx, server: &Id<Server>, now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE fallback_domains SET given_up_at_ms = $2 WHERE server_id = $1 AND given_up_at_ms IS NULL",
    )
    .bind(server)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    for statement in [
        "DELETE FROM fallback_disputes WHERE server_id = $1",
        "DELETE FROM fallback_recipients WHERE server_id = $1",
        "DELETE FROM fallback_warnings WHERE server_id = $1",
    ] {
        sqlx::query(statement).bind(server).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Domains whose records were not looked up since then; those never looked up first.
pub async fn to_look_up(db: &Db, before_ms: i64, limit: i64) -> Result<Vec<Claim>> {
    sqlx::query_as(
        "SELECT * FROM fallback_domains WHERE COALESCE(looked_up_at_ms, 0) < $1 AND given_up_at_ms IS NULL
         ORDER BY COALESCE(looked_up_at_ms, 0), name LIMIT $2",
    )
    .bind(before_ms)
    .bind(limit)
    .fetch_all(db.read())
    .await
}

pub async fn looked_up(tx: &mut Tx, claim: &Claim, now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE fallback_domains SET looked_up_at_ms = $3, verdict = $4, found = $5, sts_verdict = $6,
           sts_found = $7, report_verdict = $8, report_found = $9, good_at_ms = $10, lost_told_at_ms = $11
         WHERE name = $1 AND server_id = $2",
    )
    .bind(&claim.name)
    .bind(&claim.server_id)
    .bind(now_ms)
    .bind(&claim.verdict)
    .bind(&claim.found)
    .bind(&claim.sts_verdict)
    .bind(&claim.sts_found)
    .bind(&claim.report_verdict)
    .bind(&claim.report_found)
    .bind(claim.good_at_ms)
    .bind(claim.lost_told_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What was told and is still so: the server, and what.
pub async fn warned(db: &Db) -> Result<Vec<(Id<Server>, String)>> {
    sqlx::query_as("SELECT server_id, what FROM fallback_warnings ORDER BY server_id, what")
        .fetch_all(db.read())
        .await
}

/// False if it was told already.
pub async fn warn(tx: &mut Tx, server: &Id<Server>, what: &str, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO fallback_warnings (server_id, what, at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(server)
    .bind(what)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn unwarn(tx: &mut Tx, server: &Id<Server>, what: &str) -> Result<()> {
    sqlx::query("DELETE FROM fallback_warnings WHERE server_id = $1 AND what = $2")
        .bind(server)
        .bind(what)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
