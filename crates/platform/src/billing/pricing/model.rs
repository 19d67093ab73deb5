//! The month of a server as pricing takes it, and the line that it gives.

use crate::catalogue::NoPrice;
use crate::metering::{StorageDay, StorageMonth};
use hostler_kit::time::Month;
use serde::{Deserialize, Serialize};

/// What was metered on one server in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerMonth {
    pub customer: String,
    pub server: String,
    /// The product's id in the catalogue.
    pub product: String,
    pub users: UsersOfMonth,
    /// Without days where nothing was read yet.
    pub storage: StorageMonth,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsersOfMonth {
    /// The month's number (B1).
    pub peak: i64,
    pub peak_at_ms: i64,
    pub carried_over: i64,
    /// The accounts of the peak's instant, by whatever name the invoice shows, sorted.
    pub accounts: Vec<String>,
}

/// A line of an invoice, in the shape that `hostler replay` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Line {
    pub customer: String,
    /// None on lines that are about several servers of the customer.
    pub server: Option<String>,
    pub product: String,
    pub kind: Kind,
    /// Negative on a correction that takes back.
    pub quantity: i64,
    pub unit: Unit,
    /// Millionths of the currency's unit; negative for a discount.
    pub unit_price_micro: i64,
    /// Net amount in minor units (cents): quantity × unit price, rounded once, half even.
    pub amount_minor: i64,
    /// ISO 4217 code.
    pub currency: String,
    pub because: Because,
}

/// Kinds of line, in the order of an invoice.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "LineKind")]
pub enum Kind {
    Users,
    Storage,
    CombinationDiscount,
    /// A line of a licence order.
    Licence,
    /// What was given away on an invoice that this one stands for.
    Goodwill,
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum Unit {
    /// A user for the month.
    #[serde(rename = "user")]
    User,
    /// 10⁹ bytes for the month.
    #[serde(rename = "GB")]
    Gb,
    /// One of what the line says.
    #[serde(rename = "piece")]
    Piece,
}

/// Why a line has its quantity (B6). In JSON the fields alone, without the variant's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Because {
    Users {
        /// When the month's number was first reached: RFC 3339 with the offset of the provider's zone.
        peak_at: String,
        /// The accounts that existed then.
        accounts: Vec<String>,
        /// Accounts that the month began with.
        carried_over: i64,
        /// The counting rule, such as `connect/hosted/1` (D15).
        rule: String,
    },
    Storage {
        /// The mean of `days`, a part of a byte taken as one.
        mean_bytes: i64,
        /// Included: the month's users × what each includes.
        allowance_bytes: i64,
        /// The month's users on this server.
        users: i64,
        days: Vec<StorageDay>,
    },
    CombinationDiscount {
        /// The month's users of the customer on each product of the combination.
        users: Vec<ProductUsers>,
        /// Hundredths of a percent: 10 % = 1000.
        discount_permyriad: i64,
        /// The price that the discount is taken of.
        of_unit_price_micro: i64,
    },
    Correction {
        /// The month that was invoiced before these readings arrived.
        corrects: Month,
        invoiced_quantity: i64,
        invoiced_minor: i64,
        right_quantity: i64,
        right_minor: i64,
        /// The explanation of the right quantity; none where the line should not have been there.
        right: Option<Box<Because>>,
    },
    /// In words, for what is not metered.
    Said { said: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ProductUsers {
    pub product: String,
    pub users: i64,
}

/// Sorts lines by customer; within a customer by server (lines about no single server last), kind and product.
pub fn in_invoice_order(lines: &mut [Line]) {
    lines.sort_by(|a, b| {
        a.customer
            .cmp(&b.customer)
            .then_with(|| a.server.is_none().cmp(&b.server.is_none()))
            .then_with(|| a.server.cmp(&b.server))
            .then_with(|| a.kind.cmp(&b.kind))
            .then_with(|| a.product.cmp(&b.product))
    });
}

/// Why a month cannot be priced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unbillable {
    #[error(transparent)]
    NoPrice(#[from] NoPrice),
    #[error(
        "the catalogue has no product `{0}` that is counted hosted; add it, or correct the product's name"
    )]
    UnknownProduct(String),
}
