use super::{amsterdam, month, ms};
use crate::metering::*;
use hostler_kit::time::Month;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::hash::RandomState;

/// A story such as `2026-10-03T09:00:00+02:00 +10 -5`: at that instant ten accounts are created, then the oldest five
/// deleted; `~2` disables and enables two.
fn readings(story: &[&str]) -> Vec<Reading<u32>> {
    let mut readings = Vec::new();
    let mut existing: Vec<u32> = Vec::new();
    let mut made = 0;
    for line in story {
        let (at, steps) = line.split_once(' ').unwrap();
        for step in steps.split(' ') {
            let (kind, times) = step.split_at(1);
            for turn in 0..times.parse::<usize>().unwrap() {
                let (event, account) = match kind {
                    "+" => {
                        made += 1;
                        existing.push(made);
                        (Event::Created, made)
                    }
                    "-" => (Event::Deleted, existing.remove(0)),
                    _ => ([Event::Disabled, Event::Enabled][turn % 2], existing[0]),
                };
                readings.push(Reading { number: readings.len() as i64 + 1, at_ms: ms(at), event, account });
            }
        }
    }
    readings
}

/// The peak of October 2026 and when it was first reached.
fn check(story: &[&str], expect: i64, at: &str) {
    check_in("2026-10", story, expect, at);
}

fn check_in(in_month: &str, story: &[&str], expect: i64, at: &str) {
    let readings = readings(story);
    let (meter, _) = month_of::<_, RandomState>(month(in_month), &amsterdam(), readings.iter().copied());
    assert_eq!((meter.peak, meter.peak_at_ms), (expect, ms(at)), "{story:?}: {meter:?}");
    let accounts = accounts_at_peak::<_, RandomState>(&meter, readings.iter().copied());
    assert_eq!(accounts.len() as i64, expect, "{story:?}: the accounts explain the number");
}

#[test]
fn b1_create_10_delete_5_next_day_create_6_is_11() {
    let story =
        ["2026-10-05T09:00:00+02:00 +10", "2026-10-05T15:00:00+02:00 -5", "2026-10-06T09:00:00+02:00 +6"];
    check(&story, 11, "2026-10-06T09:00:00+02:00");
}

#[test]
fn b1_create_10_add_5_next_day_delete_6_is_15() {
    let story =
        ["2026-10-05T09:00:00+02:00 +10", "2026-10-05T15:00:00+02:00 +5", "2026-10-06T09:00:00+02:00 -6"];
    check(&story, 15, "2026-10-05T15:00:00+02:00");
}

#[test]
fn b1_accounts_carried_over_count_from_the_months_first_instant() {
    check(&["2026-08-01T09:00:00+02:00 +7"], 7, "2026-10-01T00:00:00+02:00");
    check(&["2026-08-01T09:00:00+02:00 +7", "2026-10-01T09:00:00+02:00 -7"], 7, "2026-10-01T00:00:00+02:00");
    check(
        &["2026-09-30T23:59:59+02:00 +7", "2026-10-02T09:00:00+02:00 -2 +3"],
        8,
        "2026-10-02T09:00:00+02:00",
    );
    check(&["2026-09-02T09:00:00+02:00 +9 -9"], 0, "2026-10-01T00:00:00+02:00");
}

#[test]
fn d3_disabled_accounts_count_all_the_same() {
    check(
        &["2026-10-05T09:00:00+02:00 +3 ~3", "2026-10-06T09:00:00+02:00 +1"],
        4,
        "2026-10-06T09:00:00+02:00",
    );
}

#[test]
fn d6_a_server_that_starts_or_ends_within_the_month_has_its_full_number() {
    check(&["2026-10-31T23:59:59+01:00 +4"], 4, "2026-10-31T23:59:59+01:00");
    check(&["2026-09-10T12:00:00+02:00 +4", "2026-10-01T00:00:01+02:00 -4"], 4, "2026-10-01T00:00:00+02:00");
}

#[test]
fn d5_months_end_at_midnight_in_the_providers_zone_to_the_millisecond() {
    let last = ["2026-10-31T22:59:59.999Z +1"];
    check_in("2026-10", &last, 1, "2026-10-31T22:59:59.999Z");
    check_in("2026-11", &last, 1, "2026-10-31T23:00:00Z");
    let first = ["2026-10-31T23:00:00Z +1"];
    check_in("2026-10", &first, 0, "2026-09-30T22:00:00Z");
    check_in("2026-11", &first, 1, "2026-10-31T23:00:00Z");
    // What is deleted at the very first instant had been carried over.
    let gone = ["2026-10-10T12:00:00Z +2", "2026-10-31T23:00:00Z -1"];
    check_in("2026-11", &gone, 2, "2026-10-31T23:00:00Z");
}

