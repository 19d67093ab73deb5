use crate::accounts::Person;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::{Id, Named};
use sqlx::FromRow;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// A token as it is stored; its hash stays in the database.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Token {
    pub id: Id<Token>,
    pub person_id: Id<Person>,
    pub name: String,
    /// `AREA:read` or `AREA:write`, with spaces between.
    pub scopes: String,
    pub created_at_ms: i64,
    pub expires_at_ms: i64,
    pub last_used_at_ms: Option<i64>,
    /// The address it was last used from; empty before.
    pub last_used_from: String,
    pub revoked_at_ms: Option<i64>,
}

impl Named for Token {
    const PREFIX: &'static str = "tok";
}

/// False if the person has `most` good ones already.
pub async fn insert(tx: &mut Tx, token: &Token, hash: &str, most: i64) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO tokens (id, person_id, name, token_hash, scopes, created_at_ms, expires_at_ms, last_used_from)
         SELECT $1, $2, $3, $4, $5, CAST($6 AS BIGINT), CAST($7 AS BIGINT), '' WHERE
           (SELECT COUNT(*) FROM tokens WHERE person_id = $2 AND revoked_at_ms IS NULL AND expires_at_ms > $6) < $8",
    )
    .bind(&token.id)
    .bind(&token.person_id)
    .bind(&token.name)
    .bind(hash)
    .bind(&token.scopes)
    .bind(token.created_at_ms)
    .bind(token.expires_at_ms)
    .bind(most)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False if it was revoked before.
pub async fn revoke(tx: &mut Tx, id: &Id<Token>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query("UPDATE tokens SET revoked_at_ms = $2 WHERE id = $1 AND revoked_at_ms IS NULL")
        .bind(id)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn revoke_all(tx: &mut Tx, person: &Id<Person>, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE tokens SET revoked_at_ms = $2 WHERE person_id = $1 AND revoked_at_ms IS NULL")
        .bind(person)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn find(db: &Db, id: &Id<Token>) -> Result<Option<Token>> {
    sqlx::query_as("SELECT * FROM tokens WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

pub async fn of_person(db: &Db, person: &Id<Person>) -> Result<Vec<Token>> {
    sqlx::query_as("SELECT * FROM tokens WHERE person_id = $1 ORDER BY id DESC LIMIT 200")
        .bind(person)
        .fetch_all(db.read())
        .await
}

/// The token of this hash, unless it was revoked or has expired.
pub async fn good(db: &Db, hash: &str, now_ms: i64) -> Result<Option<Token>> {
    sqlx::query_as(
        "SELECT * FROM tokens WHERE token_hash = $1 AND revoked_at_ms IS NULL AND expires_at_ms > $2",
    )
    .bind(hash)
    .bind(now_ms)
    .fetch_optional(db.read())
    .await
}

pub async fn note_use(tx: &mut Tx, id: &Id<Token>, place: &str, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE tokens SET last_used_at_ms = $2, last_used_from = $3 WHERE id = $1")
        .bind(id)
        .bind(now_ms)
        .bind(place)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
