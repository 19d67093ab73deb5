//! Certificates in the database.

use super::model::Certificate;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;
use std::collections::HashSet;

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

/// A name of a server is to have one from now on; a second time changes nothing.
pub async fn begin(tx: &mut Tx, (server, host): (&Id<Server>, &str), now_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO certificates (server_id, host, sealed, issuer, failures, last_error, try_at_ms)
         VALUES ($1, $2, '', '', 0, '', $3) ON CONFLICT DO NOTHING",
    )
    .bind(server)
    .bind(host)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Which names have one, of the servers behind the first id up to the last.
pub async fn known(db: &Db, (after, to): (&str, &str)) -> Result<HashSet<(Id<Server>, String)>> {
    let rows: Vec<(Id<Server>, String)> =
        sqlx::query_as("SELECT server_id, host FROM certificates WHERE server_id > $1 AND server_id <= $2")
            .bind(after)
            .bind(to)
            .fetch_all(db.read())
            .await?;
    Ok(rows.into_iter().collect())
}

/// What is to be got, handed over or taken away now, the longest due first. An index answers it, however many there are.
pub async fn due(db: &Db, now_ms: i64, most: i64) -> Result<Vec<(Id<Server>, String)>> {
    sqlx::query_as(
        "SELECT server_id, host FROM certificates WHERE try_at_ms <= $1 ORDER BY try_at_ms LIMIT $2",
    )
    .bind(now_ms)
    .bind(most)
    .fetch_all(db.read())
    .await
}

pub async fn find(db: &Db, (server, host): (&Id<Server>, &str)) -> Result<Option<Certificate>> {
    sqlx::query_as("SELECT * FROM certificates WHERE server_id = $1 AND host = $2")
        .bind(server)
        .bind(host)
        .fetch_optional(db.read())
        .await
}

pub async fn of_server(db: &Db, server: &Id<Server>) -> Result<Vec<Certificate>> {
    sqlx::query_as("SELECT * FROM certificates WHERE server_id = $1 ORDER BY host")
        .bind(server)
        .fetch_all(db.read())
        .await
}

/// Those that servers show.
pub async fn installed(db: &Db) -> Result<Vec<Certificate>> {
    sqlx::query_as("SELECT * FROM certificates WHERE installed_at_ms IS NOT NULL AND sealed <> '' ORDER BY server_id, host")
        .fetch_all(db.read())
        .await
}

/// The same, with what this transaction has written.
pub async fn of_server_in(tx: &mut Tx, server: &Id<Server>) -> Result<Vec<Certificate>> {
    sqlx::query_as("SELECT * FROM certificates WHERE server_id = $1 ORDER BY host")
        .bind(server)
        .fetch_all(&mut **tx)
        .await
}

/// Those whose name contains `search`: what fails first, then what runs out first.
pub async fn list(db: &Db, search: &str, (limit, offset): (i64, i64)) -> Result<Vec<Certificate>> {
    sqlx::query_as(
        "SELECT * FROM certificates WHERE host LIKE $1 ESCAPE '\\'
         ORDER BY failures DESC, COALESCE(until_ms, 0), host LIMIT $2 OFFSET $3",
    )
    .bind(containing(search))
    .bind(limit)
    .bind(offset)
    .fetch_all(db.read())
    .await
}

pub async fn count(db: &Db, search: &str) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM certificates WHERE host LIKE $1 ESCAPE '\\'")
        .bind(containing(search))
        .fetch_one(db.read())
        .await
}

/// Writes what became of a try.
pub async fn write(tx: &mut Tx, certificate: &Certificate) -> Result<()> {
    sqlx::query(
        "UPDATE certificates SET sealed = $3, from_ms = $4, until_ms = $5, issuer = $6, issued_at_ms = $7,
           installed_at_ms = $8, failures = $9, last_error = $10, tried_at_ms = $11, asked_at_ms = $12, try_at_ms = $13,
           directory = $14
         WHERE server_id = $1 AND host = $2",
    )
    .bind(&certificate.server_id)
    .bind(&certificate.host)
    .bind(&certificate.sealed)
    .bind(certificate.from_ms)
    .bind(certificate.until_ms)
    .bind(&certificate.issuer)
    .bind(certificate.issued_at_ms)
    .bind(certificate.installed_at_ms)
    .bind(certificate.failures)
    .bind(&certificate.last_error)
    .bind(certificate.tried_at_ms)
    .bind(certificate.asked_at_ms)
    .bind(certificate.try_at_ms)
    .bind(&certificate.directory)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Somebody takes it up, and nobody else does until then; false if somebody was quicker.
pub async fn take(tx: &mut Tx, certificate: &Certificate, until_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE certificates SET try_at_ms = $4 WHERE server_id = $1 AND host = $2 AND try_at_ms = $3",
    )
    .bind(&certificate.server_id)
    .bind(&certificate.host)
    .bind(certificate.try_at_ms)
    .bind(until_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What another authority than this one signed is looked at now.
pub async fn of_other_authorities(tx: &mut Tx, directory: &str, now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE certificates SET try_at_ms = $2 WHERE directory <> '' AND directory <> $1 AND try_at_ms > $2",
    )
    .bind(directory)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// It is looked at again then.
pub async fn look_at(tx: &mut Tx, (server, host): (&Id<Server>, &str), at_ms: i64) -> Result<()> {
    sqlx::query("UPDATE certificates SET try_at_ms = $3 WHERE server_id = $1 AND host = $2")
        .bind(server)
        .bind(host)
        .bind(at_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whatever a server is to have is handed over to it again; which names those are.
pub async fn hand_over_again(tx: &mut Tx, server: &Id<Server>, now_ms: i64) -> Result<Vec<String>> {
    sqlx::query_scalar(
        "UPDATE certificates SET installed_at_ms = NULL, try_at_ms = $2
         WHERE server_id = $1 AND sealed <> '' RETURNING host",
    )
    .bind(server)
    .bind(now_ms)
    .fetch_all(&mut **tx)
    .await
}

/// Somebody wants another now.
pub async fn ask(tx: &mut Tx, (server, host): (&Id<Server>, &str), now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE certificates SET asked_at_ms = $3, try_at_ms = $3 WHERE server_id = $1 AND host = $2",
    )
    .bind(server)
    .bind(host)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A name that is the server's no more needs none.
pub async fn end(tx: &mut Tx, (server, host): (&Id<Server>, &str)) -> Result<()> {
    sqlx::query("DELETE FROM certificates WHERE server_id = $1 AND host = $2")
        .bind(server)
        .bind(host)
        .execute(&mut **tx)
        .await?;
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
