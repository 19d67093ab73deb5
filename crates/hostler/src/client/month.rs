//! Months and their invoices, for staff.

use super::Work;
use super::group::Asks;
use super::invoice::LIST;
use super::portal::Portal;
use super::table::{Table, facts, made, reckoned, rows, sum, text, word};
use clap::Subcommand;
use hostler_kit::time::Month;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub enum What {
    /// What each customer's month stands at; its invoices once it is closed
    #[command(after_help = "Example:\n  hostler month preview 2026-10")]
    Preview { month: Month },
    /// Close a month that is over: its invoices are written and mailed
    #[command(after_help = "Example:\n  hostler month close 2026-10")]
    Close {
        month: Month,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
}

const PATH: &str = "/api/v1/staff/months";

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::Preview { month } => portal.get(format!("{PATH}/{month}")).shown(preview),
            What::Close { month, yes } => portal
                .post(format!("{PATH}/{month}/close"), json!({}))
                .meant(*yes, format!("Close {month} and send its invoices?"))
                .shown(closed),
        }
    }
}

const DRAFTS: Table = Table(
    "No customers in this month.",
    &[
        word("CUSTOMER", "name"),
        reckoned("LINES", |draft| rows(&draft["items"]).count().to_string()),
        sum("TOTAL", "total_minor"),
        made("LOOK AT", warnings),
    ],
);

fn preview(month: &Value) -> String {
    match month["closed"].is_null() {
        true => DRAFTS.of(&month["drafts"]),
        false => format!("{}\n{}", closed(&month["closed"]), LIST.of(&month["invoices"])),
    }
}

fn warnings(draft: &Value) -> String {
    let said = rows(&draft["warnings"]).map(|warning| match &warning["host"] {
        Value::String(host) => format!("{} {host}", text(&warning["warning"])),
        _ => text(&warning["warning"]),
    });
    said.collect::<Vec<_>>().join(", ")
}

fn closed(month: &Value) -> String {
    facts(&[
        ("month", text(&month["month"])),
        ("date of invoices", text(&month["date"])),
        ("customers", format!("{} of {} done", text(&month["done"]), text(&month["customers"]))),
        ("invoices", text(&month["invoices"])),
    ])
}
