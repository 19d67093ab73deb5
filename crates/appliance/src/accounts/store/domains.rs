//! Domains in the database.

use crate::accounts::model::Domain;
use hostler_kit::db::{Db, Tx};
use std::collections::BTreeSet;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT d.name, d.host_since_ms, d.created_at_ms,
                (SELECT COUNT(*) FROM addresses a WHERE a.domain = d.name AND a.kind = 'mailbox') AS mailboxes,
                (SELECT COUNT(*) FROM addresses a WHERE a.domain = d.name AND a.kind = 'alias') AS aliases
             FROM domains d ",
            $rest
        )
    };
}

/// All domains, the server's own first.
pub async fn domains(db: &Db) -> Result<Vec<Domain>, sqlx::Error> {
    sqlx::query_as(select!("ORDER BY CASE WHEN d.host_since_ms IS NULL THEN 1 ELSE 0 END, d.name"))
        .fetch_all(db.read())
        .await
}

pub async fn domain(db: &Db, name: &str) -> Result<Option<Domain>, sqlx::Error> {
    sqlx::query_as(select!("WHERE d.name = $1")).bind(name).fetch_optional(db.read()).await
}

pub async fn count_domains(tx: &mut Tx) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT COUNT(*) FROM domains").fetch_one(&mut **tx).await
}

pub async fn own_domains(tx: &mut Tx) -> Result<BTreeSet<String>, sqlx::Error> {
    let names: Vec<String> = sqlx::query_scalar("SELECT name FROM domains").fetch_all(&mut **tx).await?;
    Ok(names.into_iter().collect())
}

/// False if it is there already.
pub async fn insert_domain(
    tx: &mut Tx,
    name: &str,
    host_since_ms: Option<i64>,
    now_ms: i64,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO domains (name, host_since_ms, created_at_ms) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
    )
    .bind(name)
    .bind(host_since_ms)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes a domain that nothing uses and that is not the server's own. False if there is none such.
pub async fn delete_domain(tx: &mut Tx, name: &str) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "DELETE FROM domains WHERE name = $1 AND host_since_ms IS NULL
           AND (SELECT COUNT(*) FROM addresses WHERE domain = $1) = 0",
    )
    .bind(name)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
