mod export;
mod journal;
mod rules;
mod storage;

use hostler_kit::time::Month;
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn amsterdam() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn ms(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_millisecond()
}
