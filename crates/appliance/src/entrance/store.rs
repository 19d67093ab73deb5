//! Sessions, links and attempts in the database.

use crate::accounts::Account;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use sqlx::FromRow;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// A session as it is kept.
#[derive(Debug, Clone, FromRow)]
pub struct SessionRow {
    pub token_hash: String,
    pub account: Id<Account>,
    pub csrf: String,
    pub created_at_ms: i64,
    pub expires_at_ms: i64,
}

pub async fn insert_session(tx: &mut Tx, row: &SessionRow) -> Result<()> {
    sqlx::query(
        "INSERT INTO sessions (token_hash, account, csrf, created_at_ms, expires_at_ms)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&row.token_hash)
    .bind(&row.account)
    .bind(&row.csrf)
    .bind(row.created_at_ms)
    .bind(row.expires_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn session(db: &Db, token_hash: &str, now_ms: i64) -> Result<Option<SessionRow>> {
    sqlx::query_as(
        "SELECT token_hash, account, csrf, created_at_ms, expires_at_ms FROM sessions
         WHERE token_hash = $1 AND expires_at_ms > $2",
    )
    .bind(token_hash)
    .bind(now_ms)
    .fetch_optional(db.read())
    .await
}

pub async fn delete_session(tx: &mut Tx, token_hash: &str) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = $1").bind(token_hash).execute(&mut **tx).await?;
    Ok(())
}

/// Ends every session of everybody.
pub async fn delete_sessions(tx: &mut Tx) -> Result<()> {
    sqlx::query("DELETE FROM sessions").execute(&mut **tx).await?;
    Ok(())
}

/// A new link takes the place of those before it.
pub async fn replace_links(tx: &mut Tx, token_hash: &str, now_ms: i64, expires_at_ms: i64) -> Result<()> {
    sqlx::query("DELETE FROM links").execute(&mut **tx).await?;
    sqlx::query("INSERT INTO links (token_hash, created_at_ms, expires_at_ms) VALUES ($1, $2, $3)")
        .bind(token_hash)
        .bind(now_ms)
        .bind(expires_at_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whether the link is still good.
pub async fn is_open(db: &Db, token_hash: &str, now_ms: i64) -> Result<bool> {
    let found: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM links WHERE token_hash = $1 AND used_at_ms IS NULL AND expires_at_ms > $2",
    )
    .bind(token_hash)
    .bind(now_ms)
    .fetch_one(db.read())
    .await?;
    Ok(found == 1)
}

/// Uses a link up; false if it is not good (any more).
pub async fn use_link(tx: &mut Tx, token_hash: &str, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE links SET used_at_ms = $2 WHERE token_hash = $1 AND used_at_ms IS NULL AND expires_at_ms > $2",
    )
    .bind(token_hash)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn note_attempt(tx: &mut Tx, subject: &str, now_ms: i64) -> Result<()> {
    sqlx::query("INSERT INTO attempts (subject, at_ms) VALUES ($1, $2)")
        .bind(subject)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn attempts_since(db: &Db, subject: &str, since_ms: i64) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM attempts WHERE subject = $1 AND at_ms > $2")
        .bind(subject)
        .bind(since_ms)
        .fetch_one(db.read())
        .await
}

/// What has expired goes.
pub async fn sweep(tx: &mut Tx, now_ms: i64, attempts_before_ms: i64) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE expires_at_ms <= $1").bind(now_ms).execute(&mut **tx).await?;
    sqlx::query("DELETE FROM attempts WHERE at_ms <= $1").bind(attempts_before_ms).execute(&mut **tx).await?;
    Ok(())
}
