//! Invoices: a customer's own, and everybody's for staff.

use super::Work;
use super::exit::Exit;
use super::group::Asks;
use super::portal::{Portal, STAFF, encoded};
use super::request::Request;
use super::table::{Field, Table, carried, facts, lines, made, money, number, reckoned, rows, sum, word};
use clap::{Subcommand, ValueEnum};
use hostler_kit::time::Month;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum What {
    /// Invoices, newest first
    #[command(after_help = "Example:\n  hostler invoice list --state overdue")]
    List {
        /// Only those in this state
        #[arg(long)]
        state: Option<State>,
        /// Number or customer's name contains this
        #[arg(long, default_value = "")]
        search: String,
        /// Page, of 50 invoices each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// Invoices of which something is to be paid, and how much in all
    #[command(after_help = "Example:\n  hostler invoice open")]
    Open {
        /// Page, of 50 invoices each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// Staff: credit an invoice, whole or an amount of some lines
    #[command(
        after_help = "Examples:\n  hostler invoice credit 2026-0001 --reason \"Wrong address\" --again\n  hostler invoice credit 2026-0001 --reason \"A gift\" --line 1=12.50"
    )]
    Credit {
        /// Number or id
        number: String,
        /// Printed on the credit note
        #[arg(long)]
        reason: String,
        /// A line, from 1, and how much of it without VAT; as often as you like [default: the whole invoice]
        #[arg(long = "line", value_name = "LINE=AMOUNT", value_parser = line_amount)]
        lines: Vec<LineAmount>,
        /// Write it again from the customer's details and readings of now
        #[arg(long, conflicts_with = "lines")]
        again: bool,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
    /// Staff: compute a closed month again from journals and catalogue; exit code 4 when something differs
    #[command(after_help = "Example:\n  hostler invoice verify --month 2026-10")]
    Verify {
        #[arg(long)]
        month: Month,
    },
    /// One invoice with its lines
    #[command(after_help = "Example:\n  hostler invoice show 2026-0001")]
    Show {
        /// Number or id
        number: String,
    },
    /// Save an invoice as XML by EN 16931
    #[command(after_help = "Example:\n  hostler invoice xml 2026-0001 invoice.xml --as cii")]
    Xml {
        /// Number or id
        number: String,
        /// Where to; `-` for standard output
        file: PathBuf,
        /// `ubl` (UBL 2.1) or `cii` (UN/CEFACT CII)
        #[arg(long = "as", default_value = "ubl", value_parser = ["ubl", "cii"])]
        syntax: String,
    },
    /// Save an invoice as PDF, with its XML inside
    #[command(after_help = "Example:\n  hostler invoice pdf 2026-0001 invoice.pdf")]
    Pdf {
        /// Number or id
        number: String,
        /// Where to; `-` for standard output
        file: PathBuf,
    },
}

#[derive(ValueEnum, Debug, Clone, Copy)]
pub enum State {
    Open,
    Overdue,
    Paid,
    Credited,
    WrittenOff,
}

/// An amount of a line, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineAmount {
    line: u32,
    minor: i64,
}

/// `1=12.50`
fn line_amount(text: &str) -> Result<LineAmount, String> {
    let wrong = || "write LINE=AMOUNT, such as 1=12.50".to_string();
    let (line, amount) = text.split_once('=').ok_or_else(wrong)?;
    let (whole, cents) = amount.split_once('.').unwrap_or((amount, "00"));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(cents) || cents.len() != 2 {
        return Err(wrong());
    }
    let minor = format!("{whole}{cents}").parse().map_err(|_| wrong())?;
    Ok(LineAmount { line: line.parse().map_err(|_| wrong())?, minor })
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { state, search, page } => {
                let state = state.and_then(|state| state.to_possible_value());
                let state = state.map_or(String::new(), |state| state.get_name().to_string());
                list(portal).with("state", state).with("q", search).with("page", page).shown(listed)
            }
            What::Open { page } => list(portal).with("state", "open").with("page", page).shown(listed),
            What::Credit { number, reason, lines, again, yes } => portal
                .post(format!("{STAFF}/invoices/{}/credit", encoded(number)), wish(reason, lines, *again))
                .meant(*yes, format!("Write a credit note for {number} and send it?"))
                .shown(credited),
            What::Verify { month } => Box::pin(async move {
                let body = portal.get(format!("{STAFF}/months/{month}/verification")).await?;
                let shown = body.shown(verified);
                match rows(&body.json["differences"]).next() {
                    None => Ok(shown),
                    Some(_) => Ok(shown.but(Exit::Refused)),
                }
            }),
            What::Show { number } => own(portal, number, "").shown(of_invoice),
            What::Xml { number, file, syntax } => {
                portal.get(format!("/api/v1/invoices/{}/{syntax}", encoded(number))).saved(file)
            }
            What::Pdf { number, file } => own(portal, number, "/pdf").saved(file),
        }
    }
}

