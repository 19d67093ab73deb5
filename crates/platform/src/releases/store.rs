use super::model::Release;
use hostler_kit::db::{Db, Tx};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// False if this version is known.
pub async fn insert(tx: &mut Tx, release: &Release) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO releases
           (product, version, released, manifest, file, bytes, sha256, published_at_ms, withdrawn_why)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '') ON CONFLICT DO NOTHING",
    )
    .bind(&release.product)
    .bind(&release.version)
    .bind(&release.released)
    .bind(&release.manifest)
    .bind(&release.file)
    .bind(release.bytes)
    .bind(&release.sha256)
    .bind(release.published_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False if it is not offered any more, or never was.
pub async fn withdraw(tx: &mut Tx, release: (&str, &str), now_ms: i64, why: &str) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE releases SET withdrawn_at_ms = $3, withdrawn_why = $4
         WHERE product = $1 AND version = $2 AND withdrawn_at_ms IS NULL",
    )
    .bind(release.0)
    .bind(release.1)
    .bind(now_ms)
    .bind(why)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Those of a product, or of all where it is empty; in no order that means anything.
pub async fn all(db: &Db, product: &str) -> Result<Vec<Release>> {
    sqlx::query_as("SELECT * FROM releases WHERE product = $1 OR $1 = '' LIMIT 5000")
        .bind(product)
        .fetch_all(db.read())
        .await
}

pub async fn find(db: &Db, product: &str, version: &str) -> Result<Option<Release>> {
    sqlx::query_as("SELECT * FROM releases WHERE product = $1 AND version = $2")
        .bind(product)
        .bind(version)
        .fetch_optional(db.read())
        .await
}
