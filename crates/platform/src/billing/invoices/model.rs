//! A month's bill of one customer: as it stands (a draft), and issued (a document that never changes again).

use crate::accounts::Customer;
use crate::billing::debits::Announcement;
use crate::billing::pricing::Line;
use crate::metering::usage::DayUsers;
use crate::shop::LicenceOrder;
use hostler_kit::id::{Id, Named};
use hostler_kit::time::Month;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// An issued invoice.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Invoice {
    pub id: Id<Invoice>,
    /// `2026-0001`: its series (the year) and its place in it.
    pub number: String,
    /// `month`, `order` or `credit-note`; a credit note's amounts are above zero, as on the document.
    pub kind: String,
    pub customer_id: Id<Customer>,
    pub customer_name: String,
    /// The month that it bills, `YYYY-MM`.
    pub month: Option<String>,
    /// The licence order that it bills.
    pub order_id: Option<Id<LicenceOrder>>,
    /// The invoice that a credit note takes back.
    pub credits: Option<Id<Invoice>>,
    /// The invoice that it stands for, which was taken back whole.
    pub replaces: Option<Id<Invoice>>,
    /// `YYYY-MM-DD`.
    pub date: String,
    pub due: String,
    pub net_minor: i64,
    pub vat_minor: i64,
    pub total_minor: i64,
    pub currency: String,
    /// `issued`, `paid`, `credited` or `written-off`.
    pub state: String,
    /// What is still to be paid.
    pub open_minor: i64,
    pub issued_at_ms: i64,
    /// When nothing was open any more.
    pub settled_at_ms: Option<i64>,
}

impl Named for Invoice {
    const PREFIX: &'static str = "inv";
}

/// Who sends or gets an invoice, as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Party {
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    pub country: String,
    pub vat_number: String,
}

/// How the provider is paid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Payment {
    pub register_number: String,
    pub email: String,
    pub iban: String,
    pub bic: String,
}

/// A line with what the document needs besides its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Item {
    /// The month it belongs to: the invoice's own, or an earlier one that is corrected.
    pub month: Month,
    /// Host name of its server; none where it is about several.
    pub host: Option<String>,
    /// The product's name for people.
    pub product: String,
    /// Hundredths of a percent.
    pub vat_permyriad: i64,
    /// The accounts of each day, on lines that bill users.
    pub days: Vec<DayUsers>,
    pub line: Line,
}

/// VAT is worked out once for each rate (EN 16931, BG-23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct VatGroup {
    pub rate_permyriad: i64,
    pub net_minor: i64,
    pub vat_minor: i64,
}

/// What the lines come to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Totals {
    pub vat: Vec<VatGroup>,
    pub net_minor: i64,
    pub vat_minor: i64,
    pub total_minor: i64,
}

/// A customer's month as it stands: the next invoice, or the preview of a month that is about to be closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Draft {
    #[serde(skip)]
    pub customer: Customer,
    pub month: Month,
    pub items: Vec<Item>,
    #[serde(flatten)]
    pub totals: Totals,
    pub currency: String,
    pub warnings: Vec<Warning>,
    /// Earlier months that were looked at again because readings could still come.
    #[serde(skip)]
    pub corrected: Vec<Month>,
    /// Of `corrected` and this month, those that can change no more.
    #[serde(skip)]
    pub settled: Vec<Month>,
}

/// What staff should look at before a month is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "warning", rename_all = "kebab-case")]
pub enum Warning {
    /// Its journal has not reached the month's end: readings may still come.
    NotReached { host: String },
    /// It never sent a reading.
    NoReadings { host: String },
    /// More than double the month before, in minor units.
    Doubled { before_minor: i64 },
}

/// Everything that an invoice's page and PDF show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Document {
    pub number: String,
    /// ISO 11649, for the payment.
    pub reference: String,
    pub date: Date,
    pub due: Date,
    pub month: Month,
    /// The customer's: `en` or `nl`.
    pub language: String,
    pub currency: String,
    pub provider: Party,
    pub payment: Payment,
    pub customer: Party,
    pub items: Vec<Item>,
    pub totals: Totals,
    /// How it is collected, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debit: Option<Announcement>,
}

/// A month that was closed, and how far its invoices are.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct ClosedMonth {
    pub month: String,
    pub date: String,
    pub started_at_ms: i64,
    pub customers: i64,
    pub done: i64,
    pub invoices: i64,
    pub total_minor: i64,
}

impl ClosedMonth {
    pub fn is_done(&self) -> bool {
        self.done == self.customers
    }
}
