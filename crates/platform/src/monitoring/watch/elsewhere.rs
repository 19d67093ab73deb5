//! What other places see is taken into account: before anything is believed to be down, and where only some reach it.

use super::super::model::Trouble;
use super::super::reach::{Before, Elsewhere, Here, Reach, reach, said};
use super::super::store::vantages as store;
use super::super::vantages::fresh_ms;
use super::super::vantages::model::{SeenFrom, Vantage};
use super::super::{over, raise};
use super::seen::{ServerSeen, TargetSeen};
use super::{Done, Watcher};
use crate::app::App;
use hostler_probe::state::{Alarm, Condition};
use hostler_wire::vantage::{Look, PROTOCOLS};
use std::collections::BTreeMap;

/// What other places say.
#[derive(Default)]
pub struct Others {
    /// Since when this watch runs: nobody is silent before they could have reported.
    begun_at_ms: i64,
    /// Names of those that are silent, as last written down; none: not looked yet.
    silent: Option<Vec<String>>,
    /// Whether anybody reported lately.
    any: Option<()>,
}

impl Others {
    pub fn begin(now_ms: i64) -> Others {
        Others { begun_at_ms: now_ms, ..Others::default() }
    }
}

impl Watcher {
    /// Reads what other places say: of what is not good there, and of what is not good here.
    pub(super) async fn listen(&mut self, now_ms: i64) -> Done {
        let all = store::all(&self.app.db).await?;
        let oldest_ms = now_ms - fresh_ms(&self.standard.terms);
        let reports = |vantage: &&Vantage| vantage.heard_at_ms.is_some_and(|at_ms| at_ms >= oldest_ms);
        let fresh: BTreeMap<String, String> =
            all.iter().filter(reports).map(|own| (own.id.to_string(), own.name.clone())).collect();
        self.tell_of_silence(&all, oldest_ms).await?;
        if fresh.is_empty() && self.others.any.is_none() {
            return Ok(());
        }
        self.others.any = (!fresh.is_empty()).then_some(());
        let mut told: Vec<SeenFrom> =
            if fresh.is_empty() { Vec::new() } else { store::bad(&self.app.db).await? };
        for seen in self.servers.values().filter(|seen| seen.is_bad() && !fresh.is_empty()) {
            told.retain(|own| own.server_id != seen.server.id);
            told.extend(store::of_server(&self.app.db, &seen.server.id).await?);
        }
        let mut by_server: BTreeMap<&str, Vec<(&str, Elsewhere)>> = BTreeMap::new();
        for one in &told {
            if let Some(place) = fresh.get(one.vantage_id.as_str()) {
                let own = by_server.entry(one.server_id.as_str()).or_default();
                own.push((one.protocol.as_str(), elsewhere(one, place)));
            }
        }
        for seen in self.servers.values_mut() {
            let own = by_server.remove(seen.server.id.as_str()).unwrap_or_default();
            seen.listen((&fresh, own), now_ms);
        }
        Ok(())
    }

    /// A vantage that reported once and does so no more is a trouble of its own.
    async fn tell_of_silence(&mut self, all: &[Vantage], oldest_ms: i64) -> Done {
        let is_silent = |vantage: &&Vantage| {
            vantage.heard_at_ms.is_some_and(|at_ms| at_ms.max(self.others.begun_at_ms) < oldest_ms)
        };
        let silent: Vec<String> = all.iter().filter(is_silent).map(|own| own.name.clone()).collect();
        if self.others.silent.as_ref() == Some(&silent) {
            return Ok(());
        }
        write_silence(&self.app, &silent).await?;
        self.others.silent = Some(silent);
        Ok(())
    }
}

