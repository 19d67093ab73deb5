//! The ledger in parts, for files of any length.

use super::Result;
use crate::billing::ledger::rules::Days;
use hostler_kit::db::Db;
use sqlx::FromRow;

/// Entries that are read at once.
const PART: i64 = 2_000;

/// How far a year's entries had come when an export began: what is posted later is not in it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Bound {
    pub year: String,
    pub last_number: i64,
}

/// A transfer with its entry.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ExportLine {
    pub number: i64,
    pub date: String,
    pub kind: String,
    pub subject: String,
    pub customer_id: String,
    pub customer_name: String,
    pub words: String,
    pub line: i64,
    pub debit: String,
    pub credit: String,
    pub amount_minor: i64,
}

/// A customer who is in the entries.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ExportCustomer {
    pub id: String,
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    pub country: String,
    pub vat_number: String,
}

pub async fn bounds(db: &Db, days: &Days) -> Result<Vec<Bound>> {
    sqlx::query_as(
        "SELECT year, MAX(number) AS last_number FROM ledger_entries
         WHERE year >= $1 AND year <= $2 GROUP BY year ORDER BY year",
    )
    .bind(&days.from[..4])
    .bind(&days.to[..4])
    .fetch_all(db.read())
    .await
}

/// The next transfers of a year after an entry's number, whole entries, in the order of their numbers. `journal` is
/// `sales`, `bank`, `memo`, or empty for all. None: there are no more.
pub async fn part(
    db: &Db,
    (bound, days): (&Bound, &Days),
    journal: &str,
    after: i64,
) -> Result<Option<(i64, Vec<ExportLine>)>> {
    let last = bound.last_number.min(after.saturating_add(PART));
    if after >= last {
        return Ok(None);
    }
    let lines = sqlx::query_as(
        "SELECT e.number, e.date, e.kind, e.subject, COALESCE(e.customer_id, '') AS customer_id,
                COALESCE(c.name, '') AS customer_name, e.words, t.line, t.debit, t.credit, t.amount_minor
         FROM ledger_entries e JOIN ledger_transfers t ON t.entry_id = e.id
           LEFT JOIN customers c ON c.id = e.customer_id
         WHERE e.year = $1 AND e.number > $2 AND e.number <= $3 AND e.date >= $4 AND e.date <= $5
           AND ($6 = '' OR $6 = CASE WHEN e.kind IN ('invoice', 'credit-note') THEN 'sales'
                WHEN EXISTS (SELECT 1 FROM ledger_transfers b
                  WHERE b.entry_id = e.id AND (b.debit = 'bank' OR b.credit = 'bank')) THEN 'bank' ELSE 'memo' END)
         ORDER BY e.number, t.line",
    )
    .bind(&bound.year)
    .bind(after)
    .bind(last)
    .bind(&days.from)
    .bind(&days.to)
    .bind(journal)
    .fetch_all(db.read())
    .await?;
    Ok(Some((last, lines)))
}

/// Transfers of a year within the days, and what they come to.
pub async fn totals(db: &Db, bound: &Bound, days: &Days) -> Result<(i64, i64)> {
    sqlx::query_as(
        "SELECT COUNT(*), CAST(COALESCE(SUM(t.amount_minor), 0) AS BIGINT)
         FROM ledger_entries e JOIN ledger_transfers t ON t.entry_id = e.id
         WHERE e.year = $1 AND e.number <= $2 AND e.date >= $3 AND e.date <= $4",
    )
    .bind(&bound.year)
    .bind(bound.last_number)
    .bind(&days.from)
    .bind(&days.to)
    .fetch_one(db.read())
    .await
}

/// The next customers of a year's entries after an id.
pub async fn customers(db: &Db, (bound, days): (&Bound, &Days), after: &str) -> Result<Vec<ExportCustomer>> {
    sqlx::query_as(
        "SELECT id, name, street, postcode, city, country, vat_number FROM customers
         WHERE id > $1 AND id IN (SELECT customer_id FROM ledger_entries
           WHERE year = $2 AND number <= $3 AND date >= $4 AND date <= $5)
         ORDER BY id LIMIT $6",
    )
    .bind(after)
    .bind(&bound.year)
    .bind(bound.last_number)
    .bind(&days.from)
    .bind(&days.to)
    .bind(PART)
    .fetch_all(db.read())
    .await
}
