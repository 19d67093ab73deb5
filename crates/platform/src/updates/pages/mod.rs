//! What people see of updates: staff begin and follow them, customers read when and what.

mod left_out;
mod list;
mod panel;
mod show;

pub use panel::Panel;

use super::model::Rollout;
use crate::app::App;
use crate::web::Visit;
use axum::Router;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Tone};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    list::router().merge(show::router()).merge(left_out::router())
}

fn at(visit: &Visit, ms: i64) -> String {
    visit.words.instant(instant(ms), visit.app.zone())
}

/// How a rollout stands, in one word.
fn badge(visit: &Visit, rollout: &Rollout) -> Badge {
    let tone = match rollout.state.as_str() {
        "done" => Tone::Good,
        "stopped" => Tone::Bad,
        "running" => Tone::Busy,
        "paused" => Tone::Warn,
        _ => Tone::Quiet,
    };
    Badge::new(tone, visit.words.t(&format!("update-is-{}", rollout.state)))
}

/// A stage's name: *Test servers*, *1 %*.
fn stage(visit: &Visit, stage: i64) -> String {
    let shares = &visit.app.catalogue.updates.shares;
    let share = usize::try_from(stage - 1).ok().and_then(|at| shares.get(at));
    match share {
        Some(share) => visit.words.with("update-stage-share", "n", share.to_string()),
        None => visit.words.t("update-stage-tests"),
    }
}
