//! Entries and transfers in the database, which protects both from ever being altered.

use super::model::{Account, Entry, Posting, Transfer};
use hostler_kit::db::{Db, Tx};

type Result<T> = std::result::Result<T, sqlx::Error>;

pub(super) async fn is_posted(tx: &mut Tx, posting: &Posting<'_>) -> Result<bool> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT number FROM ledger_entries WHERE kind = $1 AND subject = $2")
            .bind(posting.kind)
            .bind(posting.subject)
            .fetch_optional(&mut **tx)
            .await?;
    Ok(found.is_some())
}

/// The next number of a year's entries. Whoever comes second waits for the first to commit or to give it back.
pub(super) async fn next_number(tx: &mut Tx, year: &str) -> Result<i64> {
    let name = format!("ledger-{year}");
    sqlx::query("INSERT INTO series (name, last_number) VALUES ($1, 0) ON CONFLICT DO NOTHING")
        .bind(&name)
        .execute(&mut **tx)
        .await?;
    sqlx::query_scalar(
        "UPDATE series SET last_number = last_number + 1 WHERE name = $1 RETURNING last_number",
    )
    .bind(&name)
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn insert(tx: &mut Tx, entry: &Entry, transfers: &[Transfer]) -> Result<()> {
    sqlx::query(
        "INSERT INTO ledger_entries (id, year, number, date, kind, subject, customer_id, words, at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&entry.id)
    .bind(&entry.year)
    .bind(entry.number)
    .bind(&entry.date)
    .bind(&entry.kind)
    .bind(&entry.subject)
    .bind(entry.customer_id.as_ref())
    .bind(&entry.words)
    .bind(entry.at_ms)
    .execute(&mut **tx)
    .await?;
    for (line, transfer) in (1i64..).zip(transfers) {
        sqlx::query(
            "INSERT INTO ledger_transfers (entry_id, line, debit, credit, amount_minor)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&entry.id)
        .bind(line)
        .bind(transfer.debit.to_string())
        .bind(transfer.credit.to_string())
        .bind(transfer.amount_minor)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// What an account comes to: debits less credits, in minor units.
pub async fn balance(db: &Db, account: &Account) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(CASE WHEN debit = $1 THEN amount_minor ELSE -amount_minor END), 0) AS BIGINT)
         FROM ledger_transfers WHERE debit = $1 OR credit = $1",
    )
    .bind(account.to_string())
    .fetch_one(db.read())
    .await
}

/// What an entry, named by its kind and subject, did to what customers owe: debits less credits, in minor units.
pub async fn debtors_of(db: &Db, kind: &str, subject: &str) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(CASE WHEN t.debit = 'debtors' THEN t.amount_minor
                                       WHEN t.credit = 'debtors' THEN -t.amount_minor ELSE 0 END), 0) AS BIGINT)
         FROM ledger_entries e JOIN ledger_transfers t ON t.entry_id = e.id WHERE e.kind = $1 AND e.subject = $2",
    )
    .bind(kind)
    .bind(subject)
    .fetch_one(db.read())
    .await
}
