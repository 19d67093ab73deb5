//! What a plot's values are, and how they are written for people.

use crate::ui::words::Words;

#[derive(Debug, Clone)]
pub(super) enum Unit {
    Count,
    Bytes,
    Milliseconds,
    /// Minor units of this currency.
    Money(String),
}

impl Unit {
    pub(super) fn written(&self, words: &Words, value: i64) -> String {
        match self {
            Unit::Count => words.number(value),
            Unit::Bytes => words.bytes(value),
            Unit::Milliseconds => format!("{} ms", words.number(value)),
            Unit::Money(currency) => words.money(value, currency),
        }
    }
}
