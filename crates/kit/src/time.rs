//! Time as the business sees it: instants in milliseconds, calendar months and days in the provider's time zone (D5).
//!
//! A [`Clock`] lives in each program's `App` and is passed down; nothing else asks the machine for the time.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Where `now` comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// The machine's clock plus an offset in milliseconds that only grows: `hostler demo` moves it over days.
    Demo(Arc<AtomicI64>),
    /// Stands still at these milliseconds until a test moves it.
    Fixed(Arc<AtomicI64>),
}

/// Why a clock could not be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockRefused {
    #[error("the clock of a real installation cannot be moved")]
    NotMovable,
    #[error("a clock only moves forward")]
    Backward,
}

impl Clock {
    pub fn fixed(at: Timestamp) -> Clock {
        Clock::Fixed(Arc::new(AtomicI64::new(at.as_millisecond())))
    }

    pub fn demo(offset_ms: i64) -> Clock {
        Clock::Demo(Arc::new(AtomicI64::new(offset_ms)))
    }

    /// Milliseconds since 1970 UTC.
    pub fn now_ms(&self) -> i64 {
        match self {
            Clock::System => system_ms(),
            Clock::Demo(offset) => system_ms() + offset.load(Ordering::SeqCst),
            Clock::Fixed(at) => at.load(Ordering::SeqCst),
        }
    }

    pub fn now(&self) -> Timestamp {
        instant(self.now_ms())
    }

    /// Milliseconds by which a demo clock runs ahead; 0 for any other.
    pub fn offset_ms(&self) -> i64 {
        match self {
            Clock::Demo(offset) => offset.load(Ordering::SeqCst),
            _ => 0,
        }
    }

    /// Sets how far a demo clock runs ahead. It never goes back.
    pub fn set_offset_ms(&self, offset_ms: i64) -> Result<(), ClockRefused> {
        let Clock::Demo(offset) = self else { return Err(ClockRefused::NotMovable) };
        let before = offset.fetch_max(offset_ms, Ordering::SeqCst);
        if offset_ms < before { Err(ClockRefused::Backward) } else { Ok(()) }
    }

    /// Moves a demo or a fixed clock forward to `to`.
    pub fn advance_to(&self, to: Timestamp) -> Result<(), ClockRefused> {
        let to_ms = to.as_millisecond();
        match self {
            Clock::System => Err(ClockRefused::NotMovable),
            Clock::Demo(_) => self.set_offset_ms(to_ms - system_ms()),
            Clock::Fixed(at) => {
                let before = at.fetch_max(to_ms, Ordering::SeqCst);
                if to_ms < before { Err(ClockRefused::Backward) } else { Ok(()) }
            }
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
fn system_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Measures how long something takes. Nobody's clock moves it, also not a demo's.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    pub fn start() -> Stopwatch {
        Stopwatch(std::time::Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// Whole milliseconds since the start, rounded to the nearest.
    pub fn elapsed_ms(&self) -> i64 {
        i64::try_from((self.elapsed().as_micros() + 500) / 1000).unwrap_or(i64::MAX)
    }
}

/// The instant at these milliseconds since 1970 UTC; what lies outside jiff's range becomes its end.
pub fn instant(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// The calendar day of an instant in a zone.
pub fn day(at_ms: i64, zone: &TimeZone) -> Date {
    instant(at_ms).to_zoned(zone.clone()).date()
}

/// The instant at which a day begins in a zone, in milliseconds.
pub fn day_start_ms(day: Date, zone: &TimeZone) -> i64 {
    day.to_zoned(zone.clone()).map_or(i64::MAX, |start| start.timestamp().as_millisecond())
}

/// A calendar month, such as `2026-10`: the period that is billed (B1, D5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    first: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a month; write it as YYYY-MM, such as 2026-10")]
pub struct NotAMonth(pub String);

impl Month {
    pub fn new(year: i16, month: i8) -> Option<Month> {
        Date::new(year, month, 1).ok().map(|first| Month { first })
    }

    /// The month in which an instant lies in a zone.
    pub fn of(at_ms: i64, zone: &TimeZone) -> Month {
        Month { first: day(at_ms, zone).first_of_month() }
    }

    pub fn first_day(self) -> Date {
        self.first
    }

    pub fn last_day(self) -> Date {
        self.first.last_of_month()
    }

    /// How many days it has.
    pub fn days(self) -> i64 {
        i64::from(self.first.days_in_month())
    }

    pub fn next(self) -> Month {
        Month { first: self.first.saturating_add(1.month()) }
    }

    pub fn previous(self) -> Month {
        Month { first: self.first.saturating_sub(1.month()) }
    }

    /// Its first millisecond in a zone.
    pub fn start_ms(self, zone: &TimeZone) -> i64 {
        day_start_ms(self.first, zone)
    }

    /// The first millisecond of the month after it: months are half open.
    pub fn end_ms(self, zone: &TimeZone) -> i64 {
        self.next().start_ms(zone)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl schemars::JsonSchema for Month {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Month".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$" })
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Month, NotAMonth> {
        let bad = || NotAMonth(text.to_string());
        let (year, month) = text.split_once('-').ok_or_else(bad)?;
        if (year.len(), month.len()) != (4, 2) || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(bad());
        }
        let month = Month::new(year.parse().map_err(|_| bad())?, month.parse().map_err(|_| bad())?);
        month.ok_or_else(bad)
    }
}

impl TryFrom<String> for Month {
    type Error = NotAMonth;

    fn try_from(text: String) -> Result<Month, NotAMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amsterdam() -> TimeZone {
        TimeZone::get("Europe/Amsterdam").unwrap()
    }

    #[test]
    fn a_month_begins_at_midnight_in_the_providers_zone() {
        let october: Month = "2026-10".parse().unwrap();
        let zone = amsterdam();
        assert_eq!(instant(october.start_ms(&zone)).to_string(), "2026-09-30T22:00:00Z");
        assert_eq!(instant(october.end_ms(&zone)).to_string(), "2026-10-31T23:00:00Z", "after summer time");
        assert_eq!(Month::of(october.end_ms(&zone) - 1, &zone), october);
        assert_eq!(Month::of(october.end_ms(&zone), &zone).to_string(), "2026-11");
    }

    #[test]
    fn months_that_are_none() {
        for text in ["2026-13", "2026-1", "26-01", "2026", "", "2026-10-01", "+026-01"] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_a_demo_clock_moves_and_never_back() {
        assert_eq!(Clock::System.advance_to(Timestamp::MAX), Err(ClockRefused::NotMovable));
        let clock = Clock::demo(0);
        assert_eq!(clock.set_offset_ms(86_400_000), Ok(()));
        assert_eq!(clock.set_offset_ms(1), Err(ClockRefused::Backward));
        assert_eq!(clock.offset_ms(), 86_400_000);
    }
}
