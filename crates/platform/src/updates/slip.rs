//! An update that does not come when its customer was told is told anew: when it comes instead, or that it is put off until
//! somebody says when (K4).

use super::model::{Kind, Member, Rollout, Step};
use super::{rules, store, told};
use crate::app::App;
use crate::catalogue::UpdateTerms;
use crate::servers;
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use jiff::tz::TimeZone;

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

/// What a customer has to be told anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// It comes from here on instead.
    Later { at_ms: i64 },
    /// It is held, and nobody knows when it comes.
    PutOff,
}

/// Until when an update that was told for an instant comes as told: the end of that night; a security update is given as
/// long as a stage of it stands.
fn kept_until(terms: &UpdateTerms, kind: Kind, told_ms: i64, zone: &TimeZone) -> i64 {
    if kind == Kind::Security {
        return told_ms + terms.security_soak_hours.max(1) * HOUR_MS;
    }
    let hour = i8::try_from(terms.night_until).unwrap_or(24);
    let day = instant(told_ms).to_zoned(zone.clone()).date();
    let ends = if hour < 24 { day.at(hour, 0, 0, 0) } else { day.at(23, 59, 59, 0) };
    ends.to_zoned(zone.clone()).map_or(told_ms, |ends| ends.timestamp().as_millisecond())
}

/// When a server comes at the earliest, as it stands now.
fn earliest(
    rollout: &Rollout,
    member: &Member,
    terms: &UpdateTerms,
    (now_ms, zone): (i64, &TimeZone),
) -> i64 {
    let kind = rollout.kind();
    let from_ms = if rollout.state == "done" { now_ms } else { rollout.stage_at_ms.max(now_ms) };
    let mut at_ms = rules::opens(terms, kind, from_ms, zone);
    for _ in rollout.stage..member.stage {
        let stood = at_ms + terms.watch_minutes * MINUTE_MS + rules::soak_ms(terms, kind);
        at_ms = rules::opens(terms, kind, stood, zone);
    }
    rules::opens(terms, kind, at_ms.max(member.due_at_ms), zone)
}

/// Nobody is mailed more often than once a day that it comes at another time.
pub fn was_just_told(member: &Member, now_ms: i64) -> bool {
    member.told_again_at_ms.is_some_and(|told| now_ms < told + 24 * HOUR_MS)
}

/// Whether a customer has to be told anew of a server that waits.
pub fn slip(
    rollout: &Rollout,
    member: &Member,
    terms: &UpdateTerms,
    (now_ms, zone): (i64, &TimeZone),
) -> Option<Slip> {
    if member.step() != Step::Waiting || member.stage == 0 {
        return None;
    }
    let kept = member.told_at_ms.map(|told| kept_until(terms, rollout.kind(), told, zone));
    if !rollout.is_running() && rollout.state != "done" {
        let passed = kept.is_some_and(|kept| now_ms >= kept);
        return (passed && member.put_off_at_ms.is_none()).then_some(Slip::PutOff);
    }
    let at_ms = earliest(rollout, member, terms, (now_ms, zone));
    let fresh = kept.map_or(member.put_off_at_ms.is_some(), |kept| at_ms >= kept);
    let told = was_just_told(member, now_ms) && member.put_off_at_ms.is_none();
    (fresh && !told).then_some(Slip::Later { at_ms })
}

/// Tells the customers of a rollout what has changed.
pub async fn tell(app: &App, (rollout, members): (&Rollout, &[Member])) -> Result<(), Fault> {
    let terms = &app.catalogue.updates;
    for member in members {
        let Some(slip) = slip(rollout, member, terms, (app.now_ms(), app.zone())) else { continue };
        let Some(server) = servers::find(&app.db, &member.server_id).await? else { continue };
        let mut tx = app.db.begin().await?;
        match slip {
            Slip::Later { at_ms } => {
                if store::set_told(&mut tx, member, (at_ms, app.now_ms())).await? {
                    told::delayed(app, &mut tx, (rollout, at_ms), &server).await?;
                }
            }
            Slip::PutOff => {
                if store::set_put_off(&mut tx, member, app.now_ms()).await? {
                    told::put_off(app, &mut tx, rollout, &server).await?;
                }
            }
        }
        tx.commit().await?;
    }
    Ok(())
}
