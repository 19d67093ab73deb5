//! What a file is billed as.

use super::{event, october, reading, threads};
use crate::billing::pricing::{Because, Kind, Line};
use crate::billing::replay::{Source, replay};
use crate::catalogue::Catalogue;
use jiff::tz::TimeZone;
use proptest::prelude::*;

/// The month's users.
fn users(text: &str) -> i64 {
    let lines = october(text).unwrap();
    lines.iter().find(|line| line.kind == Kind::Users).map_or(0, |line| line.quantity)
}

fn storage(text: &str) -> i64 {
    let lines = october(text).unwrap();
    lines.iter().find(|line| line.kind == Kind::Storage).map_or(0, |line| line.quantity)
}

fn json_lines(lines: &[Line]) -> String {
    lines.iter().map(|line| serde_json::to_string(line).unwrap() + "\n").collect()
}

/// Anna's bakery: the first example of B1 and the one of B3, her telephones, Bram's garage, at both ends of the month.
fn two_customers() -> String {
    let mut text = String::new();
    for number in 0..10 {
        text +=
            &event(&format!("2026-10-05T09:00:{number:02}+02:00"), "created", &format!("person-{number}"));
    }
    text += &event("2026-10-05T12:00:00+02:00", "disabled", "person-9");
    for number in 0..5 {
        text +=
            &event(&format!("2026-10-05T15:00:{number:02}+02:00"), "deleted", &format!("person-{number}"));
    }
    for number in 10..16 {
        text += &event(
            &format!("2026-10-06T09:00:{number:02}.500+02:00"),
            "created",
            &format!("person-{number}"),
        );
    }
    text += &reading("2026-10-30T23:00:00+01:00", 14_000_000_000);
    text += &reading("2026-10-31T01:00:00+01:00", 9_000_000_000);
    text += &reading("2026-10-31T23:59:59+01:00", 12_000_000_001);
    let operator = |text: String| text.replace("bakery", "telephone").replace("connect", "operator");
    for name in ["shop", "oven"] {
        text += &operator(event("2026-09-05T09:00:00+02:00", "created", name));
    }
    let garage = |text: String| text.replace("bakery", "garage").replace("anna", "bram");
    text += &garage(event("2026-10-31T23:59:59.999+01:00", "created", "bram"));
    text + &garage(event("2026-11-01T00:00:00+01:00", "created", "daan"))
}

#[test]
fn lines_of_two_customers() {
    insta::assert_snapshot!(json_lines(&october(two_customers()).unwrap()));
}

#[test]
fn b1_the_second_example_is_15() {
    let create = |n: u32| event(&format!("2026-10-05T09:00:{n:02}Z"), "created", &n.to_string());
    let delete = |n: u32| event(&format!("2026-10-06T09:00:{n:02}Z"), "deleted", &n.to_string());
    assert_eq!(
        users(&((0..15).map(create).collect::<String>() + &(0..6).map(delete).collect::<String>())),
        15
    );
}

#[test]
fn b7_what_is_there_twice_counts_once() {
    let created = event("2026-10-05T09:00:00Z", "created", "bram");
    let again = event("2026-10-05T10:00:00Z", "created", "bram");
    let other_offset = event("2026-10-05T11:00:00+02:00", "created", "bram");
    let nobody = event("2026-10-05T08:00:00Z", "deleted", "nobody");
    assert_eq!(users(&[created.clone(), again, other_offset, nobody, created.clone()].concat()), 1);
    let deleted = event("2026-10-05T09:00:00Z", "deleted", "bram");
    let chris = event("2026-10-06T09:00:00Z", "created", "chris");
    assert_eq!(users(&[created.clone(), deleted, created, chris].concat()), 1, "a repeat within one instant");
}

