//! Payments.

use super::super::model::{Match, Payment};
use super::Result;
use crate::accounts::Customer;
use crate::web::Paging;
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;

pub async fn insert(tx: &mut Tx, payment: &Payment) -> Result<()> {
    sqlx::query(
        "INSERT INTO payments (id, statement_id, iban, position, line, date, amount_minor, charges_minor, currency, name,
                               party_sealed, party_key, party_shown, end_to_end_id, mandate, reference, words,
                               return_reason, payment_info_id, at_ms, open_minor, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
    )
    .bind(&payment.id)
    .bind(&payment.statement_id)
    .bind(&payment.iban)
    .bind(payment.position)
    .bind(payment.line)
    .bind(&payment.date)
    .bind(payment.amount_minor)
    .bind(payment.charges_minor)
    .bind(&payment.currency)
    .bind(&payment.name)
    .bind(&payment.party_sealed)
    .bind(&payment.party_key)
    .bind(&payment.party_shown)
    .bind(&payment.end_to_end_id)
    .bind(&payment.mandate)
    .bind(&payment.reference)
    .bind(&payment.words)
    .bind(&payment.return_reason)
    .bind(&payment.payment_info_id)
    .bind(payment.at_ms)
    .bind(payment.open_minor)
    .bind(&payment.state)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A payment, locked until the transaction ends.
pub async fn lock(tx: &mut Tx, id: &Id<Payment>) -> Result<Option<Payment>> {
    sqlx::query("UPDATE payments SET open_minor = open_minor WHERE id = $1")
        .bind(id)
        .execute(&mut **tx)
        .await?;
    sqlx::query_as("SELECT * FROM payments WHERE id = $1").bind(id).fetch_optional(&mut **tx).await
}

pub async fn set_open(tx: &mut Tx, payment: &Payment) -> Result<()> {
    sqlx::query("UPDATE payments SET open_minor = $2, state = $3 WHERE id = $1")
        .bind(&payment.id)
        .bind(payment.open_minor)
        .bind(&payment.state)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn find(db: &Db, id: &Id<Payment>) -> Result<Option<Payment>> {
    sqlx::query_as("SELECT * FROM payments WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// What staff look for.
#[derive(Debug, Clone, Default)]
pub struct Search<'a> {
    /// Empty: all; `unsettled`; `suggested`; `settled`.
    pub show: &'a str,
    /// In names, words, references and shown accounts.
    pub text: &'a str,
    /// The same read as an amount; `i64::MIN` where it is none.
    pub amount_minor: i64,
    /// The fingerprint of the same read as an IBAN; empty where it is none.
    pub party_key: &'a str,
}

/// Payments that were looked for, newest first.
pub async fn list(db: &Db, search: &Search<'_>, paging: &Paging) -> Result<Vec<Payment>> {
    sqlx::query_as(
        "SELECT * FROM payments
         WHERE ($1 = '' OR state = $1 OR ($1 = 'unsettled' AND state <> 'settled'))
           AND (LOWER(name) LIKE $2 ESCAPE '\\' OR LOWER(words) LIKE $2 ESCAPE '\\'
                OR LOWER(reference) LIKE $2 ESCAPE '\\' OR LOWER(end_to_end_id) LIKE $2 ESCAPE '\\'
                OR LOWER(party_shown) LIKE $2 ESCAPE '\\' OR id = $3
                OR amount_minor = $4 OR amount_minor = -$4 OR (party_key = $5 AND $5 <> ''))
         ORDER BY date DESC, id DESC LIMIT $6 OFFSET $7",
    )
    .bind(search.show)
    .bind(containing(search.text))
    .bind(search.text)
    .bind(search.amount_minor)
    .bind(search.party_key)
    .bind(paging.limit)
    .bind(paging.offset)
    .fetch_all(db.read())
    .await
}

pub async fn count(db: &Db, search: &Search<'_>) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM payments
         WHERE ($1 = '' OR state = $1 OR ($1 = 'unsettled' AND state <> 'settled'))
           AND (LOWER(name) LIKE $2 ESCAPE '\\' OR LOWER(words) LIKE $2 ESCAPE '\\'
                OR LOWER(reference) LIKE $2 ESCAPE '\\' OR LOWER(end_to_end_id) LIKE $2 ESCAPE '\\'
                OR LOWER(party_shown) LIKE $2 ESCAPE '\\' OR id = $3
                OR amount_minor = $4 OR amount_minor = -$4 OR (party_key = $5 AND $5 <> ''))",
    )
    .bind(search.show)
    .bind(containing(search.text))
    .bind(search.text)
    .bind(search.amount_minor)
    .bind(search.party_key)
    .fetch_one(db.read())
    .await
}

/// What came from a customer or went back to it, newest first: each match that stands, with its payment's day and the
/// end of the account.
pub async fn of_customer(
    db: &Db,
    customer: &Id<Customer>,
    limit: i64,
) -> Result<Vec<(Match, String, String)>> {
    let matches: Vec<Match> = sqlx::query_as(
        "SELECT * FROM matches WHERE customer_id = $1 AND undone_at_ms IS NULL ORDER BY at_ms DESC, id DESC LIMIT $2",
    )
    .bind(customer)
    .bind(limit)
    .fetch_all(db.read())
    .await?;
    let mut found = Vec::with_capacity(matches.len());
    for one in matches {
        let (date, shown): (String, String) =
            sqlx::query_as("SELECT date, party_shown FROM payments WHERE id = $1")
                .bind(&one.payment_id)
                .fetch_one(db.read())
                .await?;
        found.push((one, date, shown));
    }
    Ok(found)
}

/// Everything that is not settled, in minor units.
pub async fn open_sum(db: &Db) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(open_minor), 0) AS BIGINT) FROM payments WHERE state <> 'settled'",
    )
    .fetch_one(db.read())
    .await
}

/// Payments that are not settled, by id from the one after `after`; those of which staff took something back are theirs.
pub async fn open_after(db: &Db, after: &str, limit: i64) -> Result<Vec<Id<Payment>>> {
    sqlx::query_scalar(
        "SELECT id FROM payments WHERE state IN ('open', 'suggested') AND open_minor <> 0 AND id > $1
           AND id NOT IN (SELECT payment_id FROM matches WHERE undone_at_ms IS NOT NULL)
         ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(db.read())
    .await
}
