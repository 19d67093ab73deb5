//! What the engines need to know of a server: whose mail it takes, and who may sign in.

use crate::server::Folders;
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

/// Everything about a server's mail that accounts decide. Order does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MailSetup {
    /// The server's host name; it takes mail for its own role addresses too.
    pub host: String,
    /// Where mail to `postmaster`, `abuse` and `root` goes in every domain that has no such address of its own
    /// (RFC 2142; RFC 5321 section 4.5.1).
    pub administrator: String,
    /// Domains whose mail is kept here, with Unicode or `xn--` labels.
    pub domains: Vec<String>,
    pub mailboxes: Vec<Mailbox>,
    pub aliases: Vec<Alias>,
    /// The platform's mailbox, which is nobody's.
    #[serde(default)]
    pub probe: Option<ProbeMailbox>,
}

/// A mailbox beside those of the accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeMailbox {
    pub address: String,
    /// As Dovecot reads it, with its scheme in braces.
    pub sign_in: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    pub address: String,
    /// Argon2id hash in PHC form with one lane (`$argon2id$v=19$m=…,t=…,p=1$…`: libsodium, which checks it, knows
    /// no other). Empty: cannot sign in.
    pub password_hash: String,
    /// Cannot sign in, to read or to send. Mail for it is still delivered, so nothing is lost when it is enabled.
    pub disabled: bool,
    /// Most bytes it may hold; none: as many as there is room for.
    pub quota_bytes: Option<i64>,
}

/// An address that hands its mail on. Where a mailbox has the same address, that mailbox keeps a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    pub address: String,
    /// Addresses here or anywhere; an alias without targets does not exist.
    pub targets: Vec<String>,
}

/// What the engines' settings are rendered from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub host: String,
    /// Sender of Dovecot's refusals.
    pub administrator: String,
    pub folders: Folders,
    /// Names of the customer's own that have a certificate, each beside the server's.
    pub hosts: Vec<String>,
    /// Where the provider's fallback hands mail over from; none at a customer's own machine.
    pub fallback: Option<Ipv4Addr>,
}
