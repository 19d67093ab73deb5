//! When a server is backed up, which backups are kept, and when the next drill is due: pure.

use hostler_kit::time::day_start_ms;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Backups begin within so much of the night, in sixths: the last of them has the rest to end in.
const BEGIN_WITHIN: i64 = 5;
/// How long before the end of the night the platform itself has its turn.
const LAST_BEFORE_END_MS: i64 = 15 * 60_000;
/// How long a server runs before its first backup.
const SETTLES_MS: i64 = 5 * 60_000;
/// How long after the end of the night a missing backup raises an alarm.
const ALARM_AFTER_MS: i64 = 15 * 60_000;
/// How long a night's backup that failed rests before it is tried again, until the next night: longer than the job's own
/// attempts, which come within minutes.
pub const TRIED_AGAIN_AFTER_MS: i64 = 20 * 60_000;
/// How long a server may be without a drill that passed.
pub const DRILL_OVERDUE_MS: i64 = 2 * DRILL_EVERY_MS;
/// How long what was made beside the night's is kept.
const ALL_KEPT_DAYS: i64 = 7;
/// How often each server's newest backup is tried out.
pub const DRILL_EVERY_MS: i64 = 7 * 24 * 3_600_000;
/// How often a repository is read through; one that was damaged is read again with the next backup of another day.
pub const CHECK_EVERY_MS: i64 = 7 * 24 * 3_600_000;
pub const CHECK_AGAIN_MS: i64 = 20 * 3_600_000;

/// 00:00 to 06:00 of one day in the provider's zone: five or seven hours where the clock is changed in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Night {
    pub day: Date,
    pub begins_ms: i64,
    pub ends_ms: i64,
}

/// That a server's backup of a night is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    InTime,
    /// The night is over: the platform was away, or there was too much to do.
    Late,
}

impl Night {
    pub fn of(day: Date, zone: &TimeZone) -> Night {
        let six = day.at(6, 0, 0, 0).to_zoned(zone.clone());
        Night {
            day,
            begins_ms: day_start_ms(day, zone),
            ends_ms: six.map_or(i64::MAX, |six| six.timestamp().as_millisecond()),
        }
    }

    /// When it is noticed that a backup is missing.
    pub fn alarm_ms(&self) -> i64 {
        self.ends_ms.saturating_add(ALARM_AFTER_MS)
    }

    /// When this server's turn comes: the same distance into each night, spread evenly over all servers.
    pub fn turn_ms(&self, server: &str) -> i64 {
        let digest = Sha256::digest(server.as_bytes());
        let first: [u8; 4] = digest[..4].try_into().expect("a digest has 32 bytes");
        let within = (self.ends_ms - self.begins_ms) / 6 * BEGIN_WITHIN;
        self.begins_ms + ((i128::from(u32::from_be_bytes(first)) * i128::from(within)) >> 32) as i64
    }

    /// When the platform itself is backed up, the last of all: what it knows of the servers' backups is in its own. None
    /// if it was first started too late for this night.
    pub fn last_planned_ms(&self, started_at_ms: i64) -> Option<i64> {
        let planned = (self.ends_ms - LAST_BEFORE_END_MS).max(started_at_ms.saturating_add(SETTLES_MS));
        (planned < self.ends_ms).then_some(planned)
    }

    /// When a server that first ran at `ran_at_ms` is backed up in this night; none if not before the next.
    pub fn planned_ms(&self, server: &str, ran_at_ms: i64) -> Option<i64> {
        let planned = self.turn_ms(server).max(ran_at_ms.saturating_add(SETTLES_MS));
        (planned < self.ends_ms).then_some(planned)
    }

    /// Whether the server's backup is to be made now, if there is none of this night yet.
    pub fn due(&self, server: &str, ran_at_ms: i64, now_ms: i64) -> Option<Due> {
        let planned = self.planned_ms(server, ran_at_ms)?;
        match now_ms {
            now_ms if now_ms < planned => None,
            now_ms if now_ms < self.ends_ms => Some(Due::InTime),
            _ => Some(Due::Late),
        }
    }

    /// Whether a backup that is not there by now is missing.
    pub fn is_missed(&self, server: &str, ran_at_ms: i64, now_ms: i64) -> bool {
        now_ms >= self.alarm_ms() && self.planned_ms(server, ran_at_ms).is_some()
    }
}

/// The first day that must be restorable on `today`: a month ago.
pub fn kept_since(today: Date) -> Date {
    today.saturating_sub(1.month())
}

/// A backup, as far as it matters for how long it is kept.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    pub id: &'a str,
    pub day: Date,
    pub at_ms: i64,
    /// `night` stands for its day.
    pub reason: &'a str,
}

/// Those that are kept on `today`: of each day of the last month the night's, or the newest where there is none; all of
/// the last week; and the newest of all, however old it is.
pub fn kept<'a>(backups: &[Known<'a>], today: Date) -> BTreeSet<&'a str> {
    let mut of_day: BTreeMap<Date, Known<'a>> = BTreeMap::new();
    let rank = |one: &Known<'_>| (one.reason == "night", one.at_ms);
    for one in backups.iter().filter(|one| one.day >= kept_since(today)) {
        let best = of_day.entry(one.day).or_insert(*one);
        if rank(one) > rank(best) {
            *best = *one;
        }
    }
    let last = backups.iter().max_by_key(|one| one.at_ms).map(|one| one.id);
    let week = today.saturating_sub(ALL_KEPT_DAYS.days());
    let of_week = backups.iter().filter(|one| one.day >= week).map(|one| one.id);
    of_day.into_values().map(|one| one.id).chain(of_week).chain(last).collect()
}

/// The days between two, for a calendar.
pub fn days(first: Date, last: Date) -> Vec<Date> {
    first.series(1.day()).take_while(|day| *day <= last).collect()
}

/// Seconds since 1970 UTC in the name of a message's file.
pub fn came_at_ms(name: &str) -> Option<i64> {
    name.split('.').next()?.parse::<i64>().ok()?.checked_mul(1_000)
}

/// Where a folder of a mailbox lies below its `Maildir`: nothing for `INBOX`, `.Archive.2026` for `Archive/2026`.
pub fn maildir_folder(folder: &str) -> String {
    match folder {
        "INBOX" => String::new(),
        _ => format!(".{}", folder.replace('/', ".")),
    }
}

/// The folder of the mailbox that takes what was in `folder` back: beside what is there, with the backup's day.
pub fn put_into(folder: &str, day: Date) -> String {
    match folder {
        "INBOX" => format!("Restored {day}"),
        _ => format!("Restored {day}/{folder}"),
    }
}

/// Whether a part of a path can lead nowhere else.
pub fn is_plain(part: &str) -> bool {
    !part.is_empty() && part != "." && part != ".." && !part.contains(['/', '\0'])
}
