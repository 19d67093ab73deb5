//! Direct debits, for staff: what is collected, the files for the bank, its answers.

use super::Work;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Table, money, number, reckoned, sum, text, word};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum What {
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

const DEBITS: &str = "/api/v1/staff/debits";
const BATCHES: &str = "/api/v1/staff/debits/batches";

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { page } => {
                portal.get(DEBITS).with("page", page).shown(|body| LIST.of(&body["debits"]))
            }
            What::Batches => portal.get(BATCHES).shown(|body| FILES.of(&body["batches"])),
            What::Make { yes } => portal
                .post(BATCHES, json!({}))
                .meant(*yes, "Make the files of everything that is due?")
                .shown(|made| FILES.of(made)),
            What::File { batch, file } => {
                portal.get(format!("{BATCHES}/{}/file", encoded(batch))).saved(file)
            }
            What::Answer { file } => portal.post_text(format!("{DEBITS}/answers"), file).shown(taken),
        }
    }
}

fn taken(answer: &Value) -> String {
    let [rejected, unknown] = ["rejected", "unknown"].map(|name| text(&answer[name]));
    match answer["known"].as_bool() {
        Some(true) => "The answer was taken before; nothing was changed.\n".to_string(),
        _ => format!("{rejected} came back, {unknown} not known here.\n"),
    }
}

const LIST: Table = Table(
    "No debits.",
    &[
        word("INVOICE", "invoice_number"),
        word("CUSTOMER", "customer_name"),
        word("DAY", "collect_on"),
        word("STATE", "state"),
        word("REASON", "reason"),
        reckoned("AMOUNT", amount),
    ],
);

const FILES: Table = Table(
    "No files.",
    &[
        word("ID", "id"),
        word("MESSAGE", "message_id"),
        word("DAY", "collect_on"),
        number("DEBITS", "number"),
        sum("TOTAL", "total_minor"),
    ],
);

/// What is collected, or was announced to be.
fn amount(debit: &Value) -> String {
    let sent = &debit["amount_minor"];
    money(if sent.is_null() { &debit["announced_minor"] } else { sent }, &debit["currency"])
}
