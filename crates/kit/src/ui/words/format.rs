//! Numbers, amounts, sizes, dates and times as English and Dutch write them.
//!
//! No clock and no floats: everything comes in as whole numbers and instants.

use std::borrow::Borrow;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Lang, Words};

/// Keeps a currency sign and a unit on the line of their number.
const NBSP: char = '\u{a0}';

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_NL: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const SHORT_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SHORT_NL: [&str; 12] =
    ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];

/// A whole number of any width, also behind a reference, as templates give it.
pub trait Whole {
    /// The number; what does not fit is the nearest that does.
    fn whole(self) -> i64;
}

macro_rules! whole {
    ($($number:ty),*) => {$(
        impl Whole for $number {
            fn whole(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::MAX)
            }
        }
        impl Whole for &$number {
            fn whole(self) -> i64 {
                (*self).whole()
            }
        }
    )*};
}
whole!(i64, i32, u32, u64, usize);

impl Words {
    /// A whole number: `12,345` and `12.345`.
    pub fn number(&self, number: impl Whole) -> String {
        grouped(self.lang, number.whole())
    }

    /// An amount in minor units (cents): `€4.95` and `€ 4,95`.
    pub fn money(&self, minor: impl Whole, currency: &str) -> String {
        let minor = minor.whole();
        let digits = decimals(self.lang, i128::from(minor).unsigned_abs(), MINOR);
        self.amount(minor < 0, &digits, currency)
    }

    /// A unit price in millionths of the major unit: at least two decimals, more
    /// only where they say something (`€1.50`, `€0.0125`).
    pub fn unit_price(&self, micro: impl Whole, currency: &str) -> String {
        let micro = micro.whole();
        let digits = decimals(self.lang, i128::from(micro).unsigned_abs(), MICRO);
        self.amount(micro < 0, &digits, currency)
    }

    fn amount(&self, negative: bool, digits: &str, currency: &str) -> String {
        let minus = if negative { "-" } else { "" };
        match (self.lang, sign(currency)) {
            (Lang::En, Some(sign)) => format!("{minus}{sign}{digits}"),
            (Lang::Nl, Some(sign)) => format!("{sign}{NBSP}{minus}{digits}"),
            (_, None) => format!("{currency}{NBSP}{minus}{digits}"),
        }
    }

    /// A share in hundredths of a per cent: 2150 is `21.5%` and `21,5%`.
    pub fn percent(&self, hundredths: impl Whole) -> String {
        let hundredths = hundredths.whole();
        let minus = if hundredths < 0 { "-" } else { "" };
        let scale = Scale { digits: 2, at_least: 0 };
        format!("{minus}{}%", decimals(self.lang, i128::from(hundredths).unsigned_abs(), scale))
    }

    /// A size in bytes, decimal units as the bill counts them (1 GB = 10⁹ bytes),
    /// one decimal below ten: `820 MB`, `1.2 GB`.
    pub fn bytes(&self, bytes: impl Whole) -> String {
        const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
        let bytes = bytes.whole().unsigned_abs();
        let (mut unit, mut size) = (0, 1u64);
        while unit + 1 < UNITS.len() && u128::from(bytes) * 2 >= u128::from(size) * 1999 {
            unit += 1;
            size *= 1000;
        }
        let rounded = |value: u128| (value + u128::from(size) / 2) / u128::from(size);
        let (whole, tenths) = (rounded(u128::from(bytes)), rounded(u128::from(bytes) * 10));
        let digits = match tenths < 100 && unit > 0 {
            true => decimals(self.lang, tenths, Scale { digits: 1, at_least: 0 }),
            false => group(self.lang, &whole.to_string()),
        };
        format!("{digits}{NBSP}{}", UNITS[unit])
    }

    /// A day: `21 November 2026`, `21 november 2026`.
    pub fn date(&self, day: impl Borrow<Date>) -> String {
        let day = *day.borrow();
        format!("{} {} {}", day.day(), self.month_name(day), day.year())
    }

    /// A day without its year, short: `21 Nov`, `21 nov`.
    pub fn day(&self, day: impl Borrow<Date>) -> String {
        let day = *day.borrow();
        format!("{} {}", day.day(), self.month_short(day))
    }

