use crate::app::App;
use crate::events::Actor;
use crate::servers::Server;
use hostler_kit::id::{Id, Named};
use hostler_wire::backup::Manifest;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use std::net::Ipv4Addr;

/// A copy of a server as it was in one night.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Backup {
    pub id: Id<Backup>,
    pub server_id: Id<Server>,
    /// The day it is of, in the provider's zone: `2026-11-22`.
    pub day: String,
    /// `night`, `asked` or `restore` (right before one).
    pub reason: String,
    /// `waiting`, `running`, `ready`, `failed` or `forgotten` (its time is over).
    pub state: String,
    /// Its id in the repository; empty until it is ready.
    pub snapshot: String,
    pub files: i64,
    pub bytes: i64,
    /// What the repository grew by.
    pub added_bytes: i64,
    pub messages: i64,
    #[serde(skip)]
    pub manifest: String,
    /// Why it failed; empty if it did not.
    pub error: String,
    pub asked_name: String,
    pub wanted_at_ms: i64,
    pub begun_at_ms: Option<i64>,
    pub ended_at_ms: Option<i64>,
}

impl Named for Backup {
    const PREFIX: &'static str = "bak";
}

impl Backup {
    pub fn date(&self) -> Date {
        self.day.parse().unwrap_or(Date::MIN)
    }

    pub fn is_ready(&self) -> bool {
        self.state == "ready"
    }

    pub fn is_under_way(&self) -> bool {
        self.state == "waiting" || self.state == "running"
    }

    pub fn seconds(&self) -> i64 {
        self.ended_at_ms.zip(self.begun_at_ms).map_or(0, |(ended, begun)| (ended - begun) / 1_000)
    }

    /// What the server held; none of a server that did not run.
    pub fn held(&self) -> Option<Held> {
        serde_json::from_str(&self.manifest).ok()
    }
}

/// What a server held right before its data was read, and right after: mail comes and goes meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub before: Manifest,
    pub after: Manifest,
}

/// Where one server's backups lie.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Kept {
    pub server_id: Id<Server>,
    pub sealed: String,
    pub created_at_ms: i64,
    pub checked_at_ms: Option<i64>,
    pub check_error: String,
    pub removed_at_ms: Option<i64>,
}

/// Bringing (part of) a backup back.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Restore {
    pub id: Id<Restore>,
    pub server_id: Id<Server>,
    pub backup_id: Id<Backup>,
    /// `server`: the whole in its place; `beside`: the whole beside it; `file`: the whole as a file; `mailbox`, `folder`,
    /// `message`: beside what is there.
    pub what: String,
    pub address: String,
    /// As IMAP names it.
    pub folder: String,
    /// The name of its file.
    pub message: String,
    /// The mailbox that takes it.
    pub into_address: String,
    /// `waiting`, `running`, `ready`, `failed` or `removed` (a file, or a server beside, that is kept no longer).
    pub state: String,
    /// `fetching`, `saving`, `stopping`, `putting`, `starting`, `serves`, `returning` or empty.
    pub step: String,
    /// Messages, or bytes, and of how many.
    pub done: i64,
    pub total: i64,
    pub error: String,
    #[serde(skip)]
    pub asked_by: String,
    pub asked_name: String,
    pub asked_at_ms: i64,
    pub ended_at_ms: Option<i64>,
    pub expires_at_ms: Option<i64>,
}

impl Named for Restore {
    const PREFIX: &'static str = "rst";
}

impl Restore {
    pub fn is_under_way(&self) -> bool {
        self.state == "waiting" || self.state == "running"
    }

    /// Messages that could not be put back, once the others are.
    pub fn left(&self) -> i64 {
        let counts = self.state == "ready" && ["mailbox", "folder"].contains(&self.what.as_str());
        if counts { self.total - self.done } else { 0 }
    }

    /// It did not succeed, and the server is on its way back to what it was.
    pub fn is_returning(&self) -> bool {
        self.step == "returning"
    }

