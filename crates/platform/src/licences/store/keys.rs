use super::Result;
use crate::accounts::Customer;
use crate::licences::model::{KeyRow, Licence};
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

pub async fn insert(tx: &mut Tx, key: &KeyRow) -> Result<()> {
    sqlx::query(
        "INSERT INTO licence_keys (id, sealed, hint, customer_id, order_id, reason, kind, terms, licence_id, state,
         created_at_ms, revoked_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'new', $10, '')",
    )
    .bind(&key.id)
    .bind(key.sealed.as_ref())
    .bind(&key.hint)
    .bind(key.customer_id.as_ref())
    .bind(&key.order_id)
    .bind(&key.reason)
    .bind(&key.kind)
    .bind(&key.terms)
    .bind(key.licence_id.as_ref())
    .bind(key.created_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn find(db: &Db, id: &str) -> Result<Option<KeyRow>> {
    sqlx::query_as("SELECT * FROM licence_keys WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

pub async fn in_tx(tx: &mut Tx, id: &str) -> Result<Option<KeyRow>> {
    sqlx::query_as("SELECT * FROM licence_keys WHERE id = $1").bind(id).fetch_optional(&mut **tx).await
}

/// Takes a new key for a licence, as its next grant. False if it is not new any more, whoever was quicker.
pub async fn redeem(tx: &mut Tx, id: &str, licence: &Id<Licence>, (day, at_ms): (&str, i64)) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE licence_keys SET state = 'redeemed', licence_id = $2 WHERE id = $1 AND state = 'new'",
    )
    .bind(id)
    .bind(licence)
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO licence_grants (key_id, licence_id, place, day, at_ms)
         SELECT $1, $2, COALESCE(MAX(place), 0) + 1, $3, $4 FROM licence_grants WHERE licence_id = $2",
    )
    .bind(id)
    .bind(licence)
    .bind(day)
    .bind(at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(true)
}

/// False if the key is not new.
pub async fn revoke(tx: &mut Tx, id: &str, reason: &str) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE licence_keys SET state = 'revoked', revoked_reason = $2 WHERE id = $1 AND state = 'new'",
    )
    .bind(id)
    .bind(reason)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The key of the licence itself.
pub async fn base_of(tx: &mut Tx, licence: &Id<Licence>) -> Result<Option<KeyRow>> {
    sqlx::query_as(
        "SELECT * FROM licence_keys WHERE licence_id = $1 AND kind = 'base' AND state <> 'revoked'",
    )
    .bind(licence)
    .fetch_optional(&mut **tx)
    .await
}

/// What waits for the licence's base key to be registered again.
pub async fn in_place(tx: &mut Tx, licence: &Id<Licence>) -> Result<Vec<KeyRow>> {
    sqlx::query_as(IN_PLACE).bind(licence).fetch_all(&mut **tx).await
}

/// The same outside of a transaction.
pub async fn in_place_now(db: &Db, licence: &Id<Licence>) -> Result<Vec<KeyRow>> {
    sqlx::query_as(IN_PLACE).bind(licence).fetch_all(db.read()).await
}

const IN_PLACE: &str = "SELECT * FROM licence_keys WHERE licence_id = $1 AND state = 'new' AND sealed IS NULL
    ORDER BY created_at_ms, id";

/// Keys of a licence: those in it and those that may only go there, in the order in which they were issued.
pub async fn of_licence(db: &Db, licence: &Id<Licence>) -> Result<Vec<KeyRow>> {
    sqlx::query_as("SELECT * FROM licence_keys WHERE licence_id = $1 ORDER BY created_at_ms, id")
        .bind(licence)
        .fetch_all(db.read())
        .await
}

pub async fn of_order(db: &Db, order: &str) -> Result<Vec<KeyRow>> {
    sqlx::query_as(
        "SELECT * FROM licence_keys WHERE order_id = $1 AND order_id <> '' ORDER BY created_at_ms, id",
    )
    .bind(order)
    .fetch_all(db.read())
    .await
}

/// A customer's keys, newest first.
pub async fn of_customer(db: &Db, customer: &Id<Customer>) -> Result<Vec<KeyRow>> {
    sqlx::query_as(
        "SELECT * FROM licence_keys WHERE customer_id = $1 ORDER BY created_at_ms DESC, id LIMIT 1000",
    )
    .bind(customer)
    .fetch_all(db.read())
    .await
}
