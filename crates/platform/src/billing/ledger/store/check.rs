//! Where ledger, invoices and credits could disagree: each question names the first that do.

use super::Result;
use hostler_kit::db::Db;

/// How many of a kind are named; the rest is only counted.
const NAMED: i64 = 20;

/// Customers whose debt in the ledger is not what their invoices have open: the id, ledger and invoices.
pub async fn debt_differences(db: &Db) -> Result<Vec<(String, i64, i64)>> {
    sqlx::query_as(
        "SELECT customer, CAST(SUM(ledger) AS BIGINT), CAST(SUM(open) AS BIGINT) FROM (
           SELECT COALESCE(e.customer_id, '') AS customer, t.amount_minor AS ledger, 0 AS open
             FROM ledger_transfers t JOIN ledger_entries e ON e.id = t.entry_id WHERE t.debit = 'debtors'
           UNION ALL SELECT COALESCE(e.customer_id, ''), -t.amount_minor, 0
             FROM ledger_transfers t JOIN ledger_entries e ON e.id = t.entry_id WHERE t.credit = 'debtors'
           UNION ALL SELECT customer_id, 0, open_minor FROM invoices WHERE kind <> 'credit-note') d
         GROUP BY customer HAVING SUM(ledger) <> SUM(open) ORDER BY customer LIMIT $1",
    )
    .bind(NAMED)
    .fetch_all(db.read())
    .await
}

/// Customers whose credit in the ledger is not what is kept of it: the id, ledger and credit.
pub async fn credit_differences(db: &Db) -> Result<Vec<(String, i64, i64)>> {
    sqlx::query_as(
        "SELECT customer, CAST(SUM(ledger) AS BIGINT), CAST(SUM(kept) AS BIGINT) FROM (
           SELECT COALESCE(e.customer_id, '') AS customer, -t.amount_minor AS ledger, 0 AS kept
             FROM ledger_transfers t JOIN ledger_entries e ON e.id = t.entry_id WHERE t.debit = 'customer-credit'
           UNION ALL SELECT COALESCE(e.customer_id, ''), t.amount_minor, 0
             FROM ledger_transfers t JOIN ledger_entries e ON e.id = t.entry_id WHERE t.credit = 'customer-credit'
           UNION ALL SELECT customer_id, 0, balance_minor FROM customer_credits
           UNION ALL SELECT customer_id, 0, amount_minor FROM refunds WHERE state = 'asked') d
         GROUP BY customer HAVING SUM(ledger) <> SUM(kept) ORDER BY customer LIMIT $1",
    )
    .bind(NAMED)
    .fetch_all(db.read())
    .await
}

/// Numbers of invoices and credit notes that come to something and have no entry.
pub async fn without_entry(db: &Db) -> Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT i.number FROM invoices i WHERE (i.net_minor <> 0 OR i.vat_minor <> 0) AND NOT EXISTS (
           SELECT 1 FROM ledger_entries e WHERE e.subject = i.id AND e.kind IN ('invoice', 'credit-note'))
         ORDER BY i.number LIMIT $1",
    )
    .bind(NAMED)
    .fetch_all(db.read())
    .await
}

/// Invoices whose open amount is not their total less what was taken off: number, open, and what is right.
pub async fn open_differences(db: &Db) -> Result<Vec<(String, i64, i64)>> {
    sqlx::query_as(
        "SELECT * FROM (SELECT i.number, i.open_minor,
           CAST(i.total_minor - COALESCE((SELECT SUM(s.amount_minor) FROM settlements s WHERE s.invoice_id = i.id), 0)
             AS BIGINT) AS right_minor
         FROM invoices i WHERE i.kind <> 'credit-note') o WHERE open_minor <> right_minor ORDER BY number LIMIT $1",
    )
    .bind(NAMED)
    .fetch_all(db.read())
    .await
}

/// Years whose numbers have gaps: the year, how many entries, the highest number and the last one given.
pub async fn gaps(db: &Db) -> Result<Vec<(String, i64, i64, i64)>> {
    sqlx::query_as(
        "SELECT * FROM (SELECT e.year, COUNT(*) AS entries, MAX(e.number) AS highest,
           COALESCE((SELECT s.last_number FROM series s WHERE s.name = 'ledger-' || e.year), 0) AS given
         FROM ledger_entries e GROUP BY e.year) y
         WHERE entries <> highest OR given <> highest ORDER BY year LIMIT $1",
    )
    .bind(NAMED)
    .fetch_all(db.read())
    .await
}
