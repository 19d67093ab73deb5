//! Invoices: a customer's own, and everybody's for staff.

use super::answer::{Body, Refusal, Shown};
use super::exit::Exit;
use super::portal::{Portal, encoded};
use super::table::{Column, facts, money, rows, table, text};
use super::{Ask, Connection, Work, prompt};
use clap::{Args, Subcommand, ValueEnum};
use hostler_kit::time::Month;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Invoices: list, look at one, save one as PDF or XML; staff: of everybody, credit one, verify a month
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum What {
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
enum State {
    Open,
    Overdue,
    Paid,
    Credited,
    WrittenOff,
}

/// An amount of a line, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LineAmount {
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

impl Arguments {
    async fn list(&self, portal: &Portal, asked: &[(&str, &str)]) -> Result<Shown, Refusal> {
        let asked = asked.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
        let query = asked.collect::<Vec<_>>().join("&");
        let body = portal.get(&format!("{}/invoices?{query}", portal.area().await?)).await?;
        let said = listed(&body.json["invoices"]);
        let currency = body.json["invoices"][0]["currency"].clone();
        let open = money(&body.json["open_minor"], &currency);
        let said = match currency.is_null() {
            true => said,
            false => format!("{said}\n{}", facts(&[("open in all", open)])),
        };
        Ok(Shown::new(&body, said))
    }

    async fn credit(&self, portal: &Portal, number: &str, wish: Value) -> Result<Shown, Refusal> {
        let path = format!("/api/v1/staff/invoices/{}/credit", encoded(number));
        let body = portal.post(&path, &wish).await?;
        let (note, again) = (&body.json["credit_note"], &body.json["again"]);
        let mut said = vec![
            ("credit note", text(&note["number"])),
            ("total", money(&note["total_minor"], &note["currency"])),
        ];
        if !again.is_null() {
            said.push(("written again", text(&again["number"])));
        }
        Ok(Shown::new(&body, facts(&said)))
    }
}

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match &self.what {
            What::List { state, search, page } => {
                let state = state.and_then(|state| state.to_possible_value());
                let state = state.map_or(String::new(), |state| state.get_name().to_string());
                let page = page.to_string();
                Box::pin(async move {
                    self.list(portal, &[("state", &state), ("q", search), ("page", &page)]).await
                })
            }
            What::Open { page } => {
                let page = page.to_string();
                Box::pin(async move { self.list(portal, &[("state", "open"), ("page", &page)]).await })
            }
            What::Credit { number, reason, lines, again, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Write a credit note for {number} and send it?"))?;
                self.credit(portal, number, wish(reason, lines, *again)).await
            }),
            What::Verify { month } => Box::pin(async move {
                let body = portal.get(&format!("/api/v1/staff/months/{month}/verification")).await?;
                let said = verified(&body.json);
                let shown = Shown::new(&body, said);
                match rows(&body.json["differences"]).next() {
                    None => Ok(shown),
                    Some(_) => Ok(shown.but(Exit::Refused)),
                }
            }),
            What::Show { number } => Box::pin(async move {
                let path = format!("{}/invoices/{}", portal.area().await?, encoded(number));
                let body = portal.get(&path).await?;
                let said = of_invoice(&body.json);
                Ok(Shown::new(&body, said))
            }),
            What::Xml { number, file, syntax } => Box::pin(async move {
                let path = format!("/api/v1/invoices/{}/{syntax}", encoded(number));
                save(&portal.bytes(&path).await?, file)
            }),
            What::Pdf { number, file } => Box::pin(async move {
                let bytes = portal
                    .bytes(&format!("{}/invoices/{}/pdf", portal.area().await?, encoded(number)))
                    .await?;
                save(&bytes, file)
            }),
        }
    }
}

fn wish(reason: &str, lines: &[LineAmount], again: bool) -> Value {
    let lines: Vec<Value> =
        lines.iter().map(|one| json!({ "line": one.line, "amount_minor": one.minor })).collect();
    let what = if lines.is_empty() { json!("whole") } else { json!({ "lines": lines }) };
    json!({ "reason": reason, "what": what, "then": if again { "write-again" } else { "nothing" } })
}

