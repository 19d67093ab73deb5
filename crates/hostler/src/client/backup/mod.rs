//! Backups of a customer's servers; and the keys of all of them, on the installation's own machine.

mod keys;

use super::answer::{Refusal, Shown};
use super::exit::Exit;
use super::group::Asks;
use super::portal::{Portal, encoded};
use super::table::{Field, Table, facts, instant, lines, number, rows, text, time, word};
use super::{Work, prompt};
use crate::options::Folders;
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

#[derive(Subcommand)]
pub enum What {
    /// The days that can be brought back, newest first
    #[command(after_help = "Example:\n  hostler backup list bakkerij")]
    List {
        /// The server's name or id
        server: String,
    },
    /// Have a backup made now
    #[command(after_help = "Example:\n  hostler backup now bakkerij")]
    Now {
        /// The server's name or id
        server: String,
    },
    /// Look for messages of a mailbox in all backups; each is shown once, with the backups that it is in
    #[command(after_help = "Examples:
  hostler backup search bakkerij anna@bakkerij.example --from sofie --subject factuur
  hostler backup search bakkerij anna@bakkerij.example --since 2026-10-01 --until 2026-10-10 --gone")]
    Search {
        /// The server's name or id
        server: String,
        /// The mailbox
        mailbox: String,
        /// Part of the sender
        #[arg(long, default_value = "")]
        from: String,
        /// Part of the subject
        #[arg(long, default_value = "")]
        subject: String,
        /// The first day on which it was written
        #[arg(long, value_name = "DAY", default_value = "")]
        since: String,
        /// The last day
        #[arg(long, value_name = "DAY", default_value = "")]
        until: String,
        /// Only what is no longer in the mailbox
        #[arg(long)]
        gone: bool,
    },
    /// Messages of a folder in one backup, newest first
    #[command(
        after_help = "Example:\n  hostler backup messages bakkerij 2026-11-22 anna@bakkerij.example --folder Archive/2026"
    )]
    Messages {
        /// The server's name or id
        server: String,
        /// The day (the night's backup is taken, or the newest), or a backup's id
        day: String,
        /// The mailbox
        mailbox: String,
        /// As mail programs name it
        #[arg(long, default_value = "INBOX")]
        folder: String,
        /// Part of the sender or the subject
        #[arg(long, default_value = "")]
        search: String,
        /// Page, of 50 messages each
        #[arg(long, default_value_t = 1)]
        page: u32,
    },
    /// Staff: say why you look at what a customer's messages are about; it holds for an hour, and the customer reads it
    #[command(
        after_help = "Example:\n  hostler backup look bakkerij --reason 'Anna asked by telephone for a message of 3 October'"
    )]
    Look {
        /// The server's name or id
        server: String,
        #[arg(long)]
        reason: String,
    },
    /// Restore a mailbox, a folder or a message beside what is there; without these the whole server, in its place or
    /// beside it
    #[command(after_help = "Examples:
  hostler backup restore bakkerij 2026-11-22 --mailbox anna@bakkerij.example
  hostler backup restore bakkerij 2026-11-22 --mailbox anna@bakkerij.example --folder Archive/2026
  hostler backup restore bakkerij bak_0193… --mailbox anna@bakkerij.example --message 1791012700.M1P1.anna,S=400:2,S
  hostler backup restore bakkerij 2026-11-22 --beside
  hostler backup restore bakkerij 2026-11-22")]
    Restore {
        /// The server's name or id
        server: String,
        /// The day (the night's backup is taken, or the newest), or a backup's id
        day: String,
        #[arg(long, value_name = "ADDRESS")]
        mailbox: Option<String>,
        /// As mail programs name it
        #[arg(long, requires = "mailbox")]
        folder: Option<String>,
        /// The name of one message's file, as `hostler backup search` shows it
        #[arg(long, requires = "mailbox")]
        message: Option<String>,
        /// Another mailbox that takes it
        #[arg(long, requires = "mailbox", value_name = "ADDRESS")]
        into: Option<String>,
        /// The whole server beside the one that runs, for a week, to read mail in and to copy from
        #[arg(long, conflicts_with = "mailbox")]
        beside: bool,
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
    },
    /// What was restored, newest first, or one of it
    #[command(
        after_help = "Examples:\n  hostler backup restores bakkerij\n  hostler backup restores bakkerij rst_0193…
  hostler backup restores bakkerij rst_0193… --remove"
    )]
    Restores {
        /// The server's name or id
        server: String,
        /// One restore's id: how far it is, and how a server beside is reached
        restore: Option<String>,
        /// Remove a file, or a server beside, before its time
        #[arg(long, requires = "restore")]
        remove: bool,
    },
    /// On the installation's machine: every repository's key in one file, sealed with a passphrase, for a safe
    ///
    /// The passphrase is typed, or is the first line of standard input. Without the data folder and without this file no
    /// backup can be read by anybody.
    #[command(after_help = "Examples:\n  hostler backup keys --out /media/stick/backup-keys.json
  hostler backup keys --show /media/stick/backup-keys.json")]
    Keys {
        /// A file that does not exist yet
        #[arg(long, value_name = "FILE", required_unless_present = "show")]
        out: Option<PathBuf>,
        /// Print the keys in such a file; no installation is needed
        #[arg(long, value_name = "FILE", conflicts_with = "out")]
        show: Option<PathBuf>,
        #[command(flatten)]
        folders: Folders,
        /// `sqlite:PATH` or `postgres://USER@HOST/NAME`; SQLite in the data folder unless given
        #[arg(long, env = "HOSTLER_DATABASE")]
        database: Option<String>,
    },
}

