//! The mailboxes of a server.

use super::answer::{Body, Refusal, Shown};
use super::exit::Exit;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Table, lines, made, number, rows, text, time, word};
use super::{Work, files, prompt};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

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
            What::List { server, search, limit, offset } => {
                let all = portal.get("/mailboxes").on(server).with("limit", limit).with("offset", offset);
                all.with("q", search).shown(listed)
            }
            What::Create { server, address, name, password, quota } => Box::pin(async move {
                let password =
                    password.then(|| prompt::password(&format!("Password of {address}"))).transpose()?;
                let new =
                    json!({ "address": address, "name": name, "password": password, "quota_bytes": quota });
                portal.post("/mailboxes", new).on(server).shown(of_mailbox).await
            }),
            What::Delete { server, address, yes } => portal
                .delete(format!("/mailboxes/{}", encoded(address)))
                .on(server)
                .meant(*yes, format!("Delete {address} with all its mail?"))
                .says(format!("{address} is deleted.")),
            What::Import { server, file, confirm: true } => Box::pin(import(portal, server, file)),
            What::Import { server, file, confirm: false } => {
                Box::pin(async move { Ok(planned(&preview(portal, server, file).await?)) })
            }
        }
    }
}

const MAILBOXES: Table = Table(
    "No mailboxes.",
    &[word("ADDRESS", "address"), word("NAME", "name"), made("STATE", state), number("BYTES", "bytes")],
);

fn listed(page: &Value) -> String {
    let (shown, total) = (rows(&page["items"]).count() as u64, page["total"].as_u64().unwrap_or(0));
    let more =
        if total > shown { format!("{shown} of {total} mailboxes; see --offset.\n") } else { String::new() };
    MAILBOXES.of(&page["items"]) + &more
}

fn state(account: &Value) -> String {
    let state = match (account["disabled_at_ms"].is_null(), account["password_set_at_ms"].is_null()) {
        (false, _) => "disabled",
        (true, true) => "no password",
        (true, false) => "active",
    };
    state.into()
}

fn of_mailbox(account: &Value) -> String {
    let shown = [
        word("address", "address"),
        word("id", "id"),
        word("name", "name"),
        made("state", state),
        word("quota", "quota_bytes"),
        time("created", "created_at_ms"),
    ];
    lines(&shown, account)
}

/// What the file would do, with the token that confirms it.
async fn preview(portal: &Portal, server: &str, file: &Path) -> Result<Body, Refusal> {
    portal.post("/import", json!({ "csv": files::read(file)? })).on(server).await
}

const BAD: Table =
    Table("", &[number("LINE", "line"), word("ADDRESS", "address"), word("PROBLEM", "reason")]);

const PLANNED: Table = Table(
    "No mailboxes.",
    &[number("LINE", "line"), word("ADDRESS", "address"), word("NAME", "name"), word("PASSWORD", "password")],
);

fn planned(body: &Body) -> Shown {
    let bad = &body.json["bad"];
    if rows(bad).next().is_some() {
        return Shown::new(body, BAD.of(bad) + "Nothing was changed.\n").but(Exit::Refused);
    }
    let planned = PLANNED.of(&body.json["mailboxes"]);
    Shown::new(body, planned + "Nothing was changed yet; --confirm imports.\n")
}

const GENERATED: Table = Table("", &[word("ADDRESS", "address"), word("PASSWORD", "password")]);

async fn import(portal: &Portal, server: &str, file: &Path) -> Result<Shown, Refusal> {
    let preview = preview(portal, server, file).await?;
    match preview.json["token"].as_str() {
        Some(token) if rows(&preview.json["bad"]).next().is_none() => {
            portal.post("/import", json!({ "token": token })).on(server).shown(imported).await
        }
        _ => Ok(planned(&preview)),
    }
}

fn imported(done: &Value) -> String {
    let made = match rows(&done["generated"]).next() {
        None => String::new(),
        Some(_) => {
            "Passwords that were made up; they are shown only now:\n".to_string()
                + &GENERATED.of(&done["generated"])
        }
    };
    format!("Mailboxes created: {}\n{made}", text(&done["created"]))
}
