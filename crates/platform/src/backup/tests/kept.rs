use crate::backup::rules::{Known, came_at_ms, days, is_plain, kept, kept_since, maildir_folder, put_into};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::BTreeSet;

fn known<'a>((id, day, at_ms): (&'a str, Date, i64)) -> Known<'a> {
    Known { id, day, at_ms, reason: if id.starts_with("asked") { "asked" } else { "night" } }
}

/// A backup each night of a year, and what is left after each of its days was tidied.
fn after_a_year(last: Date) -> BTreeSet<Date> {
    let mut there: Vec<(String, Date, i64)> = Vec::new();
    for (n, day) in days(last.saturating_sub(1.year()), last).into_iter().enumerate() {
        there.push((format!("bak_{day}"), day, n as i64));
        let known: Vec<Known<'_>> =
            there.iter().map(|(id, day, at_ms)| known((id.as_str(), *day, *at_ms))).collect();
        let left: BTreeSet<String> = kept(&known, day).into_iter().map(String::from).collect();
        there.retain(|(id, _, _)| left.contains(id));
    }
    there.into_iter().map(|(_, day, _)| day).collect()
}

#[test]
fn k1_each_day_of_the_last_month_can_be_restored_and_no_more() {
    for (today, first, many) in [
        (date(2026, 11, 22), date(2026, 10, 22), 32),
        (date(2026, 3, 31), date(2026, 2, 28), 32),
        (date(2028, 3, 1), date(2028, 2, 1), 30),
        (date(2027, 3, 15), date(2027, 2, 15), 29),
    ] {
        let left = after_a_year(today);
        assert_eq!(left, days(first, today).into_iter().collect(), "{today}");
        assert_eq!((left.len(), kept_since(today)), (many, first), "{today}");
    }
}

#[test]
fn k1_the_nights_backup_stands_for_its_day_and_others_are_kept_beside_it_for_a_week() {
    let (before, other, night) = (date(2026, 11, 20), date(2026, 11, 19), date(2026, 11, 21));
    let all = [
        ("asked of another day", other, 1),
        ("asked again of another day", other, 2),
        ("night", before, 3),
        ("asked after damage", before, 4),
        ("last night", night, 5),
    ]
    .map(known);
    for (today, gone) in [
        (date(2026, 11, 26), vec![]),
        (date(2026, 11, 27), vec!["asked of another day"]),
        (date(2026, 11, 28), vec!["asked of another day", "asked after damage"]),
        (date(2026, 12, 19), vec!["asked of another day", "asked after damage"]),
    ] {
        let left = kept(&all, today);
        let missing: Vec<&str> = all.iter().map(|one| one.id).filter(|id| !left.contains(id)).collect();
        assert_eq!(missing, gone, "{today}");
    }
}

#[test]
fn k1_the_last_backup_of_all_is_kept_however_old_it_is() {
    let all = [("older", date(2026, 1, 1), 1), ("old", date(2026, 1, 2), 2)].map(known);
    assert_eq!(kept(&all, date(2026, 11, 22)), BTreeSet::from(["old"]));
    assert_eq!(kept(&[], date(2026, 11, 22)), BTreeSet::new());
}

#[test]
fn folders_and_names_are_those_of_the_mailbox() {
    assert_eq!(
        (maildir_folder("INBOX"), maildir_folder("Archive/2026")),
        (String::new(), ".Archive.2026".into())
    );
    assert_eq!(put_into("INBOX", date(2026, 11, 22)), "Restored 2026-11-22");
    assert_eq!(put_into("Archive/2026", date(2026, 11, 22)), "Restored 2026-11-22/Archive/2026");
    assert_eq!(
        (came_at_ms("1763769600.M1P2.anna,S=9:2,S"), came_at_ms("x")),
        (Some(1_763_769_600_000), None)
    );
    for (part, plain) in
        [("anna", true), ("..", false), ("", false), ("a/b", false), (".", false), (".Sent", true)]
    {
        assert_eq!(is_plain(part), plain, "{part}");
    }
}
