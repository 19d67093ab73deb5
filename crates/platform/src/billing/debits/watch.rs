//! What a new day brings for direct debit: mandates lapse, and files are made that have to be with the bank soon. Bringing
//! them there is staff's.

use super::{batches, mandates};
use crate::app::App;
use hostler_kit::http::Fault;
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
            match of_day(app).await {
                Ok(()) => done = Some(today),
                Err(fault) => tracing::warn!(detail = fault.detail, "the day's direct debits; trying again"),
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn of_day(app: &App) -> Result<(), Fault> {
    mandates::lapse(app).await?;
    batches::prepare(app).await?;
    Ok(())
}
