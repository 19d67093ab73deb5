use crate::accounts::{Acting, Customer};
use hostler_kit::db::{Db, Tx, containing};
use hostler_kit::id::Id;
use sqlx::FromRow;

type Result<T> = std::result::Result<T, sqlx::Error>;

pub async fn is_reseller(db: &Db, customer: &Id<Customer>) -> Result<bool> {
    let found: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM resellers WHERE customer_id = $1")
        .bind(customer)
        .fetch_one(db.read())
        .await?;
    Ok(found > 0)
}

/// Since when, if the customer is one.
pub async fn since(db: &Db, customer: &Id<Customer>) -> Result<Option<i64>> {
    sqlx::query_scalar("SELECT since_ms FROM resellers WHERE customer_id = $1")
        .bind(customer)
        .fetch_optional(db.read())
        .await
}

/// False if the customer is one already.
pub async fn mark(tx: &mut Tx, customer: &Id<Customer>, now_ms: i64) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO resellers (customer_id, since_ms) VALUES ($1, $2) ON CONFLICT (customer_id) DO NOTHING",
    )
    .bind(customer)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False if the customer is none.
pub async fn unmark(tx: &mut Tx, customer: &Id<Customer>) -> Result<bool> {
    let done =
        sqlx::query("DELETE FROM resellers WHERE customer_id = $1").bind(customer).execute(&mut **tx).await?;
    Ok(done.rows_affected() == 1)
}

/// All customers of a reseller are their own again: their ids.
pub async fn let_all_go(tx: &mut Tx, reseller: &Id<Customer>) -> Result<Vec<Id<Customer>>> {
    let found: Vec<(Id<Customer>,)> =
        sqlx::query_as("DELETE FROM reseller_customers WHERE reseller_id = $1 RETURNING customer_id")
            .bind(reseller)
            .fetch_all(&mut **tx)
            .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// False if it is not this reseller's customer.
pub async fn let_go(tx: &mut Tx, reseller: &Id<Customer>, customer: &Id<Customer>) -> Result<bool> {
    let done = sqlx::query("DELETE FROM reseller_customers WHERE customer_id = $2 AND reseller_id = $1")
        .bind(reseller)
        .bind(customer)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// False if the reseller has `most` customers already, or is none any more.
pub async fn take(
    tx: &mut Tx,
    reseller: &Id<Customer>,
    customer: &Id<Customer>,
    (now_ms, most): (i64, i64),
) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO reseller_customers (customer_id, reseller_id, since_ms)
         SELECT $1, customer_id, CAST($3 AS BIGINT) FROM resellers WHERE customer_id = $2
           AND (SELECT COUNT(*) FROM reseller_customers WHERE reseller_id = $2) < $4",
    )
    .bind(customer)
    .bind(reseller)
    .bind(now_ms)
    .bind(most)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Who acts for whom, if the one is the other's reseller.
pub async fn acting(db: &Db, reseller: &Id<Customer>, customer: &Id<Customer>) -> Result<Option<Acting>> {
    let found: Option<(String, String)> = sqlx::query_as(
        "SELECT served.name, seller.name FROM reseller_customers
         JOIN customers AS served ON served.id = reseller_customers.customer_id
         JOIN customers AS seller ON seller.id = reseller_customers.reseller_id
         WHERE reseller_customers.customer_id = $1 AND reseller_customers.reseller_id = $2",
    )
    .bind(customer)
    .bind(reseller)
    .fetch_optional(db.read())
    .await?;
    Ok(found.map(|(customer_name, reseller_name)| Acting {
        customer: customer.clone(),
        customer_name,
        reseller: reseller.clone(),
        reseller_name,
    }))
}

/// A customer's reseller.
pub async fn of_customer(db: &Db, customer: &Id<Customer>) -> Result<Option<Customer>> {
    sqlx::query_as(
        "SELECT customers.* FROM customers JOIN reseller_customers ON reseller_customers.reseller_id = customers.id
         WHERE reseller_customers.customer_id = $1",
    )
    .bind(customer)
    .fetch_optional(db.read())
    .await
}

/// A customer as their reseller sees it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Served {
    pub id: Id<Customer>,
    pub name: String,
    pub city: String,
    pub since_ms: i64,
    /// People who have joined.
    pub people: i64,
}

/// A reseller's customers whose name contains `search`, by name.
pub async fn served(
    db: &Db,
    reseller: &Id<Customer>,
    search: &str,
    (limit, offset): (i64, i64),
) -> Result<Vec<Served>> {
    sqlx::query_as(
        "SELECT customers.id, customers.name, customers.city, reseller_customers.since_ms,
           (SELECT COUNT(*) FROM people WHERE people.customer_id = customers.id AND removed_at_ms IS NULL) AS people
         FROM customers JOIN reseller_customers ON reseller_customers.customer_id = customers.id
         WHERE reseller_customers.reseller_id = $1 AND LOWER(customers.name) LIKE $2 ESCAPE '\\'
         ORDER BY LOWER(customers.name), customers.id LIMIT $3 OFFSET $4",
    )
    .bind(reseller)
    .bind(containing(search))
    .bind(limit)
    .bind(offset)
    .fetch_all(db.read())
    .await
}

pub async fn count_served(db: &Db, reseller: &Id<Customer>, search: &str) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM customers JOIN reseller_customers ON reseller_customers.customer_id = customers.id
         WHERE reseller_customers.reseller_id = $1 AND LOWER(customers.name) LIKE $2 ESCAPE '\\'",
    )
    .bind(reseller)
    .bind(containing(search))
    .fetch_one(db.read())
    .await
}
