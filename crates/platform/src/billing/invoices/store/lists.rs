//! Lists of invoices, narrowed and searched, and what they come to.

use super::super::model::{Invoice, Sums, Which};
use crate::web::Paging;
use hostler_kit::db::{Db, containing};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// Which invoices: $1 the customer or nothing, $2 what is searched for, $3 the filter's code, $4 today.
macro_rules! which {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " FROM invoices WHERE ($1 = '' OR customer_id = $1)
                AND (LOWER(number) LIKE $2 ESCAPE '\\' OR LOWER(customer_name) LIKE $2 ESCAPE '\\')
                AND ($3 = '' OR ($3 = 'open' AND open_minor > 0)
                  OR ($3 = 'overdue' AND open_minor > 0 AND due < $4)
                  OR ($3 <> 'open' AND $3 <> 'overdue' AND state = $3))",
            $after
        )
    };
}

/// The newest first.
pub async fn select(db: &Db, which: &Which<'_>, paging: &Paging) -> Result<Vec<Invoice>> {
    sqlx::query_as(which!(
        "SELECT id, number, kind, customer_id, customer_name, month, order_id, credits, replaces, date, due, net_minor,
                vat_minor, total_minor, currency, state, open_minor, issued_at_ms, settled_at_ms",
        " ORDER BY date DESC, issued_at_ms DESC, series DESC, sequence DESC LIMIT $5 OFFSET $6"
    ))
    .bind(which.customer.map_or("", |id| id.as_str()))
    .bind(containing(which.search))
    .bind(which.filter.code())
    .bind(which.today.to_string())
    .bind(paging.limit)
    .bind(paging.offset)
    .fetch_all(db.read())
    .await
}

/// How many they are, and what is open of them.
pub async fn sums(db: &Db, which: &Which<'_>) -> Result<Sums> {
    sqlx::query_as(which!(
        "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(open_minor), 0) AS BIGINT) AS open_minor,
                CAST(COALESCE(SUM(CASE WHEN due < $4 THEN open_minor ELSE 0 END), 0) AS BIGINT) AS overdue_minor",
        ""
    ))
    .bind(which.customer.map_or("", |id| id.as_str()))
    .bind(containing(which.search))
    .bind(which.filter.code())
    .bind(which.today.to_string())
    .fetch_one(db.read())
    .await
}

/// When the newest invoice was issued; zero where there is none. Credit notes' series come after the invoices'.
pub async fn newest_issued_ms(db: &Db) -> Result<i64> {
    let newest =
        "SELECT issued_at_ms FROM invoices WHERE series < 'C' ORDER BY series DESC, sequence DESC LIMIT 1";
    let found: Option<i64> = sqlx::query_scalar(newest).fetch_optional(db.read()).await?;
    Ok(found.unwrap_or(0))
}
