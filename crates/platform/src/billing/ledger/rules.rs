//! Pure decisions of the ledger: what may be written, and what an invoice comes to in it.

use super::model::{Account, Balance, Nature, Sums, Transfer, TrialBalance};
use crate::billing::invoices::Document;
use crate::catalogue::Chart;
use hostler_kit::http::{Args, Kind, Refuse};
use hostler_kit::time::Month;
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerRefused {
    #[error("an entry needs a transfer of more than nothing between two accounts")]
    NotATransfer,
    #[error("the span ends before it begins, or is longer than {most} months")]
    SpanMalformed { most: usize },
    #[error("an audit file is of one year")]
    SpanOverYears,
    #[error("`{text}` is not a quarter")]
    NotAQuarter { text: String },
}

impl Refuse for LedgerRefused {
    fn kind(&self) -> Kind {
        match self {
            LedgerRefused::NotATransfer => Kind::Broken,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            LedgerRefused::NotATransfer => "ledger-no-transfer",
            LedgerRefused::SpanMalformed { .. } => "ledger-span-malformed",
            LedgerRefused::SpanOverYears => "ledger-span-over-years",
            LedgerRefused::NotAQuarter { .. } => "ledger-not-a-quarter",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            LedgerRefused::NotATransfer => None,
            LedgerRefused::NotAQuarter { .. } => Some("quarter"),
            _ => Some("to"),
        }
    }

    fn args(&self) -> Args {
        match self {
            LedgerRefused::SpanMalformed { most } => Args::from([("most", most.to_string())]),
            LedgerRefused::NotAQuarter { text } => Args::from([("text", text.clone())]),
            _ => Args::new(),
        }
    }
}

impl LedgerRefused {
    /// A month that is none, or months the wrong way round.
    pub fn malformed() -> LedgerRefused {
        LedgerRefused::SpanMalformed { most: MOST_MONTHS }
    }
}

/// Months of one question: ten years.
const MOST_MONTHS: usize = 120;

/// Months, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: Month,
    pub to: Month,
}

impl Span {
    /// From January of `now` to `now`, where it is not said.
    pub fn asked(from: Option<Month>, to: Option<Month>, now: Month) -> Result<Span, LedgerRefused> {
        let to = to.unwrap_or(from.unwrap_or(now).max(now));
        let from = from.unwrap_or(first_of_year(to));
        let span = Span { from, to };
        if from <= to && span.months().len() <= MOST_MONTHS {
            Ok(span)
        } else {
            Err(LedgerRefused::malformed())
        }
    }

    pub fn months(self) -> Vec<Month> {
        let next = |month: &Month| Some(month.next());
        std::iter::successors(Some(self.from), next)
            .take_while(|month| *month <= self.to)
            .take(MOST_MONTHS + 1)
            .collect()
    }

    pub fn days(self) -> Days {
        Days {
            year_begins: first_of_year(self.from).first_day().to_string(),
            from: self.from.first_day().to_string(),
            to: self.to.last_day().to_string(),
        }
    }

    /// An audit file is of one year.
    pub fn within_a_year(self) -> Result<Span, LedgerRefused> {
        let year = |month: Month| month.first_day().year();
        if year(self.from) == year(self.to) { Ok(self) } else { Err(LedgerRefused::SpanOverYears) }
    }
}

fn first_of_year(month: Month) -> Month {
    Month::new(month.first_day().year(), 1).unwrap_or(month)
}

/// The days of a span as the database compares them: the first, the last, and the first of the year of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    pub year_begins: String,
    pub from: String,
    pub to: String,
}

/// What is looked for in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    pub days: Days,
    /// Empty: any.
    pub account: String,
    pub term: String,
}

/// `2026-Q4` as its three months.
pub fn quarter(text: &str) -> Result<Span, LedgerRefused> {
    let none = || LedgerRefused::NotAQuarter { text: text.chars().take(20).collect() };
    let (year, quarter) = text.split_once("-Q").ok_or_else(none)?;
    let year: i16 = year.parse().map_err(|_| none())?;
    let quarter: i8 = quarter.parse().map_err(|_| none())?;
    if !(1..=4).contains(&quarter) || !(1..=9999).contains(&year) {
        return Err(none());
    }
    let month = |number: i8| Month::new(year, number).ok_or_else(none);
    Ok(Span { from: month(quarter * 3 - 2)?, to: month(quarter * 3)? })
}

