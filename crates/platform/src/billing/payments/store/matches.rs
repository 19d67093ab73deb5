//! What payments were for.

use super::super::model::{Match, Payment};
use super::Result;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

pub async fn insert(tx: &mut Tx, one: &Match) -> Result<()> {
    sqlx::query(
        "INSERT INTO matches (id, payment_id, kind, subject, customer_id, amount_minor, why, words, by_name, at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&one.id)
    .bind(&one.payment_id)
    .bind(&one.kind)
    .bind(&one.subject)
    .bind(one.customer_id.as_ref())
    .bind(one.amount_minor)
    .bind(&one.why)
    .bind(&one.words)
    .bind(&one.by_name)
    .bind(one.at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a match back: the match, or none if it was taken back before.
pub async fn undo(tx: &mut Tx, id: &Id<Match>, by: (&str, i64)) -> Result<Option<Match>> {
    sqlx::query_as(
        "UPDATE matches SET undone_at_ms = $2, undone_by = $3 WHERE id = $1 AND undone_at_ms IS NULL RETURNING *",
    )
    .bind(id)
    .bind(by.1)
    .bind(by.0)
    .fetch_optional(&mut **tx)
    .await
}

pub async fn find(db: &Db, id: &Id<Match>) -> Result<Option<Match>> {
    sqlx::query_as("SELECT * FROM matches WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// A payment's matches, those that were taken back too, oldest first.
pub async fn of_payment(db: &Db, payment: &Id<Payment>) -> Result<Vec<Match>> {
    sqlx::query_as("SELECT * FROM matches WHERE payment_id = $1 ORDER BY at_ms, id")
        .bind(payment)
        .fetch_all(db.read())
        .await
}

/// How often a debit was booked and came back, by payments that stand.
pub async fn of_debit(tx: &mut Tx, end_to_end_id: &str) -> Result<(i64, i64)> {
    sqlx::query_as(
        "SELECT CAST(COALESCE(SUM(CASE WHEN kind = 'debit' THEN 1 ELSE 0 END), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN kind = 'return' THEN 1 ELSE 0 END), 0) AS BIGINT)
         FROM matches WHERE subject = $1 AND undone_at_ms IS NULL",
    )
    .bind(end_to_end_id)
    .fetch_one(&mut **tx)
    .await
}
