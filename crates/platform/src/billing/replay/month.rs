//! From what the parts of a file say about a server to the server's month.

use super::gather::{History, Owner, Part};
use super::instant::Instant;
use crate::billing::pricing::{ServerMonth, UsersOfMonth};
use crate::metering::{DayReading, Event, Reading, StorageMonth, accounts_at_peak, month_of, storage_of};
use hostler_kit::time::{Month, day_start_ms};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;

/// A server and its histories in the order of the file.
type Server<'a> = (&'a Owner, Vec<&'a History>);

/// The month of each server, worked out by several threads, in the order of their owners.
pub fn of_all(parts: &[Part], month: Month, zone: &TimeZone, threads: NonZeroUsize) -> Vec<ServerMonth> {
    let mut servers: BTreeMap<&Owner, Vec<&History>> = BTreeMap::new();
    for (owner, history) in parts.iter().flat_map(|part| &part.servers) {
        servers.entry(owner).or_default().push(history);
    }
    let servers: Vec<Server> = servers.into_iter().collect();
    let days = Days::of(month, zone);
    let share = servers.len().div_ceil(threads.get()).max(1);
    std::thread::scope(|scope| {
        let work = |share: &[Server]| share.iter().map(|server| of_server(server, &days, zone)).collect();
        let workers: Vec<_> = servers.chunks(share).map(|share| scope.spawn(move || work(share))).collect();
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

fn of_server((owner, histories): &Server, days: &Days, zone: &TimeZone) -> ServerMonth {
    let (readings, names) = readings(histories, days.ends_ms);
    let (meter, _) = month_of::<_, FxBuildHasher>(days.month, zone, readings.iter().copied());
    let accounts = accounts_at_peak::<_, FxBuildHasher>(&meter, readings.iter().copied());
    let mut accounts: Vec<String> =
        accounts.into_iter().map(|index| names[index as usize].to_string()).collect();
    accounts.sort_unstable();
    ServerMonth {
        customer: owner.customer.clone(),
        server: owner.server.clone(),
        product: owner.product.clone(),
        users: UsersOfMonth {
            peak: meter.peak,
            peak_at_ms: meter.peak_at_ms,
            carried_over: meter.carried_over,
            accounts,
        },
        storage: storage(histories, days, meter.peak),
    }
}

/// The events before `ends_ms` in the order of their instants (that of the file where they are equal), numbered as a
/// journal would, without those that are there twice. Accounts are places in the list of names.
fn readings<'h>(histories: &[&'h History], ends_ms: i64) -> (Vec<Reading<u32>>, Vec<&'h str>) {
    let mut names: Vec<&str> = Vec::new();
    let mut places: FxHashMap<&str, u32> = FxHashMap::default();
    let mut events: Vec<(Instant, Event, u32)> = Vec::new();
    for (at, event, account) in histories.iter().flat_map(|history| history.events()) {
        if at.ms < ends_ms {
            let place = *places.entry(account).or_insert_with(|| {
                names.push(account);
                names.len() as u32 - 1
            });
            events.push((at, event, place));
        }
    }
    in_order(&mut events, |(at, ..)| *at);
    let mut readings: Vec<Reading<u32>> = Vec::with_capacity(events.len());
    let mut seen: FxHashSet<(Event, u32)> = FxHashSet::default();
    for at_once in events.chunk_by(|(a, ..), (b, ..)| a == b) {
        seen.clear();
        for (at, event, account) in at_once {
            if at_once.len() == 1 || seen.insert((*event, *account)) {
                let number = readings.len() as i64 + 1;
                readings.push(Reading { number, at_ms: at.ms, event: *event, account: *account });
            }
        }
    }
    (readings, names)
}

/// Sorts by instant; equal instants stay in the order of the file.
fn in_order<T>(entries: &mut [T], at: impl Fn(&T) -> Instant) {
    if !entries.is_sorted_by_key(&at) {
        entries.sort_by_key(at);
    }
}

/// The server's storage days. A server without users in the month that sent no reading in it exists no more.
fn storage(histories: &[&History], days: &Days, peak: i64) -> StorageMonth {
    let mut readings: Vec<(Instant, i64)> =
        histories.iter().flat_map(|history| history.storage.iter().copied()).collect();
    in_order(&mut readings, |(at, _)| *at);
    let mut before = None;
    let mut daily: Vec<DayReading> = Vec::new();
    for (at, bytes) in readings.into_iter().take_while(|(at, _)| at.ms < days.ends_ms) {
        match days.day(at.ms) {
            None => before = Some(bytes),
            Some(day) => {
                daily.pop_if(|last| last.day == day);
                daily.push(DayReading { day, bytes });
            }
        }
    }
    if peak == 0 && daily.is_empty() {
        return StorageMonth::default();
    }
    storage_of(days.month, before, &daily, days.month.last_day())
}
