//! Entries as people look for them, and an account's lines with its running balance.

use super::Result;
use crate::billing::invoices::Invoice;
use crate::billing::ledger::model::{Entry, KeptTransfer, Line, Listed};
use crate::billing::ledger::rules::{Days, Sought};
use crate::web::Paging;
use hostler_kit::db::{Db, containing};
use hostler_kit::id::Id;

/// Entries with what they come to, newest first.
pub async fn entries(db: &Db, sought: &Sought, paging: &Paging) -> Result<Vec<Listed>> {
    sqlx::query_as(
        "SELECT e.id, e.year, e.number, e.date, e.kind, e.subject, e.customer_id, e.words, e.at_ms,
                COALESCE(c.name, '') AS customer_name,
                CAST((SELECT COALESCE(SUM(t.amount_minor), 0) FROM ledger_transfers t WHERE t.entry_id = e.id) AS BIGINT)
                  AS amount_minor
         FROM ledger_entries e LEFT JOIN customers c ON c.id = e.customer_id
         WHERE e.date >= $1 AND e.date <= $2
           AND ($3 = '' OR e.id IN (SELECT entry_id FROM ledger_transfers WHERE debit = $3 OR credit = $3))
           AND (LOWER(e.words) LIKE $4 ESCAPE '\\' OR LOWER(COALESCE(c.name, '')) LIKE $4 ESCAPE '\\'
                OR e.kind LIKE $4 ESCAPE '\\')
         ORDER BY e.year DESC, e.number DESC LIMIT $5 OFFSET $6",
    )
    .bind(&sought.days.from)
    .bind(&sought.days.to)
    .bind(&sought.account)
    .bind(containing(&sought.term))
    .bind(paging.limit)
    .bind(paging.offset)
    .fetch_all(db.read())
    .await
}

pub async fn count_entries(db: &Db, sought: &Sought) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM ledger_entries e LEFT JOIN customers c ON c.id = e.customer_id
         WHERE e.date >= $1 AND e.date <= $2
           AND ($3 = '' OR e.id IN (SELECT entry_id FROM ledger_transfers WHERE debit = $3 OR credit = $3))
           AND (LOWER(e.words) LIKE $4 ESCAPE '\\' OR LOWER(COALESCE(c.name, '')) LIKE $4 ESCAPE '\\'
                OR e.kind LIKE $4 ESCAPE '\\')",
    )
    .bind(&sought.days.from)
    .bind(&sought.days.to)
    .bind(&sought.account)
    .bind(containing(&sought.term))
    .fetch_one(db.read())
    .await
}

/// What moved on an account, newest first; the balance counts from the account's very first line.
pub async fn lines(db: &Db, sought: &Sought, paging: &Paging) -> Result<Vec<Line>> {
    sqlx::query_as(
        "SELECT * FROM (
           SELECT e.id, e.year, e.number, t.line, e.date, e.kind, e.words, COALESCE(c.name, '') AS customer_name,
                  CASE WHEN t.debit = $1 THEN t.credit ELSE t.debit END AS other,
                  CASE WHEN t.debit = $1 THEN t.amount_minor ELSE -t.amount_minor END AS minor,
                  CAST(SUM(CASE WHEN t.debit = $1 THEN t.amount_minor ELSE -t.amount_minor END)
                    OVER (ORDER BY e.date, e.year, e.number, t.line) AS BIGINT) AS balance_minor
           FROM ledger_transfers t JOIN ledger_entries e ON e.id = t.entry_id
             LEFT JOIN customers c ON c.id = e.customer_id
           WHERE (t.debit = $1 OR t.credit = $1) AND e.date <= $3) l
         WHERE l.date >= $2 AND (LOWER(l.words) LIKE $4 ESCAPE '\\' OR LOWER(l.customer_name) LIKE $4 ESCAPE '\\'
           OR l.kind LIKE $4 ESCAPE '\\')
         ORDER BY l.date DESC, l.year DESC, l.number DESC, l.line DESC LIMIT $5 OFFSET $6",
    )
    .bind(&sought.account)
    .bind(&sought.days.from)
    .bind(&sought.days.to)
    .bind(containing(&sought.term))
    .bind(paging.limit)
    .bind(paging.offset)
    .fetch_all(db.read())
    .await
}

pub async fn count_lines(db: &Db, sought: &Sought) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM ledger_transfers t JOIN ledger_entries e ON e.id = t.entry_id
           LEFT JOIN customers c ON c.id = e.customer_id
         WHERE (t.debit = $1 OR t.credit = $1) AND e.date >= $2 AND e.date <= $3
           AND (LOWER(e.words) LIKE $4 ESCAPE '\\' OR LOWER(COALESCE(c.name, '')) LIKE $4 ESCAPE '\\'
             OR e.kind LIKE $4 ESCAPE '\\')",
    )
    .bind(&sought.account)
    .bind(&sought.days.from)
    .bind(&sought.days.to)
    .bind(containing(&sought.term))
    .fetch_one(db.read())
    .await
}

pub async fn find(db: &Db, id: &Id<Entry>) -> Result<Option<Listed>> {
    sqlx::query_as(
        "SELECT e.id, e.year, e.number, e.date, e.kind, e.subject, e.customer_id, e.words, e.at_ms,
                COALESCE(c.name, '') AS customer_name,
                CAST((SELECT COALESCE(SUM(t.amount_minor), 0) FROM ledger_transfers t WHERE t.entry_id = e.id) AS BIGINT)
                  AS amount_minor
         FROM ledger_entries e LEFT JOIN customers c ON c.id = e.customer_id WHERE e.id = $1",
    )
    .bind(id)
    .fetch_optional(db.read())
    .await
}

pub async fn transfers(db: &Db, entry: &Id<Entry>) -> Result<Vec<KeptTransfer>> {
    sqlx::query_as(
        "SELECT line, debit, credit, amount_minor FROM ledger_transfers WHERE entry_id = $1 ORDER BY line",
    )
    .bind(entry)
    .fetch_all(db.read())
    .await
}

/// The invoice that a settlement was taken off.
pub async fn invoice_of_settlement(db: &Db, settlement: &str) -> Result<Option<(Id<Invoice>, String)>> {
    sqlx::query_as(
        "SELECT i.id, i.number FROM settlements s JOIN invoices i ON i.id = s.invoice_id WHERE s.id = $1",
    )
    .bind(settlement)
    .fetch_optional(db.read())
    .await
}

/// The days that hold everything, for questions without a span.
impl Days {
    pub fn always() -> Days {
        Days { year_begins: "0000-01-01".into(), from: "0000-01-01".into(), to: "9999-12-31".into() }
    }
}
