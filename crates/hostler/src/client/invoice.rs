//! A customer's invoices.

use super::answer::{Body, Refusal, Shown};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, money, rows, table, text};
use super::{Ask, Connection, Work};
use clap::{Args, Subcommand};
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Your invoices: list, look at one, save one as PDF
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
    #[command(after_help = "Example:\n  hostler invoice list")]
    List {
        /// Page, of 50 invoices each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// One invoice with its lines
    #[command(after_help = "Example:\n  hostler invoice show 2026-0001")]
    Show {
        /// Number or id
        number: String,
    },
    /// Save an invoice as PDF
    #[command(after_help = "Example:\n  hostler invoice pdf 2026-0001 invoice.pdf")]
    Pdf {
        /// Number or id
        number: String,
        /// Where to; `-` for standard output
        file: PathBuf,
    },
}

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match &self.what {
            What::List { page } => Box::pin(async move {
                let body = portal.get(&format!("/api/v1/invoices?page={page}")).await?;
                let said = listed(&body.json["invoices"]);
                Ok(Shown::new(&body, said))
            }),
            What::Show { number } => Box::pin(async move {
                let body = portal.get(&format!("/api/v1/invoices/{}", encoded(number))).await?;
                let said = of_invoice(&body.json);
                Ok(Shown::new(&body, said))
            }),
            What::Pdf { number, file } => Box::pin(async move {
                let bytes = portal.bytes(&format!("/api/v1/invoices/{}/pdf", encoded(number))).await?;
                save(&bytes, file)
            }),
        }
    }
}

/// A table of invoices.
pub fn listed(invoices: &Value) -> String {
    let columns = ["NUMBER", "MONTH", "DUE", "STATE", "CUSTOMER"].map(Column::Text);
    let columns = [&columns[..], &[Column::Number("TOTAL")]].concat();
    let row = |invoice: &Value| {
        let mut cells: Vec<String> =
            ["number", "month", "due", "state", "customer_name"].map(|name| text(&invoice[name])).into();
        cells.push(money(&invoice["total_minor"], &invoice["currency"]));
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
