//! Pure decisions about invoices: totals, numbers, references, and when a month may be closed.

use super::model::{DocumentKind, Item, Totals, VatGroup};
use crate::billing::vat::Category;
use hostler_kit::http::{Args, Kind, Refuse};
use hostler_kit::money::vat_minor;
use hostler_kit::time::Month;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;
use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvoiceRefused {
    #[error("{month} is not over yet")]
    MonthNotOver { month: Month },
    #[error("{month} has to be closed first")]
    EarlierMonthOpen { month: Month },
    #[error("nothing was sold up to {month}")]
    NothingSold { month: Month },
    #[error("{month} is not closed")]
    NotClosed { month: Month },
    #[error("a credit note needs a reason")]
    NoReason,
    #[error("the reason is too long")]
    ReasonTooLong,
    #[error("{number} is a credit note")]
    IsCreditNote { number: String },
    #[error("{number} was credited whole")]
    CreditedWhole { number: String },
    #[error("{number} was written off")]
    WrittenOff { number: String },
    #[error("{number} has no line {line}")]
    NoSuchLine { number: String, line: i64 },
    #[error("line {line} has only {left} left")]
    MoreThanLine { line: i64, left: String },
    #[error("nothing was chosen to be credited")]
    NothingToCredit,
}

impl Refuse for InvoiceRefused {
    fn kind(&self) -> Kind {
        match self {
            InvoiceRefused::NoReason
            | InvoiceRefused::ReasonTooLong
            | InvoiceRefused::NoSuchLine { .. }
            | InvoiceRefused::MoreThanLine { .. }
            | InvoiceRefused::NothingToCredit => Kind::Invalid,
            _ => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            InvoiceRefused::MonthNotOver { .. } => "month-not-over",
            InvoiceRefused::EarlierMonthOpen { .. } => "earlier-month-open",
            InvoiceRefused::NothingSold { .. } => "month-nothing-sold",
            InvoiceRefused::NotClosed { .. } => "verify-month-open",
            InvoiceRefused::NoReason => "credit-reason-missing",
            InvoiceRefused::ReasonTooLong => "credit-reason-long",
            InvoiceRefused::IsCreditNote { .. } => "credit-of-credit-note",
            InvoiceRefused::CreditedWhole { .. } => "credited-whole",
            InvoiceRefused::WrittenOff { .. } => "credit-written-off",
            InvoiceRefused::NoSuchLine { .. } => "credit-no-line",
            InvoiceRefused::MoreThanLine { .. } => "credit-more-than-line",
            InvoiceRefused::NothingToCredit => "credit-nothing",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            InvoiceRefused::NoReason | InvoiceRefused::ReasonTooLong => Some("reason"),
            InvoiceRefused::NoSuchLine { .. }
            | InvoiceRefused::MoreThanLine { .. }
            | InvoiceRefused::NothingToCredit => Some("lines"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            InvoiceRefused::MonthNotOver { month }
            | InvoiceRefused::EarlierMonthOpen { month }
            | InvoiceRefused::NotClosed { month }
            | InvoiceRefused::NothingSold { month } => Args::from([("month", month.to_string())]),
            InvoiceRefused::IsCreditNote { number }
            | InvoiceRefused::CreditedWhole { number }
            | InvoiceRefused::WrittenOff { number } => Args::from([("number", number.clone())]),
            InvoiceRefused::NoSuchLine { number, line } => {
                Args::from([("number", number.clone()), ("line", line.to_string())])
            }
            InvoiceRefused::MoreThanLine { line, left } => {
                Args::from([("line", line.to_string()), ("left", left.clone())])
            }
            InvoiceRefused::ReasonTooLong => Args::from([("most", LONGEST_REASON.to_string())]),
            InvoiceRefused::NoReason | InvoiceRefused::NothingToCredit => Args::new(),
        }
    }
}

/// Letters of a credit note's reason, which is printed.
pub const LONGEST_REASON: usize = 300;

/// Whether a month may be closed on `today`. `closed` is the last month that is closed and done, `first` the month
/// of the first order: months are closed one after the other, for corrections look back.
pub fn may_close(
    month: Month,
    today: Date,
    first: Option<Month>,
    closed: Option<Month>,
) -> Result<(), InvoiceRefused> {
    if today <= month.last_day() {
        return Err(InvoiceRefused::MonthNotOver { month });
    }
    let first = first.filter(|first| *first <= month).ok_or(InvoiceRefused::NothingSold { month })?;
    let next = closed.map_or(first, |closed| closed.next().max(first));
    if next < month { Err(InvoiceRefused::EarlierMonthOpen { month: next }) } else { Ok(()) }
}

/// VAT per category, country and rate, rounded once for each; the total is what the groups come to.
pub fn totals(items: &[Item]) -> Totals {
    let mut groups: BTreeMap<(Category, &str, i64), i64> = BTreeMap::new();
    for item in items {
        *groups.entry((item.vat_category, &item.vat_country, item.vat_permyriad)).or_default() +=
            item.line.amount_minor;
    }
    let group = |((category, country, rate), net): ((Category, &str, i64), i64)| VatGroup {
        rate_permyriad: rate,
        net_minor: net,
        vat_minor: vat_minor(net, rate),
        category,
        country: country.into(),
        ..VatGroup::default()
    };
    let vat: Vec<VatGroup> = groups.into_iter().map(group).collect();
    let net_minor = vat.iter().map(|group| group.net_minor).sum();
    let vat_minor = vat.iter().map(|group| group.vat_minor).sum();
    Totals { net_minor, vat_minor, total_minor: net_minor + vat_minor, vat }
}

/// The series of a document: the year of its date, for credit notes with a `C` before it.
pub fn series(kind: DocumentKind, date: Date) -> String {
    match kind {
        DocumentKind::CreditNote => format!("C{:04}", date.year()),
        DocumentKind::Month | DocumentKind::Order => format!("{:04}", date.year()),
    }
}

/// `2026-0001`.
pub fn number(series: &str, sequence: i64) -> String {
    format!("{series}-{sequence:04}")
}

/// The creditor reference of a number (ISO 11649): `RF`, two check digits by ISO 7064 MOD 97-10, and the number's
/// letters and digits.
pub fn reference(number: &str) -> String {
    let body: String =
        number.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    format!("RF{:02}{body}", 98 - remainder(&format!("{body}RF00")))
}

/// Whether a creditor reference's check digits are right.
pub fn is_reference(text: &str) -> bool {
    let plain = text.is_ascii() && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    plain && (5..=25).contains(&text.len()) && text.starts_with("RF") && {
        let (head, body) = text.split_at(4);
        remainder(&format!("{body}{head}")) == 1
    }
}

/// The number that a creditor reference was made of: `2026-0001` of `RF…20260001`. None of another's reference.
pub fn number_of(reference: &str) -> Option<String> {
    let plain: String = reference.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    if !is_reference(&plain) {
        return None;
    }
    let body = &plain[4..];
    let year = if body.starts_with('C') { 5 } else { 4 };
    let (series, sequence) = (body.get(..year)?, body.get(year..)?);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(series.trim_start_matches('C')) && digits(sequence)).then(|| format!("{series}-{sequence}"))
}

/// Of the number in which letters count from 10 (`A`), divided by 97.
fn remainder(text: &str) -> u32 {
    let digits = text.chars().filter_map(|c| c.to_digit(36));
    digits.fold(0, |rest, digit| (rest * if digit > 9 { 100 } else { 10 } + digit) % 97)
}

/// The day on which an invoice is due (B4).
pub fn due(date: Date, term_days: i64) -> Date {
    date.saturating_add(term_days.days())
}

/// The other way round: what a month comes to below zero, as a credit note with its amounts above zero.
pub fn turned(items: Vec<Item>) -> Vec<Item> {
    let turn = |mut item: Item| {
        item.line.quantity = -item.line.quantity;
        item.line.amount_minor = -item.line.amount_minor;
        item
    };
    items.into_iter().map(turn).collect()
}

/// Whether a bill is less than half the one before.
pub fn is_halved(before_minor: i64, now_minor: i64) -> bool {
    before_minor > 0 && now_minor.saturating_mul(2) < before_minor
}

/// Whether a bill is more than double the one before; a first bill is not.
pub fn is_doubled(before_minor: i64, now_minor: i64) -> bool {
    before_minor > 0 && now_minor > before_minor.saturating_mul(2)
}
