//! Reminders of overdue invoices, for staff.

use super::answer::{Refusal, Shown};
use super::portal::{Portal, encoded};
use super::table::{Column, money, rows, table, text};
use super::{Ask, Connection, Work};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Staff: who is overdue, letters to them, waiting
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum What {
    /// Customers with something overdue, the oldest first
    #[command(after_help = "Example:\n  hostler reminder list --search bakkerij")]
    List {
        #[arg(long, default_value = "")]
        search: String,
        /// Page, of 50 customers each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// Send a customer's next letter now
    #[command(after_help = "Example:\n  hostler reminder send cus_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Send {
        customer: String,
        /// The last letter once more, instead of the next one
        #[arg(long)]
        again: bool,
    },
    /// Take a customer's next step without a letter
    #[command(after_help = "Example:\n  hostler reminder skip cus_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Skip { customer: String },
    /// Send a customer no letters until a day
    #[command(
        after_help = "Example:\n  hostler reminder hold cus_0190f3c4a2b17d1e8f00aa11bb22cc33 --until 2026-12-24 \
                      --because 'Asked for time'"
    )]
    Hold {
        customer: String,
        /// The first day on which letters may be sent again, YYYY-MM-DD
        #[arg(long)]
        until: String,
        #[arg(long)]
        because: String,
    },
    /// Let letters be sent again
    #[command(after_help = "Example:\n  hostler reminder release cus_0190f3c4a2b17d1e8f00aa11bb22cc33")]
    Release { customer: String },
}

fn path(customer: &str, verb: &str) -> String {
    format!("/api/v1/staff/reminders/customers/{}/{verb}", encoded(customer))
}

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
        match &self.what {
            What::List { search, page } => {
                let body =
                    portal.get(&format!("/api/v1/staff/reminders?q={}&page={page}", encoded(search))).await?;
                let said = listed(&body.json);
                Ok(Shown::new(&body, said))
            }
            What::Send { customer, again } => {
                let verb = if *again { "again" } else { "send" };
                taken(portal, &path(customer, verb), "was sent").await
            }
            What::Skip { customer } => taken(portal, &path(customer, "skip"), "was skipped").await,
            What::Hold { customer, until, because } => {
                let asked = json!({ "until": until, "because": because });
                let body = portal.post(&path(customer, "hold"), &asked).await?;
                Ok(Shown::new(&body, format!("No letters until {until}.")))
            }
            What::Release { customer } => {
                let body = portal.post(&path(customer, "release"), &json!({})).await?;
                Ok(Shown::new(&body, "Letters are sent again.".to_string()))
            }
        }
    }
}

async fn taken(portal: &Portal, path: &str, what: &str) -> Result<Shown, Refusal> {
    let body = portal.post(path, &json!({})).await?;
    let said = format!("{} {what}.", text(&body.json["name"]));
    Ok(Shown::new(&body, said))
}

fn listed(overdue: &Value) -> String {
    let columns = [
        Column::Text("CUSTOMER"),
        Column::Text("NAME"),
        Column::Number("OVERDUE"),
        Column::Text("SINCE"),
        Column::Text("LAST"),
        Column::Text("NEXT"),
    ];
    let row = |own: &Value| {
        vec![
            text(&own["customer_id"]),
            text(&own["customer_name"]),
            money(&own["overdue_minor"], &own["currency"]),
            text(&own["since"]),
            [text(&own["last"]["name"]), text(&own["last"]["date"])].join(" ").trim().to_string(),
            next(own),
        ]
    };
    table(&columns, &rows(&overdue["customers"]).map(row).collect::<Vec<_>>(), "Nothing is overdue.")
}

fn next(own: &Value) -> String {
    match own["next"].as_str().unwrap_or_default() {
        "letter" => format!("{} {}", text(&own["name"]), text(&own["date"])),
        "held" => format!("waits until {}: {}", text(&own["until"]), text(&own["because"])),
        "money-waits" => "a payment is on its way".into(),
        "end-of-schedule" => "every letter was sent".into(),
        _ => String::new(),
    }
}
