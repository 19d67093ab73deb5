//! What customers owe, by how long it has been due.

use super::Result;
use crate::billing::ledger::model::{Aged, AgedTotal};
use crate::web::Paging;
use hostler_kit::db::{Db, containing};
use jiff::ToSpan;
use jiff::civil::Date;

/// The last days of what is 1–30, 31–60, 61–90 days overdue, as they are compared with due dates.
fn limits(today: Date) -> [String; 4] {
    [0, 30, 60, 90].map(|days: i64| today.saturating_sub(days.days()).to_string())
}

/// Customers who owe something, the largest debt first.
pub async fn ageing(db: &Db, today: Date, search: &str, paging: &Paging) -> Result<Vec<Aged>> {
    let [today, thirty, sixty, ninety] = limits(today);
    sqlx::query_as(
        "SELECT customer_id, MAX(customer_name) AS customer_name,
           CAST(SUM(CASE WHEN due >= $1 THEN open_minor ELSE 0 END) AS BIGINT) AS current_minor,
           CAST(SUM(CASE WHEN due < $1 AND due >= $2 THEN open_minor ELSE 0 END) AS BIGINT) AS thirty_minor,
           CAST(SUM(CASE WHEN due < $2 AND due >= $3 THEN open_minor ELSE 0 END) AS BIGINT) AS sixty_minor,
           CAST(SUM(CASE WHEN due < $3 AND due >= $4 THEN open_minor ELSE 0 END) AS BIGINT) AS ninety_minor,
           CAST(SUM(CASE WHEN due < $4 THEN open_minor ELSE 0 END) AS BIGINT) AS older_minor,
           CAST(SUM(open_minor) AS BIGINT) AS total_minor
         FROM invoices WHERE kind <> 'credit-note' AND open_minor > 0 AND LOWER(customer_name) LIKE $5 ESCAPE '\\'
         GROUP BY customer_id ORDER BY SUM(open_minor) DESC, customer_id LIMIT $6 OFFSET $7",
    )
    .bind(today)
    .bind(thirty)
    .bind(sixty)
    .bind(ninety)
    .bind(containing(search))
    .bind(paging.limit)
    .bind(paging.offset)
    .fetch_all(db.read())
    .await
}

pub async fn count_ageing(db: &Db, search: &str) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(DISTINCT customer_id) FROM invoices
         WHERE kind <> 'credit-note' AND open_minor > 0 AND LOWER(customer_name) LIKE $1 ESCAPE '\\'",
    )
    .bind(containing(search))
    .fetch_one(db.read())
    .await
}

/// All of it together.
pub async fn total_ageing(db: &Db, today: Date) -> Result<AgedTotal> {
    let [today, thirty, sixty, ninety] = limits(today);
    sqlx::query_as(
        "SELECT
           CAST(COALESCE(SUM(CASE WHEN due >= $1 THEN open_minor ELSE 0 END), 0) AS BIGINT) AS current_minor,
           CAST(COALESCE(SUM(CASE WHEN due < $1 AND due >= $2 THEN open_minor ELSE 0 END), 0) AS BIGINT) AS thirty_minor,
           CAST(COALESCE(SUM(CASE WHEN due < $2 AND due >= $3 THEN open_minor ELSE 0 END), 0) AS BIGINT) AS sixty_minor,
           CAST(COALESCE(SUM(CASE WHEN due < $3 AND due >= $4 THEN open_minor ELSE 0 END), 0) AS BIGINT) AS ninety_minor,
           CAST(COALESCE(SUM(CASE WHEN due < $4 THEN open_minor ELSE 0 END), 0) AS BIGINT) AS older_minor,
           CAST(COALESCE(SUM(open_minor), 0) AS BIGINT) AS total_minor
         FROM invoices WHERE kind <> 'credit-note' AND open_minor > 0",
    )
    .bind(today)
    .bind(thirty)
    .bind(sixty)
    .bind(ninety)
    .fetch_one(db.read())
    .await
}
