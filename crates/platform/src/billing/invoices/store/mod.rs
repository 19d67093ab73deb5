//! Numbers, invoices and their documents in the database.

mod lists;
mod months;

pub use lists::*;
pub use months::*;

use super::model::{Document, Invoice};
use super::rules;
use crate::accounts::Customer;
use crate::shop::LicenceOrder;
use crate::web::Paging;
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;
use hostler_kit::random::hex;
use hostler_kit::time::Month;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// Invoices without their documents.
macro_rules! invoices {
    ($which:literal) => {
        concat!(
            "SELECT id, number, kind, customer_id, customer_name, month, order_id, credits, replaces, date, due, net_minor,
                    vat_minor, total_minor, currency, state, open_minor, issued_at_ms, settled_at_ms FROM invoices ",
            $which
        )
    };
}

/// The next number of a series. Whoever comes second waits for the first to commit or to give it back.
pub async fn next_sequence(tx: &mut Tx, series: &str) -> Result<i64> {
    sqlx::query("INSERT INTO series (name, last_number) VALUES ($1, 0) ON CONFLICT DO NOTHING")
        .bind(series)
        .execute(&mut **tx)
        .await?;
    sqlx::query_scalar(
        "UPDATE series SET last_number = last_number + 1 WHERE name = $1 RETURNING last_number",
    )
    .bind(series)
    .fetch_one(&mut **tx)
    .await
}

/// Writes an issued invoice. The database refuses to alter or delete it from then on.
pub async fn insert(tx: &mut Tx, invoice: &Invoice, sequence: i64, document: &Document) -> Result<()> {
    let text = serde_json::to_string(document).expect("a document is plain data");
    let hash = hex(&Sha256::digest(text.as_bytes()));
    sqlx::query(
        "INSERT INTO invoices (id, series, sequence, number, kind, customer_id, customer_name, month, order_id, credits,
                               replaces, date, due, net_minor, vat_minor, total_minor, currency, document,
                               document_hash, state, open_minor, issued_at_ms, settled_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                 $23)",
    )
    .bind(&invoice.id)
    .bind(rules::series(document.kind, document.date))
    .bind(sequence)
    .bind(&invoice.number)
    .bind(&invoice.kind)
    .bind(&invoice.customer_id)
    .bind(&invoice.customer_name)
    .bind(invoice.month.as_ref())
    .bind(invoice.order_id.as_ref())
    .bind(invoice.credits.as_ref())
    .bind(invoice.replaces.as_ref())
    .bind(&invoice.date)
    .bind(&invoice.due)
    .bind(invoice.net_minor)
    .bind(invoice.vat_minor)
    .bind(invoice.total_minor)
    .bind(&invoice.currency)
    .bind(text)
    .bind(hash)
    .bind(&invoice.state)
    .bind(invoice.open_minor)
    .bind(invoice.issued_at_ms)
    .bind(invoice.settled_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// An invoice, locked until the transaction ends.
pub async fn lock(tx: &mut Tx, id: &Id<Invoice>) -> Result<Option<Invoice>> {
    sqlx::query("UPDATE invoices SET open_minor = open_minor WHERE id = $1")
        .bind(id)
        .execute(&mut **tx)
        .await?;
    sqlx::query_as(invoices!("WHERE id = $1")).bind(id).fetch_optional(&mut **tx).await
}

/// What is open of an invoice now, and its state.
pub async fn set_open(tx: &mut Tx, invoice: &Invoice) -> Result<()> {
    sqlx::query("UPDATE invoices SET open_minor = $2, state = $3, settled_at_ms = $4 WHERE id = $1")
        .bind(&invoice.id)
        .bind(invoice.open_minor)
        .bind(&invoice.state)
        .bind(invoice.settled_at_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn find(db: &Db, id: &Id<Invoice>) -> Result<Option<Invoice>> {
    sqlx::query_as(invoices!("WHERE id = $1")).bind(id).fetch_optional(db.read()).await
}

pub async fn by_number(db: &Db, number: &str) -> Result<Option<Invoice>> {
    sqlx::query_as(invoices!("WHERE number = $1")).bind(number).fetch_optional(db.read()).await
}

/// By the creditor reference (ISO 11649, `RF…`) that its number gives; spaces and case do not matter.
pub async fn by_reference(db: &Db, reference: &str) -> Result<Option<Invoice>> {
    match rules::number_of(reference) {
        Some(number) => by_number(db, &number).await,
        None => Ok(None),
    }
}

/// A customer's invoices of which something is open, oldest first.
pub async fn open_of(db: &Db, customer: &Id<Customer>) -> Result<Vec<Invoice>> {
    sqlx::query_as(invoices!("WHERE customer_id = $1 AND open_minor > 0 ORDER BY date, series, sequence"))
        .bind(customer)
        .fetch_all(db.read())
        .await
}

/// Everybody's invoices that were due before a day and of which something is open, by the day on which they were due.
pub async fn overdue(db: &Db, day: Date) -> Result<Vec<Invoice>> {
    sqlx::query_as(invoices!(
        "WHERE state = 'issued' AND due < $1 AND open_minor > 0 ORDER BY due, series, sequence"
    ))
    .bind(day.to_string())
    .fetch_all(db.read())
    .await
}

/// All documents of a month, each with its customer and its sign (-1: a credit note).
pub async fn documents_of(db: &Db, month: Month) -> Result<Vec<(Id<Customer>, i64, Document)>> {
    let found: Vec<(Id<Customer>, i64, String, String)> = sqlx::query_as(
        "SELECT customer_id, CAST(CASE WHEN kind = 'credit-note' THEN -1 ELSE 1 END AS BIGINT), document, document_hash
         FROM invoices WHERE month = $1 ORDER BY issued_at_ms, id",
    )
    .bind(month.to_string())
    .fetch_all(db.read())
    .await?;
    found.into_iter().map(|(customer, sign, text, hash)| Ok((customer, sign, read((text, hash))?))).collect()
}

/// How many documents a series has, and its last number: the same, unless some are missing.
pub async fn series(db: &Db, name: &str) -> Result<(i64, i64)> {
    sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM invoices WHERE series = $1),
                (SELECT CAST(COALESCE(MAX(last_number), 0) AS BIGINT) FROM series WHERE name = $1)",
    )
    .bind(name)
    .fetch_one(db.read())
    .await
}

/// What was billed by month, without VAT, from a month on: credit notes of any kind taken off in the month of their
/// date, invoices in the month that they bill or are dated.
pub async fn by_month(db: &Db, from: Month) -> Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "SELECT COALESCE(month, SUBSTR(date, 1, 7)) AS of_month,
                CAST(SUM(CASE WHEN kind = 'credit-note' THEN -net_minor ELSE net_minor END) AS BIGINT)
         FROM invoices WHERE COALESCE(month, SUBSTR(date, 1, 7)) >= $1
         GROUP BY COALESCE(month, SUBSTR(date, 1, 7)) ORDER BY of_month",
    )
    .bind(from.to_string())
    .fetch_all(db.read())
    .await
}

