//! Restores.

use super::Result;
use crate::backup::model::Restore;
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

/// False if one of this server is under way.
pub async fn insert_restore(tx: &mut Tx, restore: &Restore) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO restores (id, server_id, backup_id, what, address, folder, message, into_address, state, step, done,
                               total, error, asked_by, asked_name, asked_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', '', 0, 0, '', $9, $10, $11) ON CONFLICT DO NOTHING",
    )
    .bind(&restore.id)
    .bind(&restore.server_id)
    .bind(&restore.backup_id)
    .bind(&restore.what)
    .bind(&restore.address)
    .bind(&restore.folder)
    .bind(&restore.message)
    .bind(&restore.into_address)
    .bind(&restore.asked_by)
    .bind(&restore.asked_name)
    .bind(restore.asked_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find_restore(db: &Db, id: &Id<Restore>) -> Result<Option<Restore>> {
    sqlx::query_as("SELECT * FROM restores WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// The newest of a server, newest first.
pub async fn restores_of(db: &Db, server: &Id<Server>, most: i64) -> Result<Vec<Restore>> {
    sqlx::query_as("SELECT * FROM restores WHERE server_id = $1 ORDER BY asked_at_ms DESC, id DESC LIMIT $2")
        .bind(server)
        .bind(most)
        .fetch_all(db.read())
        .await
}

/// False if it is over.
pub async fn set_restore_running(tx: &mut Tx, id: &Id<Restore>) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE restores SET state = 'running', done = 0, error = CASE WHEN step = 'returning' THEN error ELSE '' END
         WHERE id = $1 AND state IN ('waiting', 'running')",
    )
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What is being done, and how far it is.
pub async fn set_step(tx: &mut Tx, id: &Id<Restore>, (step, done, total): (&str, i64, i64)) -> Result<()> {
    sqlx::query("UPDATE restores SET step = $2, done = $3, total = $4 WHERE id = $1 AND state = 'running'")
        .bind(id)
        .bind(step)
        .bind(done)
        .bind(total)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// It did not succeed, for this reason; the server comes back to what it was.
pub async fn set_returning(tx: &mut Tx, id: &Id<Restore>, error: &str) -> Result<()> {
    sqlx::query(
        "UPDATE restores SET step = 'returning', done = 0, total = 0, error = $2 WHERE id = $1 AND state = 'running'",
    )
    .bind(id)
    .bind(error)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The one of this server that waits or is carried out.
pub async fn restore_under_way(db: &Db, server: &Id<Server>) -> Result<Option<Restore>> {
    sqlx::query_as("SELECT * FROM restores WHERE server_id = $1 AND state IN ('waiting', 'running')")
        .bind(server)
        .fetch_optional(db.read())
        .await
}

/// False if it was not running.
pub async fn set_restore_ready(
    tx: &mut Tx,
    id: &Id<Restore>,
    (now_ms, expires_at_ms): (i64, Option<i64>),
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE restores SET state = 'ready', step = '', error = '', ended_at_ms = $2, expires_at_ms = $3
         WHERE id = $1 AND state = 'running'",
    )
    .bind(id)
    .bind(now_ms)
    .bind(expires_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_restore_failed(tx: &mut Tx, id: &Id<Restore>, (error, now_ms): (&str, i64)) -> Result<()> {
    sqlx::query(
        "UPDATE restores SET state = 'failed', step = '', error = $2, ended_at_ms = $3
         WHERE id = $1 AND state IN ('waiting', 'running')",
    )
    .bind(id)
    .bind(error)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The files of a server that are kept, or its servers beside.
pub async fn kept(db: &Db, server: &Id<Server>, what: &str) -> Result<Vec<Id<Restore>>> {
    sqlx::query_scalar("SELECT id FROM restores WHERE server_id = $1 AND what = $2 AND state = 'ready'")
        .bind(server)
        .bind(what)
        .fetch_all(db.read())
        .await
}

/// They are kept no longer: another one takes their place.
pub async fn set_kept_removed(tx: &mut Tx, server: &Id<Server>, what: &str) -> Result<Vec<Id<Restore>>> {
    sqlx::query_scalar(
        "UPDATE restores SET state = 'removed' WHERE server_id = $1 AND what = $2 AND state = 'ready' RETURNING id",
    )
    .bind(server)
    .bind(what)
    .fetch_all(&mut **tx)
    .await
}

/// False if it is not kept any more.
pub async fn set_restore_removed(tx: &mut Tx, id: &Id<Restore>) -> Result<bool> {
    let done = sqlx::query("UPDATE restores SET state = 'removed' WHERE id = $1 AND state = 'ready'")
        .bind(id)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}
