//! What resellers and their customers are refused.

use hostler_kit::http::{Args, Kind, Refuse};

/// Customers of one reseller.
pub const MOST_CUSTOMERS: i64 = 5_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ResellerRefused {
    #[error("the customer is a reseller already")]
    Marked,
    #[error("a customer of a reseller cannot be one")]
    HasReseller,
    #[error("the reseller has as many customers as one may have")]
    TooMany,
    #[error("the customer has people already")]
    HasPeople,
    #[error("they may not act for this customer any more")]
    ActingEnded,
}

impl Refuse for ResellerRefused {
    fn kind(&self) -> Kind {
        match self {
            ResellerRefused::ActingEnded => Kind::Forbidden,
            _ => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            ResellerRefused::Marked => "reseller-known",
            ResellerRefused::HasReseller => "reseller-has-one",
            ResellerRefused::TooMany => "too-many-customers",
            ResellerRefused::HasPeople => "customer-has-people",
            ResellerRefused::ActingEnded => "acting-ended",
        }
    }

    fn args(&self) -> Args {
        match self {
            ResellerRefused::TooMany => Args::from([("most", MOST_CUSTOMERS.to_string())]),
            _ => Args::new(),
        }
    }
}
