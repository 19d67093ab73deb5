use super::builds::Parts;
use super::limits::Limits;
use super::model::{Happening, Phase, Server};
use crate::accounts::Customer;
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// The next free place. Whoever asks holds it to the end of their transaction, so two orders at once get two places.
pub async fn next_slot(tx: &mut Tx) -> Result<i64> {
    sqlx::query_scalar(
        "INSERT INTO settings (name, value)
         VALUES ('last-slot', (SELECT CAST(COALESCE(MAX(slot), 0) + 1 AS TEXT) FROM servers))
         ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(settings.value AS BIGINT) + 1 AS TEXT)
         RETURNING CAST(value AS BIGINT)",
    )
    .fetch_one(&mut **tx)
    .await
}

/// The slot in which backups are tried out; taken once, and never a server's.
pub async fn drill_slot(tx: &mut Tx) -> Result<i64> {
    let known: Option<i64> =
        sqlx::query_scalar("SELECT CAST(value AS BIGINT) FROM settings WHERE name = 'drill-slot'")
            .fetch_optional(&mut **tx)
            .await?;
    if let Some(slot) = known {
        return Ok(slot);
    }
    let slot = next_slot(tx).await?;
    sqlx::query("INSERT INTO settings (name, value) VALUES ('drill-slot', $1)")
        .bind(slot.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(slot)
}

pub async fn insert(tx: &mut Tx, server: &Server) -> Result<()> {
    sqlx::query(
        "INSERT INTO servers (id, customer_id, name, product, slot, desired, phase, last_error, credential_hash, sealed,
                              created_at_ms, image, program)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(&server.id)
    .bind(&server.customer_id)
    .bind(&server.name)
    .bind(&server.product)
    .bind(server.slot)
    .bind(&server.desired)
    .bind(&server.phase)
    .bind(&server.last_error)
    .bind(&server.credential_hash)
    .bind(&server.sealed)
    .bind(server.created_at_ms)
    .bind(&server.image)
    .bind(&server.program)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn find(db: &Db, id: &Id<Server>) -> Result<Option<Server>> {
    sqlx::query_as("SELECT * FROM servers WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

pub async fn by_name(db: &Db, name: &str) -> Result<Option<Server>> {
    sqlx::query_as("SELECT * FROM servers WHERE name = $1").bind(name).fetch_optional(db.read()).await
}

pub async fn by_credential(db: &Db, hash: &str) -> Result<Option<Server>> {
    sqlx::query_as("SELECT * FROM servers WHERE credential_hash = $1 AND phase <> 'gone'")
        .bind(hash)
        .fetch_optional(db.read())
        .await
}

pub async fn of_customer(db: &Db, customer: &Id<Customer>) -> Result<Vec<Server>> {
    sqlx::query_as("SELECT * FROM servers WHERE customer_id = $1 ORDER BY name")
        .bind(customer)
        .fetch_all(db.read())
        .await
}

/// Customers who had a server before an instant, in the order of their ids.
pub async fn customers_before(db: &Db, before_ms: i64) -> Result<Vec<Id<Customer>>> {
    sqlx::query_scalar(
        "SELECT DISTINCT customer_id FROM servers WHERE created_at_ms < $1 ORDER BY customer_id",
    )
    .bind(before_ms)
    .fetch_all(db.read())
    .await
}

/// When the first server was ordered.
pub async fn first_created(db: &Db) -> Result<Option<i64>> {
    sqlx::query_scalar("SELECT MIN(created_at_ms) FROM servers").fetch_one(db.read()).await
}

/// Servers of a customer that are not gone.
pub async fn count_of(tx: &mut Tx, customer: &Id<Customer>) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM servers WHERE customer_id = $1 AND phase <> 'gone'")
        .bind(customer)
        .fetch_one(&mut **tx)
        .await
}

/// How many servers there are that are not gone.
pub async fn count_alive(tx: &mut Tx) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM servers WHERE phase <> 'gone'").fetch_one(&mut **tx).await
}

/// Servers of before builds shall run this from their next start on.
pub async fn adopt(tx: &mut Tx, parts: &Parts) -> Result<()> {
    sqlx::query("UPDATE servers SET image = $1, program = $2 WHERE image = ''")
        .bind(&parts.image)
        .bind(&parts.program)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// False if it shall run this already, or is gone.
pub async fn set_build(tx: &mut Tx, id: &Id<Server>, parts: &Parts) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE servers SET image = $2, program = $3
         WHERE id = $1 AND phase <> 'gone' AND (image <> $2 OR program <> $3)",
    )
    .bind(id)
    .bind(&parts.image)
    .bind(&parts.program)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What it was started with.
pub async fn set_runs(tx: &mut Tx, id: &Id<Server>, parts: &Parts) -> Result<()> {
    sqlx::query("UPDATE servers SET runs_image = $2, runs_program = $3 WHERE id = $1")
        .bind(id)
        .bind(&parts.image)
        .bind(&parts.program)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What any server shall run, or runs.
pub async fn used_builds(db: &Db) -> Result<Vec<Parts>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT image, program FROM servers WHERE phase <> 'gone'
         UNION SELECT runs_image, runs_program FROM servers WHERE phase <> 'gone'",
    )
    .fetch_all(db.read())
    .await?;
    Ok(rows.into_iter().map(|(image, program)| Parts { image, program }).collect())
}

/// Makes a server one on which updates are tried first, or no longer. False if it is so already, or gone.
pub async fn set_test(tx: &mut Tx, id: &Id<Server>, since_ms: Option<i64>) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE servers SET test_since_ms = $2
         WHERE id = $1 AND phase <> 'gone' AND (test_since_ms IS NULL) <> ($2 IS NULL)",
    )
    .bind(id)
    .bind(since_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Every server that is not gone: what the reconciler looks after.
pub async fn alive(db: &Db) -> Result<Vec<Server>> {
    sqlx::query_as("SELECT * FROM servers WHERE phase <> 'gone' ORDER BY slot").fetch_all(db.read()).await
}

/// Servers that are gone since then.
pub async fn gone_since(db: &Db, since_ms: i64) -> Result<Vec<Id<Server>>> {
    sqlx::query_scalar("SELECT id FROM servers WHERE gone_at_ms >= $1")
        .bind(since_ms)
        .fetch_all(db.read())
        .await
}

/// Those that are not gone, in the order of their ids, behind this one: all of them piece by piece, however many.
pub async fn alive_after(db: &Db, id: &str, most: i64) -> Result<Vec<Server>> {
    sqlx::query_as("SELECT * FROM servers WHERE id > $1 AND phase <> 'gone' ORDER BY id LIMIT $2")
        .bind(id)
        .bind(most)
        .fetch_all(db.read())
        .await
}

/// Servers whose name contains `search`, newest first.
pub async fn list(db: &Db, search: &str, limit: i64, offset: i64) -> Result<Vec<Server>> {
    sqlx::query_as("SELECT * FROM servers WHERE name LIKE $1 ESCAPE '\\' ORDER BY created_at_ms DESC, id DESC LIMIT $2 OFFSET $3")
        .bind(containing(search))
        .bind(limit)
        .bind(offset)
        .fetch_all(db.read())
        .await
}

pub async fn count(db: &Db, search: &str) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM servers WHERE name LIKE $1 ESCAPE '\\'")
        .bind(containing(search))
        .fetch_one(db.read())
        .await
}

