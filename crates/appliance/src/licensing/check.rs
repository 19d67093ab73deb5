//! The daily question to the vendor: is there a newer licence file, was anything withdrawn? No answer changes nothing.

use super::install::{Arrived, finish, take};
use super::model::{Notes, Unanswered};
use super::refusals::{LicensingError, Refusal};
use super::rules::Papers;
use super::turn::Turn;
use super::vendor::{NoAnswer, Portal};
use crate::accounts::Actor;
use crate::app::App;
use hostler_wire::registration::{Check, Checked, Standing};

/// Between two checks that were answered …
const EVERY_MS: i64 = 24 * 3_600_000;
/// … with up to an hour more, a machine's own, so that not all of them ask at once.
const JITTER_MS: i64 = 3_600_000;
/// After one that was not answered.
const AGAIN_MS: i64 = 3_600_000;

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// There is no licence to ask about.
    NothingToAsk,
    /// The vendor was not reached; nothing changed.
    Not(NoAnswer),
    UpToDate,
    /// A newer licence file was installed.
    Newer,
    /// Another machine holds the licence, or the vendor knows of none.
    NotHere,
    Revoked,
}

/// Whether it is time for the next check.
pub(super) fn is_due(notes: &Notes, machine: &str, now_ms: i64) -> bool {
    let jitter_ms = machine.bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % JITTER_MS);
    let due = notes.checked_at_ms.is_none_or(|at_ms| now_ms >= at_ms + EVERY_MS + jitter_ms);
    let tried = notes.unanswered.as_ref().is_some_and(|last| now_ms < last.at_ms + AGAIN_MS);
    due && !tried
}

/// Asks now.
pub async fn check(app: &App, language: &'static str) -> Result<Answered, LicensingError> {
    let licensed = app.bootstrap.licensed().ok_or(Refusal::Hosted)?;
    let Some(question) = question(app).await? else { return Ok(Answered::NothingToAsk) };
    let asked = match Portal::of(&licensed.vendor, language) {
        Ok(portal) => portal.check(&question).await,
        Err(none) => Err(none),
    };
    match asked {
        Ok(answer) => take_in(app, answer).await,
        Err(none) => {
            let mut turn = Turn::begin(app).await?;
            let reason = none.to_string();
            turn.notes.unanswered = Some(Unanswered { at_ms: app.clock.now_ms(), reason });
            turn.save().await?;
            Ok(Answered::Not(none))
        }
    }
}

async fn question(app: &App) -> Result<Option<Check>, LicensingError> {
    let mut turn = Turn::begin(app).await?;
    let stand = turn.judge(0);
    let papers = Papers::of(&turn.memory, &turn.own.root);
    Ok(stand.in_force().map(|licence| Check {
        licence: licence.licence.clone(),
        serial: licence.serial,
        machine: stand.machine.clone(),
        revocations: papers.revocations_number(),
        keyring: papers.keyring_number(),
    }))
}

async fn take_in(app: &App, answer: Checked) -> Result<Answered, LicensingError> {
    let mut turn = Turn::begin(app).await?;
    turn.notes.checked_at_ms = Some(app.clock.now_ms());
    turn.notes.unanswered = None;
    let taken = take(
        &mut turn,
        &Arrived {
            licence: answer.licence_file,
            keyring: answer.keyring,
            revocations: answer.revocations,
            explanation: Vec::new(),
        },
    );
    turn.notes.not_here = matches!(answer.standing, Standing::NotHere | Standing::Unknown);
    let newer = matches!(taken, Ok(Some(_)));
    finish(app, &Actor::server(), turn, taken).await?;
    Ok(match answer.standing {
        Standing::NotHere | Standing::Unknown => Answered::NotHere,
        Standing::Revoked => Answered::Revoked,
        _ if newer => Answered::Newer,
        Standing::Current | Standing::Newer => Answered::UpToDate,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l12_once_a_day_not_all_at_once_and_hourly_while_nobody_answers() {
        let now_ms = 100 * EVERY_MS;
        let due = |checked_at_ms, failed_at_ms: Option<i64>| {
            let unanswered = failed_at_ms.map(|at_ms| Unanswered { at_ms, reason: String::new() });
            is_due(&Notes { checked_at_ms, unanswered, ..Notes::default() }, "k0123456789abcdef", now_ms)
        };
        assert!(due(None, None) && !due(Some(now_ms), None) && !due(Some(now_ms - EVERY_MS), None));
        assert!(due(Some(now_ms - EVERY_MS - JITTER_MS), None));
        assert!(!due(None, Some(now_ms - AGAIN_MS + 1)) && due(None, Some(now_ms - AGAIN_MS)));
        let at = |machine| (0..=JITTER_MS).find(|more| is_due_after(machine, *more)).unwrap();
        assert_ne!(at("k0123456789abcdef"), at("kfedcba9876543210"), "each machine has its own minute");
    }

    fn is_due_after(machine: &str, more_ms: i64) -> bool {
        is_due(&Notes { checked_at_ms: Some(0), ..Notes::default() }, machine, EVERY_MS + more_ms)
    }
}
