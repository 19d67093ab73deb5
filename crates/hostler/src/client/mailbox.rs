//! The mailboxes of a server.

use super::answer::{Refusal, Shown};
use super::exit::Exit;
use super::group::{Asks, Group};
use super::portal::{Portal, encoded};
use super::table::{Column, facts, instant, rows, table, text};
use super::{Work, prompt};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub type Arguments = Group<What>;

#[derive(Subcommand)]
pub enum What {
    /// Mailboxes, by address
    #[command(after_help = "Example:\n  hostler mailbox list bakkerij --search anna")]
    List {
        /// Name or id of the server
        server: String,
        /// Part of the address or the name
        #[arg(long, default_value = "")]
        search: String,
        /// Most rows, up to 1000
        #[arg(long, default_value_t = 1_000)]
        limit: u32,
        /// Rows to leave out first
        #[arg(long, default_value_t = 0)]
        offset: u32,
    },
    /// Create a mailbox
    #[command(after_help = "Examples:
  hostler mailbox create bakkerij anna@bakkerij.example --name 'Anna de Vries'
  hostler mailbox create bakkerij bram@bakkerij.example --name Bram --password < password")]
    Create {
        /// Name or id of the server
        server: String,
        address: String,
        /// The person's name
        #[arg(long)]
        name: String,
        /// Ask for a password, or read it from standard input; without, nobody can sign in yet
        #[arg(long)]
        password: bool,
        /// Most bytes that it may hold
        #[arg(long, value_name = "BYTES")]
        quota: Option<i64>,
    },
    /// Delete a mailbox with its mail
    #[command(after_help = "Example:\n  hostler mailbox delete bakkerij bram@bakkerij.example")]
    Delete {
        /// Name or id of the server
        server: String,
        /// Address or id
        address: String,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
    /// Create many mailboxes from a CSV file: first look, then confirm
    #[command(long_about = "Create many mailboxes from a CSV file

Columns: address, name, and optionally password and aliases. Without --confirm nothing is changed: the lines are
listed as they would be created. One bad line and nothing is imported at all (exit code 4).")]
    #[command(after_help = "Examples:
  hostler mailbox import bakkerij people.csv
  hostler mailbox import bakkerij people.csv --confirm")]
    Import {
        /// Name or id of the server
        server: String,
        file: PathBuf,
        /// Import, if every line is good
        #[arg(long)]
        confirm: bool,
    },
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { server, search, limit, offset } => Box::pin(async move {
                let part = format!("limit={limit}&offset={offset}&q={}", encoded(search));
                list(portal, server, &part).await
            }),
            What::Create { server, address, name, password, quota } => Box::pin(async move {
                let password = match password {
                    true => Some(prompt::password(&format!("Password of {address}"))?),
                    false => None,
                };
                let new =
                    json!({ "address": address, "name": name, "password": password, "quota_bytes": quota });
                let body = portal.console(server).await?.post("/mailboxes", &new).await?;
                Ok(Shown::new(&body, of_mailbox(&body.json)))
            }),
            What::Delete { server, address, yes } => Box::pin(async move {
                prompt::meant(*yes, &format!("Delete {address} with all its mail?"))?;
                let path = format!("/mailboxes/{}", encoded(address));
                let body = portal.console(server).await?.delete(&path).await?;
                Ok(Shown::new(&body, format!("{address} is deleted.")))
            }),
            What::Import { server, file, confirm } => Box::pin(async move {
                match confirm {
                    true => import(portal, server, file).await,
                    false => preview(portal, server, file).await.map(|(shown, _)| shown),
                }
            }),
        }
    }
}

async fn list(portal: &Portal, server: &str, part: &str) -> Result<Shown, Refusal> {
    let body = portal.console(server).await?.get(&format!("/mailboxes?{part}")).await?;
    let columns =
        [Column::Text("ADDRESS"), Column::Text("NAME"), Column::Text("STATE"), Column::Number("BYTES")];
    let row = |account: &Value| {
        vec![
            text(&account["address"]),
            text(&account["name"]),
            state(account).into(),
            text(&account["bytes"]),
        ]
    };
    let rows: Vec<_> = rows(&body.json["items"]).map(row).collect();
    let mut said = table(&columns, &rows, "No mailboxes.");
    let total = body.json["total"].as_u64().unwrap_or(0);
    if total > rows.len() as u64 {
        said += &format!("{} of {total} mailboxes; see --offset.\n", rows.len());
    }
    Ok(Shown::new(&body, said))
}

fn state(account: &Value) -> &'static str {
    match (account["disabled_at_ms"].is_null(), account["password_set_at_ms"].is_null()) {
        (false, _) => "disabled",
        (true, true) => "no password",
        (true, false) => "active",
    }
}

fn of_mailbox(account: &Value) -> String {
    facts(&[
        ("address", text(&account["address"])),
        ("id", text(&account["id"])),
        ("name", text(&account["name"])),
        ("state", state(account).into()),
        ("quota", text(&account["quota_bytes"])),
        ("created", instant(&account["created_at_ms"])),
    ])
}

/// What the file would do, and the token that confirms it.
async fn preview(portal: &Portal, server: &str, file: &Path) -> Result<(Shown, Option<String>), Refusal> {
    let csv = std::fs::read_to_string(file).map_err(|error| {
        let detail = format!("{} cannot be read ({error}). Nothing was changed.", file.display());
        Refusal::own("file-unreadable", detail)
    })?;
    let body = portal.console(server).await?.post("/import", &json!({ "csv": csv })).await?;
    let token = body.json["token"].as_str().map(str::to_string);
    let bad: Vec<_> = rows(&body.json["bad"])
        .map(|bad| vec![text(&bad["line"]), text(&bad["address"]), text(&bad["reason"])])
        .collect();
    if !bad.is_empty() {
        let columns = [Column::Number("LINE"), Column::Text("ADDRESS"), Column::Text("PROBLEM")];
        let said = table(&columns, &bad, "") + "Nothing was changed.\n";
        return Ok((Shown::new(&body, said).but(Exit::Refused), None));
    }
    let columns =
        [Column::Number("LINE"), Column::Text("ADDRESS"), Column::Text("NAME"), Column::Text("PASSWORD")];
    let planned: Vec<_> = rows(&body.json["mailboxes"])
        .map(|line| ["line", "address", "name", "password"].map(|name| text(&line[name])).into())
        .collect();
    let said = table(&columns, &planned, "No mailboxes.");
    Ok((Shown::new(&body, said + "Nothing was changed yet; --confirm imports.\n"), token))
}

async fn import(portal: &Portal, server: &str, file: &Path) -> Result<Shown, Refusal> {
    let (shown, token) = preview(portal, server, file).await?;
    let Some(token) = token else { return Ok(shown) };
    let body = portal.console(server).await?.post("/import", &json!({ "token": token })).await?;
    let made: Vec<_> = rows(&body.json["generated"])
        .map(|made| vec![text(&made["address"]), text(&made["password"])])
        .collect();
    let mut said = format!("Mailboxes created: {}\n", text(&body.json["created"]));
    if !made.is_empty() {
        said += "Passwords that were made up; they are shown only now:\n";
        said += &table(&[Column::Text("ADDRESS"), Column::Text("PASSWORD")], &made, "");
    }
    Ok(Shown::new(&body, said))
}
