//! What a new day brings for direct debit: mandates lapse. Files are made by staff, for they go to a bank.

use super::mandates;
use crate::app::App;
use hostler_kit::time::day;
use jiff::civil::Date;
use std::time::Duration;

/// How often a new day is looked for.
const EVERY: Duration = Duration::from_secs(5);

/// Looks once a day, for as long as the platform runs.
pub async fn watch(app: &App) {
    let mut done: Option<Date> = None;
    loop {
        let today = day(app.now_ms(), app.zone());
        if done != Some(today) {
            match mandates::lapse(app).await {
                Ok(_) => done = Some(today),
                Err(fault) => tracing::warn!(detail = fault.detail, "mandates could not lapse"),
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}
