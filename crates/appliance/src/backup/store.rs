//! The copy of the database, and the journal of a server that came back.

use crate::accounts::Account;
use hostler_kit::db::{Db, Tx};
use hostler_wire::Entry;
use hostler_wire::journal::MOST_ENTRIES;

type Row = (String,);

fn entry(row: Row) -> Result<Entry, sqlx::Error> {
    serde_json::from_str(&row.0).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// Writes the database as it is at one instant into a file that is not there yet (SQLite only).
pub async fn copy_into(db: &Db, file: &str) -> Result<(), sqlx::Error> {
    sqlx::query("VACUUM INTO $1").bind(file).execute(db.read()).await?;
    Ok(())
}

/// Up to [`MOST_ENTRIES`] entries behind `number`, as this transaction sees them.
pub async fn since(tx: &mut Tx, number: i64) -> Result<Vec<Entry>, sqlx::Error> {
    let rows: Vec<Row> =
        sqlx::query_as("SELECT entry FROM journal WHERE number > $1 ORDER BY number LIMIT $2")
            .bind(number)
            .bind(MOST_ENTRIES as i64)
            .fetch_all(&mut **tx)
            .await?;
    rows.into_iter().map(entry).collect()
}

pub async fn last(tx: &mut Tx) -> Result<Option<Entry>, sqlx::Error> {
    let row: Option<Row> = sqlx::query_as("SELECT entry FROM journal ORDER BY number DESC LIMIT 1")
        .fetch_optional(&mut **tx)
        .await?;
    row.map(entry).transpose()
}

/// Takes in an entry that was written before, as it was.
pub async fn insert(tx: &mut Tx, entry: &Entry) -> Result<(), sqlx::Error> {
    let text = serde_json::to_string(entry).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query("INSERT INTO journal (number, at_ms, hash, entry) VALUES ($1, $2, $3, $4)")
        .bind(entry.number)
        .bind(entry.at_ms)
        .bind(&entry.hash)
        .bind(text)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn acknowledge(tx: &mut Tx, number: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE state SET acknowledged = $1 WHERE one = 1").bind(number).execute(&mut **tx).await?;
    Ok(())
}

pub async fn accounts(tx: &mut Tx) -> Result<Vec<Account>, sqlx::Error> {
    sqlx::query_as(
        "SELECT id, address, name, password_set_at_ms, disabled_at_ms, administrator_since_ms, quota_bytes,
           created_at_ms, CAST(0 AS BIGINT) AS bytes
         FROM accounts ORDER BY created_at_ms, address",
    )
    .fetch_all(&mut **tx)
    .await
}