async fn write_silence(app: &App, silent: &[String]) -> Done {
    let mut tx = app.db.begin().await?;
    match silent.is_empty() {
        true => over(app, &mut tx, (None, "vantage-silent")).await?,
        false => {
            let detail =
                format!("no report comes from {}; what it sees does not count meanwhile", silent.join(", "));
            raise(app, &mut tx, Trouble { server: None, kind: "vantage-silent", detail }).await?;
        }
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

fn elsewhere(one: &SeenFrom, place: &str) -> Elsewhere {
    Elsewhere {
        place: place.to_string(),
        look: Look::of(&one.state),
        since_ms: one.since_ms,
        heard_at_ms: one.heard_at_ms,
        trouble: one.trouble.clone(),
    }
}

impl ServerSeen {
    /// Takes in what others say of its protocols, by word. A place that reports, and of which no answer was read, is one
    /// that is not known to see it either way.
    fn listen(&mut self, (places, told): (&BTreeMap<String, String>, Vec<(&str, Elsewhere)>), now_ms: i64) {
        let open = |place: &String| Elsewhere {
            place: place.clone(),
            look: Look::Doubted,
            since_ms: now_ms,
            heard_at_ms: 0,
            trouble: String::new(),
        };
        for target in self.targets.iter_mut().filter(|target| PROTOCOLS.contains(&target.word)) {
            let own = told.iter().filter(|(word, _)| *word == target.word);
            target.others = own.map(|(_, one)| one.clone()).collect();
            for place in places.values() {
                if !target.others.iter().any(|one| one.place == *place) {
                    target.others.push(open(place));
                }
            }
        }
        self.judge_reach(now_ms);
    }

    /// From where each protocol is reached, by all that is known now.
    pub fn judge_reach(&mut self, now_ms: i64) {
        let before: Vec<Reach> = self.targets.iter().map(|target| target.reach).collect();
        for target in self.targets.iter_mut().filter(|target| target.word != TRIP) {
            target.reach = target.reached(now_ms);
        }
        let steps: Vec<&TargetSeen> =
            self.targets.iter().filter(|target| TRIP_GOES_BY.contains(&target.word)).collect();
        let is_cut = steps.iter().any(|step| !step.is_its_own());
        let whole_since_ms = steps.iter().map(|step| step.state.since_ms()).max().unwrap_or(0);
        if let Some(trip) = self.targets.iter_mut().find(|target| target.word == TRIP) {
            let excused = is_cut || trip.waits_for_its_way(whole_since_ms);
            trip.reach = if trip.is_down() && excused { Reach::Waiting } else { trip.reached(now_ms) };
        }
        self.unsettled |= self.targets.iter().map(|target| target.reach).ne(before);
    }

    /// What is wrong with the way to it; none: nothing.
    pub fn partly(&self) -> Option<String> {
        let partly = self.targets.iter().filter(|target| target.reach == Reach::Partly);
        let told: Vec<String> = partly
            .map(|target| {
                let down = target.state.condition() == Condition::Down;
                said(target.word, down.then_some(target.trouble.as_str()), &target.others)
            })
            .collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}

/// The mail there and back, which no other place asks, and the protocols that it goes by: where they are not reached from
/// here alone, what it says is no trouble of the server's.
const TRIP: &str = "loop";
const TRIP_GOES_BY: [&str; 2] = ["submission", "imaps"];

impl TargetSeen {
    /// Whether its way was cut, and it has not failed since that is whole again.
    fn waits_for_its_way(&self, whole_since_ms: i64) -> bool {
        let failed_since = self.asked_at_ms > whole_since_ms && !self.trouble.is_empty();
        self.reach == Reach::Waiting && !failed_since
    }

    fn reached(&self, now_ms: i64) -> Reach {
        let raised = self.state.raised();
        let down = raised.contains(&Alarm::Down) || raised.contains(&Alarm::Flapping);
        let before = if self.reach == Reach::Everywhere { Before::Everywhere } else { Before::Open };
        let since_ms = self.state.trouble_since_ms().unwrap_or(self.state.since_ms());
        let here = if down { Here::Down { since_ms, before } } else { Here::Good };
        reach(here, &self.others, now_ms)
    }
}