#[test]
fn d5_both_nights_of_the_clock_change() {
    // 02:30 comes twice on 25 October; 02:00 to 03:00 never on 29 March.
    let autumn = ["2026-10-25T02:30:00+02:00 +5", "2026-10-25T02:30:00+01:00 -2 +3"];
    check(&autumn, 6, "2026-10-25T01:30:00Z");
    let spring = ["2026-03-29T01:59:59.999+01:00 +5", "2026-03-29T03:00:00+02:00 -2 +3"];
    check_in("2026-03", &spring, 6, "2026-03-29T01:00:00Z");
    let zone = amsterdam();
    let length = |text| (month(text).end_ms(&zone) - month(text).start_ms(&zone)) / 3_600_000;
    assert_eq!((length("2026-10"), length("2026-03"), length("2026-12")), (745, 743, 744));
}

#[test]
fn a_leap_february_has_its_29th() {
    check_in("2028-02", &["2028-02-29T23:59:59+01:00 +2"], 2, "2028-02-29T23:59:59+01:00");
    check_in("2028-03", &["2028-02-29T23:59:59+01:00 +2"], 2, "2028-03-01T00:00:00+01:00");
}

#[test]
fn the_peak_is_when_it_was_first_reached() {
    let story =
        ["2026-10-05T09:00:00+02:00 +3", "2026-10-06T09:00:00+02:00 -1", "2026-10-07T09:00:00+02:00 +1"];
    check(&story, 3, "2026-10-05T09:00:00+02:00");
}

#[test]
fn a_meter_says_what_it_did_with_a_change() {
    let zone = amsterdam();
    let mut meter = MonthMeter::open(month("2026-10"), &zone, 3, 7);
    let noon = ms("2026-10-05T12:00:00+02:00");
    assert_eq!(meter.take(8, noon, Change::Created), Ok(Taken::Counted));
    let before = meter;
    assert_eq!(meter.take(8, noon, Change::Created), Ok(Taken::Repeated));
    assert_eq!(meter.take(3, noon, Change::Deleted), Ok(Taken::Repeated));
    assert_eq!(meter.take(9, ms("2026-11-01T00:00:00+01:00"), Change::Created), Ok(Taken::NextMonth));
    let refused = meter.take(9, ms("2026-09-30T23:59:59+02:00"), Change::Created);
    assert_eq!(refused, Err(OutOfOrder { number: 9, month: month("2026-10") }));
    assert_eq!(meter, before, "only what is counted changes the meter");
    let row = serde_json::to_string(&meter).unwrap();
    assert_eq!(serde_json::from_str::<MonthMeter>(&row).unwrap(), meter, "a row is the whole state");
    let december = meter.roll_to(month("2026-12"), &zone);
    assert_eq!((december.carried_over, december.peak, december.peak_number), (4, 4, 8));
}

/// Readings over three months: (minutes since the one before, event, account of eight).
fn any_readings() -> impl Strategy<Value = Vec<Reading<u8>>> {
    let event = prop::sample::select(vec![
        Event::Created,
        Event::Created,
        Event::Deleted,
        Event::Disabled,
        Event::Enabled,
    ]);
    let start = ms("2026-09-01T00:00:00+02:00");
    prop::collection::vec((0i64..3000, event, 0u8..8), 0..60).prop_map(move |steps| {
        let mut at_ms = start;
        let number = |(index, (minutes, event, account)): (usize, (i64, Event, u8))| {
            at_ms += minutes * 60_000;
            Reading { number: index as i64 + 1, at_ms, event, account }
        };
        steps.into_iter().enumerate().map(number).collect()
    })
}

/// Looks at the accounts after every reading: slow, and plainly what B1 says.
fn by_brute_force(of: Month, readings: &[Reading<u8>]) -> (i64, i64, Vec<u8>) {
    let (begins, ends) = (of.start_ms(&amsterdam()), of.end_ms(&amsterdam()));
    let after = |count: usize| {
        let mut existing = BTreeSet::new();
        for reading in &readings[..count] {
            match reading.event {
                Event::Created => existing.insert(reading.account),
                Event::Deleted => existing.remove(&reading.account),
                _ => false,
            };
        }
        existing
    };
    let carried = readings.iter().filter(|reading| reading.at_ms < begins).count();
    let last = readings.iter().filter(|reading| reading.at_ms < ends).count();
    let mut best = (after(carried), begins);
    for count in carried + 1..=last {
        let existing = after(count);
        if existing.len() > best.0.len() {
            best = (existing, readings[count - 1].at_ms);
        }
    }
    (best.0.len() as i64, best.1, best.0.into_iter().collect())
}