fn list(portal: &Portal) -> Request<'_> {
    portal.get("/invoices").own()
}

fn own<'a>(portal: &'a Portal, number: &str, below: &str) -> Request<'a> {
    portal.get(format!("/invoices/{}{below}", encoded(number))).own()
}

fn wish(reason: &str, lines: &[LineAmount], again: bool) -> Value {
    let lines: Vec<Value> =
        lines.iter().map(|one| json!({ "line": one.line, "amount_minor": one.minor })).collect();
    let what = if lines.is_empty() { json!("whole") } else { json!({ "lines": lines }) };
    json!({ "reason": reason, "what": what, "then": if again { "write-again" } else { "nothing" } })
}

fn credited(body: &Value) -> String {
    let total = |body: &Value| money(&body["credit_note"]["total_minor"], &body["credit_note"]["currency"]);
    lines(
        &[
            word("credit note", "credit_note.number"),
            made("total", total),
            word("written again", "again.number"),
        ],
        body,
    )
}

/// What verifying a month found.
fn verified(found: &Value) -> String {
    let head = [word("month", "month"), word("documents", "documents"), word("customers", "customers")];
    format!("{}\n{}", lines(&head, found), DIFFERENCES.of(&carried(found, "differences")))
}

const DIFFERENCES: Table = Table(
    "Everything is right.",
    &[
        word("ABOUT", "about"),
        word("DIFFERS", "difference"),
        word("MONTH", "month"),
        sum("BILLED", "billed_minor"),
        sum("RIGHT", "right_minor"),
    ],
);

/// A table of invoices.
pub const LIST: Table = Table(
    "No invoices.",
    &[
        word("NUMBER", "number"),
        word("MONTH", "month"),
        word("DUE", "due"),
        word("STATE", "state"),
        word("CUSTOMER", "customer_name"),
        sum("TOTAL", "total_minor"),
        sum("OPEN", "open_minor"),
    ],
);

fn listed(body: &Value) -> String {
    let (invoices, currency) = (&body["invoices"], &body["invoices"][0]["currency"]);
    let open = || facts(&[("open in all", money(&body["open_minor"], currency))]);
    match currency.is_null() {
        true => LIST.of(invoices),
        false => format!("{}\n{}", LIST.of(invoices), open()),
    }
}

const INVOICE: [Field; 11] = [
    word("number", "number"),
    word("customer", "customer_name"),
    word("month", "month"),
    word("date", "date"),
    word("due", "due"),
    word("state", "state"),
    word("reference", "document.reference"),
    sum("net", "net_minor"),
    sum("VAT", "vat_minor"),
    sum("total", "total_minor"),
    sum("open", "open_minor"),
];

const LINES: Table = Table(
    "No lines.",
    &[
        word("MONTH", "month"),
        word("SERVER", "host"),
        word("PRODUCT", "product"),
        word("KIND", "line.kind"),
        number("QUANTITY", "line.quantity"),
        word("UNIT", "line.unit"),
        reckoned("AMOUNT", |item| money(&item["line"]["amount_minor"], &item["line"]["currency"])),
    ],
);

fn of_invoice(invoice: &Value) -> String {
    format!("{}\n{}", lines(&INVOICE, invoice), LINES.of(&invoice["document"]["items"]))
}

#[cfg(test)]
mod tests {
    use super::{LineAmount, line_amount};

    #[test]
    fn amounts_of_lines() {
        assert_eq!(line_amount("1=12.50"), Ok(LineAmount { line: 1, minor: 1250 }));
        assert_eq!(line_amount("12=3"), Ok(LineAmount { line: 12, minor: 300 }));
        for wrong in ["", "1", "1=", "=1", "1=1.5", "1=-2", "x=1", "1=1.000"] {
            assert!(line_amount(wrong).is_err(), "{wrong}");
        }
    }
}
