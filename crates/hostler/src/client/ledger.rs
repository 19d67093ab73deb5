//! The ledger and its files, for staff.

use super::answer::{Body, Refusal, Shown};
use super::portal::{Portal, encoded};
use super::table::{Column, money, rows, table, text};
use super::{Ask, Connection, Work};
use clap::{Args, Subcommand, ValueEnum};
use hostler_kit::time::Month;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Staff: the ledger, its trial balance and its files for the bookkeeper
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum Format {
    Csv,
    Xaf,
}

/// Months, both included; this year up to now unless given.
#[derive(Args)]
struct Span {
    #[arg(long, value_name = "MONTH")]
    from: Option<Month>,
    #[arg(long, value_name = "MONTH")]
    to: Option<Month>,
}

impl Span {
    fn query(&self) -> String {
        let month = |month: &Option<Month>| month.map_or(String::new(), |month| month.to_string());
        format!("from={}&to={}", month(&self.from), month(&self.to))
    }
}

#[derive(Subcommand)]
enum What {
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

const BASE: &str = "/api/v1/staff/ledger";

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        Box::pin(self.answer(portal))
    }
}

impl Arguments {
    async fn answer(&self, portal: &Portal) -> Result<Shown, Refusal> {
        let (path, said): (String, fn(&Value) -> String) = match &self.what {
            What::Export { span, format, file } => return export(portal, (span, *format), file).await,
            What::TrialBalance { span } => (format!("{BASE}/trial-balance?{}", span.query()), balance),
            What::Entries { span, account, search, page } => {
                let narrowed = format!("account={}&q={}&page={page}", encoded(account), encoded(search));
                (format!("{BASE}/entries?{}&{narrowed}", span.query()), entries)
            }
            What::Debtors => (format!("{BASE}/debtors"), debtors),
            What::Vat { quarter } => (format!("{BASE}/vat?quarter={}", encoded(quarter)), vat),
            What::Check => (format!("{BASE}/check"), findings),
        };
        let body = portal.get(&path).await?;
        let said = said(&body.json);
        Ok(Shown::new(&body, said))
    }
}

async fn export(portal: &Portal, (span, format): (&Span, Format), file: &Path) -> Result<Shown, Refusal> {
    let format = if matches!(format, Format::Xaf) { "xaf" } else { "csv" };
    let path = format!("{BASE}/export?{}&format={format}", span.query());
    if file == Path::new("-") {
        portal.save(&path, &mut std::io::stdout()).await?;
        return Ok(Shown::new(&Body::default(), String::new()));
    }
    let mut out = std::fs::File::create(file).map_err(|error| {
        Refusal::own("file-unwritable", format!("{} cannot be written ({error}).", file.display()))
    })?;
    portal.save(&path, &mut out).await?;
    Ok(Shown::new(&Body::default(), format!("Saved as {}.", file.display())))
}

fn balance(balance: &Value) -> String {
    let columns = [
        Column::Text("NUMBER"),
        Column::Text("ACCOUNT"),
        Column::Number("OPENING"),
        Column::Number("DEBIT"),
        Column::Number("CREDIT"),
        Column::Number("CLOSING"),
    ];
    let amounts = |of: &Value| {
        ["opening_minor", "debit_minor", "credit_minor", "closing_minor"]
            .map(|name| money(&of[name], &balance["currency"]))
    };
    let row = |own: &Value| [&[text(&own["number"]), text(&own["name"])][..], &amounts(own)].concat();
    let mut lines: Vec<Vec<String>> = rows(&balance["balances"]).map(row).collect();
    if !lines.is_empty() {
        lines.push([&[String::new(), "Total".to_string()][..], &amounts(balance)].concat());
    }
    table(&columns, &lines, "Nothing was posted.")
}

fn entries(entries: &Value) -> String {
    let columns = ["ENTRY", "DATE", "KIND", "ABOUT", "CUSTOMER"].map(Column::Text);
    let columns = [&columns[..], &[Column::Number("AMOUNT")]].concat();
    let row = |entry: &Value| {
        let mut cells = vec![format!("{}-{}", text(&entry["year"]), text(&entry["number"]))];
        cells.extend(["date", "kind", "words", "customer_name"].map(|name| text(&entry[name])));
        cells.push(money(&entry["amount_minor"], &Value::Null).trim().to_string());
        cells
    };
    table(&columns, &rows(&entries["entries"]).map(row).collect::<Vec<_>>(), "No entries.")
}

const AGED: [&str; 6] =
    ["current_minor", "thirty_minor", "sixty_minor", "ninety_minor", "older_minor", "total_minor"];

fn debtors(debtors: &Value) -> String {
    let heads = ["NOT DUE", "1-30 DAYS", "31-60", "61-90", "OVER 90", "TOTAL"].map(Column::Number);
    let columns = [&[Column::Text("CUSTOMER")][..], &heads].concat();
    let amounts = |of: &Value| AGED.map(|name| money(&of[name], &debtors["currency"]));
    let row = |aged: &Value| [&[text(&aged["customer_name"])][..], &amounts(aged)].concat();
    let mut lines: Vec<Vec<String>> = rows(&debtors["customers"]).map(row).collect();
    if !lines.is_empty() {
        lines.push([&["Total".to_string()][..], &amounts(&debtors["total"])].concat());
    }
    table(&columns, &lines, "Nobody owes anything.")
}

fn vat(vat: &Value) -> String {
    let columns =
        [Column::Text("KIND"), Column::Number("RATE"), Column::Number("WITHOUT VAT"), Column::Number("VAT")];
    let row = |row: &Value| {
        let rate = row["rate_permyriad"].as_i64().unwrap_or(0);
        let amount = |name: &str| money(&row[name], &vat["currency"]);
        vec![
            text(&row["category"]),
            format!("{}.{:02} %", rate / 100, rate % 100),
            amount("net_minor"),
            amount("vat_minor"),
        ]
    };
    let lines = table(&columns, &rows(&vat["rows"]).map(row).collect::<Vec<_>>(), "Nothing was invoiced.");
    format!("{lines}\nVAT in the ledger: {}\n", money(&vat["ledger_minor"], &vat["currency"]))
}

fn findings(found: &Value) -> String {
    let row = |one: &Value| vec![text(&one["finding"]), one.to_string()];
    let columns = [Column::Text("FINDING"), Column::Text("WHAT")];
    table(&columns, &rows(found).map(row).collect::<Vec<_>>(), "The ledger agrees with invoices and credits.")
}
