//! Backups of a customer's servers; and the keys of all of them, on the installation's own machine.

use super::answer::{Body, Refusal, Shown};
use super::exit::Exit;
use super::portal::{Portal, encoded};
use super::table::{Column, facts, instant, rows, table, text};
use super::{Ask, Connection, Work, prompt};
use crate::options::Folders;
use clap::{Args, Subcommand};
use hostler_kit::ui::words::Lang;
use hostler_platform::backup::keys;
use hostler_platform::up::open_folder;
use hostler_platform::web::sentence;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Backups of your servers: list, have one made, restore; on the installation's machine: export the keys
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum What {
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
    /// Restore a mailbox, a folder or a message beside what is there; without these the whole server, in its place
    #[command(after_help = "Examples:
  hostler backup restore bakkerij 2026-11-22 --mailbox anna@bakkerij.example
  hostler backup restore bakkerij 2026-11-22 --mailbox anna@bakkerij.example --folder Archive/2026
  hostler backup restore bakkerij bak_0193… --mailbox anna@bakkerij.example --message 1791012700.M1P1.anna,S=400:2,S
  hostler backup restore bakkerij 2026-11-22")]
    Restore {
        /// The server's name or id
        server: String,
        /// The day (its newest backup is taken), or a backup's id
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
        /// Do not ask at a terminal; a script is never asked
        #[arg(long)]
        yes: bool,
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

impl Ask for Arguments {
    fn connection(&self) -> &Connection {
        &self.connection
    }

    fn ask<'a>(&'a self, portal: &'a Portal) -> Work<'a> {
        match &self.what {
            What::List { server } => Box::pin(async move {
                let body = portal.get(&backups(server)).await?;
                let said = listed(&body.json);
                Ok(Shown::new(&body, said))
            }),
            What::Now { server } => Box::pin(async move {
                let body = portal.post(&backups(server), &json!({})).await?;
                Ok(Shown::new(&body, "The backup is being made; see hostler backup list.\n"))
            }),
            What::Search { server, mailbox, from, subject, since, until, gone } => Box::pin(async move {
                let asked = [("address", mailbox), ("from", from), ("subject", subject)];
                let gone = gone.to_string();
                let asked = asked.into_iter().chain([("since", since), ("until", until), ("gone", &gone)]);
                let body = portal.get(&format!("{}/search?{}", backups(server), query(asked))).await?;
                let said = found(&body.json);
                Ok(Shown::new(&body, said))
            }),
            What::Restore { server, day, mailbox, folder, message, into, yes } => Box::pin(async move {
                let part = (mailbox.as_deref(), folder.as_deref(), message.as_deref());
                let wish = wish(server, part, into.as_deref());
                if mailbox.is_none() {
                    prompt::meant(*yes, &format!("Put the whole of {server} back to {day}?"))?;
                }
                restore(portal, server, (day, wish)).await
            }),
            What::Keys { out: Some(out), folders, database, .. } => {
                Box::pin(export(out, (&folders.data, database.as_deref())))
            }
            What::Keys { show, .. } => Box::pin(async move { show_keys(show.as_deref()) }),
        }
    }
}

fn backups(server: &str) -> String {
    format!("/api/v1/servers/{}/backups", encoded(server))
}

fn query<'a>(fields: impl Iterator<Item = (&'a str, &'a String)>) -> String {
    let asked = fields.filter(|(_, value)| !value.is_empty());
    asked.map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

fn found(all: &Value) -> String {
    let columns = [
        Column::Text("WRITTEN"),
        Column::Text("FROM"),
        Column::Text("SUBJECT"),
        Column::Text("FOLDER"),
        Column::Text("FIRST"),
        Column::Text("LAST"),
        Column::Text("BACKUP"),
        Column::Text("MESSAGE"),
    ];
    let row = |one: &Value| -> Vec<String> {
        let names = ["from", "subject", "folder", "first_day", "last_day", "backup", "name"];
        [instant(&one["at_ms"])].into_iter().chain(names.map(|name| text(&one[name]))).collect()
    };
    let rows: Vec<_> = rows(&all["messages"]).map(row).collect();
    let mut said = table(&columns, &rows, "Nothing was found.");
    if all["total"].as_u64().unwrap_or(0) > rows.len() as u64 {
        said +=
            &format!("These are the newest of {}. Say more about the one that you look for.\n", all["total"]);
    }
    for (field, words) in [
        ("unindexed", "backups in which this mailbox has no index were not searched"),
        ("left", "messages are not in the index yet"),
    ] {
        if all[field].as_u64().unwrap_or(0) > 0 {
            said += &format!("{} {words}.\n", all[field]);
        }
    }
    said
}

fn listed(all: &Value) -> String {
    let columns = [
        Column::Text("DAY"),
        Column::Text("STATE"),
        Column::Text("MADE"),
        Column::Number("MESSAGES"),
        Column::Number("BYTES"),
        Column::Text("BEGUN"),
        Column::Text("ID"),
    ];
    let row = |one: &Value| -> Vec<String> {
        let plain = |name: &str| text(&one[name]);
        let mut row: Vec<String> = ["day", "state", "reason", "messages", "bytes"].map(plain).into();
        row.extend([instant(&one["begun_at_ms"]), plain("id")]);
        row
    };
    let mut said = table(&columns, &rows(&all["backups"]).map(row).collect::<Vec<_>>(), "No backup yet.");
    if !all["drill"].is_null() {
        let drill = &all["drill"];
        said += &format!("Last tried out {}: {}\n", instant(&drill["ended_at_ms"]), text(&drill["state"]));
    }
    said
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

async fn restore(portal: &Portal, server: &str, (day, wish): (&str, Value)) -> Result<Shown, Refusal> {
    let all = portal.get(&backups(server)).await?;
    let is_it = |one: &&Value| one["state"] == "ready" && (one["day"] == day || one["id"] == day);
    let found = rows(&all.json["backups"]).find(is_it).map(|one| text(&one["id"]));
    let backup = found.ok_or_else(|| {
        Refusal::own("backup-unknown", format!("There is no backup of {day}. Nothing was changed."))
    })?;
    let wanted = portal.post(&format!("{}/{backup}/restores", backups(server)), &wish).await?;
    let path = format!("/api/v1/servers/{}/restores/{}", encoded(server), encoded(&text(&wanted.json["id"])));
    for _ in 0..LOOKS {
        let seen = portal.get(&path).await?;
        match seen.json["state"].as_str() {
            Some("ready") => return Ok(Shown::new(&seen, of_restore(&seen))),
            Some("failed") => return Err(Refusal::own("restore-failed", text(&seen.json["error"]))),
            _ => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }
    let detail = "The restore is still under way. Look at the server's backups in the portal.";
    Err(Refusal::own("restore-not-done-yet", detail.into()).with(Exit::Later))
}

fn of_restore(restore: &Body) -> String {
    let restore = &restore.json;
    facts(&[
        ("restored", text(&restore["what"])),
        ("mailbox", text(&restore["address"])),
        ("folder", text(&restore["folder"])),
        ("into", text(&restore["into_address"])),
        ("messages or bytes", text(&restore["done"])),
    ])
}

async fn export(out: &Path, (data, database): (&Path, Option<&str>)) -> Result<Shown, Refusal> {
    let app = open_folder(data, database)
        .await
        .map_err(|error| Refusal::own("installation-unusable", format!("{error}.")))?;
    let passphrase = prompt::password("Passphrase for the keys")?;
    let exported = keys::export(&app, (out, &passphrase)).await;
    let in_words = |fault: hostler_kit::http::Fault| {
        Refusal::own(fault.code, sentence(&app.languages.of(Lang::En), &fault))
    };
    let count = exported.map_err(in_words)?;
    app.db.close().await;
    let json = json!({ "file": out.display().to_string(), "keys": count });
    let said = format!(
        "{count} keys are in {}. Put it into a safe; keep the passphrase elsewhere.\n",
        out.display()
    );
    Ok(Shown::new(&Body { text: json.to_string(), json }, said))
}

fn show_keys(file: Option<&Path>) -> Result<Shown, Refusal> {
    let Some(file) = file else {
        return Err(
            Refusal::own("file-missing", "Name a file with --out or --show.".into()).with(Exit::Usage)
        );
    };
    let passphrase = prompt::password("Passphrase of the keys")?;
    let keys = keys::open(file, &passphrase)
        .map_err(|fault| Refusal::own(fault.code, format!("{}.", fault.detail)))?;
    let mut said = String::new();
    for key in &keys {
        said += &facts(&[
            ("server", key.server.clone()),
            ("host", key.host.clone()),
            ("place", key.place.clone()),
            ("key", key.key.clone()),
        ]);
        said += "\n";
    }
    let json = json!(keys);
    Ok(Shown::new(&Body { text: json.to_string(), json }, said))
}
