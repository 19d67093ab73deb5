//! An invoice as its customer gets it, and how it is printed here.

use super::tell::{Tell, amount, grouped, wrapped};
pub use hostler_platform::billing::pricing::Line;
use hostler_platform::billing::pricing::{Because, Kind, Unit};
use jiff::civil::Date;
use serde::Deserialize;

/// Signs of a printed line.
const WIDTH: usize = 86;

#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct Invoice {
    number: String,
    customer_name: String,
    currency: String,
    pub net_minor: i64,
    pub vat_minor: i64,
    pub total_minor: i64,
    document: Document,
    /// Size of its PDF.
    #[serde(default)]
    pub pdf_bytes: usize,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Document {
    date: Date,
    due: Date,
    items: Vec<Item>,
    totals: Totals,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Item {
    product: String,
    line: Line,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Totals {
    vat: Vec<Vat>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Vat {
    rate_permyriad: i64,
    net_minor: i64,
    vat_minor: i64,
}

impl Invoice {
    pub fn customer(&self) -> &str {
        &self.customer_name
    }

    /// What the lines of a kind bill, all together.
    pub fn quantity(&self, kind: Kind) -> i64 {
        self.document.items.iter().filter(|item| item.line.kind == kind).map(|item| item.line.quantity).sum()
    }

    /// How many accounts the lines name as those of the peak.
    pub fn accounts_at_peak(&self) -> i64 {
        let named = self.document.items.iter().map(|item| match &item.line.because {
            Because::Users { accounts, .. } => accounts.len() as i64,
            _ => 0,
        });
        named.sum()
    }

    pub fn payment_days(&self) -> i32 {
        (self.document.due - self.document.date).get_days()
    }

    pub fn take_lines(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.document.items).into_iter().map(|item| item.line).collect()
    }

    pub fn print(&self, tell: &Tell) {
        let Document { date, due, items, totals } = &self.document;
        let day = |date: &Date| date.strftime("%-d %B %Y").to_string();
        println!();
        tell.detail(&format!("Invoice {} for {}, {}", self.number, self.customer_name, day(date)));
        for Item { product, line } in items {
            let price = amount(line.unit_price_micro / 10_000);
            let unit = if line.unit == Unit::User { "users of" } else { "GB extra on" };
            row(tell, &format!("{} {unit} {product} at {price}", line.quantity), line.amount_minor);
            explanation(&line.because, tell).iter().for_each(|text| {
                wrapped(text, WIDTH - 4).iter().for_each(|text| tell.detail(&format!("    {text}")));
            });
        }
        row(tell, "Net", self.net_minor);
        for Vat { rate_permyriad, net_minor, vat_minor } in &totals.vat {
            row(tell, &format!("VAT {} % of {}", rate_permyriad / 100, amount(*net_minor)), *vat_minor);
        }
        row(tell, &format!("Total in {}, to be paid by {}", self.currency, day(due)), self.total_minor);
        tell.detail(&format!("  (as PDF: {} bytes)", grouped(self.pdf_bytes as i64)));
    }
}

fn row(tell: &Tell, text: &str, minor: i64) {
    let money = amount(minor);
    let dots = WIDTH.saturating_sub(4 + text.chars().count() + money.len());
    tell.detail(&format!("  {text} {} {money}", ".".repeat(dots)));
}

/// Why a line has its quantity (B6).
fn explanation(because: &Because, tell: &Tell) -> Vec<String> {
    match because {
        Because::Users { peak_at, accounts, carried_over, rule } => {
            let names: Vec<&str> = accounts.iter().map(|address| local_part(address)).collect();
            vec![
                format!(
                    "{} accounts at once on {}: {}",
                    accounts.len(),
                    tell.instant(peak_at),
                    names.join(", ")
                ),
                format!("{carried_over} carried over from the month before; counted by the rule {rule}"),
            ]
        }
        Because::Storage { mean_bytes, allowance_bytes, users, days } => {
            let read = days.iter().filter(|day| day.read).count();
            vec![format!(
                "mean of {} days (read on {read}, the day before's for the others): {} bytes; included for {users} \
                 users: {} bytes",
                days.len(),
                grouped(*mean_bytes),
                grouped(*allowance_bytes)
            )]
        }
        other => vec![format!("{other:?}")],
    }
}

fn local_part(address: &str) -> &str {
    address.split('@').next().unwrap_or(address)
}

/// What two lines must have in common to bill the same: everything but the names of the accounts, which an invoice
/// shows as addresses and a reading as ids.
pub fn numbers(line: &Line) -> String {
    let because = match &line.because {
        Because::Users { peak_at, accounts, carried_over, rule } => {
            format!("{} at {peak_at}, {carried_over} before, {rule}", accounts.len())
        }
        other => format!("{other:?}"),
    };
    format!(
        "{} {:?} {} {:?} {} {:?} at {} = {} {}: {because}",
        line.customer,
        line.server,
        line.product,
        line.kind,
        line.quantity,
        line.unit,
        line.unit_price_micro,
        line.amount_minor,
        line.currency
    )
}
