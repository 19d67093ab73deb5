use super::month;
use crate::metering::*;
use jiff::civil::Date;
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn on(text: &str, bytes: i64) -> DayReading {
    DayReading { day: day(text), bytes }
}

/// The number of days, the mean and the GB billed for October 2026 with 10 users and 1 GB each.
fn check(before: Option<i64>, readings: &[DayReading], expect: (usize, Option<i64>, i64)) {
    let storage = storage_of(month("2026-10"), before, readings, day("2026-10-31"));
    let seen = (storage.days.len(), storage.mean_bytes(), extra_gb(&storage, 10, GB));
    assert_eq!(seen, expect, "{readings:?}");
}

#[test]
fn b3_ten_users_with_12_gb_pay_2_gb() {
    check(Some(12 * GB), &[], (31, Some(12 * GB), 2));
    check(None, &[on("2026-10-01", 12 * GB)], (31, Some(12 * GB), 2));
}

#[test]
fn d4_each_gb_begun_is_billed_and_nothing_within_the_allowance() {
    check(Some(10 * GB), &[], (31, Some(10 * GB), 0));
    check(Some(10 * GB), &[on("2026-10-31", 10 * GB + 1)], (31, Some(10 * GB + 1), 1));
    check(Some(11 * GB), &[], (31, Some(11 * GB), 1));
    check(Some(11 * GB), &[on("2026-10-31", 11 * GB + 1)], (31, Some(11 * GB + 1), 2));
    check(Some(0), &[], (31, Some(0), 0));
}

#[test]
fn d4_a_day_without_a_reading_takes_the_day_befores() {
    let readings = [on("2026-10-11", 20 * GB), on("2026-10-21", 30 * GB)];
    let storage = storage_of(month("2026-10"), Some(10 * GB), &readings, day("2026-10-31"));
    let of = |text| storage.days.iter().find(|entry| entry.day == day(text)).map(|e| (e.bytes / GB, e.read));
    assert_eq!(of("2026-10-10"), Some((10, false)));
    assert_eq!(of("2026-10-11"), Some((20, true)));
    assert_eq!(of("2026-10-20"), Some((20, false)));
    assert_eq!(of("2026-10-31"), Some((30, false)));
    assert_eq!(storage.byte_days(), (10 * 10 + 10 * 20 + 11 * 30) * i128::from(GB));
}

#[test]
fn d4_days_before_the_first_reading_ever_do_not_exist() {
    check(None, &[], (0, None, 0));
    check(None, &[on("2026-10-30", 14 * GB)], (2, Some(14 * GB), 4));
    check(None, &[on("2026-10-31", 14 * GB)], (1, Some(14 * GB), 4));
}

#[test]
fn a_running_month_ends_today_and_leap_february_on_the_29th() {
    let running = storage_of(month("2026-10"), Some(GB), &[], day("2026-10-08"));
    assert_eq!(running.days.len(), 8);
    let leap = storage_of(month("2028-02"), Some(GB), &[], day("2028-12-31"));
    assert_eq!(leap.days.last().map(|last| last.day), Some(day("2028-02-29")));
}

proptest! {
    #[test]
    fn the_gb_billed_just_cover_what_is_beyond(
        bytes in prop::collection::vec(0i64..50_000_000_000, 1..31), users in 0i64..60,
    ) {
        let readings: Vec<_> = bytes.iter().zip(1..).map(|(bytes, number)| DayReading {
            day: Date::new(2026, 10, number).unwrap(), bytes: *bytes,
        }).collect();
        let storage = storage_of(month("2026-10"), None, &readings, day("2026-10-31"));
        let days = storage.days.len() as i128;
        let extra = i128::from(extra_gb(&storage, users, GB));
        let covered = |gb: i128| (i128::from(users) + gb) * i128::from(GB) * days >= storage.byte_days();
        prop_assert!(covered(extra) && (extra == 0 || !covered(extra - 1)));
    }
}
