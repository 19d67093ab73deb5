//! The days on which money moves between banks: TARGET is closed on Saturdays and Sundays, on 1 January, Good Friday,
//! Easter Monday, 1 May, and on 25 and 26 December (ECB, decision of 1999, long-term calendar since 2002).

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// Whether banks settle on this day.
pub fn is_open(day: Date) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let fixed = matches!((day.month(), day.day()), (1, 1) | (5, 1) | (12, 25 | 26));
    let easter = easter_sunday(day.year());
    let moving = day == easter.saturating_sub(2.days()) || day == easter.saturating_add(1.day());
    !(weekend || fixed || moving)
}

/// The day itself if banks settle on it, or the next on which they do.
pub fn on_or_after(mut day: Date) -> Date {
    while !is_open(day) {
        day = day.saturating_add(1.day());
    }
    day
}

/// So many open days later; for none, the day itself or the next open one.
pub fn after(day: Date, open_days: i64) -> Date {
    let mut day = if open_days == 0 { on_or_after(day) } else { day };
    for _ in 0..open_days {
        day = on_or_after(day.saturating_add(1.day()));
    }
    day
}

/// So many open days earlier.
pub fn before(mut day: Date, open_days: i64) -> Date {
    for _ in 0..open_days {
        day = day.saturating_sub(1.day());
        while !is_open(day) {
            day = day.saturating_sub(1.day());
        }
    }
    day
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
pub fn easter_sunday(year: i16) -> Date {
    let year = i32::from(year);
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let shift = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - shift + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    let from_march = moon + sunday - 7 * late + 114;
    let (month, day) = (from_march / 31, from_march % 31 + 1);
    let small = |number: i32| i8::try_from(number).expect("months and days are below 32");
    date(i16::try_from(year).expect("it was one"), small(month), small(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn easter_of_known_years() {
        for expect in [
            "1961-04-02",
            "1999-04-04",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2016-03-27",
            "2019-04-21",
            "2020-04-12",
            "2021-04-04",
            "2022-04-17",
            "2023-04-09",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2030-04-21",
            "2038-04-25",
            "2049-04-18",
            "2285-03-22",
        ] {
            assert_eq!(easter_sunday(day(expect).year()), day(expect));
        }
    }

    /// The closing days that the ECB publishes, those at weekends left out.
    #[test]
    fn closing_days_of_known_years() {
        for (year, expect) in [
            (2019, "01-01 04-19 04-22 05-01 12-25 12-26"),
            (2020, "01-01 04-10 04-13 05-01 12-25"),
            (2022, "04-15 04-18 12-26"),
            (2024, "01-01 03-29 04-01 05-01 12-25 12-26"),
            (2025, "01-01 04-18 04-21 05-01 12-25 12-26"),
            (2026, "01-01 04-03 04-06 05-01 12-25"),
            (2027, "01-01 03-26 03-29"),
            (2028, "04-14 04-17 05-01 12-25 12-26"),
        ] {
            let days = date(year, 1, 1).series(1.day()).take_while(|day| day.year() == year);
            let closed = days.filter(|day| {
                !is_open(*day) && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
            });
            let closed: Vec<String> = closed.map(|day| day.strftime("%m-%d").to_string()).collect();
            assert_eq!(closed.join(" "), expect, "{year}");
        }
    }

    #[test]
    fn counting_open_days() {
        for (from, expect) in [
            ("2026-11-23", "2026-11-23"),
            ("2026-11-28", "2026-11-30"),
            ("2026-12-25", "2026-12-28"),
            ("2027-01-01", "2027-01-04"),
            ("2026-04-03", "2026-04-07"),
        ] {
            assert_eq!(on_or_after(day(from)), day(expect), "{from}");
        }
        for (from, days, expect) in [
            ("2026-04-02", 1, "2026-04-07"),
            ("2026-04-01", 2, "2026-04-07"),
            ("2026-12-24", 2, "2026-12-29"),
            ("2026-11-21", 0, "2026-11-23"),
            ("2026-11-21", 1, "2026-11-23"),
        ] {
            assert_eq!(after(day(from), days), day(expect), "{from} + {days}");
        }
        for (from, days, expect) in [
            ("2026-04-07", 1, "2026-04-02"),
            ("2026-12-28", 2, "2026-12-23"),
            ("2026-11-23", 0, "2026-11-23"),
        ] {
            assert_eq!(before(day(from), days), day(expect), "{from} - {days}");
        }
    }
}
