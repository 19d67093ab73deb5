//! Journals, readings, months and storage days in the database.

use super::{DayReading, Event, MonthMeter, Reading};
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;
use hostler_kit::time::Month;
use hostler_wire::journal::{Entry, GENESIS, What};
use jiff::civil::Date;
use sqlx::FromRow;
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// How far a server's journal is known.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Journal {
    pub server_id: Id<Server>,
    pub last_number: i64,
    pub last_hash: String,
    pub last_at_ms: i64,
    /// When its last delivery came.
    pub heard_at_ms: i64,
}

/// An entry on its way into the table.
pub struct Row<'a> {
    pub entry: &'a Entry,
    pub users: i64,
    pub received_at_ms: i64,
}

/// A server's journal, locked until the transaction ends: deliveries of one server are taken one after the other.
pub async fn lock(tx: &mut Tx, server: &Id<Server>, now_ms: i64) -> Result<Journal> {
    sqlx::query(
        "INSERT INTO journals (server_id, last_number, last_hash, last_at_ms, heard_at_ms)
         VALUES ($1, 0, $2, 0, $3) ON CONFLICT (server_id) DO NOTHING",
    )
    .bind(server)
    .bind(GENESIS)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    sqlx::query_as("UPDATE journals SET heard_at_ms = $2 WHERE server_id = $1 RETURNING *")
        .bind(server)
        .bind(now_ms)
        .fetch_one(&mut **tx)
        .await
}

