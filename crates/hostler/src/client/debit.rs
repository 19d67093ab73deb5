//! Direct debits, for staff: what is collected, the files for the bank, its answers.

use super::answer::{Refusal, Shown};
use super::invoice::save;
use super::portal::{Portal, encoded};
use super::table::{Column, money, rows, table, text};
use super::{Ask, Connection, Work, prompt};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Staff: direct debits, the files for the bank, its answers
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum What {
    /// Debits, planned ones in front
    #[command(after_help = "Example:\n  hostler debit list")]
    List {
        /// Page, of 50 debits each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// Files for the bank, newest first
    #[command(after_help = "Example:\n  hostler debit batches")]
    Batches,
    /// Put everything that is due into files, one for each day of collection
    #[command(after_help = "Example:\n  hostler debit make")]
    Make {
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
    /// Save a file for the bank (pain.008)
    #[command(after_help = "Example:\n  hostler debit file bat_0199… debits.xml")]
    File {
        /// The batch's id
        batch: String,
        /// Where to; `-` for standard output
        file: PathBuf,
    },
    /// Take an answer of the bank (pain.002)
    #[command(after_help = "Example:\n  hostler debit answer status.xml")]
    Answer { file: PathBuf },
}

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match &self.what {
            What::List { page } => Box::pin(async move {
                let body = portal.get(&format!("/api/v1/staff/debits?page={page}")).await?;
                let said = listed(&body.json["debits"]);
                Ok(Shown::new(&body, said))
            }),
            What::Batches => Box::pin(async move {
                let body = portal.get("/api/v1/staff/debits/batches").await?;
                let said = batches(&body.json["batches"]);
                Ok(Shown::new(&body, said))
            }),
            What::Make { yes } => Box::pin(async move {
                prompt::meant(*yes, "Make the files of everything that is due?")?;
                let body = portal.post("/api/v1/staff/debits/batches", &json!({})).await?;
                let said = batches(&body.json);
                Ok(Shown::new(&body, said))
            }),
            What::File { batch, file } => Box::pin(async move {
                let path = format!("/api/v1/staff/debits/batches/{}/file", encoded(batch));
                save(&portal.bytes(&path).await?, file)
            }),
            What::Answer { file } => Box::pin(answer(portal, file)),
        }
    }
}

async fn answer(portal: &Portal, file: &Path) -> Result<Shown, Refusal> {
    let read = std::fs::read_to_string(file).map_err(|error| {
        Refusal::own("file-unreadable", format!("{} cannot be read ({error}).", file.display()))
    })?;
    let body = portal.post_text("/api/v1/staff/debits/answers", read).await?;
    let said = match body.json["known"].as_bool() {
        Some(true) => "The answer was taken before; nothing was changed.\n".to_string(),
        _ => format!(
            "{} came back, {} not known here.\n",
            text(&body.json["rejected"]),
            text(&body.json["unknown"])
        ),
    };
    Ok(Shown::new(&body, said))
}

fn listed(debits: &Value) -> String {
    let columns = ["INVOICE", "CUSTOMER", "DAY", "STATE", "REASON"].map(Column::Text);
    let columns = [&columns[..], &[Column::Number("AMOUNT")]].concat();
    let row = |debit: &Value| {
        let amount = match &debit["amount_minor"] {
            Value::Null => &debit["announced_minor"],
            sent => sent,
        };
        let names = ["invoice_number", "customer_name", "collect_on", "state", "reason"];
        let mut cells: Vec<String> = names.map(|name| text(&debit[name])).into();
        cells.push(money(amount, &debit["currency"]));
        cells
    };
    table(&columns, &rows(debits).map(row).collect::<Vec<_>>(), "No debits.")
}

fn batches(batches: &Value) -> String {
    let columns = ["ID", "MESSAGE", "DAY"].map(Column::Text);
    let columns = [&columns[..], &[Column::Number("DEBITS"), Column::Number("TOTAL")]].concat();
    let row = |batch: &Value| {
        let mut cells: Vec<String> =
            ["id", "message_id", "collect_on", "number"].map(|name| text(&batch[name])).into();
        cells.push(money(&batch["total_minor"], &batch["currency"]));
        cells
    };
    table(&columns, &rows(batches).map(row).collect::<Vec<_>>(), "No files.")
}
