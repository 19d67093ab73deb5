//! What accounts come to over a span of days.

use super::Result;
use crate::billing::ledger::model::Sums;
use crate::billing::ledger::rules::Days;
use hostler_kit::db::Db;

/// Every account that was posted to up to the span's end.
pub async fn sums(db: &Db, days: &Days) -> Result<Vec<Sums>> {
    sqlx::query_as(
        "SELECT t.account,
           CAST(SUM(CASE WHEN e.date < $1 THEN t.minor ELSE 0 END) AS BIGINT) AS before_year_minor,
           CAST(SUM(CASE WHEN e.date >= $1 AND e.date < $2 THEN t.minor ELSE 0 END) AS BIGINT) AS since_year_minor,
           CAST(SUM(CASE WHEN e.date >= $2 AND t.minor > 0 THEN t.minor ELSE 0 END) AS BIGINT) AS debit_minor,
           CAST(SUM(CASE WHEN e.date >= $2 AND t.minor < 0 THEN -t.minor ELSE 0 END) AS BIGINT) AS credit_minor
         FROM (SELECT entry_id, debit AS account, amount_minor AS minor FROM ledger_transfers
               UNION ALL SELECT entry_id, credit, -amount_minor FROM ledger_transfers) t
           JOIN ledger_entries e ON e.id = t.entry_id
         WHERE e.date <= $3 GROUP BY t.account ORDER BY t.account",
    )
    .bind(&days.year_begins)
    .bind(&days.from)
    .bind(&days.to)
    .fetch_all(db.read())
    .await
}

/// What accounts whose name begins so were credited less debited in each month of the span: `YYYY-MM` and minor units.
pub async fn by_month(db: &Db, begins: &str, days: &Days) -> Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "SELECT SUBSTR(e.date, 1, 7),
           CAST(SUM(CASE WHEN t.credit LIKE $1 THEN t.amount_minor ELSE 0 END)
              - SUM(CASE WHEN t.debit LIKE $1 THEN t.amount_minor ELSE 0 END) AS BIGINT)
         FROM ledger_transfers t JOIN ledger_entries e ON e.id = t.entry_id
         WHERE e.date >= $2 AND e.date <= $3 AND (t.credit LIKE $1 OR t.debit LIKE $1)
         GROUP BY SUBSTR(e.date, 1, 7) ORDER BY 1",
    )
    .bind(format!("{begins}%"))
    .bind(&days.from)
    .bind(&days.to)
    .fetch_all(db.read())
    .await
}
