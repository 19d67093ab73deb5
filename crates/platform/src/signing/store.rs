//! Signing keys and keyrings in the database.

use super::model::{KeyringText, Purpose, SignKey};
use hostler_kit::db::{Db, Tx};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// The current key of a purpose, with its row locked: one more document is counted.
pub async fn lock_current(tx: &mut Tx, purpose: Purpose) -> Result<Option<SignKey>> {
    sqlx::query_as(
        "UPDATE signing_keys SET documents = documents + 1
         WHERE purpose = $1 AND retired_at_ms IS NULL AND revoked_at_ms IS NULL RETURNING *",
    )
    .bind(purpose.code())
    .fetch_optional(&mut **tx)
    .await
}

/// A key by its id, with its row locked.
pub async fn lock(tx: &mut Tx, id: &str) -> Result<Option<SignKey>> {
    sqlx::query_as("UPDATE signing_keys SET documents = documents WHERE id = $1 RETURNING *")
        .bind(id)
        .fetch_optional(&mut **tx)
        .await
}

/// Nothing happens where there is a current key of this purpose already.
pub async fn insert(tx: &mut Tx, key: &SignKey) -> Result<()> {
    sqlx::query(
        "INSERT INTO signing_keys (id, purpose, public_key, sealed, documents, created_at_ms, reason)
         VALUES ($1, $2, $3, $4, 0, $5, '') ON CONFLICT DO NOTHING",
    )
    .bind(&key.id)
    .bind(&key.purpose)
    .bind(&key.public_key)
    .bind(&key.sealed)
    .bind(key.created_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn retire(tx: &mut Tx, id: &str, at_ms: i64) -> Result<()> {
    sqlx::query("UPDATE signing_keys SET retired_at_ms = $2 WHERE id = $1 AND retired_at_ms IS NULL")
        .bind(id)
        .bind(at_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// False if it was revoked before.
pub async fn revoke(tx: &mut Tx, id: &str, reason: &str, at_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE signing_keys SET revoked_at_ms = $2, reason = $3 WHERE id = $1 AND revoked_at_ms IS NULL",
    )
    .bind(id)
    .bind(at_ms)
    .bind(reason)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Every key, oldest first.
pub async fn keys(db: &Db) -> Result<Vec<SignKey>> {
    sqlx::query_as("SELECT * FROM signing_keys ORDER BY created_at_ms, purpose, id")
        .fetch_all(db.read())
        .await
}

/// Every key that a keyring names.
pub async fn ring_keys(tx: &mut Tx) -> Result<Vec<SignKey>> {
    sqlx::query_as("SELECT * FROM signing_keys WHERE purpose <> 'root' ORDER BY created_at_ms, purpose, id")
        .fetch_all(&mut **tx)
        .await
}

/// The number of the newest keyring; 0: there is none.
pub async fn keyring_number(tx: &mut Tx) -> Result<i64> {
    sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) FROM keyrings").fetch_one(&mut **tx).await
}

pub async fn insert_keyring(tx: &mut Tx, ring: &KeyringText) -> Result<()> {
    sqlx::query("INSERT INTO keyrings (number, text, issued_at_ms) VALUES ($1, $2, $3)")
        .bind(ring.number)
        .bind(&ring.text)
        .bind(ring.issued_at_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The newest keyring.
pub async fn keyring(db: &Db) -> Result<Option<KeyringText>> {
    sqlx::query_as("SELECT * FROM keyrings ORDER BY number DESC LIMIT 1").fetch_optional(db.read()).await
}

/// A key's private half leaves the database.
pub async fn take_out(tx: &mut Tx, id: &str) -> Result<()> {
    sqlx::query("UPDATE signing_keys SET sealed = '' WHERE id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}
