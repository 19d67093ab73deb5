//! Months and their invoices, for staff.

use super::answer::Shown;
use super::group::{Asks, Group, look};
use super::invoice::listed;
use super::portal::Portal;
use super::table::{Column, facts, money, rows, table, text};
use super::{Work, prompt};
use clap::Subcommand;
use hostler_kit::time::Month;
use serde_json::{Value, json};

pub type Arguments = Group<What>;

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

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::Preview { month } => {
                Box::pin(look(portal, format!("/api/v1/staff/months/{month}"), preview))
            }
            What::Close { month, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Close {month} and send its invoices?"))?;
                let body = portal.post(&format!("/api/v1/staff/months/{month}/close"), &json!({})).await?;
                let said = closed(&body.json);
                Ok(Shown::new(&body, said))
            }),
        }
    }
}

fn preview(month: &Value) -> String {
    if !month["closed"].is_null() {
        return format!("{}\n{}", closed(&month["closed"]), listed(&month["invoices"]));
    }
    let columns =
        [Column::Text("CUSTOMER"), Column::Number("LINES"), Column::Number("TOTAL"), Column::Text("LOOK AT")];
    let row = |draft: &Value| {
        let lines = rows(&draft["items"]).count().to_string();
        let total = money(&draft["total_minor"], &draft["currency"]);
        vec![text(&draft["name"]), lines, total, warnings(&draft["warnings"])]
    };
    table(&columns, &rows(&month["drafts"]).map(row).collect::<Vec<_>>(), "No customers in this month.")
}

fn warnings(warnings: &Value) -> String {
    let said = rows(warnings).map(|warning| match &warning["host"] {
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
