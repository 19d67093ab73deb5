//! What is wished for, and what it costs with every line's reason.

use crate::catalogue::PriceClass;
use hostler_licence::file::Maintenance;
use hostler_licence::ledger::Part;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What somebody would buy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "LicenceWish")]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Wish {
    New(NewLicence),
    Users(MoreUsers),
    AddOn(OneAddOn),
    Renewal(Renewal),
}

impl Wish {
    /// The licence that it is for; none for a new one.
    pub fn licence(&self) -> Option<&str> {
        match self {
            Wish::New(_) => None,
            Wish::Users(MoreUsers { licence, .. })
            | Wish::AddOn(OneAddOn { licence, .. })
            | Wish::Renewal(Renewal { licence, .. }) => Some(licence),
        }
    }

    /// The stable word of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Wish::New(_) => "new",
            Wish::Users(_) => "users",
            Wish::AddOn(_) => "add-on",
            Wish::Renewal(_) => "renewal",
        }
    }
}

/// A new licence with its first year of maintenance (L1, L2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NewLicence {
    pub product: String,
    /// Empty: the product's first.
    #[serde(default)]
    pub edition: String,
    #[serde(default = "standard")]
    #[schemars(with = "String")]
    pub class: PriceClass,
    /// At least one; rounded up to what is sold.
    pub users: i64,
    #[serde(default)]
    pub add_ons: Vec<String>,
    /// Years of maintenance beyond the first.
    #[serde(default)]
    pub more_years: i64,
}

fn standard() -> PriceClass {
    PriceClass::Standard
}

/// More users for a licence, with the add-ons that it has (L5, P10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MoreUsers {
    /// `lic_…`
    pub licence: String,
    /// So many more; rounded up to packs.
    pub users: i64,
}

/// An add-on for all users of a licence (P5–P7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OneAddOn {
    pub licence: String,
    pub add_on: String,
}

/// Maintenance for further years (L4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Renewal {
    pub licence: String,
    pub years: i64,
    #[serde(default)]
    pub by: RenewalBy,
}

/// How a renewal arrives (L6).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RenewalBy {
    /// By the key that the licence has.
    #[default]
    SameKey,
    /// By a key of its own, to be added to the first.
    NewKey,
}

/// A licence as it is now, with all that was bought for it, whether its keys are redeemed yet or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub licence: String,
    /// `L-000042`
    pub number: String,
    pub product: String,
    pub edition: String,
    pub class: PriceClass,
    /// The day on which it was bought (D9).
    pub bought: Date,
    pub users: i64,
    /// Each is for all its users.
    pub add_ons: Vec<String>,
    /// None before its first registration.
    pub maintenance: Option<Maintenance>,
    /// Years of maintenance bought in all, the first included.
    pub years: i64,
}

/// A licence's size, before or after an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "LicenceSize")]
pub struct Size {
    pub users: i64,
    pub add_ons: Vec<String>,
    /// Of maintenance; none before the first registration.
    #[schemars(with = "Option<String>")]
    pub last_day: Option<Date>,
    /// Years of maintenance bought in all.
    pub years: i64,
}

/// What an order would cost on a day: every line with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// As it is sold: users rounded up, the edition named.
    pub wish: Wish,
    /// The day whose prices hold.
    pub on: Date,
    pub product: String,
    pub edition: String,
    pub class: PriceClass,
    /// None for a new licence.
    pub before: Option<Size>,
    pub after: Size,
    pub lines: Vec<Line>,
    pub notes: Vec<Note>,
    /// ISO 4217.
    pub currency: String,
    pub net_minor: i64,
    /// Hundredths of a percent.
    pub vat_permyriad: i64,
    pub vat_minor: i64,
    pub gross_minor: i64,
}

/// One line: `quantity × unit price`, rounded once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    #[serde(flatten)]
    pub what: What,
    pub quantity: i64,
    /// Millionths of the currency's unit.
    pub unit_price_micro: i64,
    pub amount_minor: i64,
}

/// What a line is for, with the numbers that make its unit price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "kebab-case")]
pub enum What {
    /// The server licence with the users that it includes (L1), and the first year (L2).
    Base { users: i64 },
    /// Packs of so many users each (L1).
    Packs { each: i64 },
    /// An add-on for a whole licence: for its base and for each of its packs (P5–P7).
    AddOn { add_on: String, users: i64, base_micro: i64, packs: i64, pack_micro: i64 },
    /// An add-on for each pack of users that comes to a licence which has it (P10).
    AddOnPacks { add_on: String, each: i64 },
    /// Years of maintenance, each for a share of the current price of the same licence new (L4).
    Years { percent_permyriad: i64, price_micro: i64 },
    /// Maintenance from the day of the order to the licence's last day (L5), for each unit.
    ProRata { percent_permyriad: i64, price_micro: i64, parts: Vec<Part>, last_day: Date },
}

/// Something to know about a quote that is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "kebab-case")]
pub enum Note {
    /// Users are sold in packs.
    RoundedUp { asked: i64, users: i64, packs: i64 },
    /// Maintenance begins with the registration, so what comes before needs none pro rata.
    NotRegistered,
    /// Maintenance has ended, so what comes now is covered once it is renewed.
    NotCovered { last_day: Date },
    /// A renewal goes on from the old last day (D7).
    Renewed { from: Date, last_day: Date },
    /// The renewal ends before today: so many years would reach it (D7).
    TooFewYears { years: i64, needed: i64, last_day: Date },
    /// Staff look at the evidence before the keys are delivered (L10).
    Evidence { class: PriceClass },
}