/// `2026-Q4`, in which a month lies.
pub fn quarter_of(month: Month) -> String {
    let day = month.first_day();
    format!("{:04}-Q{}", day.year(), (day.month() + 2) / 3)
}

/// The account that takes up what the years before came to.
pub const RESULT: &str = "result";

/// The trial balance: accounts of profit and loss begin each year at nothing, and what they came to before stands in
/// one account of its own, so that openings and closings come to nothing as debits and credits are equal.
pub fn trial_balance(sums: Vec<Sums>, span: Span, (chart, currency): (&Chart, &str)) -> TrialBalance {
    let is_result = |sum: &Sums| Nature::of(&sum.account) == Nature::Result;
    let earlier = sums.iter().filter(|sum| is_result(sum)).map(|sum| sum.before_year_minor).sum();
    let carried = |sum: &Sums| if is_result(sum) { 0 } else { sum.before_year_minor };
    let balance = |sum: &Sums| {
        let opening_minor = carried(sum) + sum.since_year_minor;
        named(chart, &sum.account, (opening_minor, sum.debit_minor, sum.credit_minor))
    };
    let mut balances: Vec<Balance> = sums.iter().map(balance).collect();
    if earlier != 0 {
        balances.push(named(chart, RESULT, (earlier, 0, 0)));
    }
    balances.retain(|own| own.opening_minor != 0 || own.debit_minor != 0 || own.credit_minor != 0);
    balances.sort_by(|a, b| (&a.number, &a.account).cmp(&(&b.number, &b.account)));
    let sum = |of: fn(&Balance) -> i64| balances.iter().map(of).sum();
    TrialBalance {
        from: span.from.to_string(),
        to: span.to.to_string(),
        currency: currency.into(),
        debit_minor: sum(|own| own.debit_minor),
        credit_minor: sum(|own| own.credit_minor),
        opening_minor: sum(|own| own.opening_minor),
        closing_minor: sum(|own| own.closing_minor),
        balances,
    }
}

fn named(
    chart: &Chart,
    account: &str,
    (opening_minor, debit_minor, credit_minor): (i64, i64, i64),
) -> Balance {
    let line = chart.of(account);
    Balance {
        account: account.into(),
        number: line.map_or(account.into(), |line| line.number.clone()),
        name: line.map_or(account.into(), |line| line.name.clone()),
        opening_minor,
        debit_minor,
        credit_minor,
        closing_minor: opening_minor + debit_minor - credit_minor,
    }
}

pub(super) fn check(transfers: &[Transfer]) -> Result<(), LedgerRefused> {
    let good = |transfer: &Transfer| transfer.amount_minor > 0 && transfer.debit != transfer.credit;
    if transfers.is_empty() || !transfers.iter().all(good) {
        return Err(LedgerRefused::NotATransfer);
    }
    Ok(())
}

/// What an invoice comes to: the customer owes its lines, by product, and the VAT of each rate. `sign` is 1 for an
/// invoice and -1 for a credit note, whose document has its amounts above zero.
pub fn of_document(document: &Document, sign: i64) -> Vec<Transfer> {
    let mut revenue: BTreeMap<&str, i64> = BTreeMap::new();
    for item in &document.items {
        *revenue.entry(&item.line.product).or_default() += item.line.amount_minor;
    }
    let earned = revenue.into_iter().filter_map(|(product, minor)| {
        Transfer::of(Account::Debtors, Account::Revenue { product: product.into() }, sign * minor)
    });
    let vat = document.totals.vat.iter().filter_map(|group| {
        let country = if group.country.is_empty() { &document.customer.country } else { &group.country };
        let account = Account::Vat { country: country.clone(), permyriad: group.rate_permyriad };
        Transfer::of(Account::Debtors, account, sign * group.vat_minor)
    });
    earned.chain(vat).collect()
}
