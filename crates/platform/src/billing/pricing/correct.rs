//! What late readings change after the invoice (B7): a correction on the next one.

use super::{Because, Kind, Line, in_invoice_order};
use hostler_kit::time::Month;
use std::collections::BTreeMap;

/// What identifies a line within a month. The price belongs to it: a line at another price is another line.
type Key<'a> = (&'a str, Option<&'a str>, &'a str, Kind, i64);

#[derive(Default)]
struct Pair<'a> {
    right: Option<&'a Line>,
    /// The line to take names and currency from.
    sample: Option<&'a Line>,
    right_quantity: i64,
    right_minor: i64,
    invoiced_quantity: i64,
    invoiced_minor: i64,
}

/// The lines that bring what was invoiced for `month` to what is right: nothing where they agree.
///
/// `right` are the month's lines from all readings known now; `invoiced` are all lines issued for that month so far,
/// earlier corrections of it included. So invoiced amounts plus corrections are exactly the right amounts, and
/// correcting twice corrects once.
pub fn corrections(month: Month, right: &[Line], invoiced: &[Line]) -> Vec<Line> {
    let mut pairs: BTreeMap<Key, Pair> = BTreeMap::new();
    for line in right {
        let pair = pairs.entry(key(line)).or_default();
        (pair.right, pair.sample) = (Some(line), Some(line));
        pair.right_quantity += line.quantity;
        pair.right_minor += line.amount_minor;
    }
    for line in invoiced {
        let pair = pairs.entry(key(line)).or_default();
        pair.sample = pair.sample.or(Some(line));
        pair.invoiced_quantity += line.quantity;
        pair.invoiced_minor += line.amount_minor;
    }
    let mut lines: Vec<Line> = pairs.values().filter_map(|pair| correction(month, pair)).collect();
    in_invoice_order(&mut lines);
    lines
}

fn key(line: &Line) -> Key<'_> {
    (&line.customer, line.server.as_deref(), &line.product, line.kind, line.unit_price_micro)
}

fn correction(month: Month, pair: &Pair) -> Option<Line> {
    let quantity = pair.right_quantity - pair.invoiced_quantity;
    let amount_minor = pair.right_minor - pair.invoiced_minor;
    if quantity == 0 && amount_minor == 0 {
        return None;
    }
    let because = Because::Correction {
        corrects: month,
        invoiced_quantity: pair.invoiced_quantity,
        invoiced_minor: pair.invoiced_minor,
        right_quantity: pair.right_quantity,
        right_minor: pair.right_minor,
        right: pair.right.map(|line| Box::new(line.because.clone())),
    };
    pair.sample.map(|sample| Line { quantity, amount_minor, because, ..sample.clone() })
}
