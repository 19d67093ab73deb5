//! Customers, people, sessions, links and attempts in the database.

use super::details::Details;
use super::model::{Customer, Person};
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

pub async fn insert_customer(tx: &mut Tx, customer: &Customer) -> Result<()> {
    sqlx::query(
        "INSERT INTO customers (id, name, street, postcode, city, country, vat_number, language, created_at_ms,
         invoice_reference) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&customer.id)
    .bind(&customer.name)
    .bind(&customer.street)
    .bind(&customer.postcode)
    .bind(&customer.city)
    .bind(&customer.country)
    .bind(&customer.vat_number)
    .bind(&customer.language)
    .bind(customer.created_at_ms)
    .bind(&customer.invoice_reference)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What stands on the customer's invoices from now on.
pub async fn set_details(tx: &mut Tx, id: &Id<Customer>, details: &Details) -> Result<()> {
    sqlx::query(
        "UPDATE customers SET name = $2, street = $3, postcode = $4, city = $5, country = $6, invoice_reference = $7,
                invoice_email = $8 WHERE id = $1",
    )
    .bind(id)
    .bind(&details.name)
    .bind(&details.street)
    .bind(&details.postcode)
    .bind(&details.city)
    .bind(&details.country)
    .bind(&details.invoice_reference)
    .bind(&details.invoice_email)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn set_vat_number(tx: &mut Tx, customer: &Id<Customer>, number: &str) -> Result<()> {
    sqlx::query("UPDATE customers SET vat_number = $2 WHERE id = $1")
        .bind(customer)
        .bind(number)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// False if somebody has the address already.
pub async fn insert_person(tx: &mut Tx, person: &Person) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO people
           (id, customer_id, email, name, password_hash, role, language, verified_at_ms, created_at_ms, side)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (email) DO NOTHING",
    )
    .bind(&person.id)
    .bind(person.customer_id.as_ref())
    .bind(&person.email)
    .bind(&person.name)
    .bind(&person.password_hash)
    .bind(&person.role)
    .bind(&person.language)
    .bind(person.verified_at_ms)
    .bind(person.created_at_ms)
    .bind(if person.customer_id.is_some() { "owner" } else { "staff" })
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn customer(db: &Db, id: &Id<Customer>) -> Result<Option<Customer>> {
    sqlx::query_as("SELECT * FROM customers WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// Customers whose name contains `search`, by name.
pub async fn customers(db: &Db, search: &str, limit: i64, offset: i64) -> Result<Vec<Customer>> {
    sqlx::query_as(
        "SELECT * FROM customers WHERE LOWER(name) LIKE $1 ESCAPE '\\' ORDER BY LOWER(name), id LIMIT $2 OFFSET $3",
    )
    .bind(containing(search))
    .bind(limit)
    .bind(offset)
    .fetch_all(db.read())
    .await
}

pub async fn count_customers(db: &Db, search: &str) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM customers WHERE LOWER(name) LIKE $1 ESCAPE '\\'")
        .bind(containing(search))
        .fetch_one(db.read())
        .await
}

pub async fn people_of(db: &Db, customer: &Id<Customer>) -> Result<Vec<Person>> {
    sqlx::query_as(
        "SELECT * FROM people WHERE customer_id = $1 AND removed_at_ms IS NULL ORDER BY created_at_ms, id",
    )
    .bind(customer)
    .fetch_all(db.read())
    .await
}

/// The provider's people.
pub async fn staff(db: &Db) -> Result<Vec<Person>> {
    sqlx::query_as(
        "SELECT * FROM people WHERE customer_id IS NULL AND removed_at_ms IS NULL ORDER BY created_at_ms, id",
    )
    .fetch_all(db.read())
    .await
}

pub async fn person(db: &Db, id: &Id<Person>) -> Result<Option<Person>> {
    sqlx::query_as("SELECT * FROM people WHERE id = $1 AND removed_at_ms IS NULL")
        .bind(id)
        .fetch_optional(db.read())
        .await
}

pub async fn person_by_email(db: &Db, email: &str) -> Result<Option<Person>> {
    sqlx::query_as("SELECT * FROM people WHERE email = $1").bind(email).fetch_optional(db.read()).await
}

pub async fn count_staff(db: &Db) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM people WHERE role = 'staff' AND removed_at_ms IS NULL")
        .fetch_one(db.read())
        .await
}

/// False if the address was proven before.
pub async fn set_verified(tx: &mut Tx, person: &Id<Person>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query("UPDATE people SET verified_at_ms = $2 WHERE id = $1 AND verified_at_ms IS NULL")
        .bind(person)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_password(tx: &mut Tx, person: &Id<Person>, hash: &str) -> Result<()> {
    sqlx::query("UPDATE people SET password_hash = $2 WHERE id = $1")
        .bind(person)
        .bind(hash)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn set_language(tx: &mut Tx, person: &Id<Person>, language: &str) -> Result<()> {
    sqlx::query("UPDATE people SET language = $2 WHERE id = $1")
        .bind(person)
        .bind(language)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Makes room for somebody who orders again because the first mail never came: whoever has this address and never
/// verified it goes, with their customer and the orders that waited.
pub async fn delete_unverified(tx: &mut Tx, email: &str) -> Result<()> {
    let found: Option<(String, Option<String>)> = sqlx::query_as(
        "SELECT id, customer_id FROM people WHERE email = $1 AND verified_at_ms IS NULL AND role = 'owner'",
    )
    .bind(email)
    .fetch_optional(&mut **tx)
    .await?;
    let Some((person, Some(customer))) = found else { return Ok(()) };
    let statements = [
        "DELETE FROM orders WHERE person_id = $1 AND state <> 'accepted'",
        "DELETE FROM licence_orders WHERE person_id = $1 AND state IN ('placed', 'lapsed')",
        "DELETE FROM links WHERE person_id = $1",
        "DELETE FROM sessions WHERE person_id = $1",
    ];
    for statement in statements {
        sqlx::query(statement).bind(&person).execute(&mut **tx).await?;
    }
    sqlx::query(
        "DELETE FROM people WHERE id = $1 AND (SELECT COUNT(*) FROM orders WHERE person_id = $1) = 0",
    )
    .bind(&person)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "DELETE FROM customers WHERE id = $1 AND (SELECT COUNT(*) FROM people WHERE customer_id = $1) = 0
           AND (SELECT COUNT(*) FROM resellers WHERE customer_id = $1) = 0",
    )
    .bind(&customer)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A session as it is stored.
pub struct SessionRow<'a> {
    pub token_hash: &'a str,
    pub person: &'a Id<Person>,
    pub csrf: &'a str,
    pub created_at_ms: i64,
    pub expires_at_ms: i64,
}

pub async fn insert_session(tx: &mut Tx, session: &SessionRow<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO sessions (token_hash, person_id, csrf, created_at_ms, expires_at_ms) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(session.token_hash)
    .bind(session.person)
    .bind(session.csrf)
    .bind(session.created_at_ms)
    .bind(session.expires_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A session that has not ended.
#[derive(Debug, sqlx::FromRow)]
pub struct OpenSession {
    pub person_id: Id<Person>,
    pub csrf: String,
    pub acting_for: Option<Id<Customer>>,
}

pub async fn session(db: &Db, hash: &str, now_ms: i64) -> Result<Option<OpenSession>> {
    sqlx::query_as(
        "SELECT person_id, csrf, acting_for FROM sessions WHERE token_hash = $1 AND expires_at_ms > $2",
    )
    .bind(hash)
    .bind(now_ms)
    .fetch_optional(db.read())
    .await
}

/// For whom the session's person acts from now on. A new form value comes with it, so that a form of before is not
/// carried out for somebody else.
pub async fn set_acting(tx: &mut Tx, hash: &str, customer: Option<&Id<Customer>>, csrf: &str) -> Result<()> {
    sqlx::query("UPDATE sessions SET acting_for = $2, csrf = $3 WHERE token_hash = $1")
        .bind(hash)
        .bind(customer)
        .bind(csrf)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn note_sign_in(tx: &mut Tx, person: &Id<Person>, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE people SET last_sign_in_at_ms = $2 WHERE id = $1")
        .bind(person)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn delete_session(tx: &mut Tx, hash: &str) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = $1").bind(hash).execute(&mut **tx).await?;
    Ok(())
}

pub async fn delete_sessions_of(tx: &mut Tx, person: &Id<Person>) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE person_id = $1").bind(person).execute(&mut **tx).await?;
    Ok(())
}

pub async fn insert_link(tx: &mut Tx, link: &LinkRow) -> Result<()> {
    sqlx::query(
        "INSERT INTO links (token_hash, person_id, purpose, created_at_ms, expires_at_ms) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&link.token_hash)
    .bind(link.person_id.as_ref())
    .bind(&link.purpose)
    .bind(link.created_at_ms)
    .bind(link.expires_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LinkRow {
    pub token_hash: String,
    pub person_id: Option<Id<Person>>,
    pub purpose: String,
    pub created_at_ms: i64,
    pub expires_at_ms: i64,
}

/// Uses up a link. None if it does not exist, is for something else, has expired or was used.
pub async fn use_link(tx: &mut Tx, hash: &str, purpose: &str, now_ms: i64) -> Result<Option<LinkRow>> {
    sqlx::query_as(
        "UPDATE links SET used_at_ms = $3
         WHERE token_hash = $1 AND purpose = $2 AND used_at_ms IS NULL AND expires_at_ms > $3 RETURNING *",
    )
    .bind(hash)
    .bind(purpose)
    .bind(now_ms)
    .fetch_optional(&mut **tx)
    .await
}

pub async fn note_attempt(tx: &mut Tx, subject: &str, now_ms: i64) -> Result<()> {
    sqlx::query("INSERT INTO attempts (subject, at_ms) VALUES ($1, $2)")
        .bind(subject)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn attempts_since(db: &Db, subject: &str, since_ms: i64) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM attempts WHERE subject = $1 AND at_ms > $2")
        .bind(subject)
        .bind(since_ms)
        .fetch_one(db.read())
        .await
}

pub async fn forget_attempts(tx: &mut Tx, subject: &str) -> Result<()> {
    sqlx::query("DELETE FROM attempts WHERE subject = $1").bind(subject).execute(&mut **tx).await?;
    Ok(())
}

/// What has expired goes: sessions, links, attempts.
pub async fn sweep(tx: &mut Tx, now_ms: i64, attempts_before_ms: i64) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE expires_at_ms <= $1").bind(now_ms).execute(&mut **tx).await?;
    sqlx::query("DELETE FROM links WHERE expires_at_ms <= $1").bind(now_ms).execute(&mut **tx).await?;
    sqlx::query("DELETE FROM attempts WHERE at_ms <= $1").bind(attempts_before_ms).execute(&mut **tx).await?;
    Ok(())
}
