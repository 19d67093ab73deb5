use super::rules::{self, Doing, RoleRefused};
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
    /// The customer's own words on its invoices, such as an order number.
    pub invoice_reference: String,
    /// Where invoices are sent besides the owners; empty: nowhere.
    pub invoice_email: String,
}

impl Customer {
    /// The customer that somebody describes; the form has been checked.
    pub(super) fn of_form(id: Id<Customer>, form: &SignUp, now_ms: i64) -> Customer {
        Customer {
            id,
            name: form.company.clone(),
            street: form.street.clone(),
            postcode: form.postcode.clone(),
            city: form.city.clone(),
            country: form.country.clone(),
            vat_number: form.vat_number.clone(),
            language: form.language.clone(),
            created_at_ms: now_ms,
            invoice_reference: form.invoice_reference.clone(),
            invoice_email: String::new(),
        }
    }
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
    /// Of a customer: the servers and their consoles, and the licences.
    Administrator,
    /// Of a customer: reads what is about money.
    Accountant,
    /// An owner of a reseller, while they act for a customer of theirs. Nobody's role by itself.
    Reseller,
    /// Of the provider.
    Staff,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Administrator => "administrator",
            Role::Accountant => "accountant",
            Role::Reseller => "reseller",
            Role::Staff => "staff",
        }
    }

    /// A person's role as it is stored.
    pub fn of(text: &str) -> Option<Role> {
        let stored = [Role::Owner, Role::Administrator, Role::Accountant, Role::Staff];
        stored.into_iter().find(|role| role.as_str() == text)
    }
}

/// A person who is signed in now. While they act for a customer, `person.customer_id` is that customer's, so whatever
/// they do is done for it, and their role is [`Role::Reseller`].
#[derive(Debug, Clone)]
pub struct Session {
    pub person: Person,
    pub role: Role,
    /// The reseller whose owner this is, acting or not.
    pub reseller: Option<Id<Customer>>,
    pub acting: Option<Acting>,
    /// Value that each form carries back.
    pub csrf: String,
    /// The API token by which they act; none: they signed in.
    pub token: Option<TokenUse>,
}

/// For whom somebody acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    pub customer: Id<Customer>,
    pub customer_name: String,
    pub reseller: Id<Customer>,
    pub reseller_name: String,
}

impl Acting {
    /// As events tell it.
    fn told(&self) -> serde_json::Value {
        serde_json::json!({
            "customer": self.customer, "customer_name": self.customer_name,
            "reseller": self.reseller, "reseller_name": self.reseller_name,
        })
    }
}

/// A token at work.
#[derive(Debug, Clone)]
pub struct TokenUse {
    pub id: Id<Token>,
    pub name: String,
    pub scopes: String,
}

impl Session {
    /// Who acts: the token, if there is one, else the person; and for whom, if not for themselves.
    pub fn actor(&self) -> Actor {
        let actor = match &self.token {
            Some(token) => Actor::new(&token.id, format!("{} ({})", token.name, self.person.name)),
            None => self.person.actor(),
        };
        match &self.acting {
            Some(acting) => actor.acting(acting.told()),
            None => actor,
        }
    }

    /// Whether this person's role allows it.
    pub fn may(&self, doing: Doing) -> Result<(), RoleRefused> {
        rules::may(self.role, doing)
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
    /// The customer's own words on each invoice; empty: none.
    pub invoice_reference: String,
}
