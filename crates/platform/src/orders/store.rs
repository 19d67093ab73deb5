use super::model::Order;
use crate::accounts::{Customer, Person};
use crate::servers::Server;
use hostler_kit::db::{Db, Tx};
use hostler_kit::id::Id;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// False if the name is taken.
pub async fn insert(tx: &mut Tx, order: &Order) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO orders (id, customer_id, person_id, product, server_name, terms, state, placed_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
    )
    .bind(&order.id)
    .bind(&order.customer_id)
    .bind(&order.person_id)
    .bind(&order.product)
    .bind(&order.server_name)
    .bind(&order.terms)
    .bind(&order.state)
    .bind(order.placed_at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False if the order is not waiting any more.
pub async fn accept(tx: &mut Tx, order: &Id<Order>, server: &Id<Server>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE orders SET state = 'accepted', server_id = $2, accepted_at_ms = $3 WHERE id = $1 AND state = 'placed'",
    )
    .bind(order)
    .bind(server)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(db: &Db, id: &Id<Order>) -> Result<Option<Order>> {
    sqlx::query_as("SELECT * FROM orders WHERE id = $1").bind(id).fetch_optional(db.read()).await
}

pub async fn of_customer(db: &Db, customer: &Id<Customer>) -> Result<Vec<Order>> {
    sqlx::query_as(
        "SELECT * FROM orders WHERE customer_id = $1 ORDER BY placed_at_ms DESC, id DESC LIMIT 200",
    )
    .bind(customer)
    .fetch_all(db.read())
    .await
}

/// Orders that wait for this person's address to be verified.
pub async fn waiting_for(tx: &mut Tx, person: &Id<Person>) -> Result<Vec<Order>> {
    sqlx::query_as("SELECT * FROM orders WHERE person_id = $1 AND state = 'placed' ORDER BY placed_at_ms, id")
        .bind(person)
        .fetch_all(&mut **tx)
        .await
}

/// Lets orders lapse that have waited since before `before_ms`; their names are free again.
pub async fn lapse(tx: &mut Tx, before_ms: i64) -> Result<u64> {
    let done = sqlx::query("UPDATE orders SET state = 'lapsed' WHERE state = 'placed' AND placed_at_ms < $1")
        .bind(before_ms)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected())
}
