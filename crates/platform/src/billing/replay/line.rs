//! One line of an events file, read with all of JSON's freedom. Nearly every line is read by [`super::scan`] already.

use super::instant::{self, Instant};
use crate::metering::Event;
use serde::Deserialize;
use std::borrow::Cow;

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    pub at: Instant,
    pub customer: Cow<'a, str>,
    pub server: Cow<'a, str>,
    pub product: Cow<'a, str>,
    pub what: What<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What<'a> {
    Account { event: Event, account: Cow<'a, str> },
    Storage { bytes: i64 },
}

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow)]
    customer: Cow<'a, str>,
    #[serde(borrow)]
    server: Cow<'a, str>,
    #[serde(borrow)]
    product: Cow<'a, str>,
    #[serde(borrow)]
    event: Option<Cow<'a, str>>,
    #[serde(borrow)]
    account: Option<Cow<'a, str>>,
    bytes: Option<i64>,
}

/// Reads a line; `Err` is the reason for a person.
pub fn parse(text: &str) -> Result<Record<'_>, String> {
    if !text.trim_start_matches([' ', '\t', '\r']).starts_with('{') {
        return Err("this is not a JSON object; an event begins with `{`".into());
    }
    let raw: Raw = serde_json::from_str(text).map_err(|error| in_one_line(&error))?;
    let at = instant::parse(&raw.at).ok_or_else(|| {
        format!(
            "`at` is {:?}, which is not a time; write RFC 3339, such as 2026-10-01T09:30:00+02:00",
            raw.at
        )
    })?;
    for (name, value) in [("customer", &raw.customer), ("server", &raw.server), ("product", &raw.product)] {
        filled(name, value)?;
    }
    let what = what(raw.event, raw.account, raw.bytes)?;
    Ok(Record { at, customer: raw.customer, server: raw.server, product: raw.product, what })
}

fn what<'a>(
    event: Option<Cow<'a, str>>,
    account: Option<Cow<'a, str>>,
    bytes: Option<i64>,
) -> Result<What<'a>, String> {
    match (event, bytes) {
        (Some(event), None) => {
            let event = event_named(&event).ok_or_else(|| {
                format!("`event` is {event:?}; it is created, deleted, disabled or enabled")
            })?;
            let account = account.ok_or("an event needs `account`")?;
            filled("account", &account)?;
            Ok(What::Account { event, account })
        }
        (None, Some(bytes)) if bytes < 0 => Err(format!("`bytes` is {bytes}; nothing is stored below 0")),
        (None, Some(bytes)) => Ok(What::Storage { bytes }),
        (None, None) => Err("the line has neither `event` nor `bytes`".into()),
        (Some(_), Some(_)) => Err("the line has both `event` and `bytes`; write two lines".into()),
    }
}

pub fn event_named(name: &str) -> Option<Event> {
    match name {
        "created" => Some(Event::Created),
        "deleted" => Some(Event::Deleted),
        "disabled" => Some(Event::Disabled),
        "enabled" => Some(Event::Enabled),
        _ => None,
    }
}

fn filled(name: &str, value: &str) -> Result<(), String> {
    if value.is_empty() { Err(format!("`{name}` is empty")) } else { Ok(()) }
}

/// serde_json counts lines too, always 1 here; only the column says something.
fn in_one_line(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let problem = text.split(" at line ").next().unwrap_or(&text);
    format!("{problem} (column {})", error.column())
}
