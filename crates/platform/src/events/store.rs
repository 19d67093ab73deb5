use super::model::{Event, Whose};
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

pub async fn insert(tx: &mut Tx, event: &Event) -> Result<()> {
    sqlx::query(
        "INSERT INTO events (id, at_ms, kind, customer_id, subject, actor, actor_name, data)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&event.id)
    .bind(event.at_ms)
    .bind(&event.kind)
    .bind(event.customer_id.as_deref())
    .bind(&event.subject)
    .bind(&event.actor)
    .bind(&event.actor_name)
    .bind(&event.data)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn insert_listener(tx: &mut Tx, audience: &str) -> Result<()> {
    sqlx::query("INSERT INTO event_listeners (audience) VALUES ($1) ON CONFLICT DO NOTHING")
        .bind(audience)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whether this customer's events are asked for, by the customer or by staff.
pub async fn somebody_listens(tx: &mut Tx, customer: &str) -> Result<bool> {
    let listeners: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM event_listeners WHERE audience = 'staff' OR audience = $1")
            .bind(customer)
            .fetch_one(&mut **tx)
            .await?;
    Ok(listeners > 0)
}

pub async fn find(db: &Db, id: &Id<Event>) -> Result<Option<Event>> {
    sqlx::query_as("SELECT * FROM events WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

/// Which events a program asks for; empty: any.
pub struct Asked<'a> {
    pub kind: &'a str,
    pub subject: &'a str,
    /// Those before this one.
    pub before: Option<Id<Event>>,
    pub limit: i64,
}

/// Greater than every id.
const AFTER_ALL: &str = "evt~";

/// The newest events that fit, newest first.
pub async fn newest(db: &Db, whose: &Whose, asked: &Asked<'_>) -> Result<Vec<Event>> {
    let before = asked.before.as_ref().map_or(AFTER_ALL, Id::as_str);
    let query = match whose {
        Whose::Customer(customer) => sqlx::query_as(
            "SELECT * FROM events WHERE id < $1 AND ($2 = '' OR kind = $2) AND ($3 = '' OR subject = $3)
               AND customer_id = $5 ORDER BY id DESC LIMIT $4",
        )
        .bind(before)
        .bind(asked.kind)
        .bind(asked.subject)
        .bind(asked.limit)
        .bind(customer),
        Whose::Everybody => sqlx::query_as(
            "SELECT * FROM events WHERE id < $1 AND ($2 = '' OR kind = $2) AND ($3 = '' OR subject = $3)
             ORDER BY id DESC LIMIT $4",
        )
        .bind(before)
        .bind(asked.kind)
        .bind(asked.subject)
        .bind(asked.limit),
    };
    query.fetch_all(db.read()).await
}

/// What happened to one thing, newest first; at most 200.
pub async fn of_subject(db: &Db, whose: &Whose, subject: &str) -> Result<Vec<Event>> {
    newest(db, whose, &Asked { kind: "", subject, before: None, limit: 200 }).await
}

/// A page of a person's list: events whose kind, subject or actor contains `search`, newest first.
pub async fn list(db: &Db, whose: &Whose, search: &str, (limit, offset): (i64, i64)) -> Result<Vec<Event>> {
    let pattern = containing(search);
    let query = match whose {
        Whose::Customer(customer) => sqlx::query_as(
            "SELECT * FROM events WHERE customer_id = $4 AND (kind LIKE $1 ESCAPE '\\' OR subject LIKE $1 ESCAPE '\\'
               OR LOWER(actor_name) LIKE $1 ESCAPE '\\') ORDER BY id DESC LIMIT $2 OFFSET $3",
        )
        .bind(pattern)
        .bind(limit)
        .bind(offset)
        .bind(customer),
        Whose::Everybody => sqlx::query_as(
            "SELECT * FROM events WHERE kind LIKE $1 ESCAPE '\\' OR subject LIKE $1 ESCAPE '\\'
               OR LOWER(actor_name) LIKE $1 ESCAPE '\\' ORDER BY id DESC LIMIT $2 OFFSET $3",
        )
        .bind(pattern)
        .bind(limit)
        .bind(offset),
    };
    query.fetch_all(db.read()).await
}

pub async fn count(db: &Db, whose: &Whose, search: &str) -> Result<i64> {
    let pattern = containing(search);
    let query = match whose {
        Whose::Customer(customer) => sqlx::query_scalar(
            "SELECT COUNT(*) FROM events WHERE customer_id = $2 AND (kind LIKE $1 ESCAPE '\\'
               OR subject LIKE $1 ESCAPE '\\' OR LOWER(actor_name) LIKE $1 ESCAPE '\\')",
        )
        .bind(pattern)
        .bind(customer),
        Whose::Everybody => sqlx::query_scalar(
            "SELECT COUNT(*) FROM events WHERE kind LIKE $1 ESCAPE '\\' OR subject LIKE $1 ESCAPE '\\'
               OR LOWER(actor_name) LIKE $1 ESCAPE '\\'",
        )
        .bind(pattern),
    };
    query.fetch_one(db.read()).await
}