/// What verifying a month found.
fn verified(found: &Value) -> String {
    let head = facts(&[
        ("month", text(&found["month"])),
        ("documents", text(&found["documents"])),
        ("customers", text(&found["customers"])),
    ]);
    let row = |one: &Value| {
        let mut cells: Vec<String> = ["about", "difference", "month"].map(|name| text(&one[name])).into();
        cells.extend(["billed_minor", "right_minor"].map(|name| match &one[name] {
            Value::Null => String::new(),
            minor => money(minor, &found["currency"]),
        }));
        cells
    };
    let columns = ["ABOUT", "DIFFERS", "MONTH"].map(Column::Text);
    let columns = [&columns[..], &["BILLED", "RIGHT"].map(Column::Number)].concat();
    let differences = rows(&found["differences"]).map(row).collect::<Vec<_>>();
    format!("{head}\n{}", table(&columns, &differences, "Everything is right."))
}

/// A table of invoices.
pub fn listed(invoices: &Value) -> String {
    let columns = ["NUMBER", "MONTH", "DUE", "STATE", "CUSTOMER"].map(Column::Text);
    let columns = [&columns[..], &["TOTAL", "OPEN"].map(Column::Number)].concat();
    let row = |invoice: &Value| {
        let mut cells: Vec<String> =
            ["number", "month", "due", "state", "customer_name"].map(|name| text(&invoice[name])).into();
        cells.extend(["total_minor", "open_minor"].map(|name| money(&invoice[name], &invoice["currency"])));
        cells
    };
    table(&columns, &rows(invoices).map(row).collect::<Vec<_>>(), "No invoices.")
}

fn of_invoice(invoice: &Value) -> String {
    let currency = &invoice["currency"];
    let head = facts(&[
        ("number", text(&invoice["number"])),
        ("customer", text(&invoice["customer_name"])),
        ("month", text(&invoice["month"])),
        ("date", text(&invoice["date"])),
        ("due", text(&invoice["due"])),
        ("state", text(&invoice["state"])),
        ("reference", text(&invoice["document"]["reference"])),
        ("net", money(&invoice["net_minor"], currency)),
        ("VAT", money(&invoice["vat_minor"], currency)),
        ("total", money(&invoice["total_minor"], currency)),
        ("open", money(&invoice["open_minor"], currency)),
    ]);
    format!("{head}\n{}", lines(&invoice["document"]["items"]))
}

/// A table of lines.
pub fn lines(items: &Value) -> String {
    let columns = ["MONTH", "SERVER", "PRODUCT", "KIND"].map(Column::Text);
    let columns =
        [&columns[..], &[Column::Number("QUANTITY"), Column::Text("UNIT"), Column::Number("AMOUNT")]]
            .concat();
    let row = |item: &Value| {
        let line = &item["line"];
        let amount = money(&line["amount_minor"], &line["currency"]);
        let mut cells: Vec<String> = ["month", "host", "product"].map(|name| text(&item[name])).into();
        cells.extend(["kind", "quantity", "unit"].map(|name| text(&line[name])));
        cells.push(amount);
        cells
    };
    table(&columns, &rows(items).map(row).collect::<Vec<_>>(), "No lines.")
}

/// Writes a file, or standard output for `-`.
pub fn save(bytes: &[u8], file: &Path) -> Result<Shown, Refusal> {
    let (written, said) = match file == Path::new("-") {
        true => (std::io::stdout().lock().write_all(bytes), String::new()),
        false => (std::fs::write(file, bytes), format!("Saved as {}.", file.display())),
    };
    written.map_err(|error| {
        Refusal::own("file-unwritable", format!("{} cannot be written ({error}).", file.display()))
    })?;
    Ok(Shown::new(&Body::default(), said))
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
