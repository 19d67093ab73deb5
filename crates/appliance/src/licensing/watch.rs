//! The product is looked at again and again: each hour, at midnight, after a change by a command beside it.

use super::check::{check, is_due};
use super::{look, notes, send_receipt};
use crate::app::App;
use hostler_kit::time::{day, day_start_ms};
use std::time::Duration;
use tokio::time::sleep;

/// How often the machine's file is looked at: a command may have changed it.
const GLANCE: Duration = Duration::from_secs(2);
/// Longest time between two looks.
const HOUR_MS: i64 = 3_600_000;
/// The language of sentences that nobody waits for.
const LANGUAGE: &str = "en";

/// Keeps looking until it is dropped; asks the vendor once a day where there is a licence.
pub async fn run(app: &App) {
    let Some(place) = &app.licensing.place else { return std::future::pending().await };
    loop {
        ask_if_due(app).await;
        hand_in_if_waiting(app).await;
        let until_ms = pause_ms(app);
        let (version, mut passed_ms) = (place.version(), 0);
        while passed_ms < until_ms && place.version() == version {
            tokio::select! {
                () = sleep(GLANCE) => passed_ms += GLANCE.as_millis() as i64,
                () = app.licensing.wake.notified() => break,
            }
        }
        if let Err(error) = look(app, passed_ms).await {
            tracing::error!(%error, "how the licence stands cannot be told; what held before holds on");
        }
    }
}

/// Until the next hour or the next midnight, whichever is first.
fn pause_ms(app: &App) -> i64 {
    let now_ms = app.clock.now_ms();
    let midnight = |zone| {
        let today = day(now_ms, zone);
        day_start_ms(today.tomorrow().unwrap_or(today), zone)
    };
    (midnight(&app.zone) - now_ms).clamp(1, HOUR_MS)
}

/// A receipt that the vendor has not got yet is sent again.
async fn hand_in_if_waiting(app: &App) {
    let Ok(notes) = notes(app).await else { return };
    if notes.receipt.is_some_and(|receipt| receipt.sent_at_ms.is_none()) {
        match send_receipt(app, LANGUAGE).await {
            Ok(_) => tracing::info!("the vendor has the receipt of the licence that left"),
            Err(error) => tracing::info!(%error, "the receipt of the licence that left waits on"),
        }
    }
}

async fn ask_if_due(app: &App) {
    let (Some(stand), Ok(notes)) = (super::standing(app), notes(app).await) else { return };
    if stand.in_force().is_none() || !is_due(&notes, &stand.machine, app.clock.now_ms()) {
        return;
    }
    match check(app, LANGUAGE).await {
        Ok(answered) => tracing::info!(?answered, "the vendor was asked about the licence"),
        Err(error) => tracing::warn!(%error, "the vendor's answer about the licence was not taken"),
    }
}
