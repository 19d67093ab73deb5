use super::Result;
use crate::licences::model::{FileRow, Licence};
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use sqlx::FromRow;

/// Stores a file and makes it the licence's newest.
pub async fn insert(tx: &mut Tx, file: &FileRow) -> Result<()> {
    sqlx::query(
        "INSERT INTO licence_files (licence_id, serial, request_hash, key_id, text, issued_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&file.licence_id)
    .bind(file.serial)
    .bind(&file.request_hash)
    .bind(&file.key_id)
    .bind(&file.text)
    .bind(file.issued_at_ms)
    .execute(&mut **tx)
    .await?;
    sqlx::query("UPDATE licences SET serial = $2, outdated_at_ms = NULL WHERE id = $1")
        .bind(&file.licence_id)
        .bind(file.serial)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The newest file.
pub async fn newest(db: &Db, licence: &Id<Licence>) -> Result<Option<FileRow>> {
    sqlx::query_as(
        "SELECT f.* FROM licences l JOIN licence_files f ON f.licence_id = l.id AND f.serial = l.serial WHERE l.id = $1",
    )
    .bind(licence)
    .fetch_optional(db.read())
    .await
}

/// Whether the newest file says what holds, and its key was not revoked.
pub async fn is_good(tx: &mut Tx, licence: &Id<Licence>) -> Result<bool> {
    let good: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM licences l JOIN licence_files f ON f.licence_id = l.id AND f.serial = l.serial
         JOIN signing_keys k ON k.id = f.key_id
         WHERE l.id = $1 AND l.outdated_at_ms IS NULL AND k.revoked_at_ms IS NULL",
    )
    .bind(licence)
    .fetch_one(&mut **tx)
    .await?;
    Ok(good > 0)
}

/// The file that answered a request, unless the key that signed it was revoked.
pub async fn answer_to(tx: &mut Tx, licence: &Id<Licence>, request_hash: &str) -> Result<Option<FileRow>> {
    sqlx::query_as(
        "SELECT f.* FROM licence_files f JOIN signing_keys k ON k.id = f.key_id
         WHERE f.licence_id = $1 AND f.request_hash = $2 AND k.revoked_at_ms IS NULL
         ORDER BY f.serial DESC LIMIT 1",
    )
    .bind(licence)
    .bind(request_hash)
    .fetch_optional(&mut **tx)
    .await
}

/// Everything that a machine's check turns on, in one question.
#[derive(Debug, Clone, FromRow)]
pub struct CheckRow {
    pub serial: i64,
    pub outdated_at_ms: Option<i64>,
    pub revoked_at_ms: Option<i64>,
    /// The key that signed the newest file was revoked then.
    pub key_revoked_at_ms: Option<i64>,
    /// There, if the machine holds the licence.
    pub holder: Option<String>,
    pub keyring: Option<i64>,
    pub revocations: Option<i64>,
    /// The key that signed the newest list of withdrawn licences was revoked then.
    pub list_revoked_at_ms: Option<i64>,
}

pub async fn check(db: &Db, licence: &Id<Licence>, machine: &str) -> Result<Option<CheckRow>> {
    sqlx::query_as(
        "SELECT l.serial, l.outdated_at_ms, l.revoked_at_ms, k.revoked_at_ms AS key_revoked_at_ms, m.machine AS holder,
         (SELECT MAX(number) FROM keyrings) AS keyring, r.number AS revocations, rk.revoked_at_ms AS list_revoked_at_ms
         FROM licences l
         LEFT JOIN licence_files f ON f.licence_id = l.id AND f.serial = l.serial
         LEFT JOIN signing_keys k ON k.id = f.key_id
         LEFT JOIN licence_machines m ON m.licence_id = l.id AND m.machine = $2 AND m.until_ms IS NULL
         LEFT JOIN revocation_lists r ON r.number = (SELECT MAX(number) FROM revocation_lists)
         LEFT JOIN signing_keys rk ON rk.id = r.key_id
         WHERE l.id = $1",
    )
    .bind(licence)
    .bind(machine)
    .fetch_optional(db.read())
    .await
}

/// A signed list of withdrawn licences.
#[derive(Debug, Clone, FromRow)]
pub struct ListRow {
    pub number: i64,
    pub key_id: String,
    pub text: String,
    pub issued_at_ms: i64,
}

/// The newest list, unless the key that signed it was revoked.
pub async fn list(db: &Db) -> Result<Option<ListRow>> {
    sqlx::query_as(
        "SELECT r.* FROM revocation_lists r JOIN signing_keys k ON k.id = r.key_id
         WHERE r.number = (SELECT MAX(number) FROM revocation_lists) AND k.revoked_at_ms IS NULL",
    )
    .fetch_optional(db.read())
    .await
}

/// The number of the newest list; 0: there is none.
pub async fn list_number(tx: &mut Tx) -> Result<i64> {
    sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) FROM revocation_lists").fetch_one(&mut **tx).await
}

pub async fn insert_list(tx: &mut Tx, list: &ListRow) -> Result<()> {
    sqlx::query("INSERT INTO revocation_lists (number, key_id, text, issued_at_ms) VALUES ($1, $2, $3, $4)")
        .bind(list.number)
        .bind(&list.key_id)
        .bind(&list.text)
        .bind(list.issued_at_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A withdrawn licence as the list names it.
#[derive(Debug, Clone, FromRow)]
pub struct RevocationRow {
    pub licence_id: String,
    pub up_to_serial: i64,
    pub reason: String,
}

pub async fn revocations(tx: &mut Tx) -> Result<Vec<RevocationRow>> {
    sqlx::query_as(
        "SELECT licence_id, up_to_serial, reason FROM licence_revocations ORDER BY at_ms, licence_id",
    )
    .fetch_all(&mut **tx)
    .await
}

/// Notes that a licence's files up to its serial do not hold any more.
pub async fn revoke(tx: &mut Tx, licence: &Licence, reason: &str, at_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO licence_revocations (licence_id, up_to_serial, reason, at_ms) VALUES ($1, $2, $3, $4)
         ON CONFLICT (licence_id) DO UPDATE SET up_to_serial = $2, reason = $3, at_ms = $4",
    )
    .bind(&licence.id)
    .bind(licence.serial)
    .bind(reason)
    .bind(at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