#[test]
fn lines_are_taken_by_instant_and_at_the_same_instant_as_they_stand() {
    let (create, delete) = ("2026-10-05T09:00:00Z", "2026-10-05T11:00:00.0001+02:00");
    let anna = event("2026-10-04T09:00:00Z", "created", "anna");
    let then = event(delete, "deleted", "anna");
    let bram = event(create, "created", "bram");
    assert_eq!(
        users(&[then.clone(), bram.clone(), anna.clone()].concat()),
        2,
        "a tenth of a millisecond later"
    );
    let at_once = event(create, "deleted", "anna");
    assert_eq!(users(&[at_once.clone(), bram.clone(), anna.clone()].concat()), 1);
    assert_eq!(users(&[bram, at_once, anna].concat()), 2);
}

#[test]
fn many_accounts_at_one_instant_do_not_slow_it_down() {
    let import: String =
        (0..20_000).map(|n| event("2026-10-05T09:00:00Z", "created", &format!("person-{n}"))).collect();
    assert_eq!(users(&(import.clone() + &import)), 20_000);
}

#[test]
fn lines_longer_than_a_block_and_files_of_many_blocks() {
    let long = "a".repeat(600_000);
    let text =
        event("2026-10-05T09:00:00Z", "created", &long) + &event("2026-10-05T09:00:01Z", "created", "b");
    assert_eq!(users(&text), 2);
    let broken = format!("{text}{text}{text}oops");
    assert!(october(broken).unwrap_err().starts_with("line 7: "));
}

#[test]
fn a_server_is_told_apart_by_customer_name_and_product() {
    let anna = event("2026-10-05T09:00:00Z", "created", "admin");
    let bram = anna.replace("anna", "bram");
    let operator = anna.replace("connect", "operator");
    let lines = october([anna, bram, operator].concat()).unwrap();
    assert_eq!(lines.iter().filter(|line| line.kind == Kind::Users && line.quantity == 1).count(), 3);
}

#[test]
fn d4_storage_of_days_in_the_providers_zone() {
    let gb = 1_000_000_000;
    assert_eq!(storage(&reading("2026-09-20T00:00:00Z", 5 * gb)), 0, "a server that is gone");
    let anna = event("2026-09-05T09:00:00Z", "created", "anna");
    assert_eq!(storage(&(anna.clone() + &reading("2026-09-20T00:00:00Z", 5 * gb))), 4);
    // The reading belongs to 1 November in Amsterdam, and to 31 October in UTC.
    let late = anna.clone() + &reading("2026-10-31T23:30:00Z", 5 * gb);
    assert_eq!(storage(&late), 0);
    let mut utc = Catalogue::standard();
    utc.provider.zone = TimeZone::UTC;
    let lines =
        replay(&Source::Text(late.into_bytes()), "2026-10".parse().unwrap(), &utc, threads(2)).unwrap();
    assert_eq!(lines.iter().find(|line| line.kind == Kind::Storage).map(|line| line.quantity), Some(4));
    // Both readings are of 25 October, the day of 25 hours; the last one stands.
    let night = reading("2026-10-25T02:30:00+01:00", 2 * gb) + &reading("2026-10-25T02:30:00+02:00", 9 * gb);
    let lines = october(anna + &night).unwrap();
    let Because::Storage { days, .. } = &lines[1].because else { panic!() };
    assert_eq!((days.len(), days[0].bytes, days[0].read), (7, 2 * gb, true));
}

#[test]
fn an_empty_file_and_a_month_without_events_give_nothing() {
    assert_eq!(october(""), Ok(vec![]));
    assert_eq!(october("\n \r\n"), Ok(vec![]));
    assert_eq!(october(event("2026-11-05T09:00:00Z", "created", "anna")), Ok(vec![]));
}

proptest! {
    #[test]
    fn the_order_of_the_lines_and_repeats_do_not_matter(
        order in prop::collection::vec(any::<prop::sample::Index>(), 40),
    ) {
        let text = two_customers();
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let repeats: Vec<&str> = order.iter().take(9).map(|index| *index.get(&lines)).collect();
        lines.extend(repeats);
        for (place, index) in order.iter().enumerate() {
            let other = index.index(lines.len());
            lines.swap(place % 33, other);
        }
        prop_assert_eq!(october(lines.concat()), october(text));
    }
}
