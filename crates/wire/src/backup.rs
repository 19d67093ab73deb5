//! Backups of a hosted server (K1): what a server says of the copy it made of itself, and what it is told when it
//! comes back from one.
//!
//! The platform keeps the server's data folder. Before it reads that, the server lays a consistent copy of its own
//! database into [`FOLDER`], with a [`Manifest`]. A folder that was put back holds that copy and a [`Continuation`]:
//! the usage journal as the platform knows it, which goes on where it was and never back.

use crate::journal::Entry;
use serde::{Deserialize, Serialize};

/// Below the data folder: the copy of the database and the manifest.
pub const FOLDER: &str = "backup";
/// The copy of the database.
pub const DATABASE: &str = "appliance.sqlite";
pub const MANIFEST: &str = "manifest.json";
/// Below [`FOLDER`]: what every message is about, a file `DOMAIN/NAME` for each mailbox. It lies nowhere else, so it is as
/// well sealed as the mail in the backup and goes with it.
pub const INDEX: &str = "mail";
/// In a data folder that was put back: its [`Continuation`].
pub const CONTINUATION: &str = "restored.json";
/// Beside it, where it could be had: the database as it was right before, for what the platform had not heard yet.
pub const BEFORE: &str = "before.sqlite";

/// What of the data folder is in no backup: the database itself (its copy is), what the platform writes anew at each
/// start, what the engines are rendered anew, and mail on its way, which would be sent a second time.
pub const LEFT_OUT: [&str; 14] = [
    "appliance.sqlite",
    "appliance.sqlite-wal",
    "appliance.sqlite-shm",
    "before.sqlite",
    "before.sqlite-wal",
    "before.sqlite-shm",
    "bootstrap.json",
    "restored.json",
    "export",
    "log",
    "maps",
    "postfix",
    "etc",
    "dovecot",
];

/// Largest message that is put back, in bytes.
pub const MOST_MESSAGE: usize = 256 << 20;

/// What a server held when it made the copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub server: String,
    /// Version of the appliance.
    pub version: String,
    pub at_ms: i64,
    /// A number up to which the usage journal is in the copy.
    pub last_number: i64,
    pub accounts: Vec<Account>,
    pub folders: Vec<Folder>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: String,
    pub address: String,
}

/// One folder of one mailbox.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Folder {
    pub address: String,
    /// As IMAP names it: `INBOX`, `Archive/2026`, in modified UTF-7 (RFC 3501 5.1.3).
    pub folder: String,
    pub messages: i64,
}

/// A line of a mailbox's file in the [`INDEX`], as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum IndexLine {
    Message(Indexed),
    End(IndexEnd),
}

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Indexed {
    /// The name of its file, with its flags.
    pub name: String,
    /// As IMAP names it.
    pub folder: String,
    pub from: String,
    pub to: String,
    pub subject: String,
    /// The Message-ID without its brackets (RFC 5322 3.6.4); empty if it has none.
    pub id: String,
    /// When it was written, as it says itself; when it came, if it says nothing that can be.
    pub at_ms: i64,
    pub bytes: i64,
}

/// The last line: a file without it was broken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IndexEnd {
    /// Messages that were not read yet; their turn comes in the next nights.
    pub left: u64,
}

/// The name of a message's file without its flags, which change.
pub fn message_base(name: &str) -> &str {
    name.split(':').next().unwrap_or(name)
}

impl Manifest {
    pub fn messages(&self) -> i64 {
        self.folders.iter().map(|folder| folder.messages).sum()
    }
}

/// What a server that was put back goes on from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Continuation {
    /// The journal's entries that the platform stores, from the first that the copy lacks on, in order.
    pub entries: Vec<Entry>,
    /// The last number that the platform stores.
    pub acknowledged: i64,
    /// Which of its data came back.
    #[serde(default)]
    pub came_back: CameBack,
}

/// Which of a server's data was put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CameBack {
    /// All of it: messages that came since had numbers that others will get.
    #[default]
    Everything,
    /// The database alone: its mail is as it was.
    Database,
}

/// Where a message is put back (`PUT /api/v1/restored`, the message as its body).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutBack {
    /// The mailbox, which exists.
    pub address: String,
    /// As IMAP names it: `Restored 2026-11-22`.
    pub folder: String,
    /// Name of its file in the mailbox, with its flags: `1763769600.M1P2.anna,S=2048:2,S`.
    pub name: String,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Put {
    New,
    /// A message of this name is in the folder already; nothing was changed.
    Known,
}
