//! Months, runs, numbers and invoices in the database.

use super::model::{ClosedMonth, Document, Invoice, Issued};
use super::rules;
use crate::accounts::{Customer, Person};
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

/// A month is closed once: the first date stays. False if it was closed before.
pub async fn insert_month(tx: &mut Tx, month: Month, date: Date, by: (&Id<Person>, i64)) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO months (month, date, person_id, started_at_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(month.to_string())
    .bind(date.to_string())
    .bind(by.0)
    .bind(by.1)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn insert_run(tx: &mut Tx, month: Month, customer: &Id<Customer>) -> Result<()> {
    sqlx::query(
        "INSERT INTO month_runs (month, customer_id, waits_for) VALUES ($1, $2, '') ON CONFLICT DO NOTHING",
    )
    .bind(month.to_string())
    .bind(customer)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Customers of a closed month that are not done.
pub async fn open_runs(tx: &mut Tx, month: Month) -> Result<Vec<Id<Customer>>> {
    sqlx::query_scalar(
        "SELECT customer_id FROM month_runs WHERE month = $1 AND done_at_ms IS NULL ORDER BY customer_id",
    )
    .bind(month.to_string())
    .fetch_all(&mut **tx)
    .await
}

/// Takes a customer's part of a month, until the transaction ends: its date, or none if it is done.
pub async fn claim(tx: &mut Tx, month: Month, customer: &Id<Customer>) -> Result<Option<Date>> {
    let mine = sqlx::query(
        "UPDATE month_runs SET done_at_ms = NULL WHERE month = $1 AND customer_id = $2 AND done_at_ms IS NULL",
    )
    .bind(month.to_string())
    .bind(customer)
    .execute(&mut **tx)
    .await?;
    if mine.rows_affected() == 0 {
        return Ok(None);
    }
    let date: String = sqlx::query_scalar("SELECT date FROM months WHERE month = $1")
        .bind(month.to_string())
        .fetch_one(&mut **tx)
        .await?;
    date.parse().map(Some).map_err(|error: jiff::Error| sqlx::Error::Decode(Box::new(error)))
}

pub async fn finish(
    tx: &mut Tx,
    run: (Month, &Id<Customer>),
    invoice: Option<&Id<Invoice>>,
    now_ms: i64,
) -> Result<()> {
    sqlx::query(
        "UPDATE month_runs SET done_at_ms = $3, invoice_id = $4 WHERE month = $1 AND customer_id = $2",
    )
    .bind(run.0.to_string())
    .bind(run.1)
    .bind(now_ms)
    .bind(invoice)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn settle(tx: &mut Tx, month: Month, customer: &Id<Customer>, now_ms: i64) -> Result<()> {
    sqlx::query(
        "UPDATE month_runs SET settled_at_ms = $3
         WHERE month = $1 AND customer_id = $2 AND done_at_ms IS NOT NULL AND settled_at_ms IS NULL",
    )
    .bind(month.to_string())
    .bind(customer)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A customer's months before `month` that are done and may still change.
pub async fn unsettled(db: &Db, customer: &Id<Customer>, month: Month) -> Result<Vec<Month>> {
    let found: Vec<String> = sqlx::query_scalar(
        "SELECT month FROM month_runs WHERE customer_id = $1 AND month < $2 AND done_at_ms IS NOT NULL
           AND settled_at_ms IS NULL ORDER BY month",
    )
    .bind(customer)
    .bind(month.to_string())
    .fetch_all(db.read())
    .await?;
    found
        .into_iter()
        .map(|month| month.parse().map_err(|error| sqlx::Error::Decode(Box::new(error))))
        .collect()
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
    .bind(rules::series(document.date))
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

pub async fn of_month(db: &Db, customer: &Id<Customer>, month: Month) -> Result<Option<Invoice>> {
    sqlx::query_as(invoices!("WHERE customer_id = $1 AND month = $2 ORDER BY sequence DESC LIMIT 1"))
        .bind(customer)
        .bind(month.to_string())
        .fetch_optional(db.read())
        .await
}

/// A customer's invoices, newest first.
pub async fn of_customer(db: &Db, customer: &Id<Customer>, paging: &Paging) -> Result<Vec<Invoice>> {
    sqlx::query_as(invoices!("WHERE customer_id = $1 ORDER BY series DESC, sequence DESC LIMIT $2 OFFSET $3"))
        .bind(customer)
        .bind(paging.limit)
        .bind(paging.offset)
        .fetch_all(db.read())
        .await
}

pub async fn count_of_customer(db: &Db, customer: &Id<Customer>) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM invoices WHERE customer_id = $1")
        .bind(customer)
        .fetch_one(db.read())
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

/// A customer's documents of a month and the months after it.
pub async fn documents_since(db: &Db, customer: &Id<Customer>, month: Month) -> Result<Vec<Document>> {
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT document, document_hash FROM invoices WHERE customer_id = $1 AND month >= $2 ORDER BY month",
    )
    .bind(customer)
    .bind(month.to_string())
    .fetch_all(db.read())
    .await?;
    found.into_iter().map(read).collect()
}

fn read((text, written): (String, String)) -> Result<Document> {
    if hex(&Sha256::digest(text.as_bytes())) != written {
        return Err(sqlx::Error::Protocol("an invoice's document is not what was written".into()));
    }
    serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// Closed months, newest first.
pub async fn months(db: &Db, limit: i64) -> Result<Vec<ClosedMonth>> {
    sqlx::query_as(
        "SELECT m.month, m.date, m.started_at_ms, COUNT(r.customer_id) AS customers, COUNT(r.done_at_ms) AS done,
                COUNT(i.id) AS invoices, CAST(COALESCE(SUM(i.total_minor), 0) AS BIGINT) AS total_minor
         FROM months m LEFT JOIN month_runs r ON r.month = m.month LEFT JOIN invoices i ON i.id = r.invoice_id
         GROUP BY m.month, m.date, m.started_at_ms ORDER BY m.month DESC LIMIT $1",
    )
    .bind(limit)
    .fetch_all(db.read())
    .await
}

pub async fn month(db: &Db, month: Month) -> Result<Option<ClosedMonth>> {
    sqlx::query_as(
        "SELECT m.month, m.date, m.started_at_ms, COUNT(r.customer_id) AS customers, COUNT(r.done_at_ms) AS done,
                COUNT(i.id) AS invoices, CAST(COALESCE(SUM(i.total_minor), 0) AS BIGINT) AS total_minor
         FROM months m LEFT JOIN month_runs r ON r.month = m.month LEFT JOIN invoices i ON i.id = r.invoice_id
         WHERE m.month = $1 GROUP BY m.month, m.date, m.started_at_ms",
    )
    .bind(month.to_string())
    .fetch_optional(db.read())
    .await
}

/// The invoices of a closed month, by number.
pub async fn invoices_of(db: &Db, month: Month, paging: &Paging) -> Result<Vec<Invoice>> {
    sqlx::query_as(invoices!("WHERE month = $1 ORDER BY series, sequence LIMIT $2 OFFSET $3"))
        .bind(month.to_string())
        .bind(paging.limit)
        .bind(paging.offset)
        .fetch_all(db.read())
        .await
}

/// The next documents dated from one day to another (`YYYY-MM-DD`), after an id, in the order of the ids.
pub async fn issued_between(db: &Db, (from, to): (&str, &str), after: &str) -> Result<Vec<Issued>> {
    let found: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT id, kind, document FROM invoices WHERE date >= $1 AND date <= $2 AND id > $3 ORDER BY id LIMIT 500",
    )
    .bind(from)
    .bind(to)
    .bind(after)
    .fetch_all(db.read())
    .await?;
    let issued = |(id, kind, text): (String, String, String)| {
        let read: Issued =
            serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        Ok(Issued { id, kind, ..read })
    };
    found.into_iter().map(issued).collect()
}