/// As the platform meters: reading by reading, month by month, the state between two of them a row.
fn incrementally(of: Month, readings: &[Reading<u8>]) -> MonthMeter {
    let zone = amsterdam();
    let mut roll: Roll<u8> = Roll::default();
    let mut meter = MonthMeter::open(month("2026-08"), &zone, 0, 0);
    for reading in readings.iter().filter(|reading| reading.at_ms < of.end_ms(&zone)) {
        if reading.number <= meter.last_number {
            continue;
        }
        let Some(change) = roll.apply(reading.event, reading.account) else { continue };
        if reading.at_ms >= meter.ends_ms {
            meter = meter.roll_to(Month::of(reading.at_ms, &zone), &zone);
        }
        assert_eq!(meter.take(reading.number, reading.at_ms, change), Ok(Taken::Counted));
        meter = serde_json::from_value(serde_json::to_value(meter).unwrap()).unwrap();
    }
    if meter.month < of { meter.roll_to(of, &zone) } else { meter }
}

fn number(meter: &MonthMeter) -> (i64, i64, i64, i64) {
    (meter.carried_over, meter.users, meter.peak, meter.peak_at_ms)
}

proptest! {
    #[test]
    fn the_meter_agrees_with_brute_force(readings in any_readings()) {
        for of in ["2026-09", "2026-10", "2026-11", "2026-12"].map(month) {
            let (peak, at_ms, accounts) = by_brute_force(of, &readings);
            let (meter, _) = month_of::<_, RandomState>(of, &amsterdam(), readings.iter().copied());
            prop_assert_eq!((meter.peak, meter.peak_at_ms), (peak, at_ms));
            prop_assert_eq!(number(&incrementally(of, &readings)), number(&meter));
            prop_assert_eq!(accounts_at_peak::<_, RandomState>(&meter, readings.iter().copied()), accounts);
        }
    }

    #[test]
    fn split_anywhere_and_continued_from_the_row_it_is_the_same(
        readings in any_readings(), cut in any::<prop::sample::Index>(),
    ) {
        let (of, zone) = (month("2026-10"), amsterdam());
        let in_month: Vec<_> = readings.iter().copied().filter(|reading| reading.at_ms < of.end_ms(&zone)).collect();
        let (whole, _) = month_of::<_, RandomState>(of, &zone, in_month.iter().copied());
        let cut = if in_month.is_empty() { 0 } else { cut.index(in_month.len()) };
        let (first, second) = in_month.split_at(cut);
        let (mut meter, mut roll) = month_of::<_, RandomState>(of, &zone, first.iter().copied());
        for reading in second {
            let change = roll.apply(reading.event, reading.account);
            if reading.at_ms < of.start_ms(&zone) {
                meter = MonthMeter::open(of, &zone, roll.users(), reading.number);
            } else if let Some(change) = change {
                prop_assert_eq!(meter.take(reading.number, reading.at_ms, change), Ok(Taken::Counted));
            }
        }
        prop_assert_eq!(number(&meter), number(&whole));
        prop_assert_eq!(meter.peak_number, whole.peak_number);
    }

    #[test]
    fn repeating_any_readings_changes_nothing(
        readings in any_readings(), again in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let of = month("2026-10");
        let (once, _) = month_of::<_, RandomState>(of, &amsterdam(), readings.iter().copied());
        let mut repeated = readings.clone();
        for index in again.iter().filter(|_| !readings.is_empty()) {
            let reading = *index.get(&readings);
            let behind = repeated.iter().rposition(|other| *other == reading).unwrap() + 1;
            repeated.insert(behind + (repeated.len() - behind) / 2, reading);
        }
        let (meter, _) = month_of::<_, RandomState>(of, &amsterdam(), repeated.iter().copied());
        prop_assert_eq!(meter, once);
        prop_assert_eq!(
            accounts_at_peak::<_, RandomState>(&once, repeated.iter().copied()),
            accounts_at_peak::<_, RandomState>(&once, readings.iter().copied())
        );
    }
}
