//! Plain, aligned text: no boxes, no colours, nothing that a pipe has to take away again.

use jiff::Timestamp;
use serde_json::Value;

/// A column's head; numbers stand at the right.
#[derive(Debug, Clone, Copy)]
pub enum Column {
    Text(&'static str),
    Number(&'static str),
}

impl Column {
    fn head(self) -> &'static str {
        match self {
            Column::Text(head) | Column::Number(head) => head,
        }
    }

    fn pad(self, cell: &str, width: usize) -> String {
        match self {
            Column::Text(_) => format!("{cell:<width$}"),
            Column::Number(_) => format!("{cell:>width$}"),
        }
    }
}

/// A field of an answer as people read it: what it is called, where it stands (`dns.verdict` is a field of a field).
#[derive(Debug, Clone, Copy)]
pub struct Field {
    called: &'static str,
    at: &'static str,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Number,
    Instant,
    /// In hundredths of the currency that stands beside it.
    Money,
    /// Several, with commas.
    List,
    /// Of the whole object.
    Made(fn(&Value) -> String),
    /// The same, a number.
    Reckoned(fn(&Value) -> String),
}

const fn of(called: &'static str, at: &'static str, kind: Kind) -> Field {
    Field { called, at, kind }
}

pub const fn word(called: &'static str, at: &'static str) -> Field {
    of(called, at, Kind::Text)
}

pub const fn number(called: &'static str, at: &'static str) -> Field {
    of(called, at, Kind::Number)
}

/// Milliseconds since 1970.
pub const fn time(called: &'static str, at: &'static str) -> Field {
    of(called, at, Kind::Instant)
}

/// Hundredths of the object's currency.
pub const fn sum(called: &'static str, at: &'static str) -> Field {
    of(called, at, Kind::Money)
}

pub const fn list(called: &'static str, at: &'static str) -> Field {
    of(called, at, Kind::List)
}

/// What is made of the whole object.
pub const fn made(called: &'static str, said: fn(&Value) -> String) -> Field {
    of(called, "", Kind::Made(said))
}

pub const fn reckoned(called: &'static str, said: fn(&Value) -> String) -> Field {
    of(called, "", Kind::Reckoned(said))
}

impl Field {
    fn column(self) -> Column {
        match self.kind {
            Kind::Number | Kind::Money | Kind::Reckoned(_) => Column::Number(self.called),
            _ => Column::Text(self.called),
        }
    }

    fn value(self, of: &Value) -> String {
        let value = self.at.split('.').fold(of, |of, name| &of[name]);
        match self.kind {
            Kind::Text | Kind::Number => text(value),
            Kind::Instant => instant(value),
            Kind::Money => money(value, &of["currency"]),
            Kind::List => rows(value).map(text).collect::<Vec<_>>().join(", "),
            Kind::Made(said) | Kind::Reckoned(said) => said(of),
        }
    }
}

/// A list of objects: a column for each field, and what is said where there are none.
#[derive(Debug)]
pub struct Table(pub &'static str, pub &'static [Field]);

impl Table {
    pub fn of(&self, list: &Value) -> String {
        let Table(none, fields) = self;
        let columns: Vec<Column> = fields.iter().map(|field| field.column()).collect();
        let row = |own: &Value| fields.iter().map(|field| field.value(own)).collect();
        table(&columns, &rows(list).map(row).collect::<Vec<_>>(), none)
    }
}

/// An object: its fields one below the other; those that say nothing are left out.
pub fn lines(fields: &[Field], of: &Value) -> String {
    facts(&fields.iter().map(|field| (field.called, field.value(of))).collect::<Vec<_>>())
}

/// Rows under heads; `none` where there are no rows.
pub fn table(columns: &[Column], rows: &[Vec<String>], none: &str) -> String {
    if rows.is_empty() {
        return format!("{none}\n");
    }
    let heads: Vec<String> = columns.iter().map(|column| column.head().to_string()).collect();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
    let lines = || std::iter::once(&heads).chain(&rows);
    let width = |at: usize| lines().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = columns
            .iter()
            .zip(row)
            .zip(&widths)
            .map(|((column, cell), width)| column.pad(cell, *width))
            .collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    lines().map(line).collect()
}

/// Names and values, one on each line; lines without a value are left out.
pub fn facts(facts: &[(&str, String)]) -> String {
    let said: Vec<_> = facts.iter().filter(|(_, value)| !value.is_empty()).collect();
    let width = said.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0) + 1;
    said.iter().map(|(name, value)| format!("{:<width$}  {}\n", format!("{name}:"), plain(value))).collect()
}

/// Without control characters: what others wrote must not steer a terminal.
pub fn plain(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

/// The same for text of several lines.
pub fn plain_lines(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", plain(line))).collect()
}

/// A list whose objects each say the currency that stands beside the list.
pub fn carried(all: &Value, list: &str) -> Value {
    let mut list = all[list].clone();
    for own in list.as_array_mut().into_iter().flatten() {
        own["currency"] = all["currency"].clone();
    }
    list
}

/// A field as text: strings as they are, nothing for null.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

pub fn rows(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Milliseconds since 1970 as `2026-11-03T12:00:00Z`.
pub fn instant(value: &Value) -> String {
    let ms = value.as_i64().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    ms.and_then(|at| at.round(jiff::Unit::Second).ok()).map_or(String::new(), |at| at.to_string())
}

/// Hundredths of a currency's unit as `EUR 12.34`.
pub fn money(minor: &Value, currency: &Value) -> String {
    let Some(minor) = minor.as_i64() else { return String::new() };
    let sign = if minor < 0 { "-" } else { "" };
    format!("{} {sign}{}.{:02}", text(currency), minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn columns_are_aligned() {
        let columns = [Column::Text("NAME"), Column::Number("BYTES"), Column::Text("STATE")];
        let rows = [("Chloë Jansen", "7", "active"), ("Bram", "12345678", "")]
            .map(|(name, bytes, state)| vec![name.to_string(), bytes.to_string(), state.to_string()]);
        insta::assert_snapshot!(table(&columns, &rows, "Nobody."), @r"
        NAME             BYTES  STATE
        Chloë Jansen         7  active
        Bram          12345678
        ");
        assert_eq!(table(&columns, &[], "Nobody."), "Nobody.\n");
    }

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        assert_eq!(plain("\u{1b}[2JBram\n\u{7}"), " [2JBram  ");
        assert_eq!(facts(&[("name", "a\u{9b}b".into()), ("none", String::new())]), "name:  a b\n");
    }

    #[test]
    fn values() {
        for (minor, expect) in
            [(0, "EUR 0.00"), (5, "EUR 0.05"), (-1250, "EUR -12.50"), (123_456, "EUR 1234.56")]
        {
            assert_eq!(money(&json!(minor), &json!("EUR")), expect);
        }
        assert_eq!(instant(&json!(1_793_707_200_000_i64)), "2026-11-03T12:00:00Z");
        assert_eq!((instant(&json!(null)), text(&json!(true))), (String::new(), "true".into()));
    }
}
