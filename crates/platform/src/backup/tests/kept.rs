use crate::backup::rules::{came_at_ms, days, is_plain, kept, kept_since, maildir_folder, put_into};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::BTreeSet;

/// A backup each night of a year, and what is left after each of its days was tidied.
fn after_a_year(last: Date) -> BTreeSet<Date> {
    let mut there: Vec<(String, Date, i64)> = Vec::new();
    for (n, day) in days(last.saturating_sub(1.year()), last).into_iter().enumerate() {
        there.push((format!("bak_{day}"), day, n as i64));
        let known: Vec<(&str, Date, i64)> =
            there.iter().map(|(id, day, at_ms)| (id.as_str(), *day, *at_ms)).collect();
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
fn k1_of_a_day_the_newest_is_kept_and_all_of_today() {
    let (today, before) = (date(2026, 11, 22), date(2026, 11, 20));
    let all = [("night", before, 1), ("asked", before, 2), ("tonight", today, 3), ("now", today, 4)];
    assert_eq!(kept(&all, today), BTreeSet::from(["asked", "tonight", "now"]));
}

#[test]
fn k1_the_last_backup_of_all_is_kept_however_old_it_is() {
    let all = [("older", date(2026, 1, 1), 1), ("old", date(2026, 1, 2), 2)];
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
