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

/// A step of 1, 2 or 5 times a power of ten (times the scale) that gives at most five ticks.
pub(super) fn round_step(highest: i64, scale: i64) -> i64 {
    let mut step = 1i64;
    while step.saturating_mul(scale).saturating_mul(4) < highest {
        step = match step.to_string().as_bytes()[0] {
            b'2' => step / 2 * 5,
            _ => step * 2,
        };
    }
    step.saturating_mul(scale)
}
