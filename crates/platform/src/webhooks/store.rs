use super::model::{Attempt, Delivery, Webhook};
use crate::events::Event;
use crate::web::Paging;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// False if there are `most` of these people's already.
pub async fn insert(tx: &mut Tx, webhook: &Webhook, most: i64) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO webhooks (id, customer_id, url, description, kinds, sealed, state, created_at_ms)
         SELECT $1, CAST($2 AS TEXT), $3, $4, $5, $6, $7, CAST($8 AS BIGINT) WHERE
           (SELECT COUNT(*) FROM webhooks WHERE COALESCE(customer_id, '') = COALESCE($2, '') AND state <> 'gone') < $9",
    )
    .bind(&webhook.id)
    .bind(webhook.customer_id.as_deref())
    .bind(&webhook.url)
    .bind(&webhook.description)
    .bind(&webhook.kinds)
    .bind(&webhook.sealed)
    .bind(&webhook.state)
    .bind(webhook.created_at_ms)
    .bind(most)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Everything of it that can change; false if it is gone.
pub async fn update(tx: &mut Tx, webhook: &Webhook) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE webhooks SET url = $2, description = $3, kinds = $4, state = $5 WHERE id = $1 AND state <> 'gone'",
    )
    .bind(&webhook.id)
    .bind(&webhook.url)
    .bind(&webhook.description)
    .bind(&webhook.kinds)
    .bind(&webhook.state)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts new secrets in the place of those that were read; false if somebody else did meanwhile.
