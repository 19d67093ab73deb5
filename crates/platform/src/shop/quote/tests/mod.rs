//! The seed's rules as worked examples with the prices of the default catalogue, and what holds for all of them.

mod examples;
mod properties;

use super::*;
use crate::catalogue::{Catalogue, Percent, PriceClass};
use hostler_licence::file::Maintenance;
use jiff::civil::Date;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn quoted(on: Date, wish: &Wish, held: Option<&Held>) -> Result<Quote, QuoteRefused> {
    let catalogue = Catalogue::standard();
    quote(Market { catalogue: &catalogue, on, vat: Percent { permyriad: 2100 } }, wish, held)
}

fn new(users: i64, add_ons: &[&str]) -> NewLicence {
    NewLicence {
        product: "connect".into(),
        edition: String::new(),
        class: PriceClass::Standard,
        users,
        add_ons: add_ons.iter().map(|id| id.to_string()).collect(),
        more_years: 0,
    }
}

/// A licence of Connect that was registered on 15 January 2026, for a year.
fn held(users: i64, add_ons: &[&str]) -> Held {
    let maintenance = Maintenance {
        first_day: day("2026-01-15"),
        last_day: day("2027-01-14"),
        zone: "Europe/Amsterdam".into(),
    };
    Held {
        licence: "lic_bakery".into(),
        number: "L-000001".into(),
        product: "connect".into(),
        edition: "standard".into(),
        class: PriceClass::Standard,
        bought: day("2026-01-10"),
        users,
        add_ons: add_ons.iter().map(|id| id.to_string()).collect(),
        maintenance: Some(maintenance),
        years: 1,
    }
}

fn more(users: i64) -> Wish {
    Wish::Users(MoreUsers { licence: "lic_bakery".into(), users })
}

fn add_on(id: &str) -> Wish {
    Wish::AddOn(OneAddOn { licence: "lic_bakery".into(), add_on: id.into() })
}

fn renew(years: i64) -> Wish {
    Wish::Renewal(Renewal { licence: "lic_bakery".into(), years, by: RenewalBy::SameKey })
}

/// The licence once an order is delivered.
fn then(held: &Held, quote: &Quote) -> Held {
    let maintenance = held
        .maintenance
        .clone()
        .map(|had| Maintenance { last_day: quote.after.last_day.unwrap_or(had.last_day), ..had });
    Held {
        users: quote.after.users,
        add_ons: quote.after.add_ons.clone(),
        years: quote.after.years,
        maintenance,
        ..held.clone()
    }
}
