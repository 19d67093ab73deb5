//! Certificates in the database.

use super::model::Certificate;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use std::collections::HashMap;

type Result<T> = std::result::Result<T, sqlx::Error>;

pub async fn account(db: &Db, directory: &str) -> Result<Option<String>> {
    sqlx::query_scalar("SELECT sealed FROM acme_accounts WHERE directory = $1")
        .bind(directory)
        .fetch_optional(db.read())
        .await
}

/// Keeps an account; where another process made one first, that one stays.
pub async fn keep_account(tx: &mut Tx, (directory, sealed): (&str, &str), now_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO acme_accounts (directory, sealed, created_at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(directory)
    .bind(sealed)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn keep_answer(tx: &mut Tx, (token, answer): (&str, &str), now_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO acme_challenges (token, answer, created_at_ms) VALUES ($1, $2, $3)
         ON CONFLICT (token) DO UPDATE SET answer = $2, created_at_ms = $3",
    )
    .bind(token)
    .bind(answer)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn answer(db: &Db, token: &str) -> Result<Option<String>> {
    sqlx::query_scalar("SELECT answer FROM acme_challenges WHERE token = $1")
        .bind(token)
        .fetch_optional(db.read())
        .await
}

pub async fn remove_answers(tx: &mut Tx, before_ms: i64) -> Result<()> {
    sqlx::query("DELETE FROM acme_challenges WHERE created_at_ms < $1")
        .bind(before_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A server is to have one from now on; a second time changes nothing.
pub async fn begin(tx: &mut Tx, (server, host): (&Id<Server>, &str), now_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO certificates (server_id, host, sealed, failures, last_error, try_at_ms)
         VALUES ($1, $2, '', 0, '', $3) ON CONFLICT DO NOTHING",
    )
    .bind(server)
    .bind(host)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// When each server's certificate is to be got or handed over.
pub async fn tries(db: &Db) -> Result<HashMap<Id<Server>, i64>> {
    let rows: Vec<(Id<Server>, i64)> =
        sqlx::query_as("SELECT server_id, try_at_ms FROM certificates").fetch_all(db.read()).await?;
    Ok(rows.into_iter().collect())
}

pub async fn of(db: &Db, server: &Id<Server>) -> Result<Option<Certificate>> {
    sqlx::query_as("SELECT * FROM certificates WHERE server_id = $1")
        .bind(server)
        .fetch_optional(db.read())
        .await
}

/// Writes what became of a try.
pub async fn write(tx: &mut Tx, certificate: &Certificate) -> Result<()> {
    sqlx::query(
        "UPDATE certificates SET host = $2, sealed = $3, from_ms = $4, until_ms = $5, issued_at_ms = $6,
           installed_at_ms = $7, failures = $8, last_error = $9, try_at_ms = $10
         WHERE server_id = $1",
    )
    .bind(&certificate.server_id)
    .bind(&certificate.host)
    .bind(&certificate.sealed)
    .bind(certificate.from_ms)
    .bind(certificate.until_ms)
    .bind(certificate.issued_at_ms)
    .bind(certificate.installed_at_ms)
    .bind(certificate.failures)
    .bind(&certificate.last_error)
    .bind(certificate.try_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A server that is gone needs none.
pub async fn end(tx: &mut Tx, server: &Id<Server>) -> Result<()> {
    sqlx::query("DELETE FROM certificates WHERE server_id = $1").bind(server).execute(&mut **tx).await?;
    Ok(())
}

/// How many there are, and how many could not be got or handed over the last time.
pub async fn counts(db: &Db) -> Result<(i64, i64)> {
    sqlx::query_as(
        "SELECT COUNT(*), COUNT(CASE WHEN failures > 0 THEN 1 END)
         FROM certificates",
    )
    .fetch_one(db.read())
    .await
}
