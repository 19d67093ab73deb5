use super::Result;
use crate::licences::model::{Licence, Machine};
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

/// False if another machine has this part already.
pub async fn insert(tx: &mut Tx, machine: &Machine) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO licence_machines (id, licence_id, machine, part, host, system, hardware, fingerprint, version,
         owner, from_ms, from_serial, asked_serial, asked_ms, left_by, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', '')
         ON CONFLICT DO NOTHING",
    )
    .bind(&machine.id)
    .bind(&machine.licence_id)
    .bind(&machine.machine)
    .bind(&machine.part)
    .bind(&machine.host)
    .bind(&machine.system)
    .bind(&machine.hardware)
    .bind(&machine.fingerprint)
    .bind(&machine.version)
    .bind(&machine.owner)
    .bind(machine.from_ms)
    .bind(machine.from_serial)
    .bind(machine.asked_serial)
    .bind(machine.asked_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What a machine that holds the licence says of itself now.
pub async fn describe(tx: &mut Tx, machine: &Machine) -> Result<()> {
    sqlx::query(
        "UPDATE licence_machines SET host = $2, system = $3, hardware = $4, fingerprint = $5, version = $6, owner = $7,
         asked_serial = $8, asked_ms = $9 WHERE id = $1",
    )
    .bind(&machine.id)
    .bind(&machine.host)
    .bind(&machine.system)
    .bind(&machine.hardware)
    .bind(&machine.fingerprint)
    .bind(&machine.version)
    .bind(&machine.owner)
    .bind(machine.asked_serial)
    .bind(machine.asked_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Who holds the licence: the main machine first.
pub async fn current(tx: &mut Tx, licence: &Id<Licence>) -> Result<Vec<Machine>> {
    sqlx::query_as(CURRENT).bind(licence).fetch_all(&mut **tx).await
}

/// The same outside of a transaction.
pub async fn current_now(db: &Db, licence: &Id<Licence>) -> Result<Vec<Machine>> {
    sqlx::query_as(CURRENT).bind(licence).fetch_all(db.read()).await
}

const CURRENT: &str =
    "SELECT * FROM licence_machines WHERE licence_id = $1 AND until_ms IS NULL ORDER BY part";

/// Every machine of a licence, the newest first.
pub async fn all(db: &Db, licence: &Id<Licence>) -> Result<Vec<Machine>> {
    sqlx::query_as(
        "SELECT * FROM licence_machines WHERE licence_id = $1 ORDER BY from_ms DESC, id DESC LIMIT 1000",
    )
    .bind(licence)
    .fetch_all(db.read())
    .await
}

/// Whether this machine ever held the licence.
pub async fn held(tx: &mut Tx, licence: &Id<Licence>, machine: &str) -> Result<bool> {
    let found: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM licence_machines WHERE licence_id = $1 AND machine = $2")
            .bind(licence)
            .bind(machine)
            .fetch_one(&mut **tx)
            .await?;
    Ok(found > 0)
}

/// How a machine leaves, and why.
pub struct Leaving<'a> {
    /// `receipt`, `offline` or `staff`.
    pub by: &'a str,
    pub reason: &'a str,
    pub at_ms: i64,
}

/// Ends that a machine holds its licence.
pub async fn leave(tx: &mut Tx, machine: &Id<Machine>, leaving: &Leaving<'_>) -> Result<()> {
    sqlx::query(
        "UPDATE licence_machines SET until_ms = $2, left_by = $3, reason = $4,
         until_serial = (SELECT serial FROM licences l WHERE l.id = licence_machines.licence_id)
         WHERE id = $1 AND until_ms IS NULL",
    )
    .bind(machine)
    .bind(leaving.at_ms)
    .bind(leaving.by)
    .bind(leaving.reason)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Who stood in for the machine that left is the licence's machine now.
pub async fn promote(tx: &mut Tx, licence: &Id<Licence>) -> Result<()> {
    sqlx::query(
        "UPDATE licence_machines SET part = 'main' WHERE licence_id = $1 AND part = 'partner' AND until_ms IS NULL",
    )
    .bind(licence)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How often the customer declared a machine of this licence offline since an instant.
pub async fn declared_since(tx: &mut Tx, licence: &Id<Licence>, since_ms: i64) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(DISTINCT until_serial) FROM licence_machines WHERE licence_id = $1 AND left_by = 'offline' AND until_ms > $2",
    )
    .bind(licence)
    .bind(since_ms)
    .fetch_one(&mut **tx)
    .await
}