/// Customers who were billed for a month before this one.
pub async fn billed_before(db: &Db, month: Month) -> Result<Vec<Id<Customer>>> {
    sqlx::query_scalar("SELECT DISTINCT customer_id FROM invoices WHERE month < $1")
        .bind(month.to_string())
        .fetch_all(db.read())
        .await
}

/// Invoices whose number or customer contains `search`, newest first.
pub async fn list(db: &Db, search: &str, paging: &Paging) -> Result<Vec<Invoice>> {
    sqlx::query_as(invoices!(
        "WHERE LOWER(number) LIKE $1 ESCAPE '\\' OR LOWER(customer_name) LIKE $1 ESCAPE '\\'
         ORDER BY series DESC, sequence DESC LIMIT $2 OFFSET $3"
    ))
    .bind(containing(search))
    .bind(paging.limit)
    .bind(paging.offset)
    .fetch_all(db.read())
    .await
}

pub async fn count(db: &Db, search: &str) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM invoices
         WHERE LOWER(number) LIKE $1 ESCAPE '\\' OR LOWER(customer_name) LIKE $1 ESCAPE '\\'",
    )
    .bind(containing(search))
    .fetch_one(db.read())
    .await
}

/// What an invoice's page and PDF show; an error if it is not what was written.
pub async fn document(db: &Db, id: &Id<Invoice>) -> Result<Option<Document>> {
    let found: Option<(String, String)> =
        sqlx::query_as("SELECT document, document_hash FROM invoices WHERE id = $1")
            .bind(id)
            .fetch_optional(db.read())
            .await?;
    found.map(read).transpose()
}

