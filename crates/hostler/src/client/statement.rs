//! The bank's statements, for staff.

use super::answer::{Refusal, Shown};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, money, rows, table, text};
use super::{Ask, Connection, Work};
use clap::{Args, Subcommand};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Staff: take in the bank's statements, see how the account stands
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum What {
    /// The account, and its statements, newest first
    #[command(after_help = "Example:\n  hostler statement list")]
    List {
        /// Page, of 50 statements each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// Take in a file: camt.053 or MT940. What is known already changes nothing
    #[command(after_help = "Example:\n  hostler statement import 2026-11-03.xml")]
    Import {
        /// The bank's file
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
                let body = portal.get(&format!("/api/v1/staff/statements?page={page}")).await?;
                let said = listed(&body.json);
                Ok(Shown::new(&body, said))
            }),
            What::Import { file } => Box::pin(import(portal, file)),
        }
    }
}

async fn import(portal: &Portal, path: &Path) -> Result<Shown, Refusal> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file = tokio::fs::File::open(path).await.map_err(|error| {
        Refusal::own("file-unreadable", format!("{} cannot be read: {error}.", path.display()))
    })?;
    let to = format!("/api/v1/staff/statements/import?file={}", encoded(&name));
    let body = portal.post_file(&to, file).await?;
    let done = &body.json;
    let said = match rows(&done["statements"]).count() {
        0 => "Everything in this file was known. Nothing was changed.\n".to_string(),
        count => format!(
            "{count} statements taken in with {} payments: {} settled, {} with a suggestion.\n",
            text(&done["payments"]),
            text(&done["settled"]),
            text(&done["suggested"]),
        ),
    };
    Ok(Shown::new(&body, said))
}

fn listed(answer: &Value) -> String {
    let account = &answer["account"];
    let currency = &account["currency"];
    let head = facts(&[
        ("account", text(&account["iban"])),
        ("balance", money(&account["balance_minor"], currency)),
        ("up to", text(&account["date"])),
        ("bank in the ledger", money(&answer["ledger_minor"], currency)),
        ("not settled", money(&answer["unsettled_minor"], currency)),
    ]);
    let columns = [
        Column::Text("UP TO"),
        Column::Number("NUMBER"),
        Column::Text("FORMAT"),
        Column::Number("OPENING"),
        Column::Number("CLOSING"),
        Column::Number("BOOKINGS"),
        Column::Text("FILE"),
    ];
    let row = |statement: &Value| {
        let sum = |name: &str| money(&statement[name], &statement["currency"]);
        vec![
            text(&statement["closing_date"]),
            text(&statement["sequence"]),
            text(&statement["format"]),
            sum("opening_minor"),
            sum("closing_minor"),
            text(&statement["bookings"]),
            text(&statement["file"]),
        ]
    };
    let rows: Vec<Vec<String>> = rows(&answer["statements"]).map(row).collect();
    let list = table(&columns, &rows, "No statements yet.");
    if account.is_null() { list } else { format!("{head}\n{list}") }
}
