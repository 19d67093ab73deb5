//! Addresses that events are sent to, and what became of each delivery.

use super::Work;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Field, Table, lines, made, number, plain_lines, rows, text, time, word};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub enum What {
    /// Webhooks: yours, for staff the provider's own
    #[command(after_help = "Example:\n  hostler webhook list")]
    List,
    /// Add one; the secret that its deliveries are signed with is shown now and never again
    #[command(after_help = "Example:
  hostler webhook create https://shop.example/hostler --kind 'order.*' --kind licence.registered")]
    Create(New),
    /// Send a test event, and say how to see what became of it
    #[command(after_help = "Example:\n  hostler webhook ping whk_…")]
    Ping {
        /// Id of the webhook
        webhook: String,
    },
    /// Replace the secret; the one before signs beside it for a day
    #[command(after_help = "Example:\n  hostler webhook rotate whk_…")]
    Rotate {
        /// Id of the webhook
        webhook: String,
    },
    /// Send nothing there any more
    #[command(after_help = "Example:\n  hostler webhook delete whk_… --yes")]
    Delete {
        /// Id of the webhook
        webhook: String,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
    /// What was sent, newest first; one delivery with each attempt
    #[command(
        after_help = "Examples:\n  hostler webhook deliveries whk_…\n  hostler webhook deliveries whk_… dlv_…"
    )]
    Deliveries {
        /// Id of the webhook
        webhook: String,
        /// Id of one delivery
        delivery: Option<String>,
        /// Page, of 50 deliveries each
        #[arg(long, default_value_t = 1, conflicts_with = "delivery")]
        page: u32,
    },
    /// Send again: one delivery, or what failed since an instant
    #[command(after_help = "Examples:
  hostler webhook replay whk_… dlv_…
  hostler webhook replay whk_… --since 2026-11-01T00:00:00Z")]
    Replay {
        /// Id of the webhook
        webhook: String,
        /// Id of one delivery
        delivery: Option<String>,
        /// What failed of deliveries made since then
        #[arg(long, required_unless_present = "delivery", conflicts_with = "delivery")]
        since: Option<Timestamp>,
    },
}

#[derive(Args)]
pub struct New {
    /// Where to: https, at a public address
    url: String,
    /// A kind of event, or 'order.*' for all of one sort; may be given several times [default: all]
    #[arg(long)]
    kind: Vec<String>,
    /// What it is for
    #[arg(long, default_value = "")]
    description: String,
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List => portal.get(WEBHOOKS).shown(|all| LIST.of(all)),
            What::Create(new) => {
                let wish = json!({ "url": new.url, "kinds": new.kind, "description": new.description });
                portal.post(WEBHOOKS, wish).shown(created)
            }
            What::Ping { webhook } => portal.post(below(webhook, "/ping"), json!({})).shown(pinged),
            What::Rotate { webhook } => portal.post(below(webhook, "/rotate"), json!({})).shown(rotated),
            What::Delete { webhook, yes } => portal
                .delete(below(webhook, ""))
                .meant(*yes, format!("Send nothing to {webhook} any more?"))
                .says(format!("{webhook} is deleted.")),
            What::Deliveries { webhook, delivery: None, page } => portal
                .get(below(webhook, "/deliveries"))
                .with("page", page)
                .shown(|body| DELIVERIES.of(&body["deliveries"])),
            What::Deliveries { webhook, delivery: Some(delivery), .. } => {
                portal.get(below(webhook, &format!("/deliveries/{}", encoded(delivery)))).shown(attempts)
            }
            What::Replay { webhook, delivery: Some(delivery), .. } => {
                let path = below(webhook, &format!("/deliveries/{}/replay", encoded(delivery)));
                portal.post(path, json!({})).shown(one)
            }
            What::Replay { webhook, delivery: None, since } => {
                let since_ms = since.map_or(0, Timestamp::as_millisecond);
                portal
                    .post(below(webhook, "/replay"), json!({ "since_ms": since_ms }))
                    .shown(|body| format!("Sent again: {}\n", text(&body["replayed"])))
            }
        }
    }
}

const WEBHOOKS: &str = "/api/v1/webhooks";

fn below(webhook: &str, rest: &str) -> String {
    format!("{WEBHOOKS}/{}{rest}", encoded(webhook))
}

fn kinds(webhook: &Value) -> String {
    let kinds = rows(&webhook["kinds"]).map(text).collect::<Vec<_>>().join(" ");
    if kinds.is_empty() { "all".into() } else { kinds }
}

const LIST: Table = Table(
    "No webhooks.",
    &[
        word("ID", "id"),
        word("URL", "url"),
        made("KINDS", kinds),
        word("STATE", "state"),
        word("DESCRIPTION", "description"),
    ],
);

fn created(webhook: &Value) -> String {
    let shown = [word("id", "id"), word("url", "url"), made("kinds", kinds), word("secret", "secret")];
    format!("{}Keep the secret: it is shown only now.\n", lines(&shown, webhook))
}

fn rotated(new: &Value) -> String {
    let said = lines(&[word("secret", "secret")], new);
    format!("{said}Keep the secret: it is shown only now. For a day the one before signs beside it.\n")
}

fn pinged(delivery: &Value) -> String {
    let [webhook, id] = ["webhook_id", "id"].map(|name| text(&delivery[name]));
    format!("{}See what came back: hostler webhook deliveries {webhook} {id}\n", one(delivery))
}

const DELIVERY: [Field; 7] = [
    word("id", "id"),
    word("event", "event_id"),
    word("kind", "kind"),
    word("state", "state"),
    word("attempts", "attempts"),
    time("next", "next_at_ms"),
    time("ended", "ended_at_ms"),
];

fn one(delivery: &Value) -> String {
    lines(&DELIVERY, delivery)
}

const DELIVERIES: Table = Table(
    "Nothing was sent.",
    &[
        word("ID", "id"),
        word("KIND", "kind"),
        word("STATE", "state"),
        time("MADE", "created_at_ms"),
        number("ATTEMPTS", "attempts"),
        time("NEXT", "next_at_ms"),
    ],
);

const ATTEMPT: [Field; 5] = [
    word("attempt", "number"),
    time("at", "at_ms"),
    made("took", |attempt| format!("{} ms", text(&attempt["took_ms"]))),
    word("status", "status"),
    word("error", "error"),
];

fn attempts(delivery: &Value) -> String {
    let attempt = |attempt: &Value| {
        let [sent, came] = ["request", "answer"].map(|name| plain_lines(&text(&attempt[name])));
        format!("\n{}{sent}{came}", lines(&ATTEMPT, attempt))
    };
    let log: String = rows(&delivery["log"]).map(attempt).collect();
    format!("{}{log}", one(delivery))
}
