//! Which VAT stands on an invoice: pure, by the day that counts.
//!
//! Everything sold here is a service supplied electronically, so its place is where the customer is: for a business by
//! article 44 of 2006/112/EC, for anybody else by article 58 (within the EU) and article 59 (outside).

use super::model::{Category, Treatment};
use crate::accounts::{self, BadNumber};
use crate::catalogue::Catalogue;
use hostler_kit::http::{Args, Kind, Refuse};
use jiff::civil::Date;
use thiserror::Error;

/// A check is good for so long; before a later invoice the register is asked again.
pub const GOOD_FOR_MS: i64 = 30 * 24 * 3_600_000;

/// Why an invoice cannot be issued yet.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VatRefused {
    #[error("there is no VAT rate for {country} on {day}, and no VAT number")]
    NoRate { country: String, day: Date },
    #[error("the VAT number {number} does not fit the country {country}")]
    NumberElsewhere { number: String, country: String },
    #[error("VIES has not said yet whether {number} is valid")]
    CheckWaits { number: String },
    #[error("VIES says that {number} is not valid")]
    NumberInvalid { number: String },
    #[error("a reason is needed")]
    NoReason,
    #[error("there is no VAT number to be checked")]
    NothingToCheck,
    #[error("VIES is switched off")]
    Off,
}

impl Refuse for VatRefused {
    fn kind(&self) -> Kind {
        match self {
            VatRefused::NoReason => Kind::Invalid,
            VatRefused::Off => Kind::Unavailable,
            _ => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            VatRefused::NoRate { .. } => "no-vat-rate",
            VatRefused::NumberElsewhere { .. } => "vat-number-country",
            VatRefused::CheckWaits { .. } => "vat-check",
            VatRefused::NumberInvalid { .. } => "vat-number-invalid",
            VatRefused::NoReason => "vat-reason-missing",
            VatRefused::NothingToCheck => "vat-nothing-to-check",
            VatRefused::Off => "vies-off",
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, VatRefused::NoReason).then_some("reason")
    }

    fn args(&self) -> Args {
        match self {
            VatRefused::NoRate { country, day } => {
                Args::from([("country", country.clone()), ("day", day.to_string())])
            }
            VatRefused::NumberElsewhere { number, country } => {
                Args::from([("number", number.clone()), ("country", country.clone())])
            }
            VatRefused::CheckWaits { number } | VatRefused::NumberInvalid { number } => {
                Args::from([("number", number.clone())])
            }
            _ => Args::new(),
        }
    }
}

/// Who buys, as far as VAT asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buyer<'a> {
    /// ISO 3166.
    pub country: &'a str,
    /// By which parts of member states are known that are outside (article 6).
    pub postcode: &'a str,
    /// Tidied; empty: none.
    pub vat_number: &'a str,
}

/// The VAT on what is sold to somebody on a day (the last one of the month that is billed, for months).
///
/// # Errors
/// No rate for the country, or a VAT number that is another country's: nothing is chosen silently.
pub fn treat(catalogue: &Catalogue, buyer: Buyer<'_>, day: Date) -> Result<Treatment, VatRefused> {
    let home = accounts::territory(&catalogue.provider.country);
    let territory = accounts::territory(buyer.country);
    if accounts::is_apart(buyer.country, buyer.postcode) {
        return Ok(Treatment::free(Category::Outside, territory));
    }
    let charged = |country: &str| {
        let rate = catalogue.vat_on(country, day);
        let none = || VatRefused::NoRate { country: country.into(), day };
        rate.map(|rate| Treatment::charged(country, rate.permyriad)).ok_or_else(none)
    };
    if territory == home {
        return charged(home);
    }
    if !accounts::is_member(territory, day) {
        return Ok(Treatment::free(Category::Outside, territory));
    }
    if buyer.vat_number.is_empty() {
        return charged(territory);
    }
    match accounts::check_vat_number(buyer.vat_number, buyer.country) {
        Ok(()) => Ok(Treatment::free(Category::Reverse, territory)),
        Err(BadNumber::Elsewhere { .. } | BadNumber::Malformed { .. } | BadNumber::Digits) => {
            let (number, country) = (buyer.vat_number.into(), buyer.country.into());
            Err(VatRefused::NumberElsewhere { number, country })
        }
    }
}
