//! A message as the queue keeps it: its envelope, its body, and what became of each recipient.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The most recipients of one message; what became of each is one bit (RFC 5321 4.5.3.1.8 asks for 100).
pub const MOST_RECIPIENTS: usize = 100;

/// One parcel: the recipients of a message at one domain. Parcels of one message follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct QueueId(pub u64);

impl fmt::Display for QueueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl std::str::FromStr for QueueId {
    type Err = NoId;

    fn from_str(text: &str) -> Result<QueueId, NoId> {
        if text.len() != 16 {
            return Err(NoId);
        }
        u64::from_str_radix(text, 16).map(QueueId).map_err(|_| NoId)
    }
}

/// It is not 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("an id has 16 hexadecimal digits")]
pub struct NoId;

/// Everything about a message but its body (RFC 5321, RFC 3461, RFC 6152, RFC 6531).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Envelope {
    /// The id of its first parcel.
    pub first: u64,
    /// Milliseconds since 1970 UTC.
    pub received_at_ms: i64,
    pub client: Client,
    /// Empty for `<>`.
    pub sender: String,
    #[serde(default, skip_serializing_if = "Wishes::is_plain")]
    pub wishes: Wishes,
    /// One entry per domain, in the order in which the domains were first named.
    pub parcels: Vec<Parcel>,
}

/// Who brought it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Client {
    pub address: String,
    pub helo: String,
    /// `SMTP`, `ESMTP` or `ESMTPS` (RFC 3848).
    pub protocol: String,
}

/// What the sender asked for with `MAIL FROM`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Wishes {
    /// `8BITMIME` or `7BIT`, where it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    #[serde(default, skip_serializing_if = "Addresses::are_ascii")]
    pub addresses: Addresses,
    /// `FULL` or `HDRS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envid: Option<String>,
}

/// Which addresses may stand in envelope and header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Addresses {
    #[default]
    Ascii,
    /// `SMTPUTF8` was said (RFC 6531).
    International,
}

impl Addresses {
    fn are_ascii(&self) -> bool {
        *self == Addresses::Ascii
    }
}

impl Wishes {
    fn is_plain(&self) -> bool {
        *self == Wishes::default()
    }
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Parcel {
    /// In small letters, international names in their ASCII form.
    pub domain: String,
    pub recipients: Vec<Recipient>,
    /// Which recipients have it, and which do not get it for now; written when a record is copied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// When somebody released it last; written when a record is copied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_at_ms: Option<i64>,
}

/// As it was said with `RCPT TO`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Recipient {
    pub address: String,
    /// `NOTIFY`, such as `SUCCESS,FAILURE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify: Option<String>,
    /// `ORCPT` without its type, decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orcpt: Option<String>,
}

/// Recipients that a message is held for: not delivered, not forgotten, shown to people.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Held {
    pub to: Vec<u8>,
    pub reason: String,
    pub at_ms: i64,
}

/// What became of a parcel, or of some of its recipients.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    pub id: QueueId,
    /// Places in the parcel's list of recipients; all of them if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<u8>,
    pub became: Became,
    pub at_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Became {
    /// The primary said 250.
    Delivered,
    /// Not delivered until somebody releases it; with the reason.
    Held(String),
    /// Held no more.
    Released,
    /// A person said that nobody wants it.
    Discarded,
}

/// The places that are set, lowest first.
pub fn places(bits: u128) -> Vec<u8> {
    (0..128).filter(|place| bits >> place & 1 == 1).collect()
}

/// The bits of these places.
pub fn bits(places: &[u8]) -> u128 {
    places.iter().filter(|place| **place < 128).fold(0, |bits, place| bits | 1 << place)
}

/// The bits of so many recipients.
pub fn whole(recipients: u8) -> u128 {
    if recipients >= 128 { u128::MAX } else { (1 << recipients) - 1 }
}
