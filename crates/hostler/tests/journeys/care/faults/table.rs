//! The table of faults: what was seen, after how long, and what was done.

use std::fmt;
use std::time::Duration;

/// What came of a fault.
#[derive(Debug)]
pub struct Row {
    pub name: &'static str,
    /// Until the incident began.
    pub seen_ms: Option<i64>,
    pub as_what: String,
    pub steps: Vec<Step>,
    /// How long until all was well again, and after what.
    pub well: (Duration, &'static str),
    pub went: Result<(), String>,
}

/// Something that the platform did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub after_ms: i64,
    pub what: String,
}

impl Row {
    /// A fault whose stage broke.
    pub fn broken(name: &'static str, why: &str) -> Row {
        let well = (Duration::ZERO, "");
        Row {
            name,
            seen_ms: None,
            as_what: String::new(),
            steps: Vec::new(),
            well,
            went: Err(why.to_string()),
        }
    }

    pub fn wrong(&self) -> Option<String> {
        self.went.as_ref().err().map(|why| format!("{}: {}", self.name, short(why, 3_000)))
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |ms: i64| format!("{:.1} s", ms as f64 / 1_000.0);
        let seen = self.seen_ms.map_or("–".to_string(), seconds);
        let done: Vec<String> = self
            .steps
            .iter()
            .map(|step| {
                let what = match step.what.as_str() {
                    "restarting-engine" => "mail service started again",
                    "restarting-server" => "server started again",
                    _ => "people asked",
                };
                format!("{what} ({})", seconds(step.after_ms))
            })
            .collect();
        let done = if done.is_empty() { "–".into() } else { done.join(", ") };
        let (well, after) = &self.well;
        let mark = if self.went.is_ok() { "" } else { " **otherwise than expected**" };
        let as_what = short(&self.as_what, 110).replace('|', "/").replace('\n', " ");
        write!(
            f,
            "| {}{mark} | {seen} | {as_what} | {done} | {:.1} s{after} |",
            self.name,
            well.as_secs_f64()
        )
    }
}

/// The rows as a table in Markdown.
pub fn of(rows: &[Row]) -> String {
    let head = "| fault | seen after | as what | what was done | well again |\n|---|---|---|---|---|\n";
    let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
    format!("{head}{}", rows.join("\n"))
}

fn short(text: &str, most: usize) -> String {
    match text.chars().count() > most {
        true => text.chars().take(most).chain(['…']).collect(),
        false => text.to_string(),
    }
}
