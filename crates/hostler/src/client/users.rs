//! Who counts as a user of a server, and why.

use super::portal::Portal;
use super::table::{Column, lines, made, rows, table, text, word};
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
        portal.get("/users").on(&self.server).shown(shown)
    }
}

fn shown(users: &Value) -> String {
    let row = |item: &Value, counts: &str| {
        vec![address(users, &item["item"]), text(&item["kind"]), counts.to_string(), text(&item["why"])]
    };
    let mut found: Vec<_> = rows(&users["counted"]).map(|item| row(item, "yes")).collect();
    found.extend(rows(&users["free"]).map(|item| row(item, "no")));
    let limit = |users: &Value| if users["limit"].is_null() { "none".into() } else { text(&users["limit"]) };
    let head = lines(&[word("users", "number"), made("limit", limit), word("rule", "rule_name")], users);
    let columns = ["WHO", "KIND", "COUNTS", "WHY"].map(Column::Text);
    format!("{head}\n{}", table(&columns, &found, "Nobody."))
}

/// An account's address; other items are named by themselves.
fn address(users: &Value, item: &Value) -> String {
    let account = rows(&users["accounts"]).find(|account| account["id"] == *item);
    account.map_or_else(|| text(item), |account| text(&account["address"]))
}
