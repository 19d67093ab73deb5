//! Addresses that events are sent to, and what became of each delivery.

use super::answer::Shown;
use super::group::{Asks, Group, have, look};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, instant, plain_lines, rows, table, text};
use super::{Work, prompt};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::{Value, json};

pub type Arguments = Group<What>;

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
            What::List => Box::pin(look(portal, WEBHOOKS, listed)),
            What::Create(new) => {
                let wish = json!({ "url": new.url, "kinds": new.kind, "description": new.description });
                Box::pin(have(portal, WEBHOOKS, (wish, made)))
            }
            What::Ping { webhook } => Box::pin(have(portal, below(webhook, "/ping"), (json!({}), pinged))),
            What::Rotate { webhook } => {
                Box::pin(have(portal, below(webhook, "/rotate"), (json!({}), rotated)))
            }
            What::Delete { webhook, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Send nothing to {webhook} any more?"))?;
                let body = portal.delete(&below(webhook, "")).await?;
                Ok(Shown::new(&body, format!("{webhook} is deleted.")))
            }),
            What::Deliveries { webhook, delivery: None, page } => {
                let path = below(webhook, &format!("/deliveries?page={page}"));
                Box::pin(look(portal, path, |body| deliveries(&body["deliveries"])))
            }
            What::Deliveries { webhook, delivery: Some(delivery), .. } => {
                let path = below(webhook, &format!("/deliveries/{}", encoded(delivery)));
                Box::pin(look(portal, path, attempts))
            }
            What::Replay { webhook, delivery: Some(delivery), .. } => {
                let path = below(webhook, &format!("/deliveries/{}/replay", encoded(delivery)));
                Box::pin(have(portal, path, (json!({}), one)))
            }
            What::Replay { webhook, delivery: None, since } => {
                let since_ms = since.map_or(0, Timestamp::as_millisecond);
                let sent = |body: &Value| format!("Sent again: {}\n", text(&body["replayed"]));
                Box::pin(have(portal, below(webhook, "/replay"), (json!({ "since_ms": since_ms }), sent)))
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

fn listed(webhooks: &Value) -> String {
    let columns = ["ID", "URL", "KINDS", "STATE", "DESCRIPTION"].map(Column::Text);
    let row = |webhook: &Value| {
        let field = |name: &str| text(&webhook[name]);
        vec![field("id"), field("url"), kinds(webhook), field("state"), field("description")]
    };
    table(&columns, &rows(webhooks).map(row).collect::<Vec<_>>(), "No webhooks.")
}

fn made(webhook: &Value) -> String {
    let said = facts(&[
        ("id", text(&webhook["id"])),
        ("url", text(&webhook["url"])),
        ("kinds", kinds(webhook)),
        ("secret", text(&webhook["secret"])),
    ]);
    format!("{said}Keep the secret: it is shown only now.\n")
}

fn rotated(new: &Value) -> String {
    let said = facts(&[("secret", text(&new["secret"]))]);
    format!("{said}Keep the secret: it is shown only now. For a day the one before signs beside it.\n")
}

fn pinged(delivery: &Value) -> String {
    let [webhook, id] = ["webhook_id", "id"].map(|name| text(&delivery[name]));
    format!("{}See what came back: hostler webhook deliveries {webhook} {id}\n", one(delivery))
}

fn one(delivery: &Value) -> String {
    facts(&[
        ("id", text(&delivery["id"])),
        ("event", text(&delivery["event_id"])),
        ("kind", text(&delivery["kind"])),
        ("state", text(&delivery["state"])),
        ("attempts", text(&delivery["attempts"])),
        ("next", instant(&delivery["next_at_ms"])),
        ("ended", instant(&delivery["ended_at_ms"])),
    ])
}

fn deliveries(deliveries: &Value) -> String {
    let columns = ["ID", "KIND", "STATE", "MADE"].map(Column::Text);
    let columns = [&columns[..], &[Column::Number("ATTEMPTS"), Column::Text("NEXT")]].concat();
    let row = |delivery: &Value| {
        let mut cells: Vec<String> = ["id", "kind", "state"].map(|name| text(&delivery[name])).into();
        let (made, next) = (instant(&delivery["created_at_ms"]), instant(&delivery["next_at_ms"]));
        cells.extend([made, text(&delivery["attempts"]), next]);
        cells
    };
    table(&columns, &rows(deliveries).map(row).collect::<Vec<_>>(), "Nothing was sent.")
}

fn attempts(delivery: &Value) -> String {
    let attempt = |attempt: &Value| {
        let head = facts(&[
            ("attempt", text(&attempt["number"])),
            ("at", instant(&attempt["at_ms"])),
            ("took", format!("{} ms", text(&attempt["took_ms"]))),
            ("status", text(&attempt["status"])),
            ("error", text(&attempt["error"])),
        ]);
        let [sent, came] = ["request", "answer"].map(|name| plain_lines(&text(&attempt[name])));
        format!("\n{head}{sent}{came}")
    };
    let log: String = rows(&delivery["log"]).map(attempt).collect();
    format!("{}{log}", one(delivery))
}
