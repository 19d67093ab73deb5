//! Reminders of overdue invoices, for staff.

use super::Work;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::request::Request;
use super::table::{Table, made, sum, text, word};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub enum What {
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

const PATH: &str = "/api/v1/staff/reminders";

fn act<'a>(portal: &'a Portal, customer: &str, (verb, asked): (&str, Value)) -> Request<'a> {
    portal.post(format!("{PATH}/customers/{}/{verb}", encoded(customer)), asked)
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { search, page } => {
                let all = portal.get(PATH).with("q", search).with("page", page);
                all.shown(|overdue| OVERDUE.of(&overdue["customers"]))
            }
            What::Send { customer, again } => {
                let verb = if *again { "again" } else { "send" };
                act(portal, customer, (verb, json!({})))
                    .shown(|step| format!("{} was sent.", text(&step["name"])))
            }
            What::Skip { customer } => act(portal, customer, ("skip", json!({})))
                .shown(|step| format!("{} was skipped.", text(&step["name"]))),
            What::Hold { customer, until, because } => {
                act(portal, customer, ("hold", json!({ "until": until, "because": because })))
                    .says(format!("No letters until {until}."))
            }
            What::Release { customer } => {
                act(portal, customer, ("release", json!({}))).says("Letters are sent again.")
            }
        }
    }
}

const OVERDUE: Table = Table(
    "Nothing is overdue.",
    &[
        word("CUSTOMER", "customer_id"),
        word("NAME", "customer_name"),
        sum("OVERDUE", "overdue_minor"),
        word("SINCE", "since"),
        made("LAST", last),
        made("NEXT", next),
    ],
);

fn last(own: &Value) -> String {
    [text(&own["last"]["name"]), text(&own["last"]["date"])].join(" ").trim().to_string()
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
