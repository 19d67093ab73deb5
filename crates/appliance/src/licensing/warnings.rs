//! What every page of the console says about the licence (L9, L13): the trial's days, a lock, maintenance that ends.

use super::model::Stand;
use super::refusals::Refusal;
use crate::web::words::sentence;
use hostler_kit::http::Fault;
use hostler_kit::time::{day, instant};
use hostler_kit::ui::{Tone, Words};
use hostler_licence::file::Licence;
use hostler_licence::standing::{Locked, Standing, days_until, warning_due};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Days before maintenance ends on which a new warning begins (L13).
pub const STEPS: [i64; 5] = [60, 30, 14, 7, 1];
/// From so many days left on it is urgent.
const URGENT: i64 = 14;

/// One sentence and how it feels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub tone: Tone,
    pub text: String,
}

/// In the reader's words, the gravest first; `zone` is the machine's.
pub fn warnings(stand: &Stand, words: &Words, zone: &TimeZone) -> Vec<Warning> {
    let mut all = Vec::new();
    let mut say = |tone: Tone, text: String| all.push(Warning { tone, text });
    match &stand.standing {
        Standing::Locked { why } => say(Tone::Bad, locked(why, stand, words, zone)),
        Standing::Trial { days_left, .. } => {
            let tone = if *days_left < URGENT { Tone::Warn } else { Tone::Quiet };
            say(tone, words.with("licence-warn-trial", "days", *days_left));
        }
        Standing::Licensed { .. } => {}
    }
    if let Some(refusal) = stand.refused.as_ref().filter(|refusal| !is_said_by_lock(refusal)) {
        let sentence = sentence(&Fault::from(refusal.clone()), words);
        say(Tone::Bad, words.with("licence-warn-refused", "sentence", sentence));
    }
    if stand.not_here {
        say(Tone::Bad, words.t("licence-warn-not-here"));
    }
    if stand.hardware_changed {
        say(Tone::Warn, words.t("licence-warn-hardware"));
    }
    if let Some(back_ms) = stand.set_back_ms {
        let days = back_ms / 86_400_000;
        say(Tone::Warn, words.with("licence-warn-clock", "days", days));
    }
    if let Some((days, last_day)) =
        stand.in_force().and_then(|licence| maintenance_ends(licence, stand.now_ms))
    {
        let tone = if days <= URGENT { Tone::Warn } else { Tone::Quiet };
        let args = [("days", days.into()), ("day", words.date(last_day).into())];
        say(tone, words.tr("licence-warn-maintenance", &args));
    }
    all
}

fn locked(why: &Locked, stand: &Stand, words: &Words, zone: &TimeZone) -> String {
    let since = words.instant(instant(stand.locked_since_ms.unwrap_or(stand.now_ms)), zone);
    match why {
        Locked::TrialEnded { .. } => words.with("licence-warn-trial-ended", "since", since),
        Locked::GivenUp => words.with("licence-warn-given-up", "since", since),
        Locked::Revoked { reason } => {
            words.tr("licence-warn-revoked", &[("since", since.into()), ("reason", reason.into())])
        }
    }
}

/// The lock's own sentence says it.
fn is_said_by_lock(refusal: &Refusal) -> bool {
    ["licence-revoked", "licence-given-up", "file-key-revoked"]
        .contains(&hostler_kit::http::Refuse::code(refusal))
}

/// Days left and the last day, where a warning is due.
fn maintenance_ends(licence: &Licence, now_ms: i64) -> Option<(i64, Date)> {
    let last_day = licence.maintenance.last_day;
    let today = day(now_ms, &zone_of(licence));
    warning_due(last_day, today, &STEPS).map(|_| (days_until(today, last_day), last_day))
}

/// The zone in which days of maintenance end: the customer's, as the licence says.
pub fn zone_of(licence: &Licence) -> TimeZone {
    TimeZone::get(&licence.maintenance.zone).unwrap_or(TimeZone::UTC)
}