pub async fn set_sealed(tx: &mut Tx, webhook: &Webhook, sealed: &str) -> Result<bool> {
    let done =
        sqlx::query("UPDATE webhooks SET sealed = $3 WHERE id = $1 AND sealed = $2 AND state <> 'gone'")
            .bind(&webhook.id)
            .bind(&webhook.sealed)
            .bind(sealed)
            .execute(&mut **tx)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// False if it was in that state before, or is gone.
pub async fn set_state(tx: &mut Tx, id: &Id<Webhook>, state: &str) -> Result<bool> {
    let done =
        sqlx::query("UPDATE webhooks SET state = $2 WHERE id = $1 AND state <> $2 AND state <> 'gone'")
            .bind(id)
            .bind(state)
            .execute(&mut **tx)
            .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(db: &Db, id: &Id<Webhook>) -> Result<Option<Webhook>> {
    sqlx::query_as("SELECT * FROM webhooks WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

pub async fn of_customer(db: &Db, customer: &str) -> Result<Vec<Webhook>> {
    sqlx::query_as("SELECT * FROM webhooks WHERE customer_id = $1 AND state <> 'gone' ORDER BY id")
        .bind(customer)
        .fetch_all(db.read())
        .await
}

pub async fn of_staff(db: &Db) -> Result<Vec<Webhook>> {
    sqlx::query_as("SELECT * FROM webhooks WHERE customer_id IS NULL AND state <> 'gone' ORDER BY id")
        .fetch_all(db.read())
        .await
}

/// Webhooks that are on and may hear of an event of this customer.
pub async fn listening(db: &Db, customer: &str) -> Result<Vec<Webhook>> {
    sqlx::query_as(
        "SELECT * FROM webhooks WHERE (customer_id = $1 OR customer_id IS NULL) AND state = 'on' ORDER BY id",
    )
    .bind(customer)
    .fetch_all(db.read())
    .await
}

/// Deliveries with the kinds of their events.
macro_rules! deliveries {
    ($which:literal) => {
        concat!(
            "SELECT d.id, d.webhook_id, d.event_id, d.state, d.attempts, d.attempts_before, d.next_at_ms,
                    d.created_at_ms, d.ended_at_ms, e.kind FROM deliveries d JOIN events e ON e.id = d.event_id ",
            $which
        )
    };
}

/// A delivery about to be made.
pub struct NewDelivery<'a> {
    pub id: Id<Delivery>,
    pub webhook: &'a Id<Webhook>,
    pub event: &'a Id<Event>,
    pub now_ms: i64,
}

/// False if the event is on its way there already.
pub async fn insert_delivery(tx: &mut Tx, new: &NewDelivery<'_>) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO deliveries (id, webhook_id, event_id, state, attempts, attempts_before, next_at_ms, created_at_ms)
         VALUES ($1, $2, $3, 'waiting', 0, 0, $4, $4) ON CONFLICT DO NOTHING",
    )
    .bind(&new.id)
    .bind(new.webhook)
    .bind(new.event)
    .bind(new.now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn delivery(db: &Db, id: &Id<Delivery>) -> Result<Option<Delivery>> {
    sqlx::query_as(deliveries!("WHERE d.id = $1")).bind(id).fetch_optional(db.read()).await
}

/// Newest first.
pub async fn deliveries(db: &Db, webhook: &Id<Webhook>, paging: &Paging) -> Result<Vec<Delivery>> {
    sqlx::query_as(deliveries!("WHERE d.webhook_id = $1 ORDER BY d.id DESC LIMIT $2 OFFSET $3"))
        .bind(webhook)
        .bind(paging.limit)
        .bind(paging.offset)
        .fetch_all(db.read())
        .await
}

pub async fn count_deliveries(db: &Db, webhook: &Id<Webhook>) -> Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM deliveries WHERE webhook_id = $1")
        .bind(webhook)
        .fetch_one(db.read())
        .await
}

/// Failed deliveries made since an instant, oldest first.
pub async fn failed_since(
    db: &Db,
    webhook: &Id<Webhook>,
    since_ms: i64,
    most: i64,
) -> Result<Vec<Id<Delivery>>> {
    sqlx::query_scalar(
        "SELECT id FROM deliveries WHERE webhook_id = $1 AND state = 'failed' AND created_at_ms >= $2
         ORDER BY id LIMIT $3",
    )
    .bind(webhook)
    .bind(since_ms)
    .bind(most)
    .fetch_all(db.read())
    .await
}

/// An ended delivery waits again; false if it waits already.
pub async fn again(tx: &mut Tx, id: &Id<Delivery>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE deliveries SET state = 'waiting', ended_at_ms = NULL, next_at_ms = $2, attempts_before = attempts
         WHERE id = $1 AND state <> 'waiting'",
    )
    .bind(id)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How an attempt left its delivery.
pub struct Left {
    pub state: &'static str,
    pub next_at_ms: Option<i64>,
    pub ended_at_ms: Option<i64>,
}

/// Writes an attempt down; false if this number was written by another run of the same job.
pub async fn insert_attempt(tx: &mut Tx, id: &Id<Delivery>, attempt: &Attempt, left: &Left) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE deliveries SET attempts = attempts + 1, state = $3, next_at_ms = $4, ended_at_ms = $5
         WHERE id = $1 AND attempts = $2 AND state = 'waiting'",
    )
    .bind(id)
    .bind(attempt.number - 1)
    .bind(left.state)
    .bind(left.next_at_ms)
    .bind(left.ended_at_ms)
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO delivery_attempts (delivery_id, number, at_ms, took_ms, request, status, answer, error)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(attempt.number)
    .bind(attempt.at_ms)
    .bind(attempt.took_ms)
    .bind(&attempt.request)
    .bind(attempt.status)
    .bind(&attempt.answer)
    .bind(&attempt.error)
    .execute(&mut **tx)
    .await?;
    Ok(true)
}

/// Newest first.
pub async fn attempts(db: &Db, id: &Id<Delivery>) -> Result<Vec<Attempt>> {
    sqlx::query_as(
        "SELECT number, at_ms, took_ms, request, status, answer, error FROM delivery_attempts
         WHERE delivery_id = $1 ORDER BY number DESC LIMIT 100",
    )
    .bind(id)
    .fetch_all(db.read())
    .await
}

/// Removes deliveries that ended before an instant, the oldest first, at most so many; how many there were.
pub async fn sweep_deliveries(tx: &mut Tx, before_ms: i64, most: u64) -> Result<u64> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    sqlx::query(
        "DELETE FROM delivery_attempts WHERE delivery_id IN
           (SELECT id FROM deliveries WHERE ended_at_ms < $1 ORDER BY id LIMIT $2)",
    )
    .bind(before_ms)
    .bind(most)
    .execute(&mut **tx)
    .await?;
    let done = sqlx::query(
        "DELETE FROM deliveries WHERE id IN
           (SELECT id FROM deliveries WHERE ended_at_ms < $1 ORDER BY id LIMIT $2)",
    )
    .bind(before_ms)
    .bind(most)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}