    /// What of it is told in the event log.
    pub fn told(&self) -> serde_json::Value {
        serde_json::json!({
            "restore": self.id, "backup": self.backup_id, "what": self.what, "address": self.address,
            "folder": self.folder, "into": self.into_address,
        })
    }

    /// How far it is, from 0 to 99.
    pub fn percent(&self) -> i64 {
        (self.done * 100 / self.total.max(1)).clamp(0, 99)
    }
}

/// A place on the host for a server beside.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct BesidePlace {
    pub slot: i64,
    /// Whose it is; none: nobody's.
    pub restore_id: Option<Id<Restore>>,
    pub sealed: String,
}

/// How a server beside is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Beside {
    #[schemars(with = "String")]
    pub address: Ipv4Addr,
    /// With TLS from the first byte; the certificate is signed by the platform.
    pub imap_port: u16,
    pub pop3_port: u16,
    /// Opens every mailbox; the user name is the mailbox's address.
    pub password: String,
    pub until_ms: i64,
}

/// What is to be brought back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "RestoreWish")]
pub struct Wish {
    /// `server`, `beside`, `file`, `mailbox`, `folder` or `message`.
    pub what: String,
    #[serde(default)]
    pub address: String,
    /// As IMAP names it; `INBOX` if it is left out.
    #[serde(default)]
    pub folder: String,
    #[serde(default)]
    pub message: String,
    /// The mailbox that takes it; the same as `address` if it is left out.
    #[serde(default)]
    pub into: String,
}

/// A restore into a server of its own that is compared and thrown away.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Drill {
    pub id: Id<Drill>,
    pub server_id: Id<Server>,
    pub backup_id: Id<Backup>,
    /// `waiting`, `running`, `passed` or `failed`.
    pub state: String,
    /// Mailboxes signed in to, and messages seen in them.
    pub mailboxes: i64,
    pub messages: i64,
    pub error: String,
    pub begun_at_ms: i64,
    pub ended_at_ms: Option<i64>,
}

impl Named for Drill {
    const PREFIX: &'static str = "dri";
}

/// A member of staff looked at what messages in backups are about.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "LookIntoBackups")]
pub struct Look {
    pub id: Id<Look>,
    pub server_id: Id<Server>,
    #[serde(skip)]
    pub by_id: String,
    pub by_name: String,
    pub reason: String,
    pub from_ms: i64,
    pub until_ms: i64,
}

impl Named for Look {
    const PREFIX: &'static str = "lok";
}

impl Backup {
    pub(super) fn wanted(app: &App, server: &Server, (reason, by): (&str, &str), day: Date) -> Backup {
        Backup {
            id: Id::new(app.now_ms(), &app.random),
            server_id: server.id.clone(),
            day: day.to_string(),
            reason: reason.into(),
            state: "waiting".into(),
            snapshot: String::new(),
            files: 0,
            bytes: 0,
            added_bytes: 0,
            messages: 0,
            manifest: String::new(),
            error: String::new(),
            asked_name: by.into(),
            wanted_at_ms: app.now_ms(),
            begun_at_ms: None,
            ended_at_ms: None,
        }
    }

    /// Who is named in the event log: the platform, which makes it.
    pub(super) fn asked_by(&self) -> Actor {
        Actor::platform()
    }
}

impl Restore {
    pub(super) fn wanted(app: &App, backup: &Backup, wish: &Wish, by: &Actor) -> Restore {
        Restore {
            id: Id::new(app.now_ms(), &app.random),
            server_id: backup.server_id.clone(),
            backup_id: backup.id.clone(),
            what: wish.what.clone(),
            address: wish.address.clone(),
            folder: wish.folder.clone(),
            message: wish.message.clone(),
            into_address: wish.into.clone(),
            state: "waiting".into(),
            step: String::new(),
            done: 0,
            total: 0,
            error: String::new(),
            asked_by: by.id.clone(),
            asked_name: by.name.clone(),
            asked_at_ms: app.now_ms(),
            ended_at_ms: None,
            expires_at_ms: None,
        }
    }
}
