use crate::accounts::Customer;
use hostler_kit::id::{Id, Named};
use hostler_licence::ledger::{Grant, GrantKind};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;
use std::collections::BTreeMap;

/// What a customer owns: the sum of the grants in it, and the machine that it is registered on.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, JsonSchema)]
pub struct Licence {
    pub id: Id<Licence>,
    /// `L-000042`.
    pub number: String,
    /// None: issued by hand, for nobody in particular.
    pub customer_id: Option<Id<Customer>>,
    /// The name in the licence file.
    pub holder: String,
    pub product: String,
    pub edition: String,
    pub price_class: String,
    /// IANA name of the time zone of its days.
    pub zone: String,
    /// `YYYY-MM-DD`.
    pub bought: String,
    /// Day of the first registration, from which maintenance runs (L2).
    pub registered_on: Option<String>,
    /// Of the newest licence file; 0: there is none.
    pub serial: i64,
    pub users: i64,
    /// Of maintenance; valid until its end.
    pub last_day: Option<String>,
    /// Since when the newest file does not say what holds.
    #[serde(skip)]
    pub outdated_at_ms: Option<i64>,
    pub revoked_at_ms: Option<i64>,
    pub revoked_reason: String,
    pub created_at_ms: i64,
}

impl Named for Licence {
    const PREFIX: &'static str = "lic";
}

impl Licence {
    /// Its time zone; UTC where the name has gone from the world's list.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    pub fn is_of(&self, customer: &Id<Customer>) -> bool {
        self.customer_id.as_ref() == Some(customer)
    }
}

/// A key that was issued, or a renewal in place, which has none.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct KeyRow {
    pub id: String,
    pub sealed: Option<String>,
    pub hint: String,
    pub customer_id: Option<Id<Customer>>,
    pub order_id: String,
    pub reason: String,
    pub kind: String,
    /// [`Grant`] as JSON.
    pub terms: String,
    pub licence_id: Option<Id<Licence>>,
    pub state: String,
    pub created_at_ms: i64,
    pub revoked_reason: String,
}

impl KeyRow {
    pub fn grant(&self) -> Result<Grant, serde_json::Error> {
        serde_json::from_str(&self.terms)
    }
}

/// A machine that holds or held a licence.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, JsonSchema)]
#[schemars(rename = "LicenceMachine")]
pub struct Machine {
    pub id: Id<Machine>,
    #[serde(skip)]
    pub licence_id: Id<Licence>,
    /// The id of its key.
    pub machine: String,
    /// `main`, or `partner`: stands in when the other fails.
    pub part: String,
    pub host: String,
    pub system: String,
    pub hardware: String,
    pub fingerprint: String,
    pub version: String,
    /// Who registered it, as they said, as JSON.
    #[serde(skip)]
    pub owner: String,
    pub from_ms: i64,
    /// Serial of the file with which it came.
    #[serde(skip)]
    pub from_serial: i64,
    /// Serial of the file that it asked for last, and when, by its own clock.
    #[serde(skip)]
    pub asked_serial: i64,
    #[serde(skip)]
    pub asked_ms: i64,
    pub until_ms: Option<i64>,
    /// Serial of the newest file when it left.
    #[serde(skip)]
    pub until_serial: Option<i64>,
    /// Empty, `receipt`, `offline` or `staff`.
    pub left_by: String,
    pub reason: String,
}

impl Named for Machine {
    const PREFIX: &'static str = "mac";
}

/// A licence file that was signed.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct FileRow {
    pub licence_id: Id<Licence>,
    pub serial: i64,
    pub request_hash: String,
    pub key_id: String,
    pub text: String,
    pub issued_at_ms: i64,
}

/// A grant in a licence, as the store gives it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct GrantRow {
    pub key_id: String,
    pub hint: String,
    pub terms: String,
    pub day: String,
}

/// What is to be issued.
#[derive(Debug, Clone)]
pub struct Issue<'a> {
    /// Whose it becomes; none: whoever registers it.
    pub customer: Option<&'a Customer>,
    /// The order that it is sold with; empty: by hand.
    pub order: &'a str,
    /// Why, where it is issued by hand.
    pub reason: &'a str,
    /// IANA name of the customer's time zone; none: the provider's.
    pub zone: Option<&'a str>,
    pub wishes: &'a [Wish],
}

/// One thing to be issued: a new licence, or something for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub kind: GrantKind,
    pub product: String,
    pub edition: String,
    pub price_class: String,
    pub users: i64,
    pub add_ons: BTreeMap<String, i64>,
    pub years: i64,
    /// The only licence that it is for; a renewal always has one, a new licence never.
    pub licence: Option<Id<Licence>>,
    pub arrives: Arrives,
}

/// How something bought reaches its licence (L6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrives {
    /// By a key of its own.
    AsKey,
    /// When the licence's base key is registered again.
    InPlace,
}

/// What was issued. The key's text is to be shown to its owner only.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "LicenceKey")]
pub struct Issued {
    pub id: String,
    /// None: it arrives in place.
    pub key: Option<String>,
    /// Its last group.
    pub hint: String,
    /// `base`, `users`, `add-on` or `renewal`.
    #[schemars(with = "String")]
    pub kind: GrantKind,
    /// The licence that it is in, or the only one that it is for.
    pub licence: Option<Id<Licence>>,
    /// `L-000042`
    pub number: Option<String>,
    /// `new`, `redeemed` or `revoked`.
    pub state: String,
}

/// Keys stay out of logs.
impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Issued({} …{})", self.kind.code(), self.hint)
    }
}

/// A day as the database has it.
pub(super) fn read_day(text: &str) -> Result<Date, jiff::Error> {
    text.parse()
}