/// A customer's documents that bill a month or one after it, oldest first, each with its sign: -1 for what a month came
/// to below zero. Without what was taken back to be written again, and without `but` (which is about to be); credit
/// notes given for another reason leave what was billed as it is.
pub async fn billing(
    db: &Db,
    customer: &Id<Customer>,
    month: Month,
    but: Option<&Id<Invoice>>,
) -> Result<Vec<(i64, Document)>> {
    let found: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT CAST(CASE WHEN i.kind = 'credit-note' THEN -1 ELSE 1 END AS BIGINT), i.document, i.document_hash
         FROM invoices i LEFT JOIN invoices c ON c.credits = i.id AND c.month IS NOT NULL
         WHERE i.customer_id = $1 AND i.month >= $2 AND i.credits IS NULL AND i.order_id IS NULL AND c.id IS NULL
           AND i.id <> $3 ORDER BY i.month, i.issued_at_ms, i.id",
    )
    .bind(customer)
    .bind(month.to_string())
    .bind(but.map_or("", |id| id.as_str()))
    .fetch_all(db.read())
    .await?;
    found.into_iter().map(|(sign, text, hash)| Ok((sign, read((text, hash))?))).collect()
}

/// The same for a page.
pub async fn credit_notes(db: &Db, id: &Id<Invoice>) -> Result<Vec<Document>> {
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT document, document_hash FROM invoices WHERE credits = $1 ORDER BY issued_at_ms, id",
    )
    .bind(id)
    .fetch_all(db.read())
    .await?;
    found.into_iter().map(read).collect()
}

/// A document that bills a month, or is what one came to below zero.
#[derive(Debug, Clone)]
pub struct Written {
    pub id: Id<Invoice>,
    pub issued_at_ms: i64,
    /// -1: what a month came to below zero.
    pub sign: i64,
    /// When it was taken back to be written again.
    pub undone_at_ms: Option<i64>,
    pub document: Document,
}

/// All of them of a customer, oldest first.
pub async fn written(db: &Db, customer: &Id<Customer>) -> Result<Vec<Written>> {
    type Row = (Id<Invoice>, i64, i64, Option<i64>, String, String);
    let found: Vec<Row> = sqlx::query_as(
        "SELECT i.id, i.issued_at_ms, CAST(CASE WHEN i.kind = 'credit-note' THEN -1 ELSE 1 END AS BIGINT),
                c.issued_at_ms, i.document, i.document_hash
         FROM invoices i LEFT JOIN invoices c ON c.credits = i.id AND c.month IS NOT NULL
         WHERE i.customer_id = $1 AND i.month IS NOT NULL AND i.credits IS NULL ORDER BY i.issued_at_ms, i.id",
    )
    .bind(customer)
    .fetch_all(db.read())
    .await?;
    let read = |(id, issued_at_ms, sign, undone_at_ms, text, hash): Row| {
        Ok(Written { id, issued_at_ms, sign, undone_at_ms, document: read((text, hash))? })
    };
    found.into_iter().map(read).collect()
}

/// The credit notes of an invoice, oldest first.
pub async fn credits_of(tx: &mut Tx, id: &Id<Invoice>) -> Result<Vec<Document>> {
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT document, document_hash FROM invoices WHERE credits = $1 ORDER BY issued_at_ms, id",
    )
    .bind(id)
    .fetch_all(&mut **tx)
    .await?;
    found.into_iter().map(read).collect()
}

/// The document of an invoice that this transaction holds.
pub async fn document_of(tx: &mut Tx, id: &Id<Invoice>) -> Result<Option<Document>> {
    let found: Option<(String, String)> =
        sqlx::query_as("SELECT document, document_hash FROM invoices WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut **tx)
            .await?;
    found.map(read).transpose()
}

/// Documents that name this one: its credit notes, and the invoice that stands for it.
pub async fn about(db: &Db, id: &Id<Invoice>) -> Result<Vec<Invoice>> {
    sqlx::query_as(invoices!("WHERE credits = $1 OR replaces = $1 ORDER BY issued_at_ms, id"))
        .bind(id)
        .fetch_all(db.read())
        .await
}

/// The newest invoice of a licence order.
pub async fn of_order(db: &Db, order: &Id<LicenceOrder>) -> Result<Option<Invoice>> {
    sqlx::query_as(invoices!("WHERE order_id = $1 ORDER BY issued_at_ms DESC, id DESC LIMIT 1"))
        .bind(order)
        .fetch_optional(db.read())
        .await
}

fn read((text, written): (String, String)) -> Result<Document> {
    if hex(&Sha256::digest(text.as_bytes())) != written {
        return Err(sqlx::Error::Protocol("an invoice's document is not what was written".into()));
    }
    serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// The invoices of a closed month, by number.
pub async fn invoices_of(db: &Db, month: Month, paging: &Paging) -> Result<Vec<Invoice>> {
    sqlx::query_as(invoices!("WHERE month = $1 ORDER BY kind DESC, series, sequence LIMIT $2 OFFSET $3"))
        .bind(month.to_string())
        .bind(paging.limit)
        .bind(paging.offset)
        .fetch_all(db.read())
        .await
}
