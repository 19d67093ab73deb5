//! Mandates and what was signed.

use super::Result;
use crate::accounts::Customer;
use crate::billing::debits::model::{Mandate, Signature};
use crate::web::Paging;
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;
use sqlx::AnyConnection;

/// Mandates as they were last signed.
macro_rules! mandates {
    ($which:literal) => {
        concat!(
            "SELECT m.id, m.customer_id, m.reference, m.creditor_id, m.created_at_ms, m.last_used, m.ended_at_ms,
                    m.ended_why, s.holder, s.iban_shown, s.signed_on, s.id AS signature_id
             FROM mandates m JOIN mandate_signatures s ON s.mandate_id = m.id
               AND s.number = (SELECT MAX(n.number) FROM mandate_signatures n WHERE n.mandate_id = m.id) ",
            $which
        )
    };
}

/// False if the customer has an active one already.
pub async fn insert(tx: &mut Tx, mandate: &Mandate) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO mandates (id, customer_id, reference, creditor_id, created_at_ms) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
    )
    .bind(&mandate.id)
    .bind(&mandate.customer_id)
    .bind(&mandate.reference)
    .bind(&mandate.creditor_id)
    .bind(mandate.created_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn insert_signature(tx: &mut Tx, signature: &Signature) -> Result<()> {
    sqlx::query(
        "INSERT INTO mandate_signatures (id, mandate_id, number, holder, iban_sealed, iban_shown, bic, text, language,
                                         person_id, person_name, person_email, signed_on, signed_at_ms, signed_from)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(&signature.id)
    .bind(&signature.mandate_id)
    .bind(signature.number)
    .bind(&signature.holder)
    .bind(&signature.iban_sealed)
    .bind(&signature.iban_shown)
    .bind(&signature.bic)
    .bind(&signature.text)
    .bind(&signature.language)
    .bind(&signature.person_id)
    .bind(&signature.person_name)
    .bind(&signature.person_email)
    .bind(&signature.signed_on)
    .bind(signature.signed_at_ms)
    .bind(&signature.signed_from)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A customer's active mandate.
pub async fn active(db: &Db, customer: &Id<Customer>) -> Result<Option<Mandate>> {
    sqlx::query_as(mandates!("WHERE m.customer_id = $1 AND m.ended_at_ms IS NULL"))
        .bind(customer)
        .fetch_optional(db.read())
        .await
}

/// The same, locked until the transaction ends.
pub async fn lock_active(tx: &mut Tx, customer: &Id<Customer>) -> Result<Option<Mandate>> {
    sqlx::query("UPDATE mandates SET last_used = last_used WHERE customer_id = $1 AND ended_at_ms IS NULL")
        .bind(customer)
        .execute(&mut **tx)
        .await?;
    sqlx::query_as(mandates!("WHERE m.customer_id = $1 AND m.ended_at_ms IS NULL"))
        .bind(customer)
        .fetch_optional(&mut **tx)
        .await
}

pub async fn find(db: &Db, id: &Id<Mandate>) -> Result<Option<Mandate>> {
    sqlx::query_as(mandates!("WHERE m.id = $1")).bind(id).fetch_optional(db.read()).await
}

pub async fn find_in(tx: &mut Tx, id: &Id<Mandate>) -> Result<Option<Mandate>> {
    sqlx::query_as(mandates!("WHERE m.id = $1")).bind(id).fetch_optional(&mut **tx).await
}

/// A customer's mandates, newest first.
pub async fn of_customer(db: &Db, customer: &Id<Customer>) -> Result<Vec<Mandate>> {
    sqlx::query_as(mandates!("WHERE m.customer_id = $1 ORDER BY m.created_at_ms DESC, m.id DESC LIMIT 100"))
        .bind(customer)
        .fetch_all(db.read())
        .await
}

/// How many mandates a customer has had.
pub async fn number_of(db: &Db, customer: &Id<Customer>) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM mandates WHERE customer_id = $1")
        .bind(customer)
        .fetch_one(db.read())
        .await
}

/// Mandates whose reference or holder contains `search`, newest first.
pub async fn list(db: &Db, search: &str, paging: &Paging) -> Result<Vec<Mandate>> {
    sqlx::query_as(mandates!(
        "WHERE LOWER(m.reference) LIKE $1 ESCAPE '\\' OR LOWER(s.holder) LIKE $1 ESCAPE '\\'
         ORDER BY m.created_at_ms DESC, m.id DESC LIMIT $2 OFFSET $3"
    ))
    .bind(containing(search))
    .bind(paging.limit)
    .bind(paging.offset)
    .fetch_all(db.read())
    .await
}

pub async fn count(db: &Db, search: &str) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM mandates m JOIN mandate_signatures s ON s.mandate_id = m.id
           AND s.number = (SELECT MAX(n.number) FROM mandate_signatures n WHERE n.mandate_id = m.id)
         WHERE LOWER(m.reference) LIKE $1 ESCAPE '\\' OR LOWER(s.holder) LIKE $1 ESCAPE '\\'",
    )
    .bind(containing(search))
    .fetch_one(db.read())
    .await
}

