//! Pure decisions about credit notes: what of an invoice is still there to be credited, line by line.

use super::model::{
    CreditLine, CreditThen, CreditWhat, CreditWish, Document, DocumentKind, Item, Totals, VatGroup,
};
use super::rules::{InvoiceRefused, LONGEST_REASON, totals};
use crate::billing::pricing::{Because, Kind, Line, Unit};
use hostler_kit::money::vat_minor;

/// The reason, tidied.
pub fn reason(text: &str) -> Result<String, InvoiceRefused> {
    let plain: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match plain.chars().count() {
        0 => Err(InvoiceRefused::NoReason),
        1..=LONGEST_REASON => Ok(plain),
        _ => Err(InvoiceRefused::ReasonTooLong),
    }
}

/// `12.50`, `12,50` or `12` in minor units; none where it is no amount above zero.
pub fn minor_of(text: &str) -> Option<i64> {
    let text = text.trim().replace(',', ".");
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(cents) || cents.len() > 2 {
        return None;
    }
    let cents = if cents.len() == 1 { cents.parse::<i64>().ok()? * 10 } else { cents.parse().ok()? };
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents).filter(|minor| *minor > 0)
}

/// What of each line of an invoice is not credited yet, in minor units without VAT.
pub fn left(invoice: &Document, before: &[Document]) -> Vec<i64> {
    let credited = |line: i64| -> i64 {
        let items = before.iter().flat_map(|note| &note.items);
        items.filter(|item| item.of_line == Some(line)).map(|item| item.line.amount_minor).sum()
    };
    (1..).zip(&invoice.items).map(|(line, item)| item.line.amount_minor - credited(line)).collect()
}

/// The lines of a credit note.
///
/// # Errors
/// There is nothing to credit, or less than that.
pub fn items(
    invoice: &Document,
    before: &[Document],
    wish: &CreditWish,
) -> Result<Vec<Item>, InvoiceRefused> {
    let number = || invoice.number.clone();
    if invoice.kind == DocumentKind::CreditNote {
        return Err(InvoiceRefused::IsCreditNote { number: number() });
    }
    let left = left(invoice, before);
    if !invoice.items.is_empty() && left.iter().all(|minor| *minor == 0) && !before.is_empty() {
        return Err(InvoiceRefused::CreditedWhole { number: number() });
    }
    match (&wish.what, wish.then) {
        (CreditWhat::Whole, _) => Ok(whole(invoice, &left)),
        (CreditWhat::Lines(lines), CreditThen::Nothing) if !lines.is_empty() => parts(invoice, left, lines),
        (CreditWhat::Lines(_), _) => Err(InvoiceRefused::NothingToCredit),
    }
}

/// Every line as it was billed; of those that were credited in part, the rest.
fn whole(invoice: &Document, left: &[i64]) -> Vec<Item> {
    let rest = |(line, (item, left)): (i64, (&Item, &i64))| match *left {
        0 if item.line.amount_minor != 0 => None,
        minor if minor == item.line.amount_minor => Some(Item { of_line: Some(line), ..item.clone() }),
        minor => Some(amount(item, line, minor)),
    };
    (1..).zip(invoice.items.iter().zip(left)).filter_map(rest).collect()
}

fn parts(invoice: &Document, mut left: Vec<i64>, lines: &[CreditLine]) -> Result<Vec<Item>, InvoiceRefused> {
    let mut items = Vec::new();
    for wanted in lines {
        items.push(part(invoice, &left, *wanted)?);
        left[wanted.line as usize - 1] -= wanted.amount_minor;
    }
    Ok(items)
}

fn part(invoice: &Document, left: &[i64], wanted: CreditLine) -> Result<Item, InvoiceRefused> {
    let whole_left: i64 = left.iter().sum();
    let place = usize::try_from(wanted.line - 1).ok();
    let found = place.and_then(|place| Some((invoice.items.get(place)?, *left.get(place)?)));
    let (item, left) = found
        .ok_or_else(|| InvoiceRefused::NoSuchLine { number: invoice.number.clone(), line: wanted.line })?;
    // Lines below zero (corrections) make the whole less than its lines.
    let left = left.min(whole_left);
    if wanted.amount_minor < 1 {
        return Err(InvoiceRefused::NothingToCredit);
    }
    if wanted.amount_minor > left {
        let left = format!("{}.{:02}", left.max(0) / 100, left.max(0) % 100);
        return Err(InvoiceRefused::MoreThanLine { line: wanted.line, left });
    }
    Ok(amount(item, wanted.line, wanted.amount_minor))
}

/// So much of a line, as one piece.
fn amount(item: &Item, line: i64, amount_minor: i64) -> Item {
    let priced = Line {
        quantity: amount_minor.signum(),
        unit: Unit::Piece,
        unit_price_micro: amount_minor.abs() * 10_000,
        amount_minor,
        because: Because::Said { said: String::new() },
        ..item.line.clone()
    };
    Item { of_line: Some(line), days: Vec::new(), line: priced, ..item.clone() }
}

/// What a credit note comes to: its VAT is what the VAT of all that is credited now exceeds that of what was credited
/// before, so that credit notes in any number of parts take back exactly what was billed.
pub fn totals_of(items: &[Item], before: &[Document]) -> Totals {
    let own = totals(items);
    let group = |own: &VatGroup| {
        let of_rate = before.iter().flat_map(|note| &note.totals.vat);
        let of_rate: Vec<_> = of_rate.filter(|group| group.rate_permyriad == own.rate_permyriad).collect();
        let net: i64 = of_rate.iter().map(|group| group.net_minor).sum();
        let vat: i64 = of_rate.iter().map(|group| group.vat_minor).sum();
        VatGroup { vat_minor: vat_minor(net + own.net_minor, own.rate_permyriad) - vat, ..own.clone() }
    };
    let vat: Vec<VatGroup> = own.vat.iter().map(group).collect();
    let vat_minor = vat.iter().map(|group| group.vat_minor).sum();
    Totals { vat_minor, total_minor: own.net_minor + vat_minor, vat, ..own }
}

pub fn is_goodwill(item: &Item) -> bool {
    item.line.kind == Kind::Goodwill
}

/// What was given away on an invoice and its forerunners, as lines of the one that stands for it: below zero, so that
/// it is not billed after all.
pub fn goodwill(invoice: &Document, before: &[Document]) -> Vec<Item> {
    let kept = invoice.items.iter().filter(|item| item.line.kind == Kind::Goodwill).cloned();
    let given = before.iter().flat_map(|note| note.items.iter().map(move |item| (note, item)));
    let given = given.map(|(note, item)| {
        let line = Line {
            kind: Kind::Goodwill,
            server: None,
            quantity: -1,
            unit: Unit::Piece,
            unit_price_micro: item.line.amount_minor * 10_000,
            amount_minor: -item.line.amount_minor,
            because: Because::Said { said: note.reason.clone() },
            ..item.line.clone()
        };
        let text = format!("{} {}", note.number, note.reason);
        Item { of_line: None, text, days: Vec::new(), host: None, line, ..item.clone() }
    });
    kept.chain(given).collect()
}
