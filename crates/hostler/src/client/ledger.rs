//! The ledger and its files, for staff.

use super::Work;
use super::group::Asks;
use super::portal::Portal;
use super::request::Request;
use super::table::{Table, carried, made, money, reckoned, sum, text, word};
use clap::{Args, Subcommand, ValueEnum};
use hostler_kit::time::Month;
use serde_json::Value;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum What {
    /// Every account: opening, debit, credit, closing
    #[command(after_help = "Example:\n  hostler ledger trial-balance --from 2026-01 --to 2026-12")]
    TrialBalance {
        #[command(flatten)]
        span: Span,
    },
    /// Entries, newest first
    #[command(after_help = "Example:\n  hostler ledger entries --account debtors --search 2026-0001")]
    Entries {
        #[command(flatten)]
        span: Span,
        /// Of this account only, such as `debtors` or `revenue:connect`
        #[arg(long, default_value = "")]
        account: String,
        #[arg(long, default_value = "")]
        search: String,
        /// Page, of 50 entries each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// Save the entries as CSV, or as Dutch XML auditfile (XAF 3.2, months of one year)
    #[command(
        after_help = "Example:\n  hostler ledger export --format xaf --from 2026-01 --to 2026-12 2026.xaf"
    )]
    Export {
        #[command(flatten)]
        span: Span,
        #[arg(long, default_value = "csv")]
        format: Format,
        /// Where to; `-` for standard output
        file: PathBuf,
    },
    /// What customers owe, by how long it has been due
    #[command(after_help = "Example:\n  hostler ledger debtors")]
    Debtors,
    /// A quarter's VAT by rate and kind
    #[command(after_help = "Example:\n  hostler ledger vat 2026-Q4")]
    Vat { quarter: String },
    /// Where ledger, invoices and credits disagree
    #[command(after_help = "Example:\n  hostler ledger check")]
    Check,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
pub enum Format {
    Csv,
    Xaf,
}

/// Months, both included; this year up to now unless given.
#[derive(Args)]
pub struct Span {
    #[arg(long, value_name = "MONTH")]
    from: Option<Month>,
    #[arg(long, value_name = "MONTH")]
    to: Option<Month>,
}

impl Span {
    fn asked<'a>(&self, portal: &'a Portal, what: &str) -> Request<'a> {
        let month = |month: &Option<Month>| month.map_or(String::new(), |month| month.to_string());
        of(portal, what).with("from", month(&self.from)).with("to", month(&self.to))
    }
}

fn of<'a>(portal: &'a Portal, what: &str) -> Request<'a> {
    portal.get(format!("/api/v1/staff/ledger/{what}"))
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::TrialBalance { span } => span.asked(portal, "trial-balance").shown(balance),
            What::Entries { span, account, search, page } => {
                let entries = span.asked(portal, "entries").with("account", account).with("q", search);
                entries.with("page", page).shown(|body| ENTRIES.of(&body["entries"]))
            }
            What::Export { span, format, file } => {
                let format = if matches!(format, Format::Xaf) { "xaf" } else { "csv" };
                span.asked(portal, "export").with("format", format).saved(file)
            }
            What::Debtors => of(portal, "debtors").shown(debtors),
            What::Vat { quarter } => of(portal, "vat").with("quarter", quarter).shown(vat),
            What::Check => of(portal, "check").shown(|found| FINDINGS.of(found)),
        }
    }
}

const BALANCES: Table = Table(
    "Nothing was posted.",
    &[
        word("NUMBER", "number"),
        word("ACCOUNT", "name"),
        sum("OPENING", "opening_minor"),
        sum("DEBIT", "debit_minor"),
        sum("CREDIT", "credit_minor"),
        sum("CLOSING", "closing_minor"),
    ],
);

fn balance(balance: &Value) -> String {
    BALANCES.of(&totalled(carried(balance, "balances"), ("name", balance), &balance["currency"]))
}

/// With the total as the last one, where there are any.
fn totalled(mut list: Value, (named, total): (&str, &Value), currency: &Value) -> Value {
    if let Some(list) = list.as_array_mut().filter(|list| !list.is_empty()) {
        let mut total = total.clone();
        total[named] = "Total".into();
        total["number"] = Value::Null;
        total["currency"] = currency.clone();
        list.push(total);
    }
    list
}

const ENTRIES: Table = Table(
    "No entries.",
    &[
        made("ENTRY", |entry| format!("{}-{}", text(&entry["year"]), text(&entry["number"]))),
        word("DATE", "date"),
        word("KIND", "kind"),
        word("ABOUT", "words"),
        word("CUSTOMER", "customer_name"),
        reckoned("AMOUNT", |entry| money(&entry["amount_minor"], &Value::Null).trim().to_string()),
    ],
);

const DEBTORS: Table = Table(
    "Nobody owes anything.",
    &[
        word("CUSTOMER", "customer_name"),
        sum("NOT DUE", "current_minor"),
        sum("1-30 DAYS", "thirty_minor"),
        sum("31-60", "sixty_minor"),
        sum("61-90", "ninety_minor"),
        sum("OVER 90", "older_minor"),
        sum("TOTAL", "total_minor"),
    ],
);

fn debtors(debtors: &Value) -> String {
    let customers = carried(debtors, "customers");
    DEBTORS.of(&totalled(customers, ("customer_name", &debtors["total"]), &debtors["currency"]))
}

const VAT: Table = Table(
    "Nothing was invoiced.",
    &[
        word("KIND", "category"),
        reckoned("RATE", rate),
        sum("WITHOUT VAT", "net_minor"),
        sum("VAT", "vat_minor"),
    ],
);

fn rate(row: &Value) -> String {
    let rate = row["rate_permyriad"].as_i64().unwrap_or(0);
    format!("{}.{:02} %", rate / 100, rate % 100)
}

fn vat(vat: &Value) -> String {
    let booked = money(&vat["ledger_minor"], &vat["currency"]);
    format!("{}\nVAT in the ledger: {booked}\n", VAT.of(&carried(vat, "rows")))
}

const FINDINGS: Table = Table(
    "The ledger agrees with invoices and credits.",
    &[word("FINDING", "finding"), made("WHAT", Value::to_string)],
);
