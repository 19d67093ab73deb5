//! What is redeemed, and what a ledger answers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one key is good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The key's id, [`crate::key::Key::id`]; a renewal in place has one of its own.
    pub key: String,
    pub kind: GrantKind,
    pub product: String,
    pub edition: String,
    pub price_class: String,
    /// Users that it adds.
    pub users: i64,
    /// Add-ons, each with the users that it adds to it.
    pub add_ons: BTreeMap<String, i64>,
    /// Years of maintenance that it adds; the first year comes with the registration.
    pub years: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantKind {
    /// A new licence.
    Base,
    /// More users, with the add-ons that the licence has.
    Users,
    AddOn,
    /// Maintenance.
    Renewal,
}

impl GrantKind {
    pub fn code(self) -> &'static str {
        match self {
            GrantKind::Base => "base",
            GrantKind::Users => "users",
            GrantKind::AddOn => "add-on",
            GrantKind::Renewal => "renewal",
        }
    }
}

impl Grant {
    pub(super) fn goes_with(&self, base: &Grant) -> Result<(), Refused> {
        let differs = |found: &str, wanted: &str| found != wanted;
        let told = |found: &str, wanted: &str| (found.to_string(), wanted.to_string());
        if differs(&self.product, &base.product) {
            let (found, wanted) = told(&self.product, &base.product);
            return Err(Refused::OtherProduct { found, wanted });
        }
        if differs(&self.edition, &base.edition) {
            let (found, wanted) = told(&self.edition, &base.edition);
            return Err(Refused::OtherEdition { found, wanted });
        }
        if differs(&self.price_class, &base.price_class) {
            let (found, wanted) = told(&self.price_class, &base.price_class);
            return Err(Refused::OtherClass { found, wanted });
        }
        Ok(())
    }
}

/// A grant and the day of its redemption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redeemed {
    pub grant: Grant,
    pub on: Date,
}

/// One licence's grants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// The day on which it was first registered, in the customer's time zone.
    pub registered: Option<Date>,
    pub redeemed: Vec<Redeemed>,
}

/// Why grants are not redeemed. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the first key must be that of a licence itself")]
    NoBase,
    #[error("that is the key of a second licence, which cannot be added to this one")]
    SecondBase,
    #[error("that key is for {found}, and this is a licence for {wanted}")]
    OtherProduct { found: String, wanted: String },
    #[error("that key is for the edition {found}, and this licence is {wanted}")]
    OtherEdition { found: String, wanted: String },
    #[error("that key was sold at {found} prices, and this licence at {wanted} prices")]
    OtherClass { found: String, wanted: String },
    /// D14.
    #[error("the add-on {add_on} would be for {found} users and the licence for {users}")]
    AddOnUsers { add_on: String, found: i64, users: i64 },
}

impl Refused {
    /// Stable; pages have their words under it.
    pub fn code(&self) -> &'static str {
        match self {
            Refused::NoBase => "base-key-needed",
            Refused::SecondBase => "second-base-key",
            Refused::OtherProduct { .. } => "key-other-product",
            Refused::OtherEdition { .. } => "key-other-edition",
            Refused::OtherClass { .. } => "key-other-class",
            Refused::AddOnUsers { .. } => "add-on-users-differ",
        }
    }
}

/// Where a number or date of a licence comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "because")]
pub enum Because {
    /// Registration began the first year (L2).
    Registered {
        on: Date,
        last_day: Date,
    },
    Users {
        key: String,
        on: Date,
        added: i64,
        users: i64,
    },
    AddOn {
        key: String,
        on: Date,
        add_on: String,
        added: i64,
    },
    /// Maintenance went on from its old last day (D7); the new one is known once the licence is registered.
    Renewed {
        key: String,
        on: Date,
        years: i64,
        last_day: Option<Date>,
    },
}
