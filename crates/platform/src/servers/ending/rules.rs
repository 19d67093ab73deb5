//! When a server ends, and what stands in the way (D10, H6): pure.

use hostler_kit::http::{Args, Kind, Refuse};
use hostler_kit::time::Month;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Days before the end on which owners are reminded.
pub const REMINDERS: [i64; 3] = [14, 3, 1];
/// Accounts that a refusal names; it says how many more there are.
const NAMED: usize = 20;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndingRefused {
    #[error("there are accounts on the server: {}", accounts.join(", "))]
    Accounts { accounts: Vec<String> },
    #[error("notice was given already; the last day is {last_day}")]
    Given { last_day: String },
    #[error("no notice is given")]
    NotGiven,
    #[error("the server's name was not typed")]
    NotConfirmed { name: String },
}

impl Refuse for EndingRefused {
    fn kind(&self) -> Kind {
        match self {
            EndingRefused::NotConfirmed { .. } => Kind::Invalid,
            _ => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            EndingRefused::Accounts { .. } => "ending-accounts",
            EndingRefused::Given { .. } => "ending-given",
            EndingRefused::NotGiven => "ending-not-given",
            EndingRefused::NotConfirmed { .. } => "ending-not-confirmed",
        }
    }

    fn args(&self) -> Args {
        match self {
            EndingRefused::Accounts { accounts } => {
                Args::from([("accounts", named(accounts)), ("n", accounts.len().to_string())])
            }
            EndingRefused::Given { last_day } => Args::from([("day", last_day.clone())]),
            EndingRefused::NotGiven => Args::new(),
            EndingRefused::NotConfirmed { name } => Args::from([("name", name.clone())]),
        }
    }
}

/// The first so many accounts in one line, with how many there are beyond.
pub fn named(accounts: &[String]) -> String {
    let first = accounts.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match accounts.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} +{more}"),
    }
}

/// The last day of a server whose notice is given now, and the first instant after it: the end of the next month in
/// the provider's zone (D10).
pub fn end_of_notice(now_ms: i64, zone: &TimeZone) -> (Date, i64) {
    let month = Month::of(now_ms, zone).next();
    (month.last_day(), month.end_ms(zone))
}

/// Which reminder is due with so many days left: the nearest, not all that were missed.
pub fn reminder_due(days_left: i64) -> Option<i64> {
    REMINDERS.into_iter().filter(|days| days_left <= *days).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::at;

    #[test]
    fn d10_the_last_day_is_that_of_the_next_month_in_the_providers_zone() {
        let amsterdam = TimeZone::get("Europe/Amsterdam").unwrap();
        for (given, last_day, end) in [
            ("2026-01-31T12:00:00+01:00", "2026-02-28", "2026-03-01T00:00:00+01:00"),
            ("2028-01-31T12:00:00+01:00", "2028-02-29", "2028-03-01T00:00:00+01:00"),
            ("2026-01-31T23:59:59+01:00", "2026-02-28", "2026-03-01T00:00:00+01:00"),
            ("2026-02-01T00:00:00+01:00", "2026-03-31", "2026-04-01T00:00:00+02:00"),
            // Still the 31st in Amsterdam, the 31st in London, and already February in Auckland.
            ("2026-01-31T22:30:00Z", "2026-02-28", "2026-03-01T00:00:00+01:00"),
            // Already February in Amsterdam, still January in London.
            ("2026-01-31T23:30:00Z", "2026-03-31", "2026-04-01T00:00:00+02:00"),
            // Summer time ends on 25 October 2026 and begins on 29 March 2026.
            ("2026-09-15T09:00:00+02:00", "2026-10-31", "2026-11-01T00:00:00+01:00"),
            ("2026-10-25T02:30:00+01:00", "2026-11-30", "2026-12-01T00:00:00+01:00"),
            ("2026-02-15T09:00:00+01:00", "2026-03-31", "2026-04-01T00:00:00+02:00"),
            ("2026-11-30T12:00:00+01:00", "2026-12-31", "2027-01-01T00:00:00+01:00"),
            ("2026-12-31T23:59:59+01:00", "2027-01-31", "2027-02-01T00:00:00+01:00"),
        ] {
            let (day, ends_at_ms) = end_of_notice(at(given), &amsterdam);
            assert_eq!((day.to_string().as_str(), ends_at_ms), (last_day, at(end)), "{given}");
        }
    }

    #[test]
    fn the_nearest_reminder_is_due() {
        for (left, expect) in [
            (15, None),
            (14, Some(14)),
            (4, Some(14)),
            (3, Some(3)),
            (2, Some(3)),
            (1, Some(1)),
            (0, Some(1)),
        ] {
            assert_eq!(reminder_due(left), expect, "{left} days left");
        }
    }

    #[test]
    fn a_refusal_names_at_most_twenty_accounts() {
        let accounts: Vec<String> = (1..=23).map(|n| format!("u{n}@bakkerij.test")).collect();
        assert!(named(&accounts).ends_with("u20@bakkerij.test +3"));
        assert_eq!(named(&accounts[..2]), "u1@bakkerij.test, u2@bakkerij.test");
    }
}
