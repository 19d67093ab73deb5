//! What maintenance of later users costs until the date of the base licence (L5).

use super::year;
use crate::file::Maintenance;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days of one year of maintenance that are charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The first day charged.
    pub from: Date,
    pub days: i64,
    /// Days of the whole year of maintenance: 365 or 366.
    pub of: i64,
}

/// A charge with its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProRata {
    pub parts: Vec<Part>,
    /// In the currency's minor unit, rounded once, half to even.
    pub amount_minor: i64,
}

/// The part of a yearly price that falls to the days from `from` to the last day of maintenance, both included; nothing
/// once maintenance has ended.
///
/// Each year of maintenance counts by its own days, so a whole year always costs the yearly price.
pub fn pro_rata(yearly_minor: i64, from: Date, maintenance: &Maintenance) -> ProRata {
    let from = from.max(maintenance.first_day);
    let mut parts = Vec::new();
    for number in 0.. {
        let (begins, ends) = (year(maintenance.first_day, number), year(maintenance.first_day, number + 1));
        if begins > maintenance.last_day || begins == ends {
            break;
        }
        let first = from.max(begins);
        let last = maintenance.last_day.min(ends.yesterday().unwrap_or(ends));
        let days = days(first, last) + 1;
        if days > 0 {
            parts.push(Part { from: first, days, of: self::days(begins, ends) });
        }
    }
    ProRata { amount_minor: amount(yearly_minor, &parts), parts }
}

fn days(from: Date, to: Date) -> i64 {
    i64::from(from.until(to).expect("days of the calendar are less than i32 apart").get_days())
}

/// Both lengths of a year divide it.
const DENOMINATOR: i128 = 365 * 366;

fn amount(yearly_minor: i64, parts: &[Part]) -> i64 {
    let shares: i128 =
        parts.iter().map(|part| i128::from(part.days) * (DENOMINATOR / i128::from(part.of))).sum();
    let product = i128::from(yearly_minor) * shares;
    let (whole, rest) = (product.div_euclid(DENOMINATOR), product.rem_euclid(DENOMINATOR));
    let up = match (2 * rest).cmp(&DENOMINATOR) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => whole & 1,
    };
    i64::try_from(whole + up).unwrap_or(i64::MAX)
}
