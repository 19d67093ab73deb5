//! A month's bill of one customer: as it stands (a draft), and issued (a document that never changes again).

use crate::accounts::Customer;
use crate::billing::debits::Announcement;
use crate::billing::pricing::Line;
use crate::billing::vat::Category;
use crate::metering::usage::DayUsers;
use crate::shop::LicenceOrder;
use hostler_kit::id::{Id, Named};
use hostler_kit::time::Month;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use std::collections::BTreeMap;

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
    /// Where a customer wants its invoices (BT-49, BT-58); empty: not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
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
    #[serde(default)]
    pub vat_category: Category,
    /// Whose VAT it is (ISO 3166); empty on documents of before: the customer's country.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub vat_country: String,
    /// The accounts of each day, on lines that bill users.
    pub days: Vec<DayUsers>,
    /// What it is, in the document's language; empty where the line's kind and product say it.
    #[serde(default)]
    pub text: String,
    /// On a credit note: the line of the invoice that it takes from, counted from 1.
    #[serde(default)]
    pub of_line: Option<i64>,
    /// Of a server's users in its last month: its last day. No other invoice comes for it (H6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Date>,
    pub line: Line,
}

/// VAT is worked out once for each category, country and rate (EN 16931, BG-23).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct VatGroup {
    pub rate_permyriad: i64,
    pub net_minor: i64,
    pub vat_minor: i64,
    #[serde(default)]
    pub category: Category,
    /// Whose VAT it is (ISO 3166); empty on documents of before: the customer's country.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// Why no VAT is charged, in the document's language (BT-120); empty where it is charged.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The same as a code (BT-121), such as `VATEX-EU-AE`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason_code: String,
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

/// Which invoices a list shows.
#[derive(Debug, Clone, Copy)]
pub struct Which<'a> {
    /// None: everybody's.
    pub customer: Option<&'a Id<Customer>>,
    /// In number or customer's name.
    pub search: &'a str,
    pub filter: Filter,
    pub today: Date,
}

/// How a list of invoices is narrowed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "InvoiceFilter")]
pub enum Filter {
    #[default]
    #[serde(rename = "")]
    All,
    Open,
    Overdue,
    Paid,
    Credited,
    WrittenOff,
}

impl Filter {
    pub const ALL: [Filter; 6] =
        [Filter::All, Filter::Open, Filter::Overdue, Filter::Paid, Filter::Credited, Filter::WrittenOff];

    pub fn code(self) -> &'static str {
        match self {
            Filter::All => "",
            Filter::Open => "open",
            Filter::Overdue => "overdue",
            Filter::Paid => "paid",
            Filter::Credited => "credited",
            Filter::WrittenOff => "written-off",
        }
    }

    /// Of an address; what is none shows all.
    pub fn of(text: &str) -> Filter {
        Filter::ALL.into_iter().find(|filter| filter.code() == text).unwrap_or_default()
    }
}

/// What a list of invoices comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Sums {
    pub count: i64,
    pub open_minor: i64,
    pub overdue_minor: i64,
}

/// A credit note that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "CreditWish")]
pub struct CreditWish {
    /// Printed on the credit note.
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub what: CreditWhat,
    #[serde(default)]
    pub then: CreditThen,
}

/// What of an invoice is credited.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CreditWhat {
    /// Everything that was not credited before.
    #[default]
    Whole,
    /// An amount of some lines.
    Lines(Vec<CreditLine>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CreditLine {
    /// Its place on the invoice, from 1.
    pub line: i64,
    /// Without VAT, above zero.
    pub amount_minor: i64,
}

/// What comes after the credit note.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CreditThen {
    #[default]
    Nothing,
    /// A new invoice from the customer's data and readings of now. Only with the whole invoice.
    WriteAgain,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Credited {
    pub credit_note: Invoice,
    /// The invoice that was written again; none if it was not asked for, or comes to nothing.
    pub again: Option<Invoice>,
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
    /// Less than half of it.
    Halved { before_minor: i64 },
    /// It comes to nothing though servers run.
    Nothing,
    /// The customer is billed for the first time.
    First,
    /// A price is another than the month before, in millionths.
    PriceChanged { product: String, from_micro: i64, to_micro: i64 },
    /// A price will be another from a later month on.
    PriceAnnounced { product: String, from: Date, to_micro: i64 },
    /// The customer is in another country than on its last invoice.
    CountryChanged { from: String, to: String },
    /// It may not be issued as it stands: a refusal's code and the values of its sentence.
    MayNotBeIssued { code: String, values: BTreeMap<String, String> },
}

/// What a document is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// Bills a month of hosted servers. Documents of before there were kinds do.
    #[default]
    Month,
    /// Bills a licence order.
    Order,
    /// Takes an invoice back, whole or in part, or is what a month came to below zero. Its amounts are above zero.
    CreditNote,
}

impl DocumentKind {
    pub fn code(self) -> &'static str {
        match self {
            DocumentKind::Month => "month",
            DocumentKind::Order => "order",
            DocumentKind::CreditNote => "credit-note",
        }
    }
}

/// Another document that a document names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Mentioned {
    pub number: String,
    pub date: Date,
}

/// The days that a document is about, both included (EN 16931, BG-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

/// Everything that an invoice's page, PDF and XML show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Document {
    #[serde(default)]
    pub kind: DocumentKind,
    pub number: String,
    /// ISO 11649, for the payment.
    pub reference: String,
    pub date: Date,
    pub due: Date,
    /// The month that it bills; otherwise that of its date.
    pub month: Month,
    /// The invoice that a credit note takes back.
    #[serde(default)]
    pub credits: Option<Mentioned>,
    /// The invoice that it stands for, which was taken back whole.
    #[serde(default)]
    pub replaces: Option<Mentioned>,
    /// Why a credit note was written.
    #[serde(default)]
    pub reason: String,
    /// The customer's own reference (EN 16931, BT-10); empty: none.
    #[serde(default)]
    pub buyer_reference: String,
    /// The customer's: `en` or `nl`.
    pub language: String,
    pub currency: String,
    pub provider: Party,
    pub payment: Payment,
    pub customer: Party,
    /// The days that it is about; none on orders, and on documents of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The VAT check by which the VAT was reverse charged: its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_check: Option<String>,
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
    /// Those that wait because their invoice may not be issued as it stands.
    pub waiting: i64,
    pub invoices: i64,
    pub total_minor: i64,
}

impl ClosedMonth {
    pub fn is_done(&self) -> bool {
        self.done == self.customers
    }

    /// Whether every customer's part is done, or waits for something that only people or time set right.
    pub fn is_through(&self) -> bool {
        self.done + self.waiting >= self.customers
    }
}

/// Of an issued document, what a VAT return needs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Issued {
    #[serde(skip)]
    pub id: String,
    #[serde(skip)]
    pub kind: String,
    pub customer: Party,
    pub totals: Totals,
}
