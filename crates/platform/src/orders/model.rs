use crate::accounts::{Customer, Person};
use crate::servers::Server;
use hostler_kit::id::{Id, Named};
use serde::Serialize;
use sqlx::FromRow;

/// A customer's wish for a server, from the form to the server that fulfils it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Order {
    pub id: Id<Order>,
    pub customer_id: Id<Customer>,
    pub person_id: Id<Person>,
    pub product: String,
    pub server_name: String,
    /// Version of the terms that were accepted with it.
    pub terms: String,
    /// `placed` until the address is verified, then `accepted`; `lapsed` if that takes more than a day.
    pub state: String,
    pub server_id: Option<Id<Server>>,
    pub placed_at_ms: i64,
    pub accepted_at_ms: Option<i64>,
}

impl Named for Order {
    const PREFIX: &'static str = "ord";
}

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    pub product: String,
    pub server_name: String,
    /// The terms' version that the person agreed to; empty: they did not.
    pub terms: String,
}
