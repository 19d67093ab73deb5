//! The journal's table.

use hostler_kit::db::{Db, Tx};
use hostler_wire::journal::{Entry, MOST_ENTRIES, What};

type Row = (String,);

fn entry(row: Row) -> Result<Entry, sqlx::Error> {
    serde_json::from_str(&row.0).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// Writes the next entry into the caller's transaction, which holds the order of changes.
pub async fn append(tx: &mut Tx, server: &str, now_ms: i64, what: What) -> Result<(), sqlx::Error> {
    let last: Option<Row> = sqlx::query_as("SELECT entry FROM journal ORDER BY number DESC LIMIT 1")
        .fetch_optional(&mut **tx)
        .await?;
    let last = last.map(entry).transpose()?;
    let next = Entry::after(last.as_ref(), server, now_ms, what);
    let text = serde_json::to_string(&next).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query("INSERT INTO journal (number, at_ms, hash, entry) VALUES ($1, $2, $3, $4)")
        .bind(next.number)
        .bind(next.at_ms)
        .bind(&next.hash)
        .bind(text)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Up to [`MOST_ENTRIES`] entries behind `number`, in order.
pub async fn since(db: &Db, number: i64) -> Result<Vec<Entry>, sqlx::Error> {
    let rows: Vec<Row> =
        sqlx::query_as("SELECT entry FROM journal WHERE number > $1 ORDER BY number LIMIT $2")
            .bind(number)
            .bind(MOST_ENTRIES as i64)
            .fetch_all(db.read())
            .await?;
    rows.into_iter().map(entry).collect()
}

/// Number of the last entry; 0 if there is none.
pub async fn last(db: &Db) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) FROM journal").fetch_one(db.read()).await
}

/// The platform has everything up to this number.
pub async fn acknowledged(db: &Db) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT acknowledged FROM state WHERE one = 1").fetch_one(db.read()).await
}

pub async fn acknowledge(db: &Db, number: i64) -> Result<(), sqlx::Error> {
    let mut tx = db.begin().await?;
    sqlx::query("UPDATE state SET acknowledged = $1 WHERE one = 1").bind(number).execute(&mut *tx).await?;
    tx.commit().await
}
