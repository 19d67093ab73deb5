//! How VAT is treated on an invoice.

use super::rules::GOOD_FOR_MS;
use crate::accounts::{Customer, Person};
use crate::billing::invoices::Item;
use hostler_kit::id::{Id, Named};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// Why VAT is charged or not, as EN 16931 writes it (BT-118, BT-151; code list UNCL 5305).
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[schemars(rename = "VatCategory")]
pub enum Category {
    /// A country's rate: the provider's own, or the customer's where the catalogue has it (OSS).
    #[default]
    #[serde(rename = "S")]
    Standard,
    /// At a rate of nothing.
    #[serde(rename = "Z")]
    Zero,
    /// The customer, a business in another country of the EU, owes the VAT (articles 44 and 196 of 2006/112/EC).
    #[serde(rename = "AE")]
    Reverse,
    /// A service whose place is outside the EU (articles 44 and 59): no country's VAT stands on the invoice.
    #[serde(rename = "O")]
    Outside,
}

impl Category {
    /// The code on the document.
    pub fn code(self) -> &'static str {
        match self {
            Category::Standard => "S",
            Category::Zero => "Z",
            Category::Reverse => "AE",
            Category::Outside => "O",
        }
    }
}

/// What becomes of VAT on an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "VatTreatment")]
pub struct Treatment {
    pub category: Category,
    /// Whose VAT it is, ISO 3166.
    pub country: String,
    /// Hundredths of a percent.
    pub permyriad: i64,
}

impl Treatment {
    /// That of a line.
    pub fn of_item(item: &Item) -> Treatment {
        let country = item.vat_country.clone();
        Treatment { category: item.vat_category, country, permyriad: item.vat_permyriad }
    }

    /// At a country's rate.
    pub fn charged(country: &str, permyriad: i64) -> Treatment {
        let category = if permyriad == 0 { Category::Zero } else { Category::Standard };
        Treatment { category, country: country.into(), permyriad }
    }

    pub(super) fn free(category: Category, country: &str) -> Treatment {
        Treatment { category, country: country.into(), permyriad: 0 }
    }
}

impl Category {
    /// The key of the words on the document that say why no VAT is charged, and their code (BT-121, VATEX).
    pub fn reason(self) -> Option<(&'static str, &'static str)> {
        match self {
            Category::Reverse => Some(("vat-reason-reverse", "VATEX-EU-AE")),
            Category::Outside => Some(("vat-reason-outside", "VATEX-EU-O")),
            Category::Standard | Category::Zero => None,
        }
    }
}

/// A VAT number that was asked at the register, or accepted by staff, with what came back. Never changes.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct VatCheck {
    pub id: Id<VatCheck>,
    pub customer_id: Id<Customer>,
    pub vat_number: String,
    pub asked_at_ms: i64,
    /// `valid`, `invalid`, `unavailable` or `accepted`.
    pub answer: String,
    /// The register's number for this question.
    pub consultation: String,
    /// Whose number it is, as the register says.
    pub name: String,
    pub address: String,
    /// Why there was no answer; why staff accepted it.
    pub detail: String,
    /// Who accepted it.
    pub person_id: Option<Id<Person>>,
}

impl Named for VatCheck {
    const PREFIX: &'static str = "vck";
}

impl VatCheck {
    /// Whether it decides anything.
    pub fn is_decided(&self) -> bool {
        self.answer != "unavailable"
    }

    /// Whether an invoice may be reverse charged by it now.
    pub fn is_good(&self, now_ms: i64) -> bool {
        matches!(self.answer.as_str(), "valid" | "accepted") && now_ms - self.asked_at_ms <= GOOD_FOR_MS
    }
}
