//! Licences, keys, machines and files in the database.

pub mod files;
pub mod found;
pub mod keys;
pub mod machines;
pub mod owner;
pub mod warnings;

use super::model::{GrantRow, Licence};
use crate::accounts::Customer;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// The next number of the series, which has no gaps: it is taken with the transaction or not at all.
pub async fn next_number(tx: &mut Tx) -> Result<i64> {
    sqlx::query_scalar(
        "INSERT INTO licence_series (name, last_number) VALUES ('L', 1)
         ON CONFLICT (name) DO UPDATE SET last_number = licence_series.last_number + 1 RETURNING last_number",
    )
    .fetch_one(&mut **tx)
    .await
}

pub async fn insert(tx: &mut Tx, licence: &Licence) -> Result<()> {
    sqlx::query(
        "INSERT INTO licences (id, number, customer_id, holder, product, edition, price_class, zone, bought, serial,
         users, revoked_reason, created_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, '', $10)",
    )
    .bind(&licence.id)
    .bind(&licence.number)
    .bind(licence.customer_id.as_ref())
    .bind(&licence.holder)
    .bind(&licence.product)
    .bind(&licence.edition)
    .bind(&licence.price_class)
    .bind(&licence.zone)
    .bind(&licence.bought)
    .bind(licence.created_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The licence with its row locked until the transaction ends: of two who change it, one waits.
pub async fn lock(tx: &mut Tx, id: &Id<Licence>) -> Result<Option<Licence>> {
    sqlx::query_as("UPDATE licences SET serial = serial WHERE id = $1 RETURNING *")
        .bind(id)
        .fetch_optional(&mut **tx)
        .await
}

/// Writes what the licence's grants add up to.
pub async fn set_sums(tx: &mut Tx, licence: &Licence) -> Result<()> {
    sqlx::query(
        "UPDATE licences SET holder = $2, registered_on = $3, last_day = $4, users = $5, outdated_at_ms = $6, zone = $7
         WHERE id = $1",
    )
    .bind(&licence.id)
    .bind(&licence.holder)
    .bind(licence.registered_on.as_ref())
    .bind(licence.last_day.as_ref())
    .bind(licence.users)
    .bind(licence.outdated_at_ms)
    .bind(&licence.zone)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn set_outdated(tx: &mut Tx, id: &Id<Licence>, at_ms: i64) -> Result<()> {
    sqlx::query("UPDATE licences SET outdated_at_ms = $2 WHERE id = $1 AND serial > 0")
        .bind(id)
        .bind(at_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn set_revoked(tx: &mut Tx, id: &Id<Licence>, at_ms: Option<i64>, reason: &str) -> Result<()> {
    sqlx::query("UPDATE licences SET revoked_at_ms = $2, revoked_reason = $3 WHERE id = $1")
        .bind(id)
        .bind(at_ms)
        .bind(reason)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn find(db: &Db, id: &Id<Licence>) -> Result<Option<Licence>> {
    sqlx::query_as("SELECT * FROM licences WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

pub async fn by_number(db: &Db, number: &str) -> Result<Option<Licence>> {
    sqlx::query_as("SELECT * FROM licences WHERE number = $1").bind(number).fetch_optional(db.read()).await
}

pub async fn number_of(tx: &mut Tx, id: &Id<Licence>) -> Result<Option<String>> {
    sqlx::query_scalar("SELECT number FROM licences WHERE id = $1").bind(id).fetch_optional(&mut **tx).await
}

/// A customer's licences, newest first.
pub async fn of_customer(db: &Db, customer: &Id<Customer>) -> Result<Vec<Licence>> {
    sqlx::query_as("SELECT * FROM licences WHERE customer_id = $1 ORDER BY number DESC LIMIT 1000")
        .bind(customer)
        .fetch_all(db.read())
        .await
}

/// Licences whose maintenance ends from one day to another, both included, that were not withdrawn; by that day. At
/// most 1000, after the one named.
pub async fn ending(db: &Db, from: &str, to: &str, after: (&str, &str)) -> Result<Vec<Licence>> {
    sqlx::query_as(
        "SELECT * FROM licences WHERE last_day >= $1 AND last_day <= $2 AND revoked_at_ms IS NULL
         AND (last_day > $3 OR (last_day = $3 AND id > $4)) ORDER BY last_day, id LIMIT 1000",
    )
    .bind(from)
    .bind(to)
    .bind(after.0)
    .bind(after.1)
    .fetch_all(db.read())
    .await
}

/// What is in a licence, in the order of redemption.
pub async fn grants(tx: &mut Tx, id: &Id<Licence>) -> Result<Vec<GrantRow>> {
    sqlx::query_as(GRANTS).bind(id).fetch_all(&mut **tx).await
}

/// The same outside of a transaction.
pub async fn grants_now(db: &Db, id: &Id<Licence>) -> Result<Vec<GrantRow>> {
    sqlx::query_as(GRANTS).bind(id).fetch_all(db.read()).await
}

const GRANTS: &str =
    "SELECT g.key_id, k.hint, k.terms, g.day FROM licence_grants g JOIN licence_keys k ON k.id = g.key_id
    WHERE g.licence_id = $1 ORDER BY g.place";
