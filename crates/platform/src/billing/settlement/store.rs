//! Settlements and customers' credit in the database.

use super::model::{Settlement, Settling};
use crate::accounts::Customer;
use crate::billing::invoices::Invoice;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(super) async fn is_settled(tx: &mut Tx, settling: &Settling<'_>) -> Result<bool> {
    let found: Option<String> =
        sqlx::query_scalar("SELECT id FROM settlements WHERE invoice_id = $1 AND means = $2 AND source = $3")
            .bind(settling.invoice)
            .bind(settling.means.code())
            .bind(settling.source)
            .fetch_optional(&mut **tx)
            .await?;
    Ok(found.is_some())
}

pub(super) async fn insert(tx: &mut Tx, settlement: &Settlement) -> Result<()> {
    sqlx::query(
        "INSERT INTO settlements (id, invoice_id, amount_minor, means, source, date, at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&settlement.id)
    .bind(&settlement.invoice_id)
    .bind(settlement.amount_minor)
    .bind(&settlement.means)
    .bind(&settlement.source)
    .bind(&settlement.date)
    .bind(settlement.at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// An invoice's settlements, oldest first.
pub async fn of_invoice(db: &Db, invoice: &Id<Invoice>) -> Result<Vec<Settlement>> {
    sqlx::query_as("SELECT * FROM settlements WHERE invoice_id = $1 ORDER BY at_ms, id")
        .bind(invoice)
        .fetch_all(db.read())
        .await
}

/// What was taken off an invoice in all.
pub async fn sum_of(db: &Db, invoice: &Id<Invoice>) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM settlements WHERE invoice_id = $1",
    )
    .bind(invoice)
    .fetch_one(db.read())
    .await
}

/// Adds to a customer's credit, or takes from it; the database refuses to go below zero.
pub(super) async fn add_credit(tx: &mut Tx, customer: &Id<Customer>, amount_minor: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO customer_credits (customer_id, balance_minor) VALUES ($1, 0) ON CONFLICT DO NOTHING",
    )
    .bind(customer)
    .execute(&mut **tx)
    .await?;
    sqlx::query("UPDATE customer_credits SET balance_minor = balance_minor + $2 WHERE customer_id = $1")
        .bind(customer)
        .bind(amount_minor)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What a customer has too much, locked until the transaction ends.
pub(super) async fn credit_of(tx: &mut Tx, customer: &Id<Customer>) -> Result<i64> {
    let found: Option<i64> = sqlx::query_scalar(
        "UPDATE customer_credits SET balance_minor = balance_minor WHERE customer_id = $1 RETURNING balance_minor",
    )
    .bind(customer)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.unwrap_or(0))
}

/// What a customer has too much.
pub async fn credit(db: &Db, customer: &Id<Customer>) -> Result<i64> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT balance_minor FROM customer_credits WHERE customer_id = $1")
            .bind(customer)
            .fetch_optional(db.read())
            .await?;
    Ok(found.unwrap_or(0))
}
