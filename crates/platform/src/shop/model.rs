use super::quote::{Quote, Wish};
use crate::accounts::{Customer, Person};
use crate::licences::Licence;
use hostler_kit::id::{Id, Named};
use sqlx::FromRow;

/// What an order waits for whose VAT is not known yet.
pub const VAT: &str = "vat";

/// A customer's order for a licence, or for something that is added to one.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct LicenceOrder {
    pub id: Id<LicenceOrder>,
    pub customer_id: Id<Customer>,
    pub person_id: Id<Person>,
    /// The form's own value: sent twice it is one order.
    pub form: String,
    /// `new`, `users`, `add-on` or `renewal`.
    pub kind: String,
    pub product: String,
    pub edition: String,
    pub price_class: String,
    /// What it is for; none: a new one.
    pub licence_id: Option<Id<Licence>>,
    /// The customer's own.
    pub reference: String,
    /// [`Quote`] as JSON, as it was agreed.
    pub quote: String,
    pub gross_minor: i64,
    pub currency: String,
    /// Version of the terms that were accepted with it.
    pub terms: String,
    /// What [`State`] is kept as; [`LicenceOrder::state`] knows the rest.
    pub state: String,
    /// While it waits: `evidence` or `vat`.
    pub waits_for: String,
    pub placed_at_ms: i64,
    pub evidence_at_ms: Option<i64>,
    pub decided_at_ms: Option<i64>,
    pub decided_by: Option<Id<Person>>,
    /// Why it was refused.
    pub reason: String,
    pub delivered_at_ms: Option<i64>,
}

impl Named for LicenceOrder {
    const PREFIX: &'static str = "lor";
}

impl LicenceOrder {
    /// What was agreed. A row holds what the platform wrote there.
    pub fn quote(&self) -> Result<Quote, serde_json::Error> {
        serde_json::from_str(&self.quote)
    }

    pub fn state(&self) -> State {
        match State::of(&self.state) {
            State::Waiting if self.waits_for == VAT => State::Checking,
            state => state,
        }
    }
}

/// Where an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A visitor's: waits for the link in the mail.
    Placed,
    /// Waits for evidence, or for staff to look at it (L10).
    Waiting,
    /// Waits until it is known which VAT is on it (B9).
    Checking,
    /// The keys are there; the amount is due.
    Delivered,
    Refused,
    Cancelled,
    /// The address was not verified within a day.
    Lapsed,
}

impl State {
    pub const ALL: [State; 7] = [
        State::Placed,
        State::Waiting,
        State::Checking,
        State::Delivered,
        State::Refused,
        State::Cancelled,
        State::Lapsed,
    ];

    pub fn code(self) -> &'static str {
        match self {
            State::Placed => "placed",
            State::Waiting => "waiting",
            State::Checking => "checking",
            State::Delivered => "delivered",
            State::Refused => "refused",
            State::Cancelled => "cancelled",
            State::Lapsed => "lapsed",
        }
    }

    fn of(text: &str) -> State {
        State::ALL.into_iter().find(|state| state.code() == text).unwrap_or(State::Lapsed)
    }
}

/// What is ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub wish: Wish,
    /// The customer's own reference; empty: none.
    pub reference: String,
    /// The terms' version that the person agreed to; empty: they did not.
    pub terms: String,
    /// The total that the person saw; none: they saw none.
    pub seen_minor: Option<i64>,
    /// The form's own value; empty: each is an order of its own.
    pub form: String,
}

/// What shows that somebody may buy in a price class.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Evidence {
    pub order_id: Id<LicenceOrder>,
    pub words: String,
    /// Empty: no file.
    pub file_name: String,
    /// Media type.
    pub file_type: String,
    pub file_bytes: i64,
    /// The file in base64, sealed for the order.
    pub sealed: String,
    pub at_ms: i64,
}

/// Evidence as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sent {
    pub words: String,
    /// Name and content.
    pub file: Option<(String, Vec<u8>)>,
}