/// When a server first ran; none: it never did.
pub async fn first_ran_at_ms(tx: &mut Tx, id: &Id<Server>) -> Result<Option<i64>> {
    sqlx::query_scalar("SELECT running_at_ms FROM servers WHERE id = $1").bind(id).fetch_one(&mut **tx).await
}

/// False if that is where it is already, or if it is gone: of two workers one brings it there.
pub async fn set_phase(tx: &mut Tx, id: &Id<Server>, phase: Phase, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE servers SET phase = $2, last_error = '',
           running_at_ms = CASE WHEN $2 = 'running' THEN COALESCE(running_at_ms, $3) ELSE running_at_ms END,
           gone_at_ms = CASE WHEN $2 = 'gone' THEN COALESCE(gone_at_ms, $3) ELSE gone_at_ms END
         WHERE id = $1 AND phase <> 'gone' AND (phase <> $2 OR last_error <> '')",
    )
    .bind(id)
    .bind(phase.as_str())
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_error(tx: &mut Tx, id: &Id<Server>, error: &str) -> Result<()> {
    sqlx::query("UPDATE servers SET last_error = $2 WHERE id = $1")
        .bind(id)
        .bind(error)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What a server shall be, locked until the transaction ends.
pub async fn lock_desired(tx: &mut Tx, id: &Id<Server>) -> Result<Option<String>> {
    sqlx::query_scalar("UPDATE servers SET desired = desired WHERE id = $1 RETURNING desired")
        .bind(id)
        .fetch_optional(&mut **tx)
        .await
}

/// False if the server is gone, or on its way there.
pub async fn set_desired(tx: &mut Tx, id: &Id<Server>, desired: &str) -> Result<bool> {
    let done = sqlx::query("UPDATE servers SET desired = $2 WHERE id = $1 AND desired <> 'gone'")
        .bind(id)
        .bind(desired)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The contract ended: the server is deleted, and nothing from `ended_at_ms` on is billed.
pub async fn set_ended(tx: &mut Tx, id: &Id<Server>, ended_at_ms: i64) -> Result<()> {
    sqlx::query("UPDATE servers SET desired = 'gone', ended_at_ms = COALESCE(ended_at_ms, $2) WHERE id = $1")
        .bind(id)
        .bind(ended_at_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn add_history(tx: &mut Tx, happening: &Happening) -> Result<()> {
    sqlx::query(
        "INSERT INTO server_history (id, server_id, at_ms, what, detail) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&happening.id)
    .bind(&happening.server_id)
    .bind(happening.at_ms)
    .bind(&happening.what)
    .bind(&happening.detail)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// When servers ended by themselves, from an instant on: which, when, and with what, oldest first.
pub async fn deaths_since(db: &Db, since_ms: i64) -> Result<Vec<Happening>> {
    sqlx::query_as(
        "SELECT * FROM server_history WHERE what = 'died' AND at_ms >= $1 ORDER BY at_ms, id LIMIT 1000",
    )
    .bind(since_ms)
    .fetch_all(db.read())
    .await
}

/// False if it may use as much already.
pub async fn set_limits(tx: &mut Tx, id: &Id<Server>, to: Limits) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE servers SET memory_bytes = $2, processes = $3, cpu_percent = $4
         WHERE id = $1 AND memory_bytes <= $2 AND processes <= $3 AND cpu_percent <= $4
           AND (memory_bytes < $2 OR processes < $3 OR cpu_percent < $4)",
    )
    .bind(id)
    .bind(to.memory_bytes)
    .bind(to.processes)
    .bind(to.cpu_percent)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lines of a server's history, newest first.
pub async fn history_lines(db: &Db, id: &Id<Server>, (limit, offset): (i64, i64)) -> Result<Vec<Happening>> {
    sqlx::query_as(
        "SELECT * FROM server_history WHERE server_id = $1 ORDER BY at_ms DESC, id DESC LIMIT $2 OFFSET $3",
    )
    .bind(id)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.read())
    .await
}

pub async fn history_count(db: &Db, id: &Id<Server>) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM server_history WHERE server_id = $1")
        .bind(id)
        .fetch_one(db.read())
        .await
}
