//! A month of nights, and what became of each: pure.

use super::rules::{self, Night};
use crate::servers::Server;
use hostler_kit::id::Id;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sqlx::FromRow;

/// So many nights are shown, tonight among them.
pub const NIGHTS: i32 = 31;

/// What became of a server's backup of a night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The server did not run yet.
    Before,
    /// Its turn is still to come.
    Ahead,
    UnderWay,
    Made,
    /// After the night's end.
    Late,
    Failed,
    Missed,
}

impl Outcome {
    pub fn key(self) -> &'static str {
        match self {
            Outcome::Before => "before",
            Outcome::Ahead => "ahead",
            Outcome::UnderWay => "under-way",
            Outcome::Made => "made",
            Outcome::Late => "late",
            Outcome::Failed => "failed",
            Outcome::Missed => "missed",
        }
    }
}

/// A night's backup, as far as the calendar needs it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Nightly {
    pub server_id: Id<Server>,
    pub day: String,
    pub state: String,
    pub bytes: i64,
    pub begun_at_ms: Option<i64>,
    pub ended_at_ms: Option<i64>,
}

/// The server that is asked about, and the moment.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    pub server: &'a str,
    /// When it first ran; none: it did not yet.
    pub ran_at_ms: Option<i64>,
    pub now_ms: i64,
}

pub fn outcome(night: &Night, made: Option<&Nightly>, of: Of<'_>) -> Outcome {
    let Some(made) = made else {
        let planned = of.ran_at_ms.and_then(|ran_at_ms| night.planned_ms(of.server, ran_at_ms));
        return match planned {
            None => Outcome::Before,
            Some(_) if of.now_ms >= night.alarm_ms() => Outcome::Missed,
            Some(_) => Outcome::Ahead,
        };
    };
    match made.state.as_str() {
        "failed" => Outcome::Failed,
        "waiting" | "running" => Outcome::UnderWay,
        _ if made.ended_at_ms.is_some_and(|ended_at_ms| ended_at_ms > night.ends_ms) => Outcome::Late,
        _ => Outcome::Made,
    }
}

/// The days of the calendar that ends today.
pub fn days(today: Date) -> Vec<Date> {
    rules::days(today.saturating_sub((NIGHTS - 1).days()), today)
}

/// The same in weeks from Monday on, with nothing where a week begins before or ends after them.
pub fn weeks<T: Clone>(days: &[(Date, T)]) -> Vec<Vec<Option<(Date, T)>>> {
    let Some((first, _)) = days.first() else { return Vec::new() };
    let before = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0);
    let mut cells: Vec<Option<(Date, T)>> = vec![None; before];
    cells.extend(days.iter().cloned().map(Some));
    cells.resize(cells.len().div_ceil(7) * 7, None);
    cells.chunks(7).map(<[_]>::to_vec).collect()
}

/// How many servers had which outcome in a night.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    pub made: i64,
    pub late: i64,
    pub failed: i64,
    pub missed: i64,
}

impl Numbers {
    pub fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Made => self.made += 1,
            Outcome::Late => self.late += 1,
            Outcome::Failed => self.failed += 1,
            Outcome::Missed => self.missed += 1,
            Outcome::Before | Outcome::Ahead | Outcome::UnderWay => {}
        }
    }
}

/// The numbers of each night over all servers (id, when it first ran).
pub fn numbers(
    servers: &[(Id<Server>, Option<i64>)],
    nightly: &[Nightly],
    (now_ms, zone): (i64, &TimeZone),
) -> Vec<(Date, Numbers)> {
    let key = |made: &Nightly| (made.day.clone(), made.server_id.clone());
    let made: std::collections::HashMap<_, _> = nightly.iter().map(|made| (key(made), made)).collect();
    let of_day = |day: Date| {
        let (night, mut numbers) = (Night::of(day, zone), Numbers::default());
        for (id, ran_at_ms) in servers {
            let of = Of { server: id.as_str(), ran_at_ms: *ran_at_ms, now_ms };
            numbers.count(outcome(&night, made.get(&(day.to_string(), id.clone())).copied(), of));
        }
        (day, numbers)
    };
    days(hostler_kit::time::day(now_ms, zone)).into_iter().map(of_day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::at;
    use jiff::civil::date;

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Amsterdam").unwrap()
    }

    fn nightly(day: &str, state: &str, ended: &str) -> Nightly {
        Nightly {
            server_id: "srv_00000000000000000000000000000001".parse().unwrap(),
            day: day.into(),
            state: state.into(),
            bytes: 1_000,
            begun_at_ms: Some(at(ended) - 4_000),
            ended_at_ms: Some(at(ended)),
        }
    }

    #[test]
    fn k1_each_night_has_one_outcome() {
        let night = Night::of(date(2026, 11, 22), &zone());
        let in_time = "2026-11-22T03:00:00+01:00";
        let (ran, after) = (Some(0), at("2026-11-22T09:00:00+01:00"));
        for (made, ran_at_ms, now_ms, expect) in [
            (Some(("ready", in_time)), ran, after, Outcome::Made),
            (Some(("forgotten", in_time)), ran, after, Outcome::Made),
            (Some(("ready", "2026-11-22T06:00:01+01:00")), ran, after, Outcome::Late),
            (Some(("failed", in_time)), ran, after, Outcome::Failed),
            (Some(("waiting", in_time)), ran, after, Outcome::UnderWay),
            (None, ran, after, Outcome::Missed),
            (None, ran, night.alarm_ms() - 1, Outcome::Ahead),
            (None, None, after, Outcome::Before),
            (None, Some(after), after, Outcome::Before),
        ] {
            let made = made.map(|(state, ended)| nightly("2026-11-22", state, ended));
            let of = Of { server: "srv_bakery", ran_at_ms, now_ms };
            assert_eq!(outcome(&night, made.as_ref(), of), expect, "{made:?}");
        }
    }

    #[test]
    fn k1_a_calendar_begins_on_monday_and_has_a_month() {
        let days: Vec<(Date, ())> = days(date(2026, 11, 22)).into_iter().map(|day| (day, ())).collect();
        assert_eq!((days.len(), days[0].0), (31, date(2026, 10, 23)));
        let weeks = weeks(&days);
        assert_eq!(weeks.len(), 5);
        assert!(weeks.iter().all(|week| week.len() == 7));
        assert_eq!(weeks[0].iter().filter(|day| day.is_none()).count(), 4, "it begins on a Friday");
        assert_eq!(weeks[4][6], Some((date(2026, 11, 22), ())), "a Sunday");
    }

    #[test]
    fn k1_numbers_are_counted_over_all_servers() {
        let made = nightly("2026-11-21", "ready", "2026-11-21T03:00:00+01:00");
        let other: Id<Server> = "srv_00000000000000000000000000000002".parse().unwrap();
        let servers = [(made.server_id.clone(), Some(0)), (other, Some(at("2026-11-20T12:00:00+01:00")))];
        let now_ms = at("2026-11-22T01:00:00+01:00");
        let found = numbers(&servers, &[made], (now_ms, &zone()));
        let of = |day: Date| found.iter().find(|(own, _)| *own == day).unwrap().1;
        assert_eq!(of(date(2026, 11, 20)), Numbers { missed: 1, ..Numbers::default() });
        assert_eq!(of(date(2026, 11, 21)), Numbers { made: 1, missed: 1, ..Numbers::default() });
        assert_eq!(of(date(2026, 11, 22)), Numbers::default(), "the night is not over");
    }
}
