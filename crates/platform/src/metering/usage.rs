//! What was used: a server's month as it stands, day by day, and who was there at the peak.

use super::store::{self, Journal};
use super::{MonthMeter, StorageMonth, accounts_at_peak, storage_of};
use crate::app::App;
use crate::servers::Server;
use hostler_kit::time::{Month, day};
use jiff::civil::Date;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// A server's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    pub meter: MonthMeter,
    /// Its days up to today, or to the day on which the server ended.
    pub storage: StorageMonth,
    pub journal: Journal,
}

/// The accounts of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DayUsers {
    pub day: Date,
    pub highest: i64,
    /// At the end of the day.
    pub last: i64,
}

impl Usage {
    /// Whether nothing of this month can come any more: journals never go back in time.
    pub fn is_settled(&self, server: &Server) -> bool {
        self.journal.last_at_ms >= self.meter.ends_ms || server.gone_at_ms.is_some()
    }

    /// Bytes stored as last read.
    pub fn bytes(&self) -> Option<i64> {
        self.storage.days.last().map(|day| day.bytes)
    }
}

/// Whether a server was there in a month: ordered before its end and not gone before its begin.
pub fn existed(app: &App, server: &Server, month: Month) -> bool {
    let zone = app.zone();
    server.created_at_ms < month.end_ms(zone)
        && server.gone_at_ms.is_none_or(|gone| gone > month.start_ms(zone))
}

/// A server's month from all readings stored now.
pub async fn of_month(app: &App, server: &Server, month: Month) -> Result<Usage> {
    // The journal first: what comes in between is counted below and at worst looked at once more.
    let journal = store::journal(&app.db, &server.id).await?.unwrap_or_else(|| Journal::empty(server));
    let zone = app.zone();
    let meter = match store::meter_until(&app.db, &server.id, month).await? {
        Some(meter) if meter.month == month => meter,
        Some(meter) => meter.roll_to(month, zone),
        None => MonthMeter::open(month, zone, 0, 0),
    };
    let days = store::days(&app.db, &server.id, month).await?;
    if meter.peak == 0 && days.is_empty() {
        return Ok(Usage { meter, storage: StorageMonth::default(), journal });
    }
    let before = store::bytes_before(&app.db, &server.id, month.first_day()).await?;
    let storage = storage_of(month, before, &days, through(app, server, month));
    Ok(Usage { meter, storage, journal })
}

/// The last day of a month that there is of a server: today while the month runs, the day on which it ended.
pub(super) fn through(app: &App, server: &Server, month: Month) -> Date {
    let until = server.gone_at_ms.unwrap_or(i64::MAX).min(app.now_ms());
    day(until, app.zone()).min(month.last_day())
}

/// Each day's accounts, from the first day of the month (or the server's first) on.
pub async fn by_day(app: &App, server: &Server, meter: &MonthMeter) -> Result<Vec<DayUsers>> {
    let zone = app.zone();
    let changes = store::changes(&app.db, &server.id, meter.begins_ms, meter.ends_ms).await?;
    let mut changes = changes.into_iter().map(|(at_ms, users)| (day(at_ms, zone), users)).peekable();
    let first = meter.month.first_day().max(day(server.created_at_ms, zone));
    let last = through(app, server, meter.month);
    let mut users = meter.carried_over;
    let mut days = Vec::new();
    for day in first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last) {
        let mut highest = users;
        while let Some((_, now)) = changes.next_if(|(of, _)| *of <= day) {
            users = now;
            highest = highest.max(now);
        }
        days.push(DayUsers { day, highest, last: users });
    }
    Ok(days)
}

/// The addresses of the accounts that existed at a month's peak, sorted (B6).
pub async fn at_peak(app: &App, server: &Server, meter: &MonthMeter) -> Result<Vec<String>> {
    let readings = store::until(&app.db, &server.id, meter.peak_number).await?;
    let addresses: BTreeMap<&str, &str> = readings
        .iter()
        .filter(|(_, address)| !address.is_empty())
        .map(|(reading, address)| (reading.account.as_str(), address.as_str()))
        .collect();
    let accounts =
        accounts_at_peak::<_, FxBuildHasher>(meter, readings.iter().map(|(reading, _)| reading.as_ref()));
    let named = |account: &str| addresses.get(account).copied().unwrap_or(account).to_string();
    let mut named: Vec<String> = accounts.into_iter().map(named).collect();
    named.sort_unstable();
    Ok(named)
}