impl Asks for What {
    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match self {
            What::List { server } => portal.get(backups(server)).own().shown(listed),
            What::Now { server } => portal
                .post(backups(server), json!({}))
                .own()
                .says("The backup is being made; see hostler backup list.\n"),
            What::Search { server, mailbox, from, subject, since, until, gone } => {
                let said = |text: &'a String| Some(text).filter(|text| !text.is_empty());
                let search = portal.get(format!("{}/search", backups(server))).with("address", mailbox);
                let search = search.maybe("from", said(from)).maybe("subject", said(subject));
                let search = search.maybe("since", said(since)).maybe("until", said(until));
                search.with("gone", gone).own().shown(found)
            }
            What::Messages { server, day, mailbox, folder, search, page } => Box::pin(async move {
                let backup = chosen(portal, server, day).await?;
                let messages = portal.get(format!("{backup}/messages")).with("address", mailbox);
                let messages = messages.with("folder", folder).with("search", search).with("page", page);
                messages.shown(|body| MESSAGES.of(&body["messages"])).await
            }),
            What::Look { server, reason } => portal
                .post(format!("/api/v1/staff/servers/{}/looks", encoded(server)), json!({ "reason": reason }))
                .shown(|look| format!("You can look until {}.\n", instant(&look["until_ms"]))),
            What::Restore { server, day, mailbox, folder, message, into, beside, yes } => {
                Box::pin(async move {
                    let part = (mailbox.as_deref(), folder.as_deref(), message.as_deref());
                    let wish = match beside {
                        true => json!({ "what": "beside" }),
                        false => wish(server, part, into.as_deref()),
                    };
                    if mailbox.is_none() && !beside {
                        prompt::meant(*yes, &format!("Put the whole of {server} back to {day}?"))?;
                    }
                    restore(portal, server, (day, wish)).await
                })
            }
            What::Restores { server, restore: None, .. } => {
                portal.get(restores(server)).own().shown(|all| RESTORES.of(all))
            }
            What::Restores { server, restore: Some(id), remove: true } => {
                portal.delete(format!("{}/{}", restores(server), encoded(id))).own().says("It is removed.\n")
            }
            What::Restores { server, restore: Some(id), .. } => {
                portal.get(format!("{}/{}", restores(server), encoded(id))).own().shown(restored)
            }
            What::Keys { out: Some(out), folders, database, .. } => {
                Box::pin(keys::export(out, (&folders.data, database.as_deref())))
            }
            What::Keys { show, .. } => Box::pin(async move { keys::show(show.as_deref()) }),
        }
    }
}

fn backups(server: &str) -> String {
    format!("/servers/{}/backups", encoded(server))
}

fn restores(server: &str) -> String {
    format!("/servers/{}/restores", encoded(server))
}

const FOUND: Table = Table(
    "Nothing was found.",
    &[
        time("WRITTEN", "at_ms"),
        word("FROM", "from"),
        word("SUBJECT", "subject"),
        word("FOLDER", "folder"),
        word("FIRST", "first_day"),
        word("LAST", "last_day"),
        word("BACKUP", "backup"),
        word("MESSAGE", "name"),
    ],
);

fn found(all: &Value) -> String {
    let number = |field: &str| all[field].as_u64().unwrap_or(0);
    let mut said = FOUND.of(&all["messages"]);
    if number("total") > rows(&all["messages"]).count() as u64 {
        said +=
            &format!("These are the newest of {}. Say more about the one that you look for.\n", all["total"]);
    }
    for (field, words) in [
        ("unindexed", "backups in which this mailbox has no index were not searched"),
        ("left", "messages are not in the index yet"),
    ] {
        if number(field) > 0 {
            said += &format!("{} {words}.\n", all[field]);
        }
    }
    said
}

