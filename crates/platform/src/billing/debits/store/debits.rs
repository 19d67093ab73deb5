//! Debits: planned, sent, booked, returned, cancelled.

use super::Result;
use crate::accounts::Customer;
use crate::billing::debits::model::{Batch, Debit, Mandate, Signature};
use crate::billing::invoices::Invoice;
use crate::web::Paging;
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;
use sqlx::FromRow;

/// False if the invoice is being collected already, or was by this attempt.
pub async fn insert(tx: &mut Tx, debit: &Debit) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO debits (id, end_to_end_id, invoice_id, invoice_number, customer_id, customer_name, mandate_id,
                             attempt, announced_minor, currency, collect_on, state, reason, planned_at_ms, group_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'planned', '', $12, '') ON CONFLICT DO NOTHING",
    )
    .bind(&debit.id)
    .bind(&debit.end_to_end_id)
    .bind(&debit.invoice_id)
    .bind(&debit.invoice_number)
    .bind(&debit.customer_id)
    .bind(&debit.customer_name)
    .bind(&debit.mandate_id)
    .bind(debit.attempt)
    .bind(debit.announced_minor)
    .bind(&debit.currency)
    .bind(&debit.collect_on)
    .bind(debit.planned_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(db: &Db, id: &Id<Debit>) -> Result<Option<Debit>> {
    sqlx::query_as("SELECT * FROM debits WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

pub async fn by_end_to_end(db: &Db, end_to_end: &str) -> Result<Option<Debit>> {
    sqlx::query_as("SELECT * FROM debits WHERE end_to_end_id = $1")
        .bind(end_to_end)
        .fetch_optional(db.read())
        .await
}

/// The same, locked until the transaction ends.
pub async fn lock_by_end_to_end(tx: &mut Tx, end_to_end: &str) -> Result<Option<Debit>> {
    sqlx::query("UPDATE debits SET state = state WHERE end_to_end_id = $1")
        .bind(end_to_end)
        .execute(&mut **tx)
        .await?;
    sqlx::query_as("SELECT * FROM debits WHERE end_to_end_id = $1")
        .bind(end_to_end)
        .fetch_optional(&mut **tx)
        .await
}

/// The planned debits of up to a day, in the order of their days, locked until the transaction ends. Whoever comes
/// second waits, and finds those that are left.
pub async fn lock_due(tx: &mut Tx, until: &str) -> Result<Vec<Debit>> {
    sqlx::query("UPDATE debits SET state = state WHERE state = 'planned' AND collect_on <= $1")
        .bind(until)
        .execute(&mut **tx)
        .await?;
    sqlx::query_as(
        "SELECT * FROM debits WHERE state = 'planned' AND collect_on <= $1 ORDER BY collect_on, id",
    )
    .bind(until)
    .fetch_all(&mut **tx)
    .await
}

/// A planned debit goes into a file.
pub async fn send(
    tx: &mut Tx,
    id: &Id<Debit>,
    (batch, collect_on, group): (&Id<Batch>, &str, &str),
    (signature, amount_minor): (&Id<Signature>, i64),
) -> Result<()> {
    sqlx::query(
        "UPDATE debits SET state = 'sent', batch_id = $2, signature_id = $3, amount_minor = $4, group_id = $5,
                           collect_on = $6 WHERE id = $1 AND state = 'planned'",
    )
    .bind(id)
    .bind(batch)
    .bind(signature)
    .bind(amount_minor)
    .bind(group)
    .bind(collect_on)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A planned debit will not be sent. False if it is not planned any more.
pub async fn cancel(tx: &mut Tx, id: &Id<Debit>, (reason, day): (&str, &str)) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE debits SET state = 'cancelled', reason = $2, ended_on = $3 WHERE id = $1 AND state = 'planned'",
    )
    .bind(id)
    .bind(reason)
    .bind(day)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A mandate's planned debits, locked until the transaction ends.
pub async fn planned_of(tx: &mut Tx, mandate: &Id<Mandate>) -> Result<Vec<Debit>> {
    sqlx::query("UPDATE debits SET state = state WHERE mandate_id = $1 AND state = 'planned'")
        .bind(mandate)
        .execute(&mut **tx)
        .await?;
    sqlx::query_as("SELECT * FROM debits WHERE mandate_id = $1 AND state = 'planned' ORDER BY id")
        .bind(mandate)
        .fetch_all(&mut **tx)
        .await
}

pub async fn book(tx: &mut Tx, id: &Id<Debit>, (settled_minor, day): (i64, &str)) -> Result<()> {
    sqlx::query(
        "UPDATE debits SET state = 'booked', settled_minor = $2, booked_on = $3 WHERE id = $1 AND state = 'sent'",
    )
    .bind(id)
    .bind(settled_minor)
    .bind(day)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn give_back(tx: &mut Tx, id: &Id<Debit>, (reason, day): (&str, &str)) -> Result<()> {
    sqlx::query(
        "UPDATE debits SET state = 'returned', reason = $2, ended_on = $3
         WHERE id = $1 AND state IN ('sent', 'booked')",
    )
    .bind(id)
    .bind(reason)
    .bind(day)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A debit beside what is still open of its invoice and whether its mandate holds.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "DebitAsItStands")]
pub struct Row {
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub debit: Debit,
    /// What is open of its invoice.
    pub open_minor: i64,
    pub mandate_ended_at_ms: Option<i64>,
}

macro_rules! rows {
    ($which:literal) => {
        concat!(
            "SELECT d.*, i.open_minor, m.ended_at_ms AS mandate_ended_at_ms
             FROM debits d JOIN invoices i ON i.id = d.invoice_id JOIN mandates m ON m.id = d.mandate_id ",
            $which
        )
    };
}

/// Debits whose invoice or customer contains `search`, newest day first; planned ones in front.
pub async fn list(db: &Db, search: &str, paging: &Paging) -> Result<Vec<Row>> {
    sqlx::query_as(rows!(
        "WHERE LOWER(d.invoice_number) LIKE $1 ESCAPE '\\' OR LOWER(d.customer_name) LIKE $1 ESCAPE '\\'
           OR d.end_to_end_id LIKE $1 ESCAPE '\\'
         ORDER BY CASE d.state WHEN 'planned' THEN 0 ELSE 1 END, d.collect_on DESC, d.id DESC LIMIT $2 OFFSET $3"
    ))
    .bind(containing(search))
    .bind(paging.limit)
    .bind(paging.offset)
    .fetch_all(db.read())
    .await
}

pub async fn count(db: &Db, search: &str) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM debits d WHERE LOWER(d.invoice_number) LIKE $1 ESCAPE '\\'
           OR LOWER(d.customer_name) LIKE $1 ESCAPE '\\' OR d.end_to_end_id LIKE $1 ESCAPE '\\'",
    )
    .bind(containing(search))
    .fetch_one(db.read())
    .await
}

/// A batch's debits, by invoice.
pub async fn of_batch(db: &Db, batch: &Id<Batch>, paging: &Paging) -> Result<Vec<Row>> {
    sqlx::query_as(rows!("WHERE d.batch_id = $1 ORDER BY d.invoice_number, d.id LIMIT $2 OFFSET $3"))
        .bind(batch)
        .bind(paging.limit)
        .bind(paging.offset)
        .fetch_all(db.read())
        .await
}

/// A batch's debits that are under way, by invoice: whom the bank's refusal of a whole file or group concerns.
pub async fn sent_of_batch(tx: &mut Tx, batch: &Id<Batch>) -> Result<Vec<Debit>> {
    sqlx::query_as("SELECT * FROM debits WHERE batch_id = $1 AND state = 'sent' ORDER BY id")
        .bind(batch)
        .fetch_all(&mut **tx)
        .await
}

/// A group's debits, whatever became of them.
pub async fn of_group(db: &Db, group: &str) -> Result<Vec<Debit>> {
    sqlx::query_as("SELECT * FROM debits WHERE group_id = $1 ORDER BY id")
        .bind(group)
        .fetch_all(db.read())
        .await
}

/// The planned debits of up to a day with what is open of their invoices.
pub async fn planned_until(db: &Db, until: &str) -> Result<Vec<Row>> {
    sqlx::query_as(rows!("WHERE d.state = 'planned' AND d.collect_on <= $1 ORDER BY d.collect_on, d.id"))
        .bind(until)
        .fetch_all(db.read())
        .await
}

/// Sent debits whose bank should be asked to give them up: the invoice is settled otherwise, or the mandate ended.
pub async fn to_recall(db: &Db) -> Result<Vec<Row>> {
    sqlx::query_as(rows!(
        "WHERE d.state = 'sent' AND (i.open_minor < d.amount_minor OR m.ended_at_ms IS NOT NULL)
         ORDER BY d.collect_on, d.id LIMIT 100"
    ))
    .fetch_all(db.read())
    .await
}

/// A customer's debits, newest first.
pub async fn of_customer(db: &Db, customer: &Id<Customer>) -> Result<Vec<Debit>> {
    sqlx::query_as("SELECT * FROM debits WHERE customer_id = $1 ORDER BY collect_on DESC, id DESC LIMIT 50")
        .bind(customer)
        .fetch_all(db.read())
        .await
}

/// An invoice's debits, oldest first.
pub async fn of_invoice(db: &Db, invoice: &Id<Invoice>) -> Result<Vec<Debit>> {
    sqlx::query_as("SELECT * FROM debits WHERE invoice_id = $1 ORDER BY attempt")
        .bind(invoice)
        .fetch_all(db.read())
        .await
}

/// The first day on which something planned is collected.
pub async fn first_planned(db: &Db) -> Result<Option<String>> {
    sqlx::query_scalar("SELECT MIN(collect_on) FROM debits WHERE state = 'planned'")
        .fetch_one(db.read())
        .await
}
