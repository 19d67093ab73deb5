//! Files for the bank, and what it answered.

use super::Result;
use crate::billing::debits::model::Batch;
use crate::web::Paging;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

/// Batches without their files.
macro_rules! batches {
    ($which:literal) => {
        concat!(
            "SELECT id, message_id, collect_on, message, number, total_minor, currency, file_hash, made_at_ms, made_by
             FROM debit_batches ",
            $which
        )
    };
}

pub async fn insert(tx: &mut Tx, batch: &Batch, file_sealed: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO debit_batches (id, message_id, collect_on, message, number, total_minor, currency, file_sealed,
                                    file_hash, made_at_ms, made_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&batch.id)
    .bind(&batch.message_id)
    .bind(&batch.collect_on)
    .bind(&batch.message)
    .bind(batch.number)
    .bind(batch.total_minor)
    .bind(&batch.currency)
    .bind(file_sealed)
    .bind(&batch.file_hash)
    .bind(batch.made_at_ms)
    .bind(&batch.made_by)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn find(db: &Db, id: &Id<Batch>) -> Result<Option<Batch>> {
    sqlx::query_as(batches!("WHERE id = $1")).bind(id).fetch_optional(db.read()).await
}

pub async fn by_message(tx: &mut Tx, message_id: &str) -> Result<Option<Batch>> {
    sqlx::query_as(batches!("WHERE message_id = $1")).bind(message_id).fetch_optional(&mut **tx).await
}

/// A batch's file, sealed.
pub async fn file(db: &Db, id: &Id<Batch>) -> Result<Option<String>> {
    sqlx::query_scalar("SELECT file_sealed FROM debit_batches WHERE id = $1")
        .bind(id)
        .fetch_optional(db.read())
        .await
}

/// Newest first.
pub async fn list(db: &Db, paging: &Paging) -> Result<Vec<Batch>> {
    sqlx::query_as(batches!("ORDER BY made_at_ms DESC, id DESC LIMIT $1 OFFSET $2"))
        .bind(paging.limit)
        .bind(paging.offset)
        .fetch_all(db.read())
        .await
}

pub async fn count(db: &Db) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM debit_batches").fetch_one(db.read()).await
}

/// What the bank answered; false if this file was taken before.
pub async fn insert_answer(
    tx: &mut Tx,
    (id, hash, message_id): (&str, &str, &str),
    (batch, rejected): (&Id<Batch>, i64),
    (by, now_ms): (&str, i64),
) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO debit_answers (id, file_hash, message_id, batch_id, rejected, taken_at_ms, taken_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(hash)
    .bind(message_id)
    .bind(batch)
    .bind(rejected)
    .bind(now_ms)
    .bind(by)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many of a batch's debits stand how: state and number.
pub async fn states(db: &Db, batch: &Id<Batch>) -> Result<Vec<(String, i64)>> {
    sqlx::query_as("SELECT state, COUNT(*) FROM debits WHERE batch_id = $1 GROUP BY state ORDER BY state")
        .bind(batch)
        .fetch_all(db.read())
        .await
}
