//! Looks.

use super::Result;
use crate::backup::model::Look;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

pub async fn insert_look(tx: &mut Tx, look: &Look) -> Result<()> {
    sqlx::query(
        "INSERT INTO backup_looks (id, server_id, by_id, by_name, reason, from_ms, until_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&look.id)
    .bind(&look.server_id)
    .bind(&look.by_id)
    .bind(&look.by_name)
    .bind(&look.reason)
    .bind(look.from_ms)
    .bind(look.until_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One of this person that holds now.
pub async fn look_of(db: &Db, (server, by): (&Id<Server>, &str), now_ms: i64) -> Result<Option<Look>> {
    sqlx::query_as(
        "SELECT * FROM backup_looks WHERE server_id = $1 AND by_id = $2 AND from_ms <= $3 AND until_ms > $3
         ORDER BY until_ms DESC LIMIT 1",
    )
    .bind(server)
    .bind(by)
    .bind(now_ms)
    .fetch_optional(db.read())
    .await
}

/// Those of a server since a moment, newest first, 50 at most.
pub async fn looks_since(db: &Db, server: &Id<Server>, since_ms: i64) -> Result<Vec<Look>> {
    sqlx::query_as(
        "SELECT * FROM backup_looks WHERE server_id = $1 AND from_ms >= $2 ORDER BY from_ms DESC, id DESC LIMIT 50",
    )
    .bind(server)
    .bind(since_ms)
    .fetch_all(db.read())
    .await
}
