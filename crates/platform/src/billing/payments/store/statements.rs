//! The account, its statements and their bookings.

use super::super::model::{BankAccount, Known, Statement};
use super::Result;
use crate::drivers::bank;
use crate::web::Paging;
use hostler_kit::db::{Db, Tx};

/// Makes the account if it is new: true if it was.
pub async fn open_account(tx: &mut Tx, first: &bank::Statement) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO bank_accounts (iban, currency, opening_minor, opening_date, bookings, balance_minor, date)
         VALUES ($1, $2, $3, $4, 0, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(&first.iban)
    .bind(&first.currency)
    .bind(first.opening.minor)
    .bind(first.opening.date.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The account, locked until the transaction ends.
pub async fn lock_account(tx: &mut Tx, iban: &str) -> Result<BankAccount> {
    sqlx::query("UPDATE bank_accounts SET bookings = bookings WHERE iban = $1")
        .bind(iban)
        .execute(&mut **tx)
        .await?;
    sqlx::query_as("SELECT * FROM bank_accounts WHERE iban = $1").bind(iban).fetch_one(&mut **tx).await
}

pub async fn account(db: &Db, iban: &str) -> Result<Option<BankAccount>> {
    sqlx::query_as("SELECT * FROM bank_accounts WHERE iban = $1").bind(iban).fetch_optional(db.read()).await
}

pub async fn set_account(tx: &mut Tx, account: &BankAccount) -> Result<()> {
    sqlx::query(
        "UPDATE bank_accounts SET bookings = $2, balance_minor = $3, date = $4, sequence = $5 WHERE iban = $1",
    )
    .bind(&account.iban)
    .bind(account.bookings)
    .bind(account.balance_minor)
    .bind(&account.date)
    .bind(account.sequence)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Known bookings from the first one of a day on, in their order.
pub async fn tail(tx: &mut Tx, iban: &str, day: &str) -> Result<Vec<Known>> {
    sqlx::query_as(
        "SELECT date, amount_minor, balance_minor, bank_reference, format FROM bookings
         WHERE iban = $1
           AND position >= (SELECT MIN(position) FROM bookings WHERE iban = $1 AND date >= $2)
         ORDER BY position",
    )
    .bind(iban)
    .bind(day)
    .fetch_all(&mut **tx)
    .await
}

pub async fn insert(tx: &mut Tx, statement: &Statement) -> Result<()> {
    sqlx::query(
        "INSERT INTO statements (id, iban, format, name, sequence, opening_minor, opening_date, closing_minor,
                                 closing_date, currency, bookings, file, imported_by, at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(&statement.id)
    .bind(&statement.iban)
    .bind(&statement.format)
    .bind(&statement.name)
    .bind(statement.sequence)
    .bind(statement.opening_minor)
    .bind(&statement.opening_date)
    .bind(statement.closing_minor)
    .bind(&statement.closing_date)
    .bind(&statement.currency)
    .bind(statement.bookings)
    .bind(&statement.file)
    .bind(&statement.imported_by)
    .bind(statement.at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A booking at its place in the account's chain.
pub async fn insert_booking(tx: &mut Tx, statement: &Statement, position: i64, known: &Known) -> Result<()> {
    sqlx::query(
        "INSERT INTO bookings (iban, position, statement_id, date, amount_minor, balance_minor, bank_reference, format)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&statement.iban)
    .bind(position)
    .bind(&statement.id)
    .bind(&known.date)
    .bind(known.amount_minor)
    .bind(known.balance_minor)
    .bind(&known.bank_reference)
    .bind(&known.format)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Statements, newest first.
pub async fn list(db: &Db, paging: &Paging) -> Result<Vec<Statement>> {
    sqlx::query_as(
        "SELECT * FROM statements ORDER BY closing_date DESC, at_ms DESC, id DESC LIMIT $1 OFFSET $2",
    )
    .bind(paging.limit)
    .bind(paging.offset)
    .fetch_all(db.read())
    .await
}

pub async fn count(db: &Db) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM statements").fetch_one(db.read()).await
}
