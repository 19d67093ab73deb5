//! From prices to amounts. Each line is rounded once, half to even.

use super::model::{Line, What};
use crate::catalogue::Percent;
use hostler_kit::money::{MICRO_PER_MINOR, amount_minor, divide_half_even};
use hostler_licence::file::Maintenance;
use hostler_licence::ledger::{Part, pro_rata};
use jiff::civil::Date;

/// Both lengths of a year divide it.
const DAYS: i128 = 365 * 366;

pub fn line(what: What, quantity: i64, unit_price_micro: i64) -> Line {
    Line { what, quantity, unit_price_micro, amount_minor: amount_minor(quantity, unit_price_micro) }
}

/// So many years of maintenance for what costs `price_micro` new (L4).
pub fn years(price_micro: i64, percent: Percent, years: i64) -> Line {
    let what = What::Years { percent_permyriad: percent.permyriad, price_micro };
    line(what, years, share(price_micro, percent))
}

/// A year of maintenance, in millionths: prices are whole cents, so a percentage of one is exact.
fn share(price_micro: i64, percent: Percent) -> i64 {
    divide_half_even(i128::from(price_micro) * i128::from(percent.permyriad), 10_000)
}

/// Maintenance from a day to the last one (L5) of so many units that each cost `price_micro` new; none once it has
/// ended. The part of the year is rounded for one unit, as its price: two cost exactly twice one.
pub fn until_last_day(
    unit: (i64, i64),
    percent: Percent,
    from: Date,
    maintenance: &Maintenance,
) -> Option<Line> {
    let (quantity, price_micro) = unit;
    let yearly_micro = share(price_micro, percent);
    let parts = pro_rata(yearly_micro, from, maintenance).parts;
    if parts.is_empty() || quantity == 0 {
        return None;
    }
    let unit_minor =
        divide_half_even(i128::from(yearly_micro) * shares(&parts), DAYS * i128::from(MICRO_PER_MINOR));
    let what = What::ProRata {
        percent_permyriad: percent.permyriad,
        price_micro,
        parts,
        last_day: maintenance.last_day,
    };
    Some(line(what, quantity, unit_minor * MICRO_PER_MINOR))
}

fn shares(parts: &[Part]) -> i128 {
    parts.iter().map(|part| i128::from(part.days) * (DAYS / i128::from(part.of))).sum()
}
