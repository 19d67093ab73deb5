//! How VAT is treated on an invoice.

use serde::{Deserialize, Serialize};

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
