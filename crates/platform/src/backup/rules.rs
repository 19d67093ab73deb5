//! When a server is backed up, which backups are kept, and when the next drill is due: pure.

use hostler_kit::time::day_start_ms;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Backups begin within so much of the night, in sixths: the last of them has the rest to end in.
const BEGIN_WITHIN: i64 = 5;
/// How long a server runs before its first backup.
const SETTLES_MS: i64 = 5 * 60_000;
/// How long after the end of the night a missing backup raises an alarm.
const ALARM_AFTER_MS: i64 = 15 * 60_000;
/// How long a night's backup that failed rests before it is tried again, until the next night: longer than the job's own
/// attempts, which come within minutes.
pub const TRIED_AGAIN_AFTER_MS: i64 = 20 * 60_000;
/// How often each server's newest backup is tried out.
pub const DRILL_EVERY_MS: i64 = 7 * 24 * 3_600_000;
/// How often a repository is read through.
pub const CHECK_EVERY_MS: i64 = 7 * 24 * 3_600_000;

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

/// Of backups (id, day, when), those that are kept on `today`: the newest of each day of the last month, all of today,
/// and the newest of all, however old it is.
pub fn kept<'a>(backups: &[(&'a str, Date, i64)], today: Date) -> BTreeSet<&'a str> {
    let mut newest: BTreeMap<Date, (i64, &str)> = BTreeMap::new();
    for &(id, day, at_ms) in backups.iter().filter(|(_, day, _)| *day >= kept_since(today)) {
        let best = newest.entry(day).or_insert((at_ms, id));
        *best = (*best).max((at_ms, id));
    }
    let last = backups.iter().max_by_key(|(_, _, at_ms)| *at_ms).map(|(id, _, _)| *id);
    let of_today = backups.iter().filter(|(_, day, _)| *day >= today).map(|(id, _, _)| *id);
    newest.into_values().map(|(_, id)| id).chain(of_today).chain(last).collect()
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
