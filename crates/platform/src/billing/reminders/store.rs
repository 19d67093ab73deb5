//! Reminders, holds and overdue invoices in the database.

use super::model::{Hold, Open, Overdue, Reminder};
use crate::accounts::Customer;
use crate::billing::invoices::Invoice;
use crate::web::Paging;
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;
use sqlx::{Any, Executor};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// Whoever settles one of a customer's open invoices waits until this transaction ends.
pub async fn lock_open(tx: &mut Tx, customer: &Id<Customer>) -> Result<()> {
    sqlx::query("UPDATE invoices SET open_minor = open_minor WHERE customer_id = $1 AND state = 'issued'")
        .bind(customer)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A customer's open invoices, the one due first, first.
pub async fn open<'e>(by: impl Executor<'e, Database = Any>, customer: &Id<Customer>) -> Result<Vec<Open>> {
    sqlx::query_as(
        "SELECT i.id, i.number, i.due, i.total_minor, i.open_minor, i.currency,
                CAST(COALESCE(s.step, 0) AS BIGINT) AS step, COALESCE(s.date, '') AS step_date
         FROM invoices i LEFT JOIN reminder_steps s ON s.invoice_id = i.id
           AND s.step = (SELECT MAX(m.step) FROM reminder_steps m WHERE m.invoice_id = i.id)
         WHERE i.customer_id = $1 AND i.state = 'issued' AND i.open_minor > 0 AND i.kind <> 'credit-note'
         ORDER BY i.due, i.number",
    )
    .bind(customer)
    .fetch_all(by)
    .await
}

/// What is on its way from a customer, in minor units: debits that are planned or sent, and payments that wait to be
/// settled from an account that the customer paid from before.
pub async fn under_way<'e>(by: impl Executor<'e, Database = Any>, customer: &Id<Customer>) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(minor), 0) AS BIGINT) FROM (
           SELECT COALESCE(amount_minor, announced_minor) AS minor FROM debits
            WHERE customer_id = $1 AND state IN ('planned', 'sent')
           UNION ALL SELECT p.open_minor FROM payments p
            WHERE p.state <> 'settled' AND p.open_minor > 0 AND p.party_key <> '' AND p.party_key IN (
              SELECT known.party_key FROM matches m JOIN payments known ON known.id = m.payment_id
               WHERE m.customer_id = $1 AND m.undone_at_ms IS NULL AND m.amount_minor > 0)) w",
    )
    .bind(customer)
    .fetch_one(by)
    .await
}

pub async fn insert(tx: &mut Tx, reminder: &Reminder) -> Result<()> {
    sqlx::query(
        "INSERT INTO reminders (id, customer_id, kind, step, name, date, overdue_minor, currency, suspends_from, person_id,
                                at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&reminder.id)
    .bind(&reminder.customer_id)
    .bind(&reminder.kind)
    .bind(reminder.step)
    .bind(&reminder.name)
    .bind(&reminder.date)
    .bind(reminder.overdue_minor)
    .bind(&reminder.currency)
    .bind(reminder.suspends_from.as_ref())
    .bind(reminder.person_id.as_ref())
    .bind(reminder.at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn insert_invoice(tx: &mut Tx, reminder: &Id<Reminder>, invoice: &Open) -> Result<()> {
    sqlx::query("INSERT INTO reminder_invoices (reminder_id, invoice_id, open_minor) VALUES ($1, $2, $3)")
        .bind(reminder)
        .bind(&invoice.id)
        .bind(invoice.open_minor)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Takes a step for an invoice; false if it was taken before.
pub async fn take_step(
    tx: &mut Tx,
    reminder: &Reminder,
    (invoice, step): (&Id<Invoice>, i64),
) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO reminder_steps (invoice_id, step, reminder_id, date) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(invoice)
    .bind(step)
    .bind(&reminder.id)
    .bind(&reminder.date)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A customer's letters and skipped steps, newest first.
pub async fn of_customer<'e>(
    by: impl Executor<'e, Database = Any>,
    customer: &Id<Customer>,
    most: i64,
) -> Result<Vec<Reminder>> {
    sqlx::query_as("SELECT * FROM reminders WHERE customer_id = $1 ORDER BY at_ms DESC, id DESC LIMIT $2")
        .bind(customer)
        .bind(most)
        .fetch_all(by)
        .await
}

/// The first day on which servers may be suspended by a letter about an invoice that is still overdue.
pub async fn suspends_from(tx: &mut Tx, customer: &Id<Customer>, today: &str) -> Result<Option<String>> {
    sqlx::query_scalar(
        "SELECT MIN(r.suspends_from) FROM reminders r JOIN reminder_invoices x ON x.reminder_id = r.id
           JOIN invoices i ON i.id = x.invoice_id
         WHERE r.customer_id = $1 AND r.kind <> 'skipped' AND i.state = 'issued' AND i.open_minor > 0 AND i.due < $2",
    )
    .bind(customer)
    .bind(today)
    .fetch_one(&mut **tx)
    .await
}

/// How many of a customer's invoices are overdue.
pub async fn count_overdue_of(tx: &mut Tx, customer: &Id<Customer>, today: &str) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM invoices
         WHERE customer_id = $1 AND state = 'issued' AND open_minor > 0 AND kind <> 'credit-note' AND due < $2",
    )
    .bind(customer)
    .bind(today)
    .fetch_one(&mut **tx)
    .await
}

