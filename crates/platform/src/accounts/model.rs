use super::tokens::Token;
use crate::events::Actor;
use hostler_kit::id::{Id, Named};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// Who holds products and gets the invoices.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Customer {
    pub id: Id<Customer>,
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Empty, or with its country prefix.
    pub vat_number: String,
    pub language: String,
    pub created_at_ms: i64,
}

impl Named for Customer {
    const PREFIX: &'static str = "cus";
}

/// Somebody who signs in: for a customer, or for the provider.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Person {
    pub id: Id<Person>,
    pub customer_id: Option<Id<Customer>>,
    /// Lower case.
    pub email: String,
    pub name: String,
    pub password_hash: String,
    pub role: String,
    pub language: String,
    pub verified_at_ms: Option<i64>,
    pub created_at_ms: i64,
}

impl Person {
    /// This person, as whoever does something.
    pub fn actor(&self) -> Actor {
        Actor::new(&self.id, self.name.clone())
    }
}

impl Named for Person {
    const PREFIX: &'static str = "per";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Of a customer: everything, and the only one who may order and give notice.
    Owner,
    /// Of a customer: the servers and their consoles.
    Administrator,
    /// Of the provider.
    Staff,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Administrator => "administrator",
            Role::Staff => "staff",
        }
    }

    pub fn of(text: &str) -> Option<Role> {
        [Role::Owner, Role::Administrator, Role::Staff].into_iter().find(|role| role.as_str() == text)
    }
}

/// A person who is signed in now.
#[derive(Debug, Clone)]
pub struct Session {
    pub person: Person,
    pub role: Role,
    /// Value that each form carries back.
    pub csrf: String,
    /// The API token by which they act; none: they signed in.
    pub token: Option<TokenUse>,
}

/// A token at work.
#[derive(Debug, Clone)]
pub struct TokenUse {
    pub id: Id<Token>,
    pub name: String,
    pub scopes: String,
}

impl Session {
    /// Who acts: the token, if there is one, else the person.
    pub fn actor(&self) -> Actor {
        match &self.token {
            Some(token) => Actor::new(&token.id, format!("{} ({})", token.name, self.person.name)),
            None => self.person.actor(),
        }
    }
}

/// What somebody tells about the customer and themselves when they sign up.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SignUp {
    pub company: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    pub country: String,
    pub vat_number: String,
    pub name: String,
    pub email: String,
    pub password: String,
    pub language: String,
}