/// What was signed of a mandate, in order.
pub async fn signatures(db: &Db, mandate: &Id<Mandate>) -> Result<Vec<Signature>> {
    sqlx::query_as("SELECT * FROM mandate_signatures WHERE mandate_id = $1 ORDER BY number")
        .bind(mandate)
        .fetch_all(db.read())
        .await
}

pub async fn signature(tx: &mut Tx, id: &Id<Signature>) -> Result<Option<Signature>> {
    sqlx::query_as("SELECT * FROM mandate_signatures WHERE id = $1").bind(id).fetch_optional(&mut **tx).await
}

/// The day on which a mandate was signed first.
pub async fn first_signed(tx: &mut Tx, mandate: &Id<Mandate>) -> Result<Option<String>> {
    sqlx::query_scalar("SELECT signed_on FROM mandate_signatures WHERE mandate_id = $1 AND number = 1")
        .bind(mandate)
        .fetch_optional(&mut **tx)
        .await
}

/// What the mandate's newest file was made with; none before the first.
pub async fn collected_from(tx: &mut Tx, mandate: &Id<Mandate>) -> Result<Option<Signature>> {
    sqlx::query_as(
        "SELECT s.* FROM mandate_signatures s JOIN debits d ON d.signature_id = s.id
         WHERE d.mandate_id = $1 AND d.batch_id IS NOT NULL ORDER BY s.number DESC LIMIT 1",
    )
    .bind(mandate)
    .fetch_optional(&mut **tx)
    .await
}

/// False if it has ended before.
pub async fn end(tx: &mut Tx, id: &Id<Mandate>, (why, by, now_ms): (&str, &str, i64)) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE mandates SET ended_at_ms = $2, ended_why = $3, ended_by = $4 WHERE id = $1 AND ended_at_ms IS NULL",
    )
    .bind(id)
    .bind(now_ms)
    .bind(why)
    .bind(by)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn note_use(tx: &mut Tx, id: &Id<Mandate>, day: &str) -> Result<()> {
    sqlx::query("UPDATE mandates SET last_used = $2 WHERE id = $1 AND (last_used IS NULL OR last_used < $2)")
        .bind(id)
        .bind(day)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Active mandates that nothing was collected by since `day`, signed before it.
pub async fn unused_since(db: &Db, day: &str) -> Result<Vec<Mandate>> {
    sqlx::query_as(mandates!(
        "WHERE m.ended_at_ms IS NULL AND COALESCE(m.last_used, s.signed_on) < $1 ORDER BY m.id LIMIT 1000"
    ))
    .bind(day)
    .fetch_all(db.read())
    .await
}

/// Signatures of mandates in force whose account is shown so, each the newest of its mandate.
pub async fn shown_as(connection: &mut AnyConnection, shown: &str) -> Result<Vec<(Id<Customer>, Signature)>> {
    let signatures: Vec<Signature> = sqlx::query_as(
        "SELECT s.* FROM mandate_signatures s JOIN mandates m ON m.id = s.mandate_id
         WHERE s.iban_shown = $1 AND m.ended_at_ms IS NULL
           AND s.number = (SELECT MAX(n.number) FROM mandate_signatures n WHERE n.mandate_id = m.id)
         ORDER BY s.id LIMIT 20",
    )
    .bind(shown)
    .fetch_all(&mut *connection)
    .await?;
    let mut found = Vec::new();
    for signature in signatures {
        let customer = sqlx::query_scalar("SELECT customer_id FROM mandates WHERE id = $1")
            .bind(&signature.mandate_id)
            .fetch_one(&mut *connection)
            .await?;
        found.push((customer, signature));
    }
    Ok(found)
}
