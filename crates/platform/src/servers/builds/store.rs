//! Builds in the database.

use super::Parts;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::{Id, Named};
use serde::Serialize;
use sqlx::FromRow;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// An image and the appliance's program on it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Build {
    pub id: Id<Build>,
    pub product: String,
    /// The image's name: product, recipe and, where it was built afresh, its packages.
    pub image: String,
    /// 16 digits of the program's SHA-256.
    pub program: String,
    /// What the program calls itself.
    pub version: String,
    pub seen_at_ms: i64,
    /// Since when new servers get it.
    pub released_at_ms: Option<i64>,
    /// When it was deleted, since no server needs it.
    pub removed_at_ms: Option<i64>,
}

impl Named for Build {
    const PREFIX: &'static str = "bld";
}

/// Known already, it stays as it is, or is there again.
pub async fn insert(tx: &mut Tx, build: &Build) -> Result<()> {
    sqlx::query(
        "INSERT INTO builds (id, product, image, program, version, seen_at_ms) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (product, image, program) DO UPDATE SET removed_at_ms = NULL",
    )
    .bind(&build.id)
    .bind(&build.product)
    .bind(&build.image)
    .bind(&build.program)
    .bind(&build.version)
    .bind(build.seen_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// New servers get it from now on; it stays so if they do already.
pub async fn release(tx: &mut Tx, (product, parts): (&str, &Parts), now_ms: i64) -> Result<()> {
    let current = released_in(tx, product).await?;
    if current.is_some_and(|build| build.parts() == *parts) {
        return Ok(());
    }
    // The later of two is the one: never at the same instant as another.
    sqlx::query(
        "UPDATE builds SET released_at_ms =
           (SELECT CASE WHEN COALESCE(MAX(released_at_ms), 0) >= $4 THEN MAX(released_at_ms) + 1 ELSE $4 END
            FROM builds WHERE product = $1)
         WHERE product = $1 AND image = $2 AND program = $3",
    )
    .bind(product)
    .bind(&parts.image)
    .bind(&parts.program)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn released_in(tx: &mut Tx, product: &str) -> Result<Option<Build>> {
    sqlx::query_as(
        "SELECT * FROM builds WHERE product = $1 AND released_at_ms IS NOT NULL ORDER BY released_at_ms DESC LIMIT 1",
    )
    .bind(product)
    .fetch_optional(&mut **tx)
    .await
}

/// What new servers of a product get.
pub async fn released(db: &Db, product: &str) -> Result<Option<Build>> {
    sqlx::query_as(
        "SELECT * FROM builds WHERE product = $1 AND released_at_ms IS NOT NULL ORDER BY released_at_ms DESC LIMIT 1",
    )
    .bind(product)
    .fetch_optional(db.read())
    .await
}

/// The one that was seen last, and of several with the newest image.
pub async fn newest(db: &Db, product: &str) -> Result<Option<Build>> {
    sqlx::query_as("SELECT * FROM builds WHERE product = $1 ORDER BY seen_at_ms DESC, id DESC LIMIT 1")
        .bind(product)
        .fetch_optional(db.read())
        .await
}

/// All, the newest first.
pub async fn all(db: &Db) -> Result<Vec<Build>> {
    sqlx::query_as("SELECT * FROM builds ORDER BY seen_at_ms DESC, id DESC LIMIT 1000")
        .fetch_all(db.read())
        .await
}

pub async fn find(db: &Db, id: &Id<Build>) -> Result<Option<Build>> {
    sqlx::query_as("SELECT * FROM builds WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// The build of these parts.
pub async fn of(db: &Db, parts: &Parts) -> Result<Option<Build>> {
    sqlx::query_as("SELECT * FROM builds WHERE image = $1 AND program = $2 ORDER BY seen_at_ms DESC LIMIT 1")
        .bind(&parts.image)
        .bind(&parts.program)
        .fetch_optional(db.read())
        .await
}

pub async fn set_removed(tx: &mut Tx, id: &Id<Build>, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE builds SET removed_at_ms = $2, released_at_ms = NULL WHERE id = $1")
        .bind(id)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
