//! A customer's servers.

use super::Work;
use super::answer::{Body, Refusal, Shown};
use super::exit::Exit;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::prompt;
use super::table::{Field, Table, lines, made, text, time, word};
use clap::Subcommand;
use serde_json::{Value, json};
use std::time::Duration;

#[derive(Subcommand)]
pub enum What {
    /// All servers and how they are
    #[command(after_help = "Example:\n  hostler server list")]
    List,
    /// One server
    #[command(after_help = "Example:\n  hostler server show bakkerij")]
    Show {
        /// Name or id
        name: String,
    },
    /// What happened to a server and when, newest first
    #[command(after_help = "Example:\n  hostler server history bakkerij")]
    History {
        /// Name or id
        name: String,
        /// Page, of 50 lines each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// Order a server
    #[command(after_help = "Example:
  hostler server order bakkerij --accept-terms 2026-11-01 --wait")]
    Order {
        /// First part of its host name
        name: String,
        /// Version of the terms that you have read and accept; the portal shows them at /terms
        #[arg(long, value_name = "VERSION")]
        accept_terms: String,
        #[arg(long, default_value = "connect")]
        product: String,
        /// Come back when the server runs
        #[arg(long)]
        wait: bool,
    },
    /// Give notice: the server is deleted after the last day of next month
    #[command(after_help = "Example:\n  hostler server end bakkerij")]
    End {
        /// Name or id
        name: String,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
    /// Take a notice back, until the last day is over
    #[command(after_help = "Example:\n  hostler server keep bakkerij")]
    Keep {
        /// Name or id
        name: String,
    },
}

const SERVERS: &str = "/api/v1/servers";

fn path(name: &str) -> String {
    format!("{SERVERS}/{}", encoded(name))
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List => portal.get(SERVERS).shown(|all| LIST.of(all)),
            What::Show { name } => portal.get(path(name)).shown(|server| lines(&SHOWN, server)),
            What::History { name, page } => Box::pin(async move {
                let of = format!("{}/servers/{}/history", portal.area().await?, encoded(name));
                portal.get(of).with("page", page).shown(|all| HISTORY.of(all)).await
            }),
            What::End { name, yes } => Box::pin(end(portal, name, *yes)),
            What::Keep { name } => {
                portal.delete(format!("{}/ending", path(name))).shown(|ending| lines(&ENDING, ending))
            }
            What::Order { name, accept_terms, product, wait } => Box::pin(async move {
                let wish = json!({ "product": product, "server_name": name, "terms": accept_terms });
                let order = portal.post("/api/v1/orders", wish).await?;
                match wait {
                    true => running(portal, &order).await,
                    false => Ok(order.shown(|order| lines(&ORDER, order))),
                }
            }),
        }
    }
}

fn state(server: &Value) -> String {
    match server["last_error"].as_str() {
        Some("") | None => text(&server["phase"]),
        Some(_) => format!("{}, failed", text(&server["phase"])),
    }
}

const LIST: Table = Table(
    "No servers. Order one: hostler server order NAME",
    &[
        word("NAME", "name"),
        made("STATE", state),
        word("PRODUCT", "product"),
        word("HOST", "host"),
        word("ADDRESS", "address"),
    ],
);

const SHOWN: [Field; 11] = [
    word("name", "name"),
    word("id", "id"),
    made("state", state),
    word("wanted", "desired"),
    word("problem", "last_error"),
    word("product", "product"),
    word("host", "host"),
    word("address", "address"),
    time("ordered", "created_at_ms"),
    time("running since", "running_at_ms"),
    time("gone since", "gone_at_ms"),
];

const HISTORY: Table =
    Table("Nothing happened yet.", &[time("WHEN", "at_ms"), word("WHAT", "what"), word("DETAIL", "detail")]);

const ENDING: [Field; 5] = [
    word("notice", "state"),
    word("last day", "last_day"),
    time("given", "given_at_ms"),
    word("by", "given_name"),
    time("taken back", "closed_at_ms"),
];

const ORDER: [Field; 5] = [
    word("order", "id"),
    word("state", "state"),
    word("server", "server_name"),
    word("server id", "server_id"),
    word("terms", "terms"),
];

/// Asks with the last day that the server would have.
async fn end(portal: &Portal, name: &str, yes: bool) -> Result<Shown, Refusal> {
    let server = portal.get(path(name)).await?.json;
    let last_day = text(&portal.get(format!("{}/ending", path(name))).await?.json["would_end"]);
    let host = text(&server["host"]);
    prompt::meant(yes, &format!("End {host} on {last_day}, and delete it with all mail on it?"))?;
    let notice =
        portal.post(format!("{}/ending", path(&text(&server["id"]))), json!({ "confirm": server["name"] }));
    notice.shown(|ending| lines(&ENDING, ending)).await
}

/// Times that a server is asked for, a second apart: its image may have to be made first.
const LOOKS: u32 = 900;

async fn running(portal: &Portal, order: &Body) -> Result<Shown, Refusal> {
    for _ in 0..LOOKS {
        let server = portal.get(path(&text(&order.json["server_id"]))).await?;
        if server.json["phase"] == "running" {
            return Ok(server.shown(|server| lines(&SHOWN, server)));
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let detail = "The server is ordered but does not run yet. Look at it with hostler server show.";
    Err(Refusal::own("server-not-running-yet", detail.into()).with(Exit::Later))
}
