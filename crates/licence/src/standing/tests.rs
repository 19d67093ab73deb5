use super::*;
use jiff::civil::date;

const HOUR: i64 = 3_600_000;

fn at(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_millisecond()
}

fn amsterdam() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

fn check(now: &str, expect: Standing) {
    let zone = amsterdam();
    let facts = Facts {
        trial_started_at_ms: at("2026-03-01T15:00:00Z"),
        licence: None,
        ended: None,
        zone: &zone,
        now_ms: at(now),
    };
    assert_eq!(standing(&facts), expect, "{now}");
}

#[test]
fn l9_thirty_days_and_the_last_one_until_its_end() {
    let last_day = date(2026, 3, 31);
    check("2026-03-01T15:00:00Z", Standing::Trial { last_day, days_left: 30 });
    check("2026-03-30T22:00:00Z", Standing::Trial { last_day, days_left: 0 });
    check("2026-03-31T21:59:59Z", Standing::Trial { last_day, days_left: 0 });
    check("2026-03-31T22:00:00Z", Standing::Locked { why: Locked::TrialEnded { last_day } });
    check("2036-03-31T22:00:00Z", Standing::Locked { why: Locked::TrialEnded { last_day } });
}

#[test]
fn l9_a_licence_that_ended_brings_no_second_trial() {
    let zone = amsterdam();
    let now_ms = at("2026-03-02T00:00:00Z");
    let ended = Some(Locked::GivenUp);
    let facts = Facts { trial_started_at_ms: now_ms, licence: None, ended, zone: &zone, now_ms };
    assert_eq!(standing(&facts), Standing::Locked { why: Locked::GivenUp });
}

#[test]
fn l12_a_clock_set_back_gains_nothing() {
    let mut guard = Guard::default();
    assert_eq!(guard.see(1000 * HOUR), Seen { now_ms: 1000 * HOUR, set_back_ms: None });
    assert_eq!(guard.see(980 * HOUR), Seen { now_ms: 1000 * HOUR, set_back_ms: None }, "corrections happen");
    assert_eq!(guard.see(10 * HOUR), Seen { now_ms: 1000 * HOUR, set_back_ms: Some(990 * HOUR) });
    assert_eq!(guard.see(1001 * HOUR), Seen { now_ms: 1001 * HOUR, set_back_ms: None });
    assert_eq!(Guard { latest_ms: 5 }.or(guard).see(0).now_ms, 1001 * HOUR, "the later memory holds");
    guard.trust(20 * HOUR);
    assert_eq!(
        guard.see(21 * HOUR),
        Seen { now_ms: 21 * HOUR, set_back_ms: None },
        "the vendor's word heals it"
    );
}

#[test]
fn l13_each_warning_is_due_from_its_day_on() {
    let steps = [60, 30, 14, 7, 1];
    let last_day = date(2026, 12, 31);
    for (today, expect) in [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), Some(60)),
        (date(2026, 11, 30), Some(60)),
        (date(2026, 12, 1), Some(30)),
        (date(2026, 12, 17), Some(14)),
        (date(2026, 12, 24), Some(7)),
        (date(2026, 12, 29), Some(7)),
        (date(2026, 12, 30), Some(1)),
        (date(2026, 12, 31), Some(1)),
        (date(2027, 1, 1), None),
    ] {
        assert_eq!(warning_due(last_day, today, &steps), expect, "{today}");
    }
}
