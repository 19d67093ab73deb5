use super::model::{Evidence, LicenceOrder};
use crate::accounts::{Customer, Person};
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;
use sqlx::FromRow;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// False if the form was sent before, or if the licence has an open order.
pub async fn insert(tx: &mut Tx, order: &LicenceOrder) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO licence_orders (id, customer_id, person_id, form, kind, product, edition, price_class, licence_id,
         reference, quote, gross_minor, currency, terms, state, placed_at_ms, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'placed', $15, '')
         ON CONFLICT DO NOTHING",
    )
    .bind(&order.id)
    .bind(&order.customer_id)
    .bind(&order.person_id)
    .bind(&order.form)
    .bind(&order.kind)
    .bind(&order.product)
    .bind(&order.edition)
    .bind(&order.price_class)
    .bind(order.licence_id.as_ref())
    .bind(&order.reference)
    .bind(&order.quote)
    .bind(order.gross_minor)
    .bind(&order.currency)
    .bind(&order.terms)
    .bind(order.placed_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The order that a form became.
pub async fn of_form(tx: &mut Tx, customer: &Id<Customer>, form: &str) -> Result<Option<LicenceOrder>> {
    sqlx::query_as("SELECT * FROM licence_orders WHERE customer_id = $1 AND form = $2")
        .bind(customer)
        .bind(form)
        .fetch_optional(&mut **tx)
        .await
}

pub async fn find(db: &Db, id: &Id<LicenceOrder>) -> Result<Option<LicenceOrder>> {
    sqlx::query_as("SELECT * FROM licence_orders WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// False if it is not placed any more.
pub async fn wait(tx: &mut Tx, id: &Id<LicenceOrder>) -> Result<bool> {
    let done = sqlx::query("UPDATE licence_orders SET state = 'waiting' WHERE id = $1 AND state = 'placed'")
        .bind(id)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// False if it waits for its VAT already, or was delivered or ended before.
pub async fn wait_for_vat(tx: &mut Tx, id: &Id<LicenceOrder>) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE licence_orders SET state = 'waiting', waits_for = 'vat'
         WHERE id = $1 AND (state = 'placed' OR (state = 'waiting' AND waits_for = 'evidence'))",
    )
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A customer's orders that wait for their VAT, oldest first.
pub async fn waiting_for_vat(tx: &mut Tx, customer: &Id<Customer>) -> Result<Vec<Id<LicenceOrder>>> {
    sqlx::query_scalar(
        "SELECT id FROM licence_orders WHERE customer_id = $1 AND state = 'waiting' AND waits_for = 'vat'
         ORDER BY placed_at_ms, id",
    )
    .bind(customer)
    .fetch_all(&mut **tx)
    .await
}

/// Every order that was delivered, oldest first.
pub async fn delivered(db: &Db) -> Result<Vec<LicenceOrder>> {
    sqlx::query_as("SELECT * FROM licence_orders WHERE state = 'delivered' ORDER BY delivered_at_ms, id")
        .fetch_all(db.read())
        .await
}

/// False if it was delivered, or ended otherwise, before.
pub async fn deliver(tx: &mut Tx, id: &Id<LicenceOrder>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE licence_orders SET state = 'delivered', delivered_at_ms = $2
         WHERE id = $1 AND state IN ('placed', 'waiting')",
    )
    .bind(id)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What somebody decides about an order that waits.
pub struct Decided<'a> {
    pub by: &'a Id<Person>,
    pub at_ms: i64,
    /// `waiting` (approved: it is delivered next), `refused` or `cancelled`.
    pub state: &'static str,
    pub reason: &'a str,
}

/// False if the order does not wait any more.
pub async fn decide(tx: &mut Tx, id: &Id<LicenceOrder>, decided: &Decided<'_>) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE licence_orders SET state = $2, decided_by = $3, decided_at_ms = $4, reason = $5
         WHERE id = $1 AND state = 'waiting' AND (waits_for = 'evidence' OR $2 <> 'waiting')",
    )
    .bind(id)
    .bind(decided.state)
    .bind(decided.by)
    .bind(decided.at_ms)
    .bind(decided.reason)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Orders that wait for this person's address to be verified.
pub async fn placed_by(tx: &mut Tx, person: &Id<Person>) -> Result<Vec<LicenceOrder>> {
    sqlx::query_as(
        "SELECT * FROM licence_orders WHERE person_id = $1 AND state = 'placed' ORDER BY placed_at_ms, id",
    )
    .bind(person)
    .fetch_all(&mut **tx)
    .await
}

/// Lets orders lapse whose person has not verified their address since before `before_ms`.
pub async fn lapse(tx: &mut Tx, before_ms: i64) -> Result<u64> {
    let done = sqlx::query(
        "UPDATE licence_orders SET state = 'lapsed' WHERE state = 'placed' AND placed_at_ms < $1",
    )
    .bind(before_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

pub async fn of_customer(
    db: &Db,
    customer: &Id<Customer>,
    (limit, offset): (i64, i64),
) -> Result<Vec<LicenceOrder>> {
    sqlx::query_as(
        "SELECT * FROM licence_orders WHERE customer_id = $1 ORDER BY placed_at_ms DESC, id DESC LIMIT $2 OFFSET $3",
    )
    .bind(customer)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.read())
    .await
}

pub async fn count_of_customer(db: &Db, customer: &Id<Customer>) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM licence_orders WHERE customer_id = $1")
        .bind(customer)
        .fetch_one(db.read())
        .await
}

/// An order with its customer's name, for staff.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Listed {
    #[sqlx(flatten)]
    pub order: LicenceOrder,
    pub customer_name: String,
}

/// Those that wait for staff first, the oldest of them at the top; then those that wait for evidence, then the newest.
pub async fn search(db: &Db, term: &str, (limit, offset): (i64, i64)) -> Result<Vec<Listed>> {
    sqlx::query_as(
        "SELECT o.*, c.name AS customer_name FROM licence_orders o JOIN customers c ON c.id = o.customer_id
         WHERE LOWER(c.name) LIKE $1 ESCAPE '\\' OR LOWER(o.reference) LIKE $1 ESCAPE '\\' OR o.id LIKE $1 ESCAPE '\\'
         OR o.product LIKE $1 ESCAPE '\\' OR o.state LIKE $1 ESCAPE '\\'
         ORDER BY CASE WHEN o.state <> 'waiting' THEN 2 WHEN o.evidence_at_ms IS NULL THEN 1 ELSE 0 END,
         CASE WHEN o.state = 'waiting' THEN o.placed_at_ms ELSE -o.placed_at_ms END, o.id LIMIT $2 OFFSET $3",
    )
    .bind(containing(term))
    .bind(limit)
    .bind(offset)
    .fetch_all(db.read())
    .await
}

pub async fn count(db: &Db, term: &str) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM licence_orders o JOIN customers c ON c.id = o.customer_id
         WHERE LOWER(c.name) LIKE $1 ESCAPE '\\' OR LOWER(o.reference) LIKE $1 ESCAPE '\\' OR o.id LIKE $1 ESCAPE '\\'
         OR o.product LIKE $1 ESCAPE '\\' OR o.state LIKE $1 ESCAPE '\\'",
    )
    .bind(containing(term))
    .fetch_one(db.read())
    .await
}

