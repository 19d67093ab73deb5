//! Why there is no price.

use super::rules::{MOST_USERS, MOST_YEARS};
use crate::catalogue::NoLicencePrice;
use hostler_kit::http::{Args, Kind, Refuse};
use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuoteRefused {
    #[error("{product} is not sold by licence")]
    NotByLicence { product: String },
    #[error("{product} has no edition {edition}")]
    NoEdition { product: String, edition: String },
    #[error("{0}")]
    NoPrice(#[from] NoLicencePrice),
    #[error("the number of users is out of range")]
    UsersOutOfRange,
    #[error("the number of years is out of range")]
    YearsOutOfRange,
    #[error("the add-on {add_on} is not sold for this licence")]
    NoAddOn { add_on: String },
    #[error("the licence has the add-on {add_on}")]
    AddOnHeld { add_on: String },
    #[error("the licence has the add-on {add_on} as a part of its base")]
    AddOnIncluded { add_on: String },
    #[error("the customer has no such licence")]
    NoLicence,
}

impl Refuse for QuoteRefused {
    fn kind(&self) -> Kind {
        match self {
            QuoteRefused::NoLicence => Kind::Missing,
            QuoteRefused::AddOnHeld { .. } | QuoteRefused::AddOnIncluded { .. } => Kind::Conflict,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            QuoteRefused::NotByLicence { .. } => "product-not-by-licence",
            QuoteRefused::NoEdition { .. } => "edition-unknown",
            QuoteRefused::NoPrice(_) => "licence-price-missing",
            QuoteRefused::UsersOutOfRange => "users-out-of-range",
            QuoteRefused::YearsOutOfRange => "years-out-of-range",
            QuoteRefused::NoAddOn { .. } => "add-on-not-sold",
            QuoteRefused::AddOnHeld { .. } => "add-on-held",
            QuoteRefused::AddOnIncluded { .. } => "add-on-included",
            QuoteRefused::NoLicence => "licence-unknown",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            QuoteRefused::NotByLicence { .. } => Some("product"),
            QuoteRefused::NoEdition { .. } => Some("edition"),
            QuoteRefused::NoPrice(_) => Some("class"),
            QuoteRefused::UsersOutOfRange => Some("users"),
            QuoteRefused::YearsOutOfRange => Some("years"),
            QuoteRefused::NoAddOn { .. }
            | QuoteRefused::AddOnHeld { .. }
            | QuoteRefused::AddOnIncluded { .. } => Some("add_on"),
            QuoteRefused::NoLicence => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            QuoteRefused::NotByLicence { product } => Args::from([("product", product.clone())]),
            QuoteRefused::NoEdition { product, edition } => {
                Args::from([("product", product.clone()), ("edition", edition.clone())])
            }
            QuoteRefused::NoPrice(missing) => Args::from([
                ("product", missing.product.clone()),
                ("edition", missing.edition.clone()),
                ("class", missing.class.to_string()),
            ]),
            QuoteRefused::UsersOutOfRange => Args::from([("most", MOST_USERS.to_string())]),
            QuoteRefused::YearsOutOfRange => Args::from([("most", MOST_YEARS.to_string())]),
            QuoteRefused::NoAddOn { add_on }
            | QuoteRefused::AddOnHeld { add_on }
            | QuoteRefused::AddOnIncluded { add_on } => Args::from([("add_on", add_on.clone())]),
            QuoteRefused::NoLicence => Args::new(),
        }
    }
}