/// Guarded: the entry is the next one, or nothing is stored at all.
pub async fn advance(tx: &mut Tx, server: &Id<Server>, last: &Entry) -> Result<()> {
    let done = sqlx::query(
        "UPDATE journals SET last_number = $2, last_hash = $3, last_at_ms = $4
         WHERE server_id = $1 AND last_number < $2",
    )
    .bind(server)
    .bind(last.number)
    .bind(&last.hash)
    .bind(last.at_ms)
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

pub async fn journal(db: &Db, server: &Id<Server>) -> Result<Option<Journal>> {
    sqlx::query_as("SELECT * FROM journals WHERE server_id = $1").bind(server).fetch_optional(db.read()).await
}

/// Hashes of at most `most` readings from number `from` on.
pub async fn hashes(tx: &mut Tx, server: &Id<Server>, from: i64, most: i64) -> Result<BTreeMap<i64, String>> {
    let found: Vec<(i64, String)> = sqlx::query_as(
        "SELECT number, hash FROM readings WHERE server_id = $1 AND number >= $2 ORDER BY number LIMIT $3",
    )
    .bind(server)
    .bind(from)
    .bind(most)
    .fetch_all(&mut **tx)
    .await?;
    Ok(found.into_iter().collect())
}

pub async fn insert(tx: &mut Tx, row: &Row<'_>) -> Result<()> {
    let entry = row.entry;
    let (event, account, address, bytes) = parts(&entry.what);
    sqlx::query(
        "INSERT INTO readings (server_id, number, at_ms, event, account, address, bytes, users, previous, hash,
                               received_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&entry.server)
    .bind(entry.number)
    .bind(entry.at_ms)
    .bind(event)
    .bind(account)
    .bind(address)
    .bind(bytes)
    .bind(row.users)
    .bind(&entry.previous)
    .bind(&entry.hash)
    .bind(row.received_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn parts(what: &What) -> (&'static str, &str, &str, Option<i64>) {
    match what {
        What::Created { account, address } => ("created", account, address, None),
        What::Deleted { account } => ("deleted", account, "", None),
        What::Disabled { account } => ("disabled", account, "", None),
        What::Enabled { account } => ("enabled", account, "", None),
        What::Storage { bytes } => ("storage", "", "", Some(*bytes)),
    }
}

/// False if the account existed already.
pub async fn add_account(tx: &mut Tx, server: &Id<Server>, account: &str) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO metered_accounts (server_id, account) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    )
    .bind(server)
    .bind(account)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False if there was no such account.
pub async fn remove_account(tx: &mut Tx, server: &Id<Server>, account: &str) -> Result<bool> {
    let done = sqlx::query("DELETE FROM metered_accounts WHERE server_id = $1 AND account = $2")
        .bind(server)
        .bind(account)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The accounts that exist, each by the address it was last created with.
pub async fn addresses(db: &Db, server: &Id<Server>) -> Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT COALESCE((SELECT r.address FROM readings r WHERE r.server_id = m.server_id AND r.account = m.account
                            AND r.event = 'created' ORDER BY r.number DESC LIMIT 1), m.account) AS address
         FROM metered_accounts m WHERE m.server_id = $1 ORDER BY address",
    )
    .bind(server)
    .fetch_all(db.read())
    .await
}

#[derive(FromRow)]
struct MeterRow {
    month: String,
    begins_ms: i64,
    ends_ms: i64,
    carried_over: i64,
    users: i64,
    peak: i64,
    peak_at_ms: i64,
    peak_number: i64,
    last_number: i64,
}

impl MeterRow {
    fn meter(self) -> Result<MonthMeter> {
        Ok(MonthMeter {
            month: self.month.parse().map_err(|error| sqlx::Error::Decode(Box::new(error) as _))?,
            begins_ms: self.begins_ms,
            ends_ms: self.ends_ms,
            carried_over: self.carried_over,
            users: self.users,
            peak: self.peak,
            peak_at_ms: self.peak_at_ms,
            peak_number: self.peak_number,
            last_number: self.last_number,
        })
    }
}

/// A server's last month in which something changed.
pub async fn newest_meter(tx: &mut Tx, server: &Id<Server>) -> Result<Option<MonthMeter>> {
    let row: Option<MeterRow> =
        sqlx::query_as("SELECT * FROM meters WHERE server_id = $1 ORDER BY month DESC LIMIT 1")
            .bind(server)
            .fetch_optional(&mut **tx)
            .await?;
    row.map(MeterRow::meter).transpose()
}

/// A server's last month up to `month` in which something changed.
pub async fn meter_until(db: &Db, server: &Id<Server>, month: Month) -> Result<Option<MonthMeter>> {
    let row: Option<MeterRow> = sqlx::query_as(
        "SELECT * FROM meters WHERE server_id = $1 AND month <= $2 ORDER BY month DESC LIMIT 1",
    )
    .bind(server)
    .bind(month.to_string())
    .fetch_optional(db.read())
    .await?;
    row.map(MeterRow::meter).transpose()
}

/// Guarded by the last number: a month never goes back.
pub async fn save_meter(tx: &mut Tx, server: &Id<Server>, meter: &MonthMeter) -> Result<()> {
    sqlx::query(
        "INSERT INTO meters (server_id, month, begins_ms, ends_ms, carried_over, users, peak, peak_at_ms, peak_number,
                             last_number)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (server_id, month) DO UPDATE SET users = excluded.users, peak = excluded.peak,
           peak_at_ms = excluded.peak_at_ms, peak_number = excluded.peak_number, last_number = excluded.last_number
         WHERE meters.last_number < excluded.last_number",
    )
    .bind(server)
    .bind(meter.month.to_string())
    .bind(meter.begins_ms)
    .bind(meter.ends_ms)
    .bind(meter.carried_over)
    .bind(meter.users)
    .bind(meter.peak)
    .bind(meter.peak_at_ms)
    .bind(meter.peak_number)
    .bind(meter.last_number)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes the last reading of a day: its bytes and its number.
pub async fn save_day(tx: &mut Tx, server: &Id<Server>, day: Date, reading: (i64, i64)) -> Result<()> {
    sqlx::query(
        "INSERT INTO storage_days (server_id, day, bytes, number) VALUES ($1, $2, $3, $4)
         ON CONFLICT (server_id, day) DO UPDATE SET bytes = excluded.bytes, number = excluded.number
         WHERE storage_days.number < excluded.number",
    )
    .bind(server)
    .bind(day.to_string())
    .bind(reading.0)
    .bind(reading.1)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The last bytes read before a day, if there ever were any.
pub async fn bytes_before(db: &Db, server: &Id<Server>, day: Date) -> Result<Option<i64>> {
    sqlx::query_scalar(
        "SELECT bytes FROM storage_days WHERE server_id = $1 AND day < $2 ORDER BY day DESC LIMIT 1",
    )
    .bind(server)
    .bind(day.to_string())
    .fetch_optional(db.read())
    .await
}

/// The readings of a month's days, in order.
pub async fn days(db: &Db, server: &Id<Server>, month: Month) -> Result<Vec<DayReading>> {
    let found: Vec<(String, i64)> = sqlx::query_as(
        "SELECT day, bytes FROM storage_days WHERE server_id = $1 AND day >= $2 AND day <= $3 ORDER BY day",
    )
    .bind(server)
    .bind(month.first_day().to_string())
    .bind(month.last_day().to_string())
    .fetch_all(db.read())
    .await?;
    let read = |(day, bytes): (String, i64)| {
        let day = day.parse().map_err(|error: jiff::Error| sqlx::Error::Decode(Box::new(error)))?;
        Ok(DayReading { day, bytes })
    };
    found.into_iter().map(read).collect()
}

/// When the number of accounts changed in a span of time, and how many there were then: `(at_ms, users)`.
pub async fn changes(db: &Db, server: &Id<Server>, from_ms: i64, to_ms: i64) -> Result<Vec<(i64, i64)>> {
    sqlx::query_as(
        "SELECT at_ms, users FROM readings WHERE server_id = $1 AND at_ms >= $2 AND at_ms < $3
           AND event IN ('created', 'deleted') ORDER BY number",
    )
    .bind(server)
    .bind(from_ms)
    .bind(to_ms)
    .fetch_all(db.read())
    .await
}

/// Creations and deletions from the first on up to a number, each with the account's address (empty on deletions).
pub async fn until(db: &Db, server: &Id<Server>, number: i64) -> Result<Vec<(Reading<String>, String)>> {
    let found: Vec<(i64, i64, String, String, String)> = sqlx::query_as(
        "SELECT number, at_ms, event, account, address FROM readings WHERE server_id = $1 AND number <= $2
           AND event IN ('created', 'deleted') ORDER BY number",
    )
    .bind(server)
    .bind(number)
    .fetch_all(db.read())
    .await?;
    let read = |(number, at_ms, event, account, address): (i64, i64, String, String, String)| {
        let event = if event == "created" { Event::Created } else { Event::Deleted };
        (Reading { number, at_ms, event, account }, address)
    };
    Ok(found.into_iter().map(read).collect())
}

/// The copy of a journal up to an instant of the server's, as far as it had been received at an instant of the
/// platform's: each entry, and the bytes of those about storage.
pub async fn known(
    db: &Db,
    server: &Id<Server>,
    (before_ms, received_ms): (i64, i64),
) -> Result<Vec<(Reading<String>, Option<i64>)>> {
    let found: Vec<(i64, i64, String, String, Option<i64>)> = sqlx::query_as(
        "SELECT number, at_ms, event, account, bytes FROM readings
         WHERE server_id = $1 AND at_ms < $2 AND received_at_ms <= $3 ORDER BY number",
    )
    .bind(server)
    .bind(before_ms)
    .bind(received_ms)
    .fetch_all(db.read())
    .await?;
    let read = |(number, at_ms, event, account, bytes): (i64, i64, String, String, Option<i64>)| {
        let event = match event.as_str() {
            "created" => Event::Created,
            "deleted" => Event::Deleted,
            "enabled" => Event::Enabled,
            // Neither changes who exists; storage has its bytes.
            _ => Event::Disabled,
        };
        (Reading { number, at_ms, event, account }, bytes)
    };
    Ok(found.into_iter().map(read).collect())
}

/// The journal's entries behind a number as they came, in order.
pub async fn entries_behind(db: &Db, server: &Id<Server>, number: i64) -> Result<Vec<Entry>> {
    let found: Vec<EntryRow> = sqlx::query_as(
        "SELECT server_id, number, at_ms, event, account, address, bytes, previous, hash FROM readings
         WHERE server_id = $1 AND number > $2 ORDER BY number",
    )
    .bind(server)
    .bind(number)
    .fetch_all(db.read())
    .await?;
    Ok(found.into_iter().map(EntryRow::entry).collect())
}

/// The last number that is stored; 0 if there is none.
pub async fn last_number(db: &Db, server: &Id<Server>) -> Result<i64> {
    Ok(journal(db, server).await?.map_or(0, |journal| journal.last_number))
}

#[derive(FromRow)]
struct EntryRow {
    server_id: String,
    number: i64,
    at_ms: i64,
    event: String,
    account: String,
    address: String,
    bytes: Option<i64>,
    previous: String,
    hash: String,
}

impl EntryRow {
    fn entry(self) -> Entry {
        let account = self.account;
        let what = match self.event.as_str() {
            "created" => What::Created { account, address: self.address },
            "deleted" => What::Deleted { account },
            "disabled" => What::Disabled { account },
            "enabled" => What::Enabled { account },
            _ => What::Storage { bytes: self.bytes.unwrap_or(0) },
        };
        Entry {
            server: self.server_id,
            number: self.number,
            at_ms: self.at_ms,
            what,
            previous: self.previous,
            hash: self.hash,
        }
    }
}