    /// The month that a day is in, short and without its year: `Nov`, `nov`.
    pub fn month_short(&self, day: impl Borrow<Date>) -> &'static str {
        let names = match self.lang {
            Lang::En => SHORT_EN,
            Lang::Nl => SHORT_NL,
        };
        names[month_index(*day.borrow())]
    }

    /// The month that a day is in: `November 2026`, `november 2026`.
    pub fn month(&self, day: impl Borrow<Date>) -> String {
        let day = *day.borrow();
        format!("{} {}", self.month_name(day), day.year())
    }

    /// An instant to the minute on the clock of a place: `21 November 2026, 14:05`.
    pub fn instant(&self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        let at = *at.borrow();
        format!("{}, {}", self.date(at.to_zoned(zone.clone()).date()), self.time(at, zone))
    }

    /// An instant to the second, with the zone's name for it: `21 November 2026, 14:05:09 CET`.
    pub fn instant_exact(&self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        let at = *at.borrow();
        let zoned = at.to_zoned(zone.clone());
        format!("{}, {}", self.date(zoned.date()), zoned.strftime("%H:%M:%S %Z"))
    }

    /// The time of day to the minute: `14:05`.
    pub fn time(&self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        let at = *at.borrow();
        at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
    }

    /// How long ago, or how soon: `3 minutes ago`, `yesterday`, `in 2 days`.
    pub fn relative(&self, at: impl Borrow<Timestamp>, now: Timestamp) -> String {
        let seconds = at.borrow().as_second() - now.as_second();
        let past = seconds <= 0;
        let (unit, n) = match seconds.abs() {
            ..60 => return self.t(if past { "ui-just-now" } else { "ui-soon" }),
            s @ 60..3_600 => (0, s / 60),
            s @ 3_600..86_400 => (1, s / 3_600),
            s => (2, s / 86_400),
        };
        const PAST: [&str; 3] = ["ui-minutes-ago", "ui-hours-ago", "ui-days-ago"];
        const AHEAD: [&str; 3] = ["ui-in-minutes", "ui-in-hours", "ui-in-days"];
        self.with(if past { PAST[unit] } else { AHEAD[unit] }, "n", n)
    }

    fn month_name(&self, day: Date) -> &'static str {
        match self.lang {
            Lang::En => MONTHS_EN[month_index(day)],
            Lang::Nl => MONTHS_NL[month_index(day)],
        }
    }
}

fn month_index(day: Date) -> usize {
    usize::from(day.month().unsigned_abs()) - 1
}

/// How a fixed-point number is written: its decimals, and how many stay when they are zero.
#[derive(Clone, Copy)]
struct Scale {
    digits: u32,
    at_least: usize,
}

const MINOR: Scale = Scale { digits: 2, at_least: 2 };
const MICRO: Scale = Scale { digits: 6, at_least: 2 };

fn decimals(lang: Lang, value: u128, scale: Scale) -> String {
    let one = 10u128.pow(scale.digits);
    let whole = group(lang, &(value / one).to_string());
    let mut fraction = format!("{:0width$}", value % one, width = scale.digits as usize);
    while fraction.len() > scale.at_least && fraction.ends_with('0') {
        fraction.pop();
    }
    let point = match lang {
        Lang::En => '.',
        Lang::Nl => ',',
    };
    if fraction.is_empty() { whole } else { format!("{whole}{point}{fraction}") }
}

/// A whole number with the language's grouping of thousands.
pub(super) fn grouped(lang: Lang, number: i64) -> String {
    let minus = if number < 0 { "-" } else { "" };
    format!("{minus}{}", group(lang, &number.unsigned_abs().to_string()))
}

fn group(lang: Lang, digits: &str) -> String {
    let separator = match lang {
        Lang::En => ',',
        Lang::Nl => '.',
    };
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// The sign of a currency with two decimals; others are written by their code (ISO 4217).
fn sign(currency: &str) -> Option<&'static str> {
    match currency {
        "EUR" => Some("€"),
        "GBP" => Some("£"),
        "USD" => Some("$"),
        _ => None,
    }
}
