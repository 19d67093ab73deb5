//! A rollout that could go on and does not is an incident: staff are asked to look (K4).

use super::model::{Kind, Member, Rollout, Step};
use super::rules;
use crate::app::App;
use crate::catalogue::UpdateTerms;
use crate::monitoring::{self, Trouble};
use crate::servers;
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use jiff::tz::TimeZone;

/// The kind of incident.
const KIND: &str = "update-stuck";
const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;
/// At any hour: a backup may take as long.
const WITHIN_MS: i64 = 6 * HOUR_MS;
/// So many servers are named.
const NAMED: usize = 3;

/// Whom the rollout waits for now, who waits longest first.
fn waited_for<'a>(rollout: &Rollout, members: &'a [Member]) -> Vec<&'a Member> {
    let untested = rules::is_untested(rollout, members);
    let waits = |member: &&Member| !member.step().is_over() || (untested && member.step() == Step::LeftOut);
    members.iter().filter(|member| member.stage == rollout.stage).filter(waits).collect()
}

/// Since when no server made a step though some might have; none: it goes on.
pub fn stands_since(
    rollout: &Rollout,
    members: &[Member],
    terms: &UpdateTerms,
    (now_ms, zone): (i64, &TimeZone),
) -> Option<i64> {
    let waited_for = waited_for(rollout, members);
    let due_ms = waited_for.iter().map(|member| member.due_at_ms).min()?;
    let steps = members.iter().flat_map(|member| [member.switched_at_ms, member.ended_at_ms]);
    let own = [Some(rollout.stage_at_ms), rollout.resumed_at_ms, Some(due_ms)];
    let since_ms = steps.chain(own).flatten().max()?;
    let kind = rules::hours(rollout, rollout.stage);
    let most_ms = match kind {
        Kind::Security => WITHIN_MS,
        Kind::Regular => (terms.night_until - terms.night_from) * HOUR_MS,
    };
    let open_ms = rules::open_ms(terms, kind, (since_ms, now_ms), zone);
    (rollout.is_running() && open_ms >= most_ms + terms.watch_minutes * MINUTE_MS).then_some(since_ms)
}

/// What staff read of a rollout that stands still.
pub async fn said(app: &App, (rollout, members): (&Rollout, &[Member])) -> Result<Option<String>, Fault> {
    let now = (app.now_ms(), app.zone());
    let since_ms = stands_since(rollout, members, &app.catalogue.updates, now);
    let Some(since_ms) = since_ms else { return Ok(None) };
    let waited_for = waited_for(rollout, members);
    let mut named = Vec::new();
    for member in waited_for.iter().take(NAMED) {
        if let Some(server) = servers::find(&app.db, &member.server_id).await? {
            named.push(format!("{} ({})", server.name, member.state));
        }
    }
    let since = instant(since_ms).to_zoned(app.zone().clone()).strftime("%Y-%m-%d %H:%M").to_string();
    Ok(Some(format!(
        "No server has made a step since {since}. Of stage {} it waits for {} servers: {}",
        rollout.stage,
        waited_for.len(),
        named.join(", ")
    )))
}

/// Begins the incident, or ends it where no rollout stands still any more.
pub async fn tell(app: &App, said: Option<&String>) -> Result<(), Fault> {
    let all = monitoring::running(&app.db).await?;
    let lasts = all.iter().any(|incident| incident.kind == KIND && incident.server_id.is_none());
    if said.is_some() == lasts {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    match said {
        Some(said) => {
            let trouble = Trouble { server: None, kind: KIND, detail: said.clone() };
            monitoring::raise(app, &mut tx, trouble).await?;
        }
        None => monitoring::over(app, &mut tx, (None, KIND)).await?,
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}