/// How many orders wait for their customer's evidence, and how many for staff to look at it.
pub async fn count_waiting(db: &Db) -> Result<(i64, i64)> {
    sqlx::query_as(
        "SELECT COUNT(*) - COUNT(evidence_at_ms), COUNT(evidence_at_ms) FROM licence_orders
         WHERE state = 'waiting' AND waits_for = 'evidence'",
    )
    .fetch_one(db.read())
    .await
}

/// Keeps what was sent; what was sent before for the same order goes. False if the order does not wait any more.
pub async fn keep_evidence(tx: &mut Tx, evidence: &Evidence) -> Result<bool> {
    let waits =
        sqlx::query("UPDATE licence_orders SET evidence_at_ms = $2 WHERE id = $1 AND state = 'waiting'")
            .bind(&evidence.order_id)
            .bind(evidence.at_ms)
            .execute(&mut **tx)
            .await?;
    if waits.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO licence_evidence (order_id, words, file_name, file_type, file_bytes, sealed, at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (order_id) DO UPDATE
         SET words = $2, file_name = $3, file_type = $4, file_bytes = $5, sealed = $6, at_ms = $7",
    )
    .bind(&evidence.order_id)
    .bind(&evidence.words)
    .bind(&evidence.file_name)
    .bind(&evidence.file_type)
    .bind(evidence.file_bytes)
    .bind(&evidence.sealed)
    .bind(evidence.at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(true)
}

/// Without its file.
pub async fn evidence(db: &Db, order: &Id<LicenceOrder>) -> Result<Option<Evidence>> {
    sqlx::query_as(
        "SELECT order_id, words, file_name, file_type, file_bytes, '' AS sealed, at_ms
         FROM licence_evidence WHERE order_id = $1",
    )
    .bind(order)
    .fetch_optional(db.read())
    .await
}

/// With its file.
pub async fn whole_evidence(db: &Db, order: &Id<LicenceOrder>) -> Result<Option<Evidence>> {
    sqlx::query_as("SELECT * FROM licence_evidence WHERE order_id = $1")
        .bind(order)
        .fetch_optional(db.read())
        .await
}

/// Remembers that an order's customer may buy in its class, so long.
pub async fn approve(tx: &mut Tx, order: &LicenceOrder, (at_ms, until_ms): (i64, i64)) -> Result<()> {
    sqlx::query(
        "INSERT INTO price_approvals (customer_id, price_class, order_id, at_ms, until_ms) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (customer_id, price_class) DO UPDATE SET order_id = $3, at_ms = $4, until_ms = $5",
    )
    .bind(&order.customer_id)
    .bind(&order.price_class)
    .bind(&order.id)
    .bind(at_ms)
    .bind(until_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Until when a customer may buy in a class without new evidence.
pub async fn approved_until(tx: &mut Tx, customer: &Id<Customer>, class: &str) -> Result<Option<i64>> {
    sqlx::query_scalar("SELECT until_ms FROM price_approvals WHERE customer_id = $1 AND price_class = $2")
        .bind(customer)
        .bind(class)
        .fetch_optional(&mut **tx)
        .await
}
