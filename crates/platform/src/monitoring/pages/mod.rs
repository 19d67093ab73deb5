//! What people see of the watch: how servers stand, what went wrong, what is announced.

mod day;
mod incidents;
mod maintenance;
mod panel;
mod servers;
mod status;

pub use panel::Panel;

use super::model::{Incident, Line};
use crate::app::App;
use crate::web::Visit;
use axum::Router;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Entry, History, Tone};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    let own = incidents::router().merge(super::vantages::pages::router()).merge(maintenance::router());
    own.merge(servers::router()).merge(status::router())
}

/// How an incident stands, in one word.
fn badge(visit: &Visit, incident: &Incident) -> Badge {
    let (tone, key) = match incident {
        Incident { over_at_ms: Some(_), .. } => (Tone::Quiet, "incident-is-over"),
        Incident { acknowledged_at_ms: Some(_), .. } => (Tone::Busy, "incident-is-taken"),
        Incident { escalated_at_ms: Some(_), .. } => (Tone::Bad, "incident-is-escalated"),
        _ => (Tone::Warn, "incident-is-lasting"),
    };
    Badge::new(tone, visit.words.t(key))
}

/// What it is, such as *Not reachable*.
fn titled(visit: &Visit, incident: &Incident) -> String {
    visit.words.t(&format!("incident-{}", incident.kind))
}

fn at(visit: &Visit, ms: i64) -> String {
    visit.words.instant(instant(ms), visit.app.zone())
}

/// How long something took, such as *4 min*.
fn lasted(visit: &Visit, ms: i64) -> String {
    let minutes = ms.max(0) / 60_000;
    match minutes {
        0 => visit.words.with("incident-seconds", "n", (ms.max(0) / 1_000).to_string()),
        1..120 => visit.words.with("incident-minutes", "n", minutes.to_string()),
        _ => visit.words.with("incident-hours", "n", (minutes / 60).to_string()),
    }
}

/// An incident's lines, the newest first.
fn history(visit: &Visit, lines: &[Line]) -> History {
    let entries = lines.iter().rev().map(|line| {
        let what = visit.words.t(&format!("incident-did-{}", line.what));
        Entry {
            at: visit.words.instant_exact(instant(line.at_ms), visit.app.zone()),
            exact: instant(line.at_ms).to_string(),
            what: if line.detail.is_empty() { what } else { format!("{what}: {}", line.detail) },
            who: Some(line.by_name.clone()).filter(|name| !name.is_empty()),
            tone: match line.what.as_str() {
                "over" => Tone::Good,
                "began" | "escalated" | "failed" => Tone::Bad,
                "restarting-engine" | "restarting-server" => Tone::Busy,
                _ => Tone::Quiet,
            },
        }
    });
    History { entries: entries.collect() }
}
