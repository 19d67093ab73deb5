//! The vendor is asked once a day, each machine at its own time; what installations came to enters the history.

use super::model::{Installation, Outcome, Way};
use super::rules::{self, JITTER_MS};
use super::shelf::{Shelf, Turn};
use super::{UpdatesError, check};
use crate::accounts::{Actor, Change};
use crate::app::App;
use crate::history::Action;
use std::time::Duration;
use tokio::time::sleep;

/// How often is looked whether something is due or has ended.
const GLANCE: Duration = Duration::from_secs(5);

/// Keeps watching until it is dropped. Without a network nothing happens but a line in the log a day.
pub async fn run(app: &App) {
    if app.updates.installed().is_none() || app.bootstrap.licensed().is_none() {
        return std::future::pending().await;
    }
    let mut jitter_ms = jitter(app);
    loop {
        if let Err(error) = tell(app).await {
            tracing::warn!(%error, "what an installation came to is not in the history yet");
        }
        let heard = Shelf::of(&app.folders).heard().unwrap_or_default();
        if app.clock.now_ms() >= rules::next_question_ms(&heard, jitter_ms) {
            jitter_ms = jitter(app);
            ask(app).await;
        }
        sleep(GLANCE).await;
    }
}

fn jitter(app: &App) -> i64 {
    i64::from(u32::from_le_bytes(app.random.bytes())) % JITTER_MS
}

async fn ask(app: &App) {
    match check(app).await {
        Ok(picture) => {
            let newest = picture.releases.iter().find(|offer| offer.is_installable());
            tracing::info!(
                newer = newest.map(|offer| &offer.version),
                "the vendor was asked for newer versions"
            );
        }
        Err(error) => tracing::info!(%error, "newer versions, if there are any, are not known yet"),
    }
}

/// Ends what was interrupted, and notes in the history what ended.
pub(super) async fn tell(app: &App) -> Result<(), UpdatesError> {
    let shelf = Shelf::of(&app.folders);
    end_interrupted(app, &shelf)?;
    let mut results = shelf.results()?;
    if results.iter().all(|one| one.told) {
        return Ok(());
    }
    let actor = Actor::server();
    let mut change = Change::begin(app, &actor).await?;
    for one in results.iter().rev().filter(|one| !one.told) {
        change.note(action(one), &one.to, &one.from).await?;
    }
    change.commit().await?;
    for one in &mut results {
        one.told = true;
    }
    Ok(shelf.keep_results(&results)?)
}

/// Nobody works at it any more, and it has no end: a program or the machine stopped.
fn end_interrupted(app: &App, shelf: &Shelf) -> Result<(), UpdatesError> {
    if shelf.installation()?.is_none_or(|one| one.outcome.is_some()) {
        return Ok(());
    }
    let (begin, install) = (shelf.take(Turn::Begin)?, shelf.take(Turn::Install)?);
    if begin.is_none() || install.is_none() {
        return Ok(());
    }
    // With both turns in hand, what it says now is the last word.
    if let Some(last) = shelf.installation()?.filter(|one| one.outcome.is_none()) {
        let (ended_at_ms, outcome) = (Some(app.clock.now_ms()), Some(Outcome::Interrupted));
        shelf.end(&Installation { ended_at_ms, outcome, ..last })?;
    }
    Ok(())
}

fn action(one: &Installation) -> Action {
    match (&one.outcome, one.way) {
        (Some(Outcome::Installed), Way::Forward) => Action::UpdateInstalled,
        (Some(Outcome::Installed), Way::Back) => Action::WentBack,
        (Some(Outcome::WentBack { .. }), _) => Action::UpdateUndone,
        _ => Action::UpdateFailed,
    }
}
