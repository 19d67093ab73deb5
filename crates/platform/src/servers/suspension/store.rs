//! Suspensions in the database.

use crate::accounts::Customer;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::{Id, Named};
use serde::Serialize;
use sqlx::FromRow;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// Why and since when a server is stopped for unpaid bills.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Suspension {
    pub id: Id<Suspension>,
    pub server_id: Id<Server>,
    pub because: String,
    /// What it shall be again when this is lifted.
    pub desired_then: String,
    pub started_at_ms: i64,
    pub started_by: String,
    pub lifted_at_ms: Option<i64>,
    pub lifted_by: String,
    pub lifted_because: String,
}

impl Named for Suspension {
    const PREFIX: &'static str = "sus";
}

/// False if the server is suspended already.
pub async fn insert(tx: &mut Tx, suspension: &Suspension) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO suspensions (id, server_id, because, desired_then, started_at_ms, started_by)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind(&suspension.id)
    .bind(&suspension.server_id)
    .bind(&suspension.because)
    .bind(&suspension.desired_then)
    .bind(suspension.started_at_ms)
    .bind(&suspension.started_by)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What the server shall be again; none if it is not suspended.
pub async fn lift(
    tx: &mut Tx,
    server: &Id<Server>,
    (at_ms, by, because): (i64, &str, &str),
) -> Result<Option<String>> {
    sqlx::query_scalar(
        "UPDATE suspensions SET lifted_at_ms = $2, lifted_by = $3, lifted_because = $4
         WHERE server_id = $1 AND lifted_at_ms IS NULL RETURNING desired_then",
    )
    .bind(server)
    .bind(at_ms)
    .bind(by)
    .bind(because)
    .fetch_optional(&mut **tx)
    .await
}

/// 1 while the server is suspended, else 0.
pub async fn is_running(tx: &mut Tx, server: &Id<Server>) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM suspensions WHERE server_id = $1 AND lifted_at_ms IS NULL")
        .bind(server)
        .fetch_one(&mut **tx)
        .await
}

/// A server's suspension, while it lasts.
pub async fn of(db: &Db, server: &Id<Server>) -> Result<Option<Suspension>> {
    sqlx::query_as("SELECT * FROM suspensions WHERE server_id = $1 AND lifted_at_ms IS NULL")
        .bind(server)
        .fetch_optional(db.read())
        .await
}

/// A customer's servers that are suspended.
pub async fn suspended_of_customer(tx: &mut Tx, customer: &Id<Customer>) -> Result<Vec<Server>> {
    sqlx::query_as(
        "SELECT s.* FROM servers s JOIN suspensions p ON p.server_id = s.id
         WHERE s.customer_id = $1 AND p.lifted_at_ms IS NULL ORDER BY s.slot",
    )
    .bind(customer)
    .fetch_all(&mut **tx)
    .await
}
