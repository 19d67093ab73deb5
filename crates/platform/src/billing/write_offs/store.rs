//! Write-offs in the database, which protects them from ever being altered.

use crate::accounts::Person;
use crate::billing::invoices::Invoice;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::{Id, Named};
use serde::Serialize;
use sqlx::FromRow;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// What was written off an invoice, or (below zero) taken back because it was paid after all.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct WriteOff {
    pub id: Id<WriteOff>,
    pub invoice_id: Id<Invoice>,
    pub amount_minor: i64,
    /// The part of it that is VAT.
    pub vat_minor: i64,
    /// The reason; of what was taken back, the payment.
    pub reason: String,
    pub person_id: Option<Id<Person>>,
    /// `YYYY-MM-DD`.
    pub date: String,
    pub at_ms: i64,
}

impl Named for WriteOff {
    const PREFIX: &'static str = "wof";
}

pub async fn insert(tx: &mut Tx, write_off: &WriteOff) -> Result<()> {
    sqlx::query(
        "INSERT INTO write_offs (id, invoice_id, amount_minor, vat_minor, reason, person_id, date, at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&write_off.id)
    .bind(&write_off.invoice_id)
    .bind(write_off.amount_minor)
    .bind(write_off.vat_minor)
    .bind(&write_off.reason)
    .bind(write_off.person_id.as_ref())
    .bind(&write_off.date)
    .bind(write_off.at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What is written off an invoice now.
pub async fn sum(tx: &mut Tx, invoice: &Id<Invoice>) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM write_offs WHERE invoice_id = $1",
    )
    .bind(invoice)
    .fetch_one(&mut **tx)
    .await
}

/// An invoice's write-offs, oldest first.
pub async fn of_invoice(db: &Db, invoice: &Id<Invoice>) -> Result<Vec<WriteOff>> {
    sqlx::query_as("SELECT * FROM write_offs WHERE invoice_id = $1 ORDER BY at_ms, id")
        .bind(invoice)
        .fetch_all(db.read())
        .await
}
