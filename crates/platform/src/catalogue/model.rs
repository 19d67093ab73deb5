//! What a catalogue holds once it is read and checked, and the questions that billing asks it.

use super::backups::BackupTerms;
use super::books::{Chart, ReminderStep};
use super::debit::DebitTerms;
use super::fallback::FallbackTerms;
use super::licences::LicenceOffer;
use super::monitoring::MonitoringTerms;
use super::updates::UpdateTerms;
use hostler_kit::time::Month;
use hostler_licence::counting::{CountingRule, Holding};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    pub provider: Provider,
    pub seller: Seller,
    /// In the order of the file; at least one.
    pub products: Vec<Product>,
    pub combinations: Vec<Combination>,
    pub vat: Vec<Vat>,
    pub chart: Chart,
    /// In the order of their days; none: nobody is reminded.
    pub reminders: Vec<ReminderStep>,
    /// How it collects by direct debit; none: invoices are paid by transfer.
    pub debit: Option<DebitTerms>,
    pub monitoring: MonitoringTerms,
    /// How much backups may load the machine (K1).
    pub backups: BackupTerms,
    /// How updates reach hosted servers (K4).
    pub updates: UpdateTerms,
    /// How the fallback mail server treats each server's mail.
    pub fallback: FallbackTerms,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    pub name: String,
    /// Servers are called `NAME.<domain>`.
    pub domain: String,
    /// Months and days begin at midnight here (D5).
    pub zone: TimeZone,
    /// ISO 3166 code of two letters.
    pub country: String,
    /// Where its customers may be, its own country among them.
    pub countries: Vec<String>,
    /// ISO 4217 code, such as `EUR`; of the currencies with two decimals.
    pub currency: String,
    /// Days from the invoice's date to the day on which it is due (B4).
    pub payment_term_days: i64,
    /// `en`, `nl`; the first is the default.
    pub languages: Vec<String>,
    /// Days for which deliveries of webhooks are kept after they ended. Events stay for good.
    pub webhook_deliveries_days: i64,
    /// Where customers write to end a server (H6), in small letters.
    pub notice_email: String,
}

/// What an invoice says about the provider besides its name and country; what is empty is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Seller {
    pub street: String,
    pub postcode: String,
    pub city: String,
    pub vat_number: String,
    /// In the trade register.
    pub register_number: String,
    pub email: String,
    pub iban: String,
    pub bic: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// `connect`.
    pub id: String,
    pub name: String,
    /// Per user and month; none where the product is not offered hosted.
    pub prices: Dated<Price>,
    /// Only products whose storage is counted have it (B3).
    pub storage: Option<Storage>,
    pub counting: Vec<CountingRule>,
    /// Where the product is sold by licence.
    pub licence: Option<LicenceOffer>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    /// Bytes included per user of the month, on average over the whole server.
    pub included_bytes_per_user: i64,
    /// Per GB (10⁹ bytes) begun beyond that, and month.
    pub prices: Dated<Price>,
}

/// A unit price in millionths of the currency's unit: 4.95 € = 4 950 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    pub micro: i64,
}

/// A percentage in hundredths of a percent: 21 % = 2100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent {
    pub permyriad: i64,
}

/// The combination discount: off the price of as many users as a customer has on every one of `products` (B2, D1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// At least two, each once.
    pub products: Vec<String>,
    pub percents: Dated<Percent>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vat {
    pub country: String,
    pub rates: Dated<Percent>,
}

/// Values with the day from which each holds, in the order of those days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    pub(super) values: Vec<(Date, T)>,
}

impl<T: Copy> Dated<T> {
    /// The value that holds on a day; `None` before the first.
    pub fn on(&self, day: Date) -> Option<T> {
        self.at(day).copied()
    }
}

impl<T> Dated<T> {
    /// The same without a copy.
    pub fn at(&self, day: Date) -> Option<&T> {
        self.values.iter().rev().find(|(from, _)| *from <= day).map(|(_, value)| value)
    }

    /// Each value with the day from which it holds, in the order of those days.
    pub fn all(&self) -> &[(Date, T)] {
        &self.values
    }

    /// The day from which the first value holds.
    pub fn begins(&self) -> Option<Date> {
        self.values.first().map(|(from, _)| *from)
    }
}

impl Catalogue {
    pub fn product(&self, id: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.id == id)
    }
}

impl Catalogue {
    /// The VAT rate of a country that holds on a day.
    pub fn vat_on(&self, country: &str, day: Date) -> Option<Percent> {
        self.vat.iter().find(|vat| vat.country == country)?.rates.on(day)
    }
}

impl Product {
    /// The rule by which users are counted, if the product is offered in this way; the newest version.
    pub fn rule(&self, holding: Holding) -> Option<&CountingRule> {
        self.counting.iter().filter(|rule| rule.holding == holding).max_by_key(|rule| rule.version)
    }

    /// Price of a user in a month.
    pub fn user_price(&self, month: Month) -> Result<Price, NoPrice> {
        self.prices.on(month.first_day()).ok_or_else(|| NoPrice {
            what: format!("a user of {}", self.id),
            month,
            begins: self.prices.begins(),
        })
    }
}

impl Storage {
    /// Price of a GB in a month.
    pub fn price(&self, month: Month) -> Result<Price, NoPrice> {
        self.prices.on(month.first_day()).ok_or_else(|| NoPrice {
            what: "a GB of extra storage".into(),
            month,
            begins: self.prices.begins(),
        })
    }
}

/// A month before the first price of the catalogue cannot be billed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the catalogue has no price for {what} in {month}{}; add one that holds from then on", from(.begins))]
pub struct NoPrice {
    pub what: String,
    pub month: Month,
    pub begins: Option<Date>,
}

pub(super) fn from(begins: &Option<Date>) -> String {
    begins.map_or(String::new(), |day| format!(" (the first holds from {day})"))
}

/// Why a catalogue was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct CatalogueError {
    pub file: String,
    /// Counted from 1; none where the problem is the file as a whole.
    pub line: Option<usize>,
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}; {}", self.problem, self.remedy)
    }
}
