use crate::billing::reminders::model::{Hold, Next, Open};
use crate::billing::reminders::rules::*;
use crate::catalogue::Catalogue;
use hostler_kit::id::Id;
use hostler_kit::random::Random;
use jiff::civil::Date;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn open(due: &str, step: i64, step_date: &str) -> Open {
    Open {
        id: Id::new(1, &Random::seeded(1)),
        number: "2026-0001".into(),
        due: due.into(),
        total_minor: 5990,
        open_minor: 5990,
        currency: "EUR".into(),
        step,
        step_date: step_date.into(),
    }
}

#[test]
fn b10_steps_come_by_the_due_date_and_keep_their_distance() {
    let schedule = Catalogue::standard().reminders;
    for (step, step_date, expect) in [
        (0, "", Some((1, "2026-11-30"))),
        (1, "2026-11-30", Some((2, "2026-12-14"))),
        (2, "2026-12-14", Some((3, "2026-12-28"))),
        // The first one came late.
        (1, "2027-02-01", Some((2, "2027-02-15"))),
        // Staff sent it early.
        (1, "2026-11-24", Some((2, "2026-12-14"))),
        (3, "2026-12-28", None),
        (9, "2026-12-28", None),
    ] {
        let found = next_step(&schedule, &open("2026-11-23", step, step_date));
        assert_eq!(found, expect.map(|(step, day)| (step, date(day))), "{step} {step_date}");
    }
    assert_eq!(next_step(&[], &open("2026-11-23", 0, "")), None);
}

#[test]
fn letters_are_sent_in_office_hours() {
    for (at, expect) in [
        ("2026-11-30T08:59:59", false),
        ("2026-11-30T09:00:00", true),
        ("2026-11-30T16:59:59", true),
        ("2026-11-30T17:00:00", false),
        ("2026-11-28T12:00:00", false),
        ("2026-11-29T12:00:00", false),
    ] {
        assert_eq!(is_office_hour(at.parse().unwrap()), expect, "{at}");
    }
}

#[test]
fn what_comes_next() {
    let schedule = Catalogue::standard().reminders;
    let today = date("2026-12-01");
    let hold = |until: &str| Hold {
        customer_id: Id::new(1, &Random::seeded(1)),
        until: until.into(),
        because: "Asked for time".into(),
        person_id: Id::new(1, &Random::seeded(1)),
        at_ms: 0,
    };
    let overdue = [open("2026-11-23", 0, "")];
    let of =
        |open: &[Open], hold: Option<&Hold>, under_way| next((&schedule, open), (hold, under_way), today);
    assert_eq!(of(&[], None, UnderWay::Nothing), Next::Nothing);
    assert_eq!(of(&[open("2026-12-01", 0, "")], None, UnderWay::Nothing), Next::Nothing);
    let letter = Next::Letter { step: 1, name: "First reminder".into(), date: "2026-11-30".into() };
    assert_eq!(of(&overdue, None, UnderWay::Nothing), letter);
    assert_eq!(of(&overdue, Some(&hold("2026-12-01")), UnderWay::Nothing), letter);
    let held = Next::Held { until: "2026-12-02".into(), because: "Asked for time".into() };
    assert_eq!(of(&overdue, Some(&hold("2026-12-02")), UnderWay::Payment), held);
    assert_eq!(of(&overdue, None, UnderWay::Payment), Next::MoneyWaits);
    assert_eq!(of(&[open("2026-10-01", 3, "2026-11-20")], None, UnderWay::Nothing), Next::EndOfSchedule);
}

#[test]
fn nobody_is_suspended_without_notice_or_before_its_days_are_over() {
    let today = date("2027-01-04");
    let code = |next: &Next, from: Option<&str>| {
        may_suspend(next, from.map(date), today).map_err(|refused| hostler_kit::http::Refuse::code(&refused))
    };
    let end = Next::EndOfSchedule;
    for (next, from, expect) in [
        (&Next::Nothing, Some("2026-12-01"), Err("remind-nothing-overdue")),
        (&Next::MoneyWaits, Some("2026-12-01"), Err("suspend-money-waits")),
        (
            &Next::Held { until: "2027-02-01".into(), because: String::new() },
            Some("2026-12-01"),
            Err("suspend-held"),
        ),
        (&end, None, Err("suspend-no-notice")),
        (&end, Some("2027-01-05"), Err("suspend-notice-runs")),
        (&end, Some("2027-01-04"), Ok(())),
    ] {
        assert_eq!(code(next, from), expect, "{next:?} {from:?}");
    }
}

#[test]
fn days_and_reasons() {
    let today = date("2026-12-01");
    assert_eq!(until(" 2026-12-02 ", today), Ok(date("2026-12-02")));
    for text in ["", "2026-12-01", "tomorrow", "2026-13-01"] {
        assert_eq!(until(text, today), Err(RemindRefused::DayWrong), "{text}");
    }
    assert_eq!(reason(" x ").as_deref(), Ok("x"));
    assert!(reason("  ").is_err() && reason(&"x".repeat(501)).is_err());
}
