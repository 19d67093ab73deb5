//! Vantages, and how servers look from there.

use super::super::vantages::model::{SeenFrom, Vantage};
use super::Result;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use hostler_wire::vantage::Seen;

/// False if the name is another's.
pub async fn insert(tx: &mut Tx, vantage: &Vantage, token_hash: &str) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO vantages (id, name, token_hash, made_at_ms, made_by) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
    )
    .bind(&vantage.id)
    .bind(&vantage.name)
    .bind(token_hash)
    .bind(vantage.made_at_ms)
    .bind(&vantage.made_by)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn by_token(db: &Db, token_hash: &str) -> Result<Option<Vantage>> {
    sqlx::query_as("SELECT * FROM vantages WHERE token_hash = $1 AND removed_at_ms IS NULL")
        .bind(token_hash)
        .fetch_optional(db.read())
        .await
}

/// Those that were not taken away, by name.
pub async fn all(db: &Db) -> Result<Vec<Vantage>> {
    sqlx::query_as("SELECT * FROM vantages WHERE removed_at_ms IS NULL ORDER BY name")
        .fetch_all(db.read())
        .await
}

/// None if it is not there, or was taken away before.
pub async fn remove(tx: &mut Tx, id: &Id<Vantage>, now_ms: i64) -> Result<Option<Vantage>> {
    sqlx::query("DELETE FROM vantage_answers WHERE vantage_id = $1").bind(id).execute(&mut **tx).await?;
    sqlx::query_as(
        "UPDATE vantages SET removed_at_ms = $2 WHERE id = $1 AND removed_at_ms IS NULL RETURNING *",
    )
    .bind(id)
    .bind(now_ms)
    .fetch_optional(&mut **tx)
    .await
}

pub async fn heard(tx: &mut Tx, id: &Id<Vantage>, (now_ms, from, version): (i64, &str, &str)) -> Result<()> {
    sqlx::query("UPDATE vantages SET heard_at_ms = $2, heard_from = $3, version = $4 WHERE id = $1")
        .bind(id)
        .bind(now_ms)
        .bind(from)
        .bind(version)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The newest answer is kept, and since when it is so.
pub async fn put_answer(
    tx: &mut Tx,
    (vantage, server): (&Id<Vantage>, &Id<Server>),
    seen: &Seen,
    now_ms: i64,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO vantage_answers (vantage_id, server_id, protocol, state, since_ms, heard_at_ms, total_ms, trouble)
         VALUES ($1, $2, $3, $4, $5, $5, $6, $7)
         ON CONFLICT (vantage_id, server_id, protocol) DO UPDATE SET
           since_ms = CASE WHEN vantage_answers.state = excluded.state THEN vantage_answers.since_ms
                           ELSE excluded.since_ms END,
           state = excluded.state, heard_at_ms = excluded.heard_at_ms, total_ms = excluded.total_ms,
           trouble = excluded.trouble",
    )
    .bind(vantage)
    .bind(server)
    .bind(&seen.protocol)
    .bind(seen.state.as_str())
    .bind(now_ms)
    .bind(seen.total_ms)
    .bind(seen.trouble.chars().take(500).collect::<String>())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What is not good, from everywhere.
pub async fn bad(db: &Db) -> Result<Vec<SeenFrom>> {
    sqlx::query_as(
        "SELECT a.*, v.name AS place FROM vantage_answers a JOIN vantages v ON v.id = a.vantage_id
         WHERE a.state <> 'good' ORDER BY v.name, a.server_id, a.protocol",
    )
    .fetch_all(db.read())
    .await
}

/// How a server looks from everywhere.
pub async fn of_server(db: &Db, server: &Id<Server>) -> Result<Vec<SeenFrom>> {
    sqlx::query_as(
        "SELECT a.*, v.name AS place FROM vantage_answers a JOIN vantages v ON v.id = a.vantage_id
         WHERE a.server_id = $1 ORDER BY v.name, a.protocol",
    )
    .bind(server)
    .fetch_all(db.read())
    .await
}

/// Servers whose SMTP is down from a vantage that was heard of since then.
pub async fn smtp_missed(db: &Db, heard_since_ms: i64) -> Result<Vec<Id<Server>>> {
    sqlx::query_scalar(
        "SELECT DISTINCT a.server_id FROM vantage_answers a JOIN vantages v ON v.id = a.vantage_id
         WHERE a.state <> 'good' AND a.state = 'down' AND a.protocol = 'smtp' AND v.removed_at_ms IS NULL
           AND v.heard_at_ms >= $1",
    )
    .bind(heard_since_ms)
    .fetch_all(db.read())
    .await
}

/// Servers of which something is doubted or down as the platform sees it: others are asked about them at once.
pub async fn doubted(db: &Db) -> Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT DISTINCT server_id FROM targets WHERE state <> 'good' AND state IN ('doubted', 'down')
         ORDER BY server_id LIMIT 1000",
    )
    .fetch_all(db.read())
    .await
}
