//! Mandates for direct debit: a customer's own, and every one for staff.

use super::answer::{Body, Refusal, Shown};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, instant, plain_lines, rows, table, text};
use super::{Ask, Connection, Work, prompt};
use clap::{Args, Subcommand};
use serde_json::Value;

/// Mandates for direct debit: list, show, withdraw; they are signed in the portal
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum What {
    /// Your mandates; for staff everybody's, newest first
    #[command(after_help = "Example:\n  hostler mandate list")]
    List {
        /// Staff: page, of 50 mandates each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// One mandate; for staff with what was signed
    #[command(after_help = "Example:\n  hostler mandate show M-0C1D2E3F4A5B-1")]
    Show { reference: String },
    /// Withdraw a mandate: nothing is collected by it any more
    #[command(after_help = "Example:\n  hostler mandate withdraw M-0C1D2E3F4A5B-1")]
    Withdraw {
        reference: String,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
}

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match &self.what {
            What::List { page } => Box::pin(async move {
                let path = match portal.area().await? {
                    OF_CUSTOMERS => "/api/v1/payment".to_string(),
                    area => format!("{area}/mandates?page={page}"),
                };
                let body = portal.get(&path).await?;
                let said = listed(&body.json["mandates"]);
                Ok(Shown::new(&body, said))
            }),
            What::Show { reference } => Box::pin(show(portal, reference)),
            What::Withdraw { reference, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Withdraw {reference}?"))?;
                withdraw(portal, reference).await
            }),
        }
    }
}

/// Where a customer's own routes begin.
const OF_CUSTOMERS: &str = "/api/v1";

/// The mandate of this reference that whoever asks may see.
async fn found(portal: &Portal, area: &str, reference: &str) -> Result<Value, Refusal> {
    let path = match area {
        OF_CUSTOMERS => "/api/v1/payment".to_string(),
        area => format!("{area}/mandates?search={}", encoded(reference)),
    };
    let body = portal.get(&path).await?;
    let found = rows(&body.json["mandates"]).find(|mandate| mandate["reference"] == *reference).cloned();
    found.ok_or_else(|| {
        Refusal::own("mandate-unknown", format!("There is no mandate {reference}. Nothing was changed."))
    })
}

async fn show(portal: &Portal, reference: &str) -> Result<Shown, Refusal> {
    let area = portal.area().await?;
    let mandate = found(portal, area, reference).await?;
    if area == OF_CUSTOMERS {
        let said = of_mandate(&mandate);
        return Ok(Shown::new(&Body { text: mandate.to_string(), json: mandate }, said));
    }
    let body = portal.get(&format!("{area}/mandates/{}", encoded(&text(&mandate["id"])))).await?;
    let mut said = of_mandate(&body.json);
    for signature in rows(&body.json["signatures"]) {
        said += "\n";
        said += &facts(&[
            (
                "signed by",
                format!("{} <{}>", text(&signature["person_name"]), text(&signature["person_email"])),
            ),
            ("at", instant(&signature["signed_at_ms"])),
            ("from", text(&signature["signed_from"])),
        ]);
        said += &plain_lines(&text(&signature["text"]));
    }
    Ok(Shown::new(&body, said))
}

async fn withdraw(portal: &Portal, reference: &str) -> Result<Shown, Refusal> {
    let area = portal.area().await?;
    let mandate = found(portal, area, reference).await?;
    let path = match area {
        OF_CUSTOMERS => "/api/v1/payment/mandate".to_string(),
        area => format!("{area}/mandates/{}", encoded(&text(&mandate["id"]))),
    };
    if !mandate["ended_at_ms"].is_null() {
        let detail = format!("{reference} has ended already. Nothing was changed.");
        return Err(Refusal::own("mandate-ended", detail));
    }
    let body = portal.delete(&path).await?;
    Ok(Shown::new(&body, format!("{reference} is withdrawn: nothing is collected by it any more.\n")))
}

fn listed(mandates: &Value) -> String {
    let columns = ["REFERENCE", "HOLDER", "ACCOUNT", "SIGNED", "LAST USED", "ENDED"].map(Column::Text);
    let row = |mandate: &Value| -> Vec<String> {
        ["reference", "holder", "iban_shown", "signed_on", "last_used", "ended_why"]
            .map(|name| text(&mandate[name]))
            .into()
    };
    table(&columns, &rows(mandates).map(row).collect::<Vec<_>>(), "No mandates.")
}

fn of_mandate(mandate: &Value) -> String {
    facts(&[
        ("reference", text(&mandate["reference"])),
        ("creditor", text(&mandate["creditor_id"])),
        ("holder", text(&mandate["holder"])),
        ("account", text(&mandate["iban_shown"])),
        ("signed", text(&mandate["signed_on"])),
        ("last used", text(&mandate["last_used"])),
        ("ended", text(&mandate["ended_why"])),
    ])
}
