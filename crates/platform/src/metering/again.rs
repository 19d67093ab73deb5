//! A server's month computed again from the copy of its journal alone, as it was known at an instant: nothing that
//! the platform worked out before is looked at.

use super::usage::through;
use super::{DayReading, MonthMeter, Reading, StorageMonth, month_of, storage_of, store};
use crate::app::App;
use crate::servers::Server;
use hostler_kit::time::{Month, day};
use rustc_hash::FxBuildHasher;
use std::collections::BTreeMap;

/// The month's users and storage, from the readings that had been received by `known_ms`.
pub async fn month_as_known(
    app: &App,
    server: &Server,
    month: Month,
    known_ms: i64,
) -> Result<(MonthMeter, StorageMonth), sqlx::Error> {
    let zone = app.zone();
    let entries = store::known(&app.db, &server.id, (month.end_ms(zone), known_ms)).await?;
    let accounts = entries.iter().filter(|(_, bytes)| bytes.is_none());
    let readings =
        accounts.map(|(reading, _)| Reading { account: reading.account.as_str(), ..reading.as_ref() });
    let (meter, _) = month_of::<_, FxBuildHasher>(month, zone, readings);
    let mut days = BTreeMap::new();
    let mut before = None;
    for (at_ms, bytes) in entries.iter().filter_map(|(reading, bytes)| Some((reading.at_ms, (*bytes)?))) {
        match day(at_ms, zone) {
            day if day < month.first_day() => before = Some(bytes),
            day => drop(days.insert(day, bytes)),
        }
    }
    if meter.peak == 0 && days.is_empty() {
        return Ok((meter, StorageMonth::default()));
    }
    let days: Vec<DayReading> = days.into_iter().map(|(day, bytes)| DayReading { day, bytes }).collect();
    Ok((meter, storage_of(month, before, &days, through(app, server, month))))
}