const MESSAGES: Table = Table(
    "No messages.",
    &[
        time("CAME", "at_ms"),
        word("FROM", "from"),
        word("SUBJECT", "subject"),
        number("BYTES", "bytes"),
        word("MESSAGE", "name"),
    ],
);

const BACKUPS: Table = Table(
    "No backup yet.",
    &[
        word("DAY", "day"),
        word("STATE", "state"),
        word("MADE", "reason"),
        number("MESSAGES", "messages"),
        number("BYTES", "bytes"),
        time("BEGUN", "begun_at_ms"),
        word("ID", "id"),
    ],
);

fn listed(all: &Value) -> String {
    let drill = &all["drill"];
    let tried = || format!("Last tried out {}: {}\n", instant(&drill["ended_at_ms"]), text(&drill["state"]));
    BACKUPS.of(&all["backups"]) + &if drill.is_null() { String::new() } else { tried() }
}

type Part<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>);

fn wish(server: &str, (mailbox, folder, message): Part<'_>, into: Option<&str>) -> Value {
    if let (Some(address), Some(message)) = (mailbox, message) {
        let (folder, into) = (folder.unwrap_or_default(), into.unwrap_or_default());
        return json!({
            "what": "message", "address": address, "folder": folder, "message": message, "into": into,
        });
    }
    match (mailbox, folder) {
        (None, _) => json!({ "what": "server", "confirm": server }),
        (Some(address), None) => {
            json!({ "what": "mailbox", "address": address, "into": into.unwrap_or_default() })
        }
        (Some(address), Some(folder)) => {
            json!({ "what": "folder", "address": address, "folder": folder, "into": into.unwrap_or_default() })
        }
    }
}

/// Times that a restore is asked for, a second apart.
const LOOKS: u32 = 3_600;

/// Where a ready backup stands for whoever asks, by its day or id.
async fn chosen(portal: &Portal, server: &str, day: &str) -> Result<String, Refusal> {
    let path = format!("{}{}", portal.area().await?, backups(server));
    let all = portal.get(path.clone()).await?;
    let is_it = |one: &&Value| one["state"] == "ready" && (one["day"] == day || one["id"] == day);
    // The night's stands for its day; what was made besides comes after it.
    let found = rows(&all.json["backups"]).filter(is_it).min_by_key(|one| one["reason"] != "night");
    let found = found.map(|one| format!("{path}/{}", text(&one["id"])));
    found.ok_or_else(|| {
        Refusal::own("backup-unknown", format!("There is no backup of {day}. Nothing was changed."))
    })
}

async fn restore(portal: &Portal, server: &str, (day, wish): (&str, Value)) -> Result<Shown, Refusal> {
    let backup = chosen(portal, server, day).await?;
    let wanted = portal.post(format!("{backup}/restores"), wish).await?;
    let (server, _) = backup.rsplit_once("/backups/").expect("a backup stands below its server");
    followed(portal, &format!("{server}/restores/{}", encoded(&text(&wanted.json["id"])))).await
}

/// Waits for a restore to be over.
async fn followed(portal: &Portal, path: &str) -> Result<Shown, Refusal> {
    for _ in 0..LOOKS {
        let seen = portal.get(path).await?;
        match seen.json["state"].as_str() {
            Some("ready") => return Ok(seen.shown(restored)),
            Some("failed") => return Err(Refusal::own("restore-failed", text(&seen.json["error"]))),
            _ => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }
    let detail = "The restore is still under way. Look at the server's backups in the portal.";
    Err(Refusal::own("restore-not-done-yet", detail.into()).with(Exit::Later))
}

const RESTORE: [Field; 5] = [
    word("restored", "what"),
    word("mailbox", "address"),
    word("folder", "folder"),
    word("into", "into_address"),
    word("messages or bytes", "done"),
];

const RESTORES: Table = Table(
    "Nothing was restored yet.",
    &[
        time("ASKED", "asked_at_ms"),
        word("WHAT", "what"),
        word("MAILBOX", "address"),
        word("STATE", "state"),
        word("BY", "asked_name"),
        word("ID", "id"),
    ],
);

fn restored(restore: &Value) -> String {
    let beside = &restore["beside"];
    let reached = || {
        facts(&[
            ("server", text(&beside["address"])),
            ("ports", format!("IMAP {}, POP3 {}, with TLS", beside["imap_port"], beside["pop3_port"])),
            ("user name", "the mailbox's address".into()),
            ("password", text(&beside["password"])),
            ("until", instant(&beside["until_ms"])),
        ])
    };
    let state = if restore["state"] == "ready" {
        String::new()
    } else {
        facts(&[("state", text(&restore["state"]))])
    };
    lines(&RESTORE, restore) + &state + &if beside.is_object() { reached() } else { String::new() }
}