/// Customers with something overdue whose name contains `search`, the oldest first.
pub async fn overdue(db: &Db, today: &str, search: &str, paging: &Paging) -> Result<Vec<Overdue>> {
    sqlx::query_as(
        "SELECT customer_id, MAX(customer_name) AS customer_name, CAST(SUM(open_minor) AS BIGINT) AS overdue_minor,
                MIN(due) AS since, MAX(currency) AS currency
         FROM invoices WHERE state = 'issued' AND open_minor > 0 AND kind <> 'credit-note' AND due < $1
           AND LOWER(customer_name) LIKE $2 ESCAPE '\\'
         GROUP BY customer_id ORDER BY MIN(due), customer_id LIMIT $3 OFFSET $4",
    )
    .bind(today)
    .bind(containing(search))
    .bind(paging.limit)
    .bind(paging.offset)
    .fetch_all(db.read())
    .await
}

/// How many customers these are, and what they owe together.
pub async fn total_overdue(db: &Db, today: &str, search: &str) -> Result<(i64, i64)> {
    sqlx::query_as(
        "SELECT COUNT(DISTINCT customer_id), CAST(COALESCE(SUM(open_minor), 0) AS BIGINT)
         FROM invoices WHERE state = 'issued' AND open_minor > 0 AND kind <> 'credit-note' AND due < $1
           AND LOWER(customer_name) LIKE $2 ESCAPE '\\'",
    )
    .bind(today)
    .bind(containing(search))
    .fetch_one(db.read())
    .await
}

/// The next customers with something overdue after an id.
pub async fn overdue_after(db: &Db, today: &str, after: &str) -> Result<Vec<Id<Customer>>> {
    sqlx::query_scalar(
        "SELECT DISTINCT customer_id FROM invoices
         WHERE state = 'issued' AND open_minor > 0 AND kind <> 'credit-note' AND due < $1 AND customer_id > $2
         ORDER BY customer_id LIMIT 500",
    )
    .bind(today)
    .bind(after)
    .fetch_all(db.read())
    .await
}

pub async fn hold<'e>(
    by: impl Executor<'e, Database = Any>,
    customer: &Id<Customer>,
) -> Result<Option<Hold>> {
    sqlx::query_as("SELECT * FROM reminder_holds WHERE customer_id = $1")
        .bind(customer)
        .fetch_optional(by)
        .await
}

pub async fn set_hold(tx: &mut Tx, hold: &Hold) -> Result<()> {
    sqlx::query(
        "INSERT INTO reminder_holds (customer_id, until, because, person_id, at_ms) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (customer_id) DO UPDATE SET until = $2, because = $3, person_id = $4, at_ms = $5",
    )
    .bind(&hold.customer_id)
    .bind(&hold.until)
    .bind(&hold.because)
    .bind(&hold.person_id)
    .bind(hold.at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// False if nothing was held.
pub async fn end_hold(tx: &mut Tx, customer: &Id<Customer>) -> Result<bool> {
    let done = sqlx::query("DELETE FROM reminder_holds WHERE customer_id = $1")
        .bind(customer)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}
