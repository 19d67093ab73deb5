//! The story as it is told on the terminal: a heading for each day, a line with its time for each step.

use hostler_kit::time::Clock;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Signs of a line before it is broken.
const WIDTH: usize = 100;
/// Signs before the text of a step.
const INDENT: usize = 12;

pub struct Tell {
    /// Runs beside the platform's clock.
    clock: Clock,
    zone: TimeZone,
    day: Option<Date>,
    began_ms: i64,
}

impl Tell {
    pub fn new(zone: TimeZone) -> Tell {
        Tell { clock: Clock::demo(0), zone, day: None, began_ms: Clock::System.now_ms() }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The platform says that it is this time.
    pub fn clock_is(&mut self, now: Timestamp) {
        // A clock that the answer's way made a little late stays where it is.
        self.clock.advance_to(now).ok();
    }

    /// Seconds since the start by this machine's clock.
    pub fn seconds(&self) -> f64 {
        (Clock::System.now_ms() - self.began_ms) as f64 / 1000.0
    }

    pub fn step(&mut self, text: &str) {
        let now = self.clock.now().to_zoned(self.zone.clone());
        if self.day != Some(now.date()) {
            self.day = Some(now.date());
            println!("\n{}", now.strftime("%A %-d %B %Y"));
        }
        let mut lines = wrapped(text, WIDTH - INDENT).into_iter();
        println!("  {}  {}", now.strftime("%H:%M:%S"), lines.next().unwrap_or_default());
        lines.for_each(|line| println!("{:INDENT$}{line}", ""));
    }

    /// An instant in RFC 3339 as people write it.
    pub fn instant(&self, text: &str) -> String {
        let at = text.parse::<Timestamp>().map(|at| at.to_zoned(self.zone.clone()));
        at.map_or(text.to_string(), |at| at.strftime("%-d %B %Y, %H:%M:%S").to_string())
    }

    /// A line that belongs to the step before it, as it is.
    pub fn detail(&self, text: &str) {
        println!("{:INDENT$}{text}", "");
    }

    /// What has no time.
    pub fn plain(&self, text: &str) {
        wrapped(text, WIDTH).iter().for_each(|line| println!("{line}"));
    }
}

/// Text in lines of at most so many signs, broken between words.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always one");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_string());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// `12000000000` → `12,000,000,000`.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 { "-".to_string() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `6588` → `65.88`.
pub fn amount(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", grouped((minor / 100).abs()), (minor % 100).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!((grouped(12_000_000_000), grouped(-999)), ("12,000,000,000".into(), "-999".into()));
        assert_eq!(
            (amount(6588), amount(-5), amount(123_456)),
            ("65.88".into(), "-0.05".into(), "1,234.56".into())
        );
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("Bram deletes six of fifteen", 13), ["Bram deletes", "six of", "fifteen"]);
    }
}
