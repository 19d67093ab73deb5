//! How a product on a customer's machine stands today: on trial, licensed or locked (L9, D8); what is to be warned of
//! (L13); and a guard against a clock that is set back (L12).
//!
//! Everything is a function of what is known and of `now`: the same at the machine, in a test and in an argument.

mod guard;
#[cfg(test)]
mod tests;

pub use guard::{Guard, Seen};

use crate::file::Licence;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

/// Days of a trial, beside the day of installation (L9).
pub const TRIAL_DAYS: i64 = 30;

/// What a product may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "standing")]
pub enum Standing {
    /// Everything, for unlimited users. The last day is valid until its end.
    Trial {
        last_day: Date,
        days_left: i64,
    },
    Licensed {
        licence: String,
    },
    /// Services stop; nothing is lost (D8).
    Locked {
        why: Locked,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "why")]
pub enum Locked {
    TrialEnded {
        last_day: Date,
    },
    /// The vendor has withdrawn the licence; the reason is for people.
    Revoked {
        reason: String,
    },
    /// This machine has given its licence up.
    GivenUp,
}

impl Locked {
    /// Stable; pages have their words under it.
    pub fn code(&self) -> &'static str {
        match self {
            Locked::TrialEnded { .. } => "trial-ended",
            Locked::Revoked { .. } => "licence-revoked",
            Locked::GivenUp => "licence-given-up",
        }
    }
}

/// What a machine knows of its right to run.
pub struct Facts<'a> {
    /// When the product was first started on this machine. Kept outside of what a backup restores.
    pub trial_started_at_ms: i64,
    /// The licence file that holds here, if one does.
    pub licence: Option<&'a Licence>,
    /// Why a licence that was here holds no more; then no trial comes back.
    pub ended: Option<Locked>,
    /// The time zone in which days end here.
    pub zone: &'a TimeZone,
    /// As the [`Guard`] gives it, so that setting the clock back gains nothing.
    pub now_ms: i64,
}

/// How it stands.
pub fn standing(facts: &Facts) -> Standing {
    if let Some(licence) = facts.licence {
        return Standing::Licensed { licence: licence.licence.clone() };
    }
    if let Some(why) = &facts.ended {
        return Standing::Locked { why: why.clone() };
    }
    let last_day = trial_ends(facts.trial_started_at_ms, facts.zone);
    let days_left = days_until(day(facts.now_ms, facts.zone), last_day);
    if days_left < 0 {
        return Standing::Locked { why: Locked::TrialEnded { last_day } };
    }
    Standing::Trial { last_day, days_left }
}

/// The last day of a trial, which is valid until its end.
pub fn trial_ends(started_at_ms: i64, zone: &TimeZone) -> Date {
    let begun = day(started_at_ms, zone);
    begun.checked_add(jiff::Span::new().days(TRIAL_DAYS)).unwrap_or(Date::MAX)
}

/// The day of an instant in a time zone.
pub fn day(at_ms: i64, zone: &TimeZone) -> Date {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::MAX);
    at.to_zoned(zone.clone()).date()
}

/// Whole days from one day to another; below zero if it has passed.
pub fn days_until(today: Date, day: Date) -> i64 {
    let span = today.until(day).expect("days of the calendar are less than i32 apart");
    i64::from(span.get_days())
}

/// Which warning is due: of the `steps` (days before, such as 60, 30, 14, 7, 1) the one reached last. None before the
/// first, and none once the last day has ended. The caller remembers which it gave.
pub fn warning_due(last_day: Date, today: Date, steps: &[i64]) -> Option<i64> {
    let left = days_until(today, last_day);
    steps.iter().copied().filter(|step| (0..=*step).contains(&left)).min()
}
