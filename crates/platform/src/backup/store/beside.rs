//! Places on the host for servers beside.

use super::Result;
use crate::backup::model::{BesidePlace, Restore};
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

pub async fn beside_place(tx: &mut Tx, restore: &Id<Restore>) -> Result<Option<BesidePlace>> {
    sqlx::query_as("SELECT * FROM beside_places WHERE restore_id = $1")
        .bind(restore)
        .fetch_optional(&mut **tx)
        .await
}

/// A place that nobody has; none if all are taken.
pub async fn take_place(tx: &mut Tx, restore: &Id<Restore>, sealed: &str) -> Result<Option<BesidePlace>> {
    sqlx::query_as(
        "UPDATE beside_places SET restore_id = $1, sealed = $2
         WHERE restore_id IS NULL AND slot = (SELECT MIN(slot) FROM beside_places WHERE restore_id IS NULL)
         RETURNING *",
    )
    .bind(restore)
    .bind(sealed)
    .fetch_optional(&mut **tx)
    .await
}

pub async fn insert_place(tx: &mut Tx, place: &BesidePlace) -> Result<()> {
    sqlx::query("INSERT INTO beside_places (slot, restore_id, sealed) VALUES ($1, $2, $3)")
        .bind(place.slot)
        .bind(&place.restore_id)
        .bind(&place.sealed)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Nothing is left there.
pub async fn give_place_back(tx: &mut Tx, slot: i64) -> Result<()> {
    sqlx::query("UPDATE beside_places SET restore_id = NULL, sealed = '' WHERE slot = $1")
        .bind(slot)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn places_taken(db: &Db) -> Result<Vec<BesidePlace>> {
    sqlx::query_as("SELECT * FROM beside_places WHERE restore_id IS NOT NULL ORDER BY slot")
        .fetch_all(db.read())
        .await
}
