use crate::accounts::{Customer, Person, Session};
use hostler_kit::id::{Id, Named};
use sqlx::FromRow;

/// Whose people: a customer's, or the provider's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum House {
    Customer(Id<Customer>),
    Provider,
}

impl House {
    /// Where this person belongs, or the customer they act for.
    pub fn of(session: &Session) -> House {
        session.person.customer_id.clone().map_or(House::Provider, House::Customer)
    }

    pub fn customer(&self) -> Option<&Id<Customer>> {
        match self {
            House::Customer(customer) => Some(customer),
            House::Provider => None,
        }
    }

    /// As the database names it.
    pub fn as_str(&self) -> &str {
        self.customer().map_or("staff", Id::as_str)
    }
}

/// Somebody is asked to join; of the link only the hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Invitation {
    pub id: Id<Invitation>,
    /// None: to the provider's staff.
    pub customer_id: Option<Id<Customer>>,
    /// Lower case.
    pub email: String,
    pub role: String,
    pub invited_by: Id<Person>,
    pub created_at_ms: i64,
    pub expires_at_ms: i64,
}

impl Named for Invitation {
    const PREFIX: &'static str = "ivt";
}

impl Invitation {
    pub fn house(&self) -> House {
        self.customer_id.clone().map_or(House::Provider, House::Customer)
    }
}
