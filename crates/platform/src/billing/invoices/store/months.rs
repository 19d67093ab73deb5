//! Months that are closed, and each customer's part of one.

use super::super::model::{ClosedMonth, Invoice, Issued};
use crate::accounts::{Customer, Person};
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use hostler_kit::time::Month;
use jiff::civil::Date;

type Result<T> = std::result::Result<T, sqlx::Error>;

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

/// Holds a customer's months until the transaction ends, so that nobody else writes for the same customer meanwhile.
pub async fn lock_runs(tx: &mut Tx, customer: &Id<Customer>) -> Result<()> {
    sqlx::query(
        "UPDATE month_runs SET waits_for = waits_for WHERE customer_id = $1
           AND month = (SELECT MIN(month) FROM month_runs WHERE customer_id = $1)",
    )
    .bind(customer)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets a customer's part of a month wait, for a refusal's code and the values of its sentence.
pub async fn wait(tx: &mut Tx, run: (Month, &Id<Customer>), code: &str, values: &str) -> Result<()> {
    sqlx::query(
        "UPDATE month_runs SET waits_for = $3, waits_with = $4
         WHERE month = $1 AND customer_id = $2 AND done_at_ms IS NULL",
    )
    .bind(run.0.to_string())
    .bind(run.1)
    .bind(code)
    .bind(values)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A customer's part of a month that waits.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Waiting {
    pub customer_id: Id<Customer>,
    /// A refusal's code.
    pub waits_for: String,
    /// The values of its sentence, as JSON.
    pub waits_with: String,
}

/// What of a month waits.
pub async fn waiting(db: &Db, month: Month) -> Result<Vec<Waiting>> {
    sqlx::query_as(
        "SELECT customer_id, waits_for, waits_with FROM month_runs WHERE month = $1 AND waits_for <> ''
         ORDER BY customer_id",
    )
    .bind(month.to_string())
    .fetch_all(db.read())
    .await
}

/// A customer's closed months whose invoice waits, oldest first.
pub async fn waiting_months(tx: &mut Tx, customer: &Id<Customer>) -> Result<Vec<Month>> {
    let found: Vec<String> = sqlx::query_scalar(
        "SELECT month FROM month_runs WHERE customer_id = $1 AND waits_for <> '' ORDER BY month",
    )
    .bind(customer)
    .fetch_all(&mut **tx)
    .await?;
    found
        .into_iter()
        .map(|month| month.parse().map_err(|error| sqlx::Error::Decode(Box::new(error))))
        .collect()
}

/// Why a customer's closed months wait, oldest first: month, a refusal's code, and its values as JSON.
pub async fn waiting_of(db: &Db, customer: &Id<Customer>) -> Result<Vec<(String, String, String)>> {
    sqlx::query_as(
        "SELECT month, waits_for, waits_with FROM month_runs WHERE customer_id = $1 AND waits_for <> ''
         ORDER BY month",
    )
    .bind(customer)
    .fetch_all(db.read())
    .await
}

/// What a run comes to, from now on, where its invoice was written again.
pub async fn set_invoice(tx: &mut Tx, from: &Id<Invoice>, to: &Id<Invoice>) -> Result<()> {
    sqlx::query("UPDATE month_runs SET invoice_id = $2 WHERE invoice_id = $1")
        .bind(from)
        .bind(to)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Customers of a closed month that are done.
pub async fn run_customers(db: &Db, month: Month) -> Result<Vec<Id<Customer>>> {
    sqlx::query_scalar(
        "SELECT customer_id FROM month_runs WHERE month = $1 AND done_at_ms IS NOT NULL ORDER BY customer_id",
    )
    .bind(month.to_string())
    .fetch_all(db.read())
    .await
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
        "UPDATE month_runs SET done_at_ms = $3, invoice_id = $4, waits_for = '', waits_with = '' WHERE month = $1 AND customer_id = $2",
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

/// Closed months, newest first.
pub async fn months(db: &Db, limit: i64) -> Result<Vec<ClosedMonth>> {
    sqlx::query_as(
        "SELECT m.month, m.date, m.started_at_ms,
                (SELECT COUNT(*) FROM month_runs r WHERE r.month = m.month) AS customers,
                (SELECT COUNT(r.done_at_ms) FROM month_runs r WHERE r.month = m.month) AS done,
                (SELECT COUNT(*) FROM month_runs r WHERE r.month = m.month AND r.waits_for <> '') AS waiting,
                (SELECT COUNT(*) FROM invoices i WHERE i.month = m.month) AS invoices,
                (SELECT CAST(COALESCE(SUM(CASE WHEN i.kind = 'credit-note' THEN -i.total_minor ELSE i.total_minor END),
                                      0) AS BIGINT) FROM invoices i WHERE i.month = m.month) AS total_minor
         FROM months m ORDER BY m.month DESC LIMIT $1",
    )
    .bind(limit)
    .fetch_all(db.read())
    .await
}

pub async fn month(db: &Db, month: Month) -> Result<Option<ClosedMonth>> {
    sqlx::query_as(
        "SELECT m.month, m.date, m.started_at_ms,
                (SELECT COUNT(*) FROM month_runs r WHERE r.month = m.month) AS customers,
                (SELECT COUNT(r.done_at_ms) FROM month_runs r WHERE r.month = m.month) AS done,
                (SELECT COUNT(*) FROM month_runs r WHERE r.month = m.month AND r.waits_for <> '') AS waiting,
                (SELECT COUNT(*) FROM invoices i WHERE i.month = m.month) AS invoices,
                (SELECT CAST(COALESCE(SUM(CASE WHEN i.kind = 'credit-note' THEN -i.total_minor ELSE i.total_minor END),
                                      0) AS BIGINT) FROM invoices i WHERE i.month = m.month) AS total_minor
         FROM months m WHERE m.month = $1",
    )
    .bind(month.to_string())
    .fetch_optional(db.read())
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
