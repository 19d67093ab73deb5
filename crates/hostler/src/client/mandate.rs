//! Mandates for direct debit: a customer's own, and every one for staff.

use super::answer::{Body, Refusal, Shown};
use super::group::Asks;
use super::portal::{CUSTOMER, Portal, encoded};
use super::table::{Field, Table, lines, made, plain_lines, rows, text, time, word};
use super::{Work, prompt};
use clap::Subcommand;
use serde_json::Value;

#[derive(Subcommand)]
pub enum What {
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

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { page } => Box::pin(async move {
                let all = match portal.area().await? {
                    CUSTOMER => portal.get(OWN),
                    area => portal.get(format!("{area}/mandates")).with("page", page),
                };
                all.shown(|body| MANDATES.of(&body["mandates"])).await
            }),
            What::Show { reference } => Box::pin(show(portal, reference)),
            What::Withdraw { reference, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Withdraw {reference}?"))?;
                withdraw(portal, reference).await
            }),
        }
    }
}

/// Where a customer's own mandates stand.
const OWN: &str = "/api/v1/payment";

/// The mandate of this reference that whoever asks may see.
async fn found(portal: &Portal, area: &str, reference: &str) -> Result<Value, Refusal> {
    let body = match area {
        CUSTOMER => portal.get(OWN).await?,
        area => portal.get(format!("{area}/mandates")).with("search", reference).await?,
    };
    let found = rows(&body.json["mandates"]).find(|mandate| mandate["reference"] == *reference).cloned();
    found.ok_or_else(|| {
        Refusal::own("mandate-unknown", format!("There is no mandate {reference}. Nothing was changed."))
    })
}

async fn show(portal: &Portal, reference: &str) -> Result<Shown, Refusal> {
    let area = portal.area().await?;
    let mandate = found(portal, area, reference).await?;
    let body = match area {
        CUSTOMER => Body { text: mandate.to_string(), json: mandate },
        area => portal.get(format!("{area}/mandates/{}", encoded(&text(&mandate["id"])))).await?,
    };
    Ok(body.shown(signed))
}

fn signed(mandate: &Value) -> String {
    let signature = |signature: &Value| {
        format!("\n{}{}", lines(&SIGNED, signature), plain_lines(&text(&signature["text"])))
    };
    lines(&MANDATE, mandate) + &rows(&mandate["signatures"]).map(signature).collect::<String>()
}

async fn withdraw(portal: &Portal, reference: &str) -> Result<Shown, Refusal> {
    let area = portal.area().await?;
    let mandate = found(portal, area, reference).await?;
    if !mandate["ended_at_ms"].is_null() {
        let detail = format!("{reference} has ended already. Nothing was changed.");
        return Err(Refusal::own("mandate-ended", detail));
    }
    let path = match area {
        CUSTOMER => format!("{OWN}/mandate"),
        area => format!("{area}/mandates/{}", encoded(&text(&mandate["id"]))),
    };
    portal
        .delete(path)
        .says(format!("{reference} is withdrawn: nothing is collected by it any more.\n"))
        .await
}

const MANDATES: Table = Table(
    "No mandates.",
    &[
        word("REFERENCE", "reference"),
        word("HOLDER", "holder"),
        word("ACCOUNT", "iban_shown"),
        word("SIGNED", "signed_on"),
        word("LAST USED", "last_used"),
        word("ENDED", "ended_why"),
    ],
);

const MANDATE: [Field; 7] = [
    word("reference", "reference"),
    word("creditor", "creditor_id"),
    word("holder", "holder"),
    word("account", "iban_shown"),
    word("signed", "signed_on"),
    word("last used", "last_used"),
    word("ended", "ended_why"),
];

const SIGNED: [Field; 3] = [
    made("signed by", |by| format!("{} <{}>", text(&by["person_name"]), text(&by["person_email"]))),
    time("at", "signed_at_ms"),
    word("from", "signed_from"),
];
