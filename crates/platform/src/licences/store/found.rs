//! Licences as lists and the calendar of expiries show them.

use super::Result;
use crate::accounts::Customer;
use crate::licences::model::Licence;
use hostler_kit::db::{Db, containing};
use hostler_kit::id::Id;
use sqlx::FromRow;

/// A licence with the host name of the machine that holds it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Listed {
    #[sqlx(flatten)]
    pub licence: Licence,
    pub host: Option<String>,
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy)]
pub struct Sought<'a> {
    /// In number, holder, host name or a key's last group.
    pub term: &'a str,
    /// Empty: every product.
    pub product: &'a str,
    /// `valid`, `ended`, `new` (never registered), `revoked`; empty: all.
    pub state: &'a str,
    /// By which maintenance is valid or has ended, `YYYY-MM-DD`.
    pub today: &'a str,
    /// Empty: everybody's.
    pub customer: &'a str,
}

impl<'a> Sought<'a> {
    /// Everybody's, in every state.
    pub fn all() -> Sought<'static> {
        Sought { term: "", product: "", state: "", today: "", customer: "" }
    }

    /// Those of a customer.
    pub fn of(customer: &'a Id<Customer>, term: &'a str) -> Sought<'a> {
        Sought { term, customer: customer.as_str(), ..Sought::all() }
    }
}

/// The condition of both questions, so that a list and its count are of the same licences.
macro_rules! sought {
    () => {
        "WHERE ($2 = '' OR l.product = $2) AND ($5 = '' OR l.customer_id = $5) AND ($3 = ''
           OR ($3 = 'revoked' AND l.revoked_at_ms IS NOT NULL)
           OR ($3 = 'new' AND l.last_day IS NULL AND l.revoked_at_ms IS NULL)
           OR ($3 = 'valid' AND l.last_day >= $4 AND l.revoked_at_ms IS NULL)
           OR ($3 = 'ended' AND l.last_day < $4 AND l.revoked_at_ms IS NULL))
         AND (LOWER(l.number) LIKE $1 ESCAPE '\\' OR LOWER(l.holder) LIKE $1 ESCAPE '\\'
           OR l.id IN (SELECT licence_id FROM licence_machines WHERE LOWER(host) LIKE $1 ESCAPE '\\')
           OR l.id IN (SELECT licence_id FROM licence_keys WHERE LOWER(hint) LIKE $1 ESCAPE '\\'))"
    };
}

/// Newest first.
pub async fn list(db: &Db, sought: &Sought<'_>, (limit, offset): (i64, i64)) -> Result<Vec<Listed>> {
    sqlx::query_as(
        concat!(
            "SELECT l.*, (SELECT MIN(m.host) FROM licence_machines m WHERE m.licence_id = l.id AND m.until_ms IS NULL
             AND m.part = 'main') AS host FROM licences l ",
            sought!(),
            " ORDER BY l.number DESC LIMIT $6 OFFSET $7"
        ),
    )
    .bind(containing(sought.term))
    .bind(sought.product)
    .bind(sought.state)
    .bind(sought.today)
    .bind(sought.customer)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.read())
    .await
}

pub async fn count(db: &Db, sought: &Sought<'_>) -> Result<i64> {
    sqlx::query_scalar(concat!("SELECT COUNT(*) FROM licences l ", sought!()))
        .bind(containing(sought.term))
        .bind(sought.product)
        .bind(sought.state)
        .bind(sought.today)
        .bind(sought.customer)
        .fetch_one(db.read())
        .await
}

/// A grant in one of several licences.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct GrantOf {
    pub licence_id: Id<Licence>,
    pub terms: String,
}

/// What is in a customer's licences from one number to another, both included.
pub async fn grants_between(
    db: &Db,
    customer: &Id<Customer>,
    (first, last): (&str, &str),
) -> Result<Vec<GrantOf>> {
    sqlx::query_as(
        "SELECT g.licence_id, k.terms FROM licence_grants g JOIN licence_keys k ON k.id = g.key_id
         JOIN licences l ON l.id = g.licence_id
         WHERE l.customer_id = $1 AND l.number >= $2 AND l.number <= $3 ORDER BY g.licence_id, g.place",
    )
    .bind(customer)
    .bind(first)
    .bind(last)
    .fetch_all(db.read())
    .await
}

/// How many licences have their last day in a month, `YYYY-MM`.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct InMonth {
    pub month: String,
    pub licences: i64,
}

/// Expiries by month, from one day to another, both included; withdrawn licences are left out.
pub async fn by_month(db: &Db, from: &str, to: &str) -> Result<Vec<InMonth>> {
    sqlx::query_as(
        "SELECT SUBSTR(last_day, 1, 7) AS month, COUNT(*) AS licences FROM licences
         WHERE last_day >= $1 AND last_day <= $2 AND revoked_at_ms IS NULL
         GROUP BY SUBSTR(last_day, 1, 7) ORDER BY 1",
    )
    .bind(from)
    .bind(to)
    .fetch_all(db.read())
    .await
}

/// How many end from one day to another, both included; withdrawn licences are left out.
pub async fn count_ending(db: &Db, from: &str, to: &str) -> Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM licences WHERE last_day >= $1 AND last_day <= $2 AND revoked_at_ms IS NULL",
    )
    .bind(from)
    .bind(to)
    .fetch_one(db.read())
    .await
}

/// A warning that was given.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Warned {
    pub licence_id: Id<Licence>,
    pub step: i64,
    pub at_ms: i64,
}

/// Warnings given before last days from one day to another, both included, in their order.
pub async fn warned(db: &Db, from: &str, to: &str) -> Result<Vec<Warned>> {
    sqlx::query_as(
        "SELECT w.licence_id, w.step, w.at_ms FROM licence_warnings w JOIN licences l ON l.id = w.licence_id
         WHERE w.last_day >= $1 AND w.last_day <= $2 AND l.last_day = w.last_day ORDER BY w.at_ms, w.licence_id",
    )
    .bind(from)
    .bind(to)
    .fetch_all(db.read())
    .await
}
