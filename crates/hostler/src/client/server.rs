//! A customer's servers.

use super::Work;
use super::answer::{Body, Refusal, Shown};
use super::exit::Exit;
use super::group::{Asks, Group};
use super::portal::{Portal, encoded};
use super::prompt;
use super::table::{Column, facts, instant, rows, table, text};
use clap::Subcommand;
use serde_json::{Value, json};
use std::time::Duration;

pub type Arguments = Group<What>;

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

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List => Box::pin(list(portal)),
            What::Show { name } => Box::pin(show(portal, name)),
            What::End { name, yes } => Box::pin(async move {
                let (server, last_day) = would_end(portal, name).await?;
                let host = text(&server.json["host"]);
                prompt::meant(
                    *yes,
                    &format!("End {host} on {last_day}, and delete it with all mail on it?"),
                )?;
                end(portal, &server).await
            }),
            What::Keep { name } => Box::pin(async move {
                let ending = portal.delete(&format!("/api/v1/servers/{}/ending", encoded(name))).await?;
                Ok(Shown::new(&ending, of_ending(&ending)))
            }),
            What::Order { name, accept_terms, product, wait } => Box::pin(async move {
                let wish = json!({ "product": product, "server_name": name, "terms": accept_terms });
                let order = portal.post("/api/v1/orders", &wish).await?;
                match wait {
                    true => running(portal, &order).await,
                    false => Ok(Shown::new(&order, ordered(&order))),
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

async fn list(portal: &Portal) -> Result<Shown, Refusal> {
    let body = portal.get("/api/v1/servers").await?;
    let columns = ["NAME", "STATE", "PRODUCT", "HOST", "ADDRESS"].map(Column::Text);
    let row = |server: &Value| {
        let field = |name: &str| text(&server[name]);
        vec![field("name"), state(server), field("product"), field("host"), field("address")]
    };
    let rows: Vec<_> = rows(&body.json).map(row).collect();
    Ok(Shown::new(&body, table(&columns, &rows, "No servers. Order one: hostler server order NAME")))
}

async fn show(portal: &Portal, name: &str) -> Result<Shown, Refusal> {
    let body = portal.get(&format!("/api/v1/servers/{}", encoded(name))).await?;
    Ok(Shown::new(&body, of_server(&body)))
}

/// The server, and the last day that it would have.
async fn would_end(portal: &Portal, name: &str) -> Result<(Body, String), Refusal> {
    let path = format!("/api/v1/servers/{}", encoded(name));
    let server = portal.get(&path).await?;
    let ending = portal.get(&format!("{path}/ending")).await?;
    Ok((server, text(&ending.json["would_end"])))
}

async fn end(portal: &Portal, server: &Body) -> Result<Shown, Refusal> {
    let path = format!("/api/v1/servers/{}/ending", encoded(&text(&server.json["id"])));
    let ending = portal.post(&path, &json!({ "confirm": server.json["name"] })).await?;
    Ok(Shown::new(&ending, of_ending(&ending)))
}

fn of_ending(body: &Body) -> String {
    let ending = &body.json;
    facts(&[
        ("notice", text(&ending["state"])),
        ("last day", text(&ending["last_day"])),
        ("given", instant(&ending["given_at_ms"])),
        ("by", text(&ending["given_name"])),
        ("taken back", instant(&ending["closed_at_ms"])),
    ])
}

fn of_server(body: &Body) -> String {
    let server = &body.json;
    facts(&[
        ("name", text(&server["name"])),
        ("id", text(&server["id"])),
        ("state", state(server)),
        ("wanted", text(&server["desired"])),
        ("problem", text(&server["last_error"])),
        ("product", text(&server["product"])),
        ("host", text(&server["host"])),
        ("address", text(&server["address"])),
        ("ordered", instant(&server["created_at_ms"])),
        ("running since", instant(&server["running_at_ms"])),
        ("gone since", instant(&server["gone_at_ms"])),
    ])
}

fn ordered(order: &Body) -> String {
    let order = &order.json;
    facts(&[
        ("order", text(&order["id"])),
        ("state", text(&order["state"])),
        ("server", text(&order["server_name"])),
        ("server id", text(&order["server_id"])),
        ("terms", text(&order["terms"])),
    ])
}

/// Times that a server is asked for, a second apart: its image may have to be made first.
const LOOKS: u32 = 900;

async fn running(portal: &Portal, order: &Body) -> Result<Shown, Refusal> {
    let path = format!("/api/v1/servers/{}", encoded(&text(&order.json["server_id"])));
    for _ in 0..LOOKS {
        let server = portal.get(&path).await?;
        if server.json["phase"] == "running" {
            return Ok(Shown::new(&server, of_server(&server)));
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let detail = "The server is ordered but does not run yet. Look at it with hostler server show.";
    Err(Refusal::own("server-not-running-yet", detail.into()).with(Exit::Later))
}
