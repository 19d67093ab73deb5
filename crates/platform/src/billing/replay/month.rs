//! From a server's history to its month.

use super::gather::{Histories, History, Owner};
use super::instant::Instant;
use crate::billing::pricing::{ServerMonth, UsersOfMonth};
use crate::metering::{DayReading, Event, Reading, StorageMonth, accounts_at_peak, month_of, storage_of};
use hostler_kit::time::{Month, day_start_ms};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::borrow::Cow;
use std::num::NonZeroUsize;

/// The month of each server, worked out by several threads.
pub fn of_all(
    mut histories: Histories,
    month: Month,
    zone: &TimeZone,
    threads: NonZeroUsize,
) -> Vec<ServerMonth> {
    let days = Days::of(month, zone);
    let share = histories.len().div_ceil(threads.get()).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = histories
            .chunks_mut(share)
            .map(|part| {
                scope.spawn(|| part.iter_mut().map(|server| of_server(server, &days, zone)).collect())
            })
            .collect();
        let months = workers.into_iter().map(|worker| worker.join().expect("metering does not panic"));
        months.collect::<Vec<Vec<ServerMonth>>>().into_iter().flatten().collect()
    })
}

/// The days of a month and the millisecond at which each begins.
struct Days {
    month: Month,
    begins: Vec<(Date, i64)>,
    ends_ms: i64,
}

impl Days {
    fn of(month: Month, zone: &TimeZone) -> Days {
        let days = month.first_day().series(jiff::Span::new().days(1)).take(month.days() as usize);
        let begins = days.map(|day| (day, day_start_ms(day, zone))).collect();
        Days { month, begins, ends_ms: month.end_ms(zone) }
    }

    /// The day of an instant: none before the month.
    fn day(&self, at_ms: i64) -> Option<Date> {
        let index = self.begins.partition_point(|(_, begin)| *begin <= at_ms).checked_sub(1)?;
        Some(self.begins[index].0)
    }
}

fn of_server((owner, history): &mut (Owner, History), days: &Days, zone: &TimeZone) -> ServerMonth {
    in_order(&mut history.events);
    let readings = readings(&history.events);
    let (meter, _) = month_of::<_, FxBuildHasher>(days.month, zone, readings.iter().copied());
    let accounts = accounts_at_peak::<_, FxBuildHasher>(&meter, readings.iter().copied());
    ServerMonth {
        customer: owner.customer.to_string(),
        server: owner.server.to_string(),
        product: owner.product.to_string(),
        users: UsersOfMonth {
            peak: meter.peak,
            peak_at_ms: meter.peak_at_ms,
            carried_over: meter.carried_over,
            accounts: accounts.into_iter().map(str::to_string).collect(),
        },
        storage: storage(history, days, meter.peak),
    }
}

/// Sorts by instant; equal instants stay in the order of the file.
fn in_order<T: At>(entries: &mut [T]) {
    if !entries.is_sorted_by_key(T::at) {
        entries.sort_by_key(T::at);
    }
}

trait At {
    fn at(&self) -> Instant;
}

impl<T, U> At for (Instant, T, U) {
    fn at(&self) -> Instant {
        self.0
    }
}

impl<T> At for (Instant, T) {
    fn at(&self) -> Instant {
        self.0
    }
}

/// Numbers the events as a journal would, without those that are there twice.
fn readings<'h>(events: &'h [(Instant, Event, Cow<'_, str>)]) -> Vec<Reading<&'h str>> {
    let mut readings: Vec<Reading<&str>> = Vec::with_capacity(events.len());
    let mut seen: FxHashSet<(Event, &str)> = FxHashSet::default();
    for at_once in events.chunk_by(|(a, ..), (b, ..)| a == b) {
        seen.clear();
        for (at, event, account) in at_once {
            if at_once.len() == 1 || seen.insert((*event, account)) {
                let number = readings.len() as i64 + 1;
                readings.push(Reading { number, at_ms: at.ms, event: *event, account });
            }
        }
    }
    readings
}

/// The server's storage days. A server without users in the month that sent no reading in it exists no more.
fn storage(history: &mut History, days: &Days, peak: i64) -> StorageMonth {
    in_order(&mut history.storage);
    let mut before = None;
    let mut daily: Vec<DayReading> = Vec::new();
    for (at, bytes) in history.storage.iter().take_while(|(at, _)| at.ms < days.ends_ms) {
        match days.day(at.ms) {
            None => before = Some(*bytes),
            Some(day) => {
                daily.pop_if(|last| last.day == day);
                daily.push(DayReading { day, bytes: *bytes });
            }
        }
    }
    if peak == 0 && daily.is_empty() {
        return StorageMonth::default();
    }
    storage_of(days.month, before, &daily, days.month.last_day())
}
