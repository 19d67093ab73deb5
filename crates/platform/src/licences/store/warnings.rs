use super::Result;
use crate::licences::model::Licence;
use hostler_kit::db::Tx;
use hostler_kit::id::Id;

/// False if this warning was given before.
pub async fn insert(
    tx: &mut Tx,
    licence: &Id<Licence>,
    (last_day, step): (&str, i64),
    at_ms: i64,
) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO licence_warnings (licence_id, last_day, step, at_ms) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(licence)
    .bind(last_day)
    .bind(step)
    .bind(at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
