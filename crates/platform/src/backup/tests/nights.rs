use crate::backup::rules::{Due, Night};
use crate::testing::at;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

fn night(day: Date) -> Night {
    Night::of(day, &TimeZone::get("Europe/Amsterdam").unwrap())
}

const LONG_AGO: i64 = 0;
const HOUR_MS: i64 = 3_600_000;

#[test]
fn k1_a_night_has_six_hours_but_for_two_days_of_the_year() {
    for (day, hours) in [(date(2026, 11, 22), 6), (date(2026, 3, 29), 5), (date(2026, 10, 25), 7)] {
        let night = night(day);
        assert_eq!(night.ends_ms - night.begins_ms, hours * HOUR_MS, "{day}");
    }
    let night = night(date(2026, 11, 22));
    assert_eq!(night.begins_ms, at("2026-11-22T00:00:00+01:00"));
    assert_eq!(night.alarm_ms(), at("2026-11-22T06:15:00+01:00"));
}

#[test]
fn k1_turns_are_spread_and_leave_time_to_end() {
    for day in [date(2026, 11, 22), date(2026, 3, 29), date(2026, 10, 25)] {
        let night = night(day);
        let last = night.begins_ms + (night.ends_ms - night.begins_ms) / 6 * 5;
        let mut hours = [0_i64; 7];
        for n in 0..6_000 {
            let turn = night.turn_ms(&format!("srv_{n}"));
            assert!((night.begins_ms..last).contains(&turn), "{day} {n}");
            hours[usize::try_from((turn - night.begins_ms) / HOUR_MS).unwrap()] += 1;
        }
        let whole = usize::try_from((last - night.begins_ms) / HOUR_MS).unwrap();
        let even = 6_000 * HOUR_MS / (last - night.begins_ms);
        for (hour, n) in hours.iter().take(whole).enumerate() {
            assert!((even * 8 / 10..even * 12 / 10).contains(n), "{day}, hour {hour}: {n} of {even}");
        }
    }
}

#[test]
fn k1_the_platform_has_its_turn_after_all_servers() {
    for day in [date(2026, 11, 22), date(2026, 3, 29), date(2026, 10, 25)] {
        let night = night(day);
        let last = night.last_planned_ms(LONG_AGO).unwrap();
        assert_eq!(last, night.ends_ms - HOUR_MS / 4, "{day}");
        assert!((0..6_000).all(|n| night.turn_ms(&format!("srv_{n}")) < last), "{day}");
        assert_eq!(night.last_planned_ms(night.ends_ms - 60_000), None, "it was first started too late");
    }
}

#[test]
fn k1_a_backup_is_due_once_its_turn_came_and_late_after_the_night() {
    let night = night(date(2026, 11, 22));
    let turn = night.turn_ms("srv_bakery");
    for (now_ms, expect) in [
        (turn - 1, None),
        (turn, Some(Due::InTime)),
        (night.ends_ms - 1, Some(Due::InTime)),
        (night.ends_ms, Some(Due::Late)),
        (night.ends_ms + 10 * HOUR_MS, Some(Due::Late)),
    ] {
        assert_eq!(night.due("srv_bakery", LONG_AGO, now_ms), expect, "{now_ms}");
    }
    assert!(!night.is_missed("srv_bakery", LONG_AGO, night.alarm_ms() - 1));
    assert!(night.is_missed("srv_bakery", LONG_AGO, night.alarm_ms()));
}

#[test]
fn k1_a_server_ordered_in_the_night_is_backed_up_in_it_if_there_is_time() {
    let night = night(date(2026, 11, 22));
    let turn = night.turn_ms("srv_bakery");
    let minute = 60_000;
    for (ran_at_ms, planned) in [
        (night.begins_ms - HOUR_MS, Some(turn)),
        (turn + minute, Some(turn + 6 * minute)),
        (night.ends_ms - 6 * minute, Some(night.ends_ms - minute)),
        (night.ends_ms - 5 * minute, None),
        (night.ends_ms + minute, None),
    ] {
        assert_eq!(night.planned_ms("srv_bakery", ran_at_ms), planned, "{ran_at_ms}");
        let missed = night.is_missed("srv_bakery", ran_at_ms, night.alarm_ms());
        assert_eq!(missed, planned.is_some(), "nothing is missed that was not due");
    }
}
