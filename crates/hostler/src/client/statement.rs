//! The bank's statements, for staff.

use super::Work;
use super::files;
use super::group::Asks;
use super::portal::Portal;
use super::table::{Table, facts, money, number, rows, sum, text, word};
use clap::Subcommand;
use serde_json::Value;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum What {
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

const PATH: &str = "/api/v1/staff/statements";

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { page } => portal.get(PATH).with("page", page).shown(listed),
            What::Import { file } => {
                let import = portal.post_file(format!("{PATH}/import"), file);
                import.with("file", files::name(file)).shown(taken_in)
            }
        }
    }
}

fn taken_in(done: &Value) -> String {
    let [payments, settled, suggested] = ["payments", "settled", "suggested"].map(|name| text(&done[name]));
    match rows(&done["statements"]).count() {
        0 => "Everything in this file was known. Nothing was changed.\n".to_string(),
        count => format!(
            "{count} statements taken in with {payments} payments: {settled} settled, {suggested} with a \
             suggestion.\n"
        ),
    }
}

const STATEMENTS: Table = Table(
    "No statements yet.",
    &[
        word("UP TO", "closing_date"),
        number("NUMBER", "sequence"),
        word("FORMAT", "format"),
        sum("OPENING", "opening_minor"),
        sum("CLOSING", "closing_minor"),
        number("BOOKINGS", "bookings"),
        word("FILE", "file"),
    ],
);

fn listed(answer: &Value) -> String {
    let list = STATEMENTS.of(&answer["statements"]);
    let account = &answer["account"];
    let amount = |minor: &Value| money(minor, &account["currency"]);
    let head = facts(&[
        ("account", text(&account["iban"])),
        ("balance", amount(&account["balance_minor"])),
        ("up to", text(&account["date"])),
        ("bank in the ledger", amount(&answer["ledger_minor"])),
        ("not settled", amount(&answer["unsettled_minor"])),
    ]);
    if account.is_null() { list } else { format!("{head}\n{list}") }
}
