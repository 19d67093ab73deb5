use crate::servers::Server;
use hostler_kit::id::{Id, Named};
use sqlx::FromRow;
use std::net::IpAddr;

/// A mail that came to the provider.
#[derive(Debug, Clone, FromRow)]
pub struct Message {
    pub id: Id<Message>,
    pub received_at_ms: i64,
    /// Where it came from, as an IP address.
    pub peer: String,
    pub helo: String,
    /// The envelope's sender; empty for bounces.
    pub mail_from: String,
    pub recipient: String,
    /// As the message says: nobody has checked it.
    pub from_address: String,
    pub subject: String,
    pub bytes: i64,
    pub sealed: String,
    /// `received` or `read`.
    pub state: String,
    /// By what its sender is certain: `dkim:DOMAIN` or `spf:DOMAIN`; empty: by nothing.
    pub verified: String,
    /// Why not.
    pub reason: String,
    /// What it was taken for: see [`Kind`].
    pub kind: String,
    pub read_at_ms: Option<i64>,
}

impl Named for Message {
    const PREFIX: &'static str = "inb";
}

/// What a mail was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It asks for the end of the servers that it names.
    Notice,
    /// It names servers and speaks of ending, but not clearly: staff read it.
    Unclear,
    /// About something else.
    Other,
    /// Sent by a program: a bounce, an answer of somebody who is away, a list (RFC 3834). Nobody is answered.
    Automatic,
    /// The same message came before.
    Repeated,
    /// No mail that can be read.
    Unreadable,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Notice => "notice",
            Kind::Unclear => "unclear",
            Kind::Other => "other",
            Kind::Automatic => "automatic",
            Kind::Repeated => "repeated",
            Kind::Unreadable => "unreadable",
        }
    }
}

/// How a message came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    pub peer: IpAddr,
    pub helo: String,
    /// Empty for bounces.
    pub mail_from: String,
    pub recipient: String,
}

/// What was done about a server that a message names.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Act {
    pub message_id: Id<Message>,
    pub host: String,
    pub server_id: Option<Id<Server>>,
    /// `given`, `standing`, `accounts`, `confirmation`, `often`, `gone` or `unknown`.
    pub what: String,
    pub detail: String,
    pub at_ms: i64,
}
