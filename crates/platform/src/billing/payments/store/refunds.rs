//! Refunds that were asked for.

use super::super::model::Refund;
use super::Result;
use crate::web::Paging;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

pub async fn insert(tx: &mut Tx, refund: &Refund) -> Result<()> {
    sqlx::query(
        "INSERT INTO refunds (id, customer_id, amount_minor, currency, name, party_sealed, party_key, party_shown,
                              asked_by, asked_at_ms, state, changed_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&refund.id)
    .bind(&refund.customer_id)
    .bind(refund.amount_minor)
    .bind(&refund.currency)
    .bind(&refund.name)
    .bind(&refund.party_sealed)
    .bind(&refund.party_key)
    .bind(&refund.party_shown)
    .bind(&refund.asked_by)
    .bind(refund.asked_at_ms)
    .bind(&refund.state)
    .bind(refund.changed_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Moves a refund from one state to another: the refund, or none if it was not in the first.
pub async fn advance(
    tx: &mut Tx,
    id: &Id<Refund>,
    (from, to): (&str, &str),
    now_ms: i64,
) -> Result<Option<Refund>> {
    sqlx::query_as(
        "UPDATE refunds SET state = $3, changed_at_ms = $4 WHERE id = $1 AND state = $2 RETURNING *",
    )
    .bind(id)
    .bind(from)
    .bind(to)
    .bind(now_ms)
    .fetch_optional(&mut **tx)
    .await
}

pub async fn find(db: &Db, id: &Id<Refund>) -> Result<Option<Refund>> {
    sqlx::query_as("SELECT * FROM refunds WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// Those that wait first, then the newest.
pub async fn list(db: &Db, paging: &Paging) -> Result<Vec<Refund>> {
    sqlx::query_as(
        "SELECT * FROM refunds ORDER BY CASE WHEN state = 'asked' THEN 0 ELSE 1 END, asked_at_ms DESC, id DESC
         LIMIT $1 OFFSET $2",
    )
    .bind(paging.limit)
    .bind(paging.offset)
    .fetch_all(db.read())
    .await
}

pub async fn count(db: &Db) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM refunds").fetch_one(db.read()).await
}

/// What waits to be paid back, in minor units.
pub async fn waiting_sum(db: &Db) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM refunds WHERE state = 'asked'",
    )
    .fetch_one(db.read())
    .await
}
