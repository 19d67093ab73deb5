//! Who counts as a user of a server, and why.

use super::answer::{Refusal, Shown};
use super::portal::Portal;
use super::table::{Column, facts, rows, table, text};
use super::{Ask, Connection, Work};
use clap::Args;
use serde_json::Value;

/// Who counts as a user of a server, and why
#[derive(Args)]
#[command(after_help = "Example:\n  hostler users bakkerij")]
pub struct Arguments {
    /// Name or id of the server
    server: String,
    #[command(flatten)]
    connection: Connection,
}

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        Box::pin(users(portal, &self.server))
    }
}

async fn users(portal: &Portal, server: &str) -> Result<Shown, Refusal> {
    let body = portal.console(server).await?.get("/users").await?;
    let users = &body.json;
    let row = |item: &Value, counts: &str| {
        vec![address(users, &item["item"]), text(&item["kind"]), counts.to_string(), text(&item["why"])]
    };
    let mut found: Vec<_> = rows(&users["counted"]).map(|item| row(item, "yes")).collect();
    found.extend(rows(&users["free"]).map(|item| row(item, "no")));
    let limit = &users["limit"];
    let head = facts(&[
        ("users", text(&users["number"])),
        ("limit", if limit.is_null() { "none".into() } else { text(limit) }),
        ("rule", text(&users["rule_name"])),
    ]);
    let columns = ["WHO", "KIND", "COUNTS", "WHY"].map(Column::Text);
    Ok(Shown::new(&body, format!("{head}\n{}", table(&columns, &found, "Nobody."))))
}

/// An account's address; other items are named by themselves.
fn address(users: &Value, item: &Value) -> String {
    let account = rows(&users["accounts"]).find(|account| account["id"] == *item);
    account.map_or_else(|| text(item), |account| text(&account["address"]))
}
