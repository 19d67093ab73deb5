//! What is looked up about a payment before the rules decide. Each question is answered by an index, whatever the
//! number of open invoices.

use super::super::model::{Payable, Refund};
use super::Result;
use crate::accounts::Customer;
use hostler_kit::id::Id;
use sqlx::AnyConnection;

/// Most candidates of one kind.
const MOST: i64 = 40;

macro_rules! payables {
    ($which:literal) => {
        concat!("SELECT id, number, customer_id, customer_name, open_minor FROM invoices WHERE kind <> 'credit-note' AND ", $which)
    };
}

/// By number, or by id.
pub async fn invoice(connection: &mut AnyConnection, named: &str) -> Result<Option<Payable>> {
    sqlx::query_as(payables!("(number = $1 OR id = $1)")).bind(named).fetch_optional(connection).await
}

/// A customer's open invoices, oldest first.
pub async fn open_of(connection: &mut AnyConnection, customer: &Id<Customer>) -> Result<Vec<Payable>> {
    sqlx::query_as(payables!("state = 'issued' AND customer_id = $1 ORDER BY due, series, sequence LIMIT $2"))
        .bind(customer)
        .bind(MOST)
        .fetch_all(connection)
        .await
}

/// Invoices with exactly this open, oldest first.
pub async fn with_open(connection: &mut AnyConnection, amount_minor: i64) -> Result<Vec<Payable>> {
    sqlx::query_as(payables!("state = 'issued' AND open_minor = $1 ORDER BY due, series, sequence LIMIT $2"))
        .bind(amount_minor)
        .bind(MOST)
        .fetch_all(connection)
        .await
}

/// Open invoices of customers of this name, oldest first.
pub async fn of_name(connection: &mut AnyConnection, name: &str) -> Result<Vec<Payable>> {
    sqlx::query_as(payables!(
        "state = 'issued' AND LOWER(customer_name) = $1 ORDER BY due, series, sequence LIMIT $2"
    ))
    .bind(name.to_lowercase())
    .bind(MOST)
    .fetch_all(connection)
    .await
}

/// Whose payments came from this account before.
pub async fn known(connection: &mut AnyConnection, party_key: &str) -> Result<Vec<Id<Customer>>> {
    sqlx::query_scalar(
        "SELECT DISTINCT m.customer_id FROM payments p JOIN matches m ON m.payment_id = p.id
         WHERE p.party_key = $1 AND m.undone_at_ms IS NULL AND m.customer_id IS NOT NULL
           AND m.kind IN ('invoice', 'credit', 'debit') AND m.amount_minor > 0
         ORDER BY m.customer_id LIMIT 5",
    )
    .bind(party_key)
    .fetch_all(connection)
    .await
}

/// Refunds of this amount that wait, oldest first.
pub async fn refunds(connection: &mut AnyConnection, amount_minor: i64) -> Result<Vec<Refund>> {
    sqlx::query_as(
        "SELECT * FROM refunds WHERE state = 'asked' AND amount_minor = $1 ORDER BY asked_at_ms, id LIMIT $2",
    )
    .bind(amount_minor)
    .bind(MOST)
    .fetch_all(connection)
    .await
}
