//! The database's memory: one row.

use super::model::{Draft, Memory, Notes};
use hostler_kit::db::{Db, Tx};
use serde::de::DeserializeOwned;

/// The row, read.
#[derive(Debug, Clone)]
pub struct Kept {
    pub memory: Memory,
    pub notes: Notes,
    pub draft: Draft,
}

pub async fn kept(db: &Db) -> Result<Option<Kept>, sqlx::Error> {
    let row: Option<(String, String, String)> =
        sqlx::query_as("SELECT memory, notes, draft FROM licensing WHERE one = 1")
            .fetch_optional(db.read())
            .await?;
    let Some((memory, notes, draft)) = row else { return Ok(None) };
    Ok(Some(Kept { memory: read(&memory)?, notes: read(&notes)?, draft: read(&draft)? }))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

pub async fn keep(tx: &mut Tx, kept: &Kept) -> Result<(), sqlx::Error> {
    let write = |value: serde_json::Result<String>| value.expect("plain data");
    sqlx::query(
        "INSERT INTO licensing (one, memory, notes, draft) VALUES (1, $1, $2, $3)
         ON CONFLICT (one) DO UPDATE SET memory = excluded.memory, notes = excluded.notes, draft = excluded.draft",
    )
    .bind(write(serde_json::to_string(&kept.memory)))
    .bind(write(serde_json::to_string(&kept.notes)))
    .bind(write(serde_json::to_string(&kept.draft)))
    .execute(&mut **tx)
    .await?;
    Ok(())
}
