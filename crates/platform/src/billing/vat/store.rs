//! Checks of VAT numbers in the database.

use super::model::VatCheck;
use crate::accounts::Customer;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

pub async fn insert(tx: &mut Tx, check: &VatCheck) -> Result<()> {
    sqlx::query(
        "INSERT INTO vat_checks (id, customer_id, vat_number, asked_at_ms, answer, consultation, name, address, detail,
                                 person_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&check.id)
    .bind(&check.customer_id)
    .bind(&check.vat_number)
    .bind(check.asked_at_ms)
    .bind(&check.answer)
    .bind(&check.consultation)
    .bind(&check.name)
    .bind(&check.address)
    .bind(&check.detail)
    .bind(check.person_id.as_ref())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A customer's checks, newest first.
pub async fn of_customer(db: &Db, customer: &Id<Customer>, limit: i64) -> Result<Vec<VatCheck>> {
    sqlx::query_as(
        "SELECT * FROM vat_checks WHERE customer_id = $1 ORDER BY asked_at_ms DESC, id DESC LIMIT $2",
    )
    .bind(customer)
    .bind(limit)
    .fetch_all(db.read())
    .await
}

/// The newest check of a customer's number that decides anything.
pub async fn decided(db: &Db, customer: &Id<Customer>, number: &str) -> Result<Option<VatCheck>> {
    sqlx::query_as(
        "SELECT * FROM vat_checks WHERE customer_id = $1 AND vat_number = $2 AND answer <> 'unavailable'
         ORDER BY asked_at_ms DESC, id DESC LIMIT 1",
    )
    .bind(customer)
    .bind(number)
    .fetch_optional(db.read())
    .await
}
