//! What the platform and its vantages say to each other (K2): a vantage is a second place from which servers are asked,
//! so that a broken way is not taken for a broken server.
//!
//! `GET` [`TARGETS`] and `POST` [`ANSWERS`] at the portal, with the vantage's own token. Of a server it learns address,
//! names and the probe mailbox's sign-in, and nothing else.

use crate::bootstrap::Probe;
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

pub const TARGETS: &str = "/api/v1/vantage/targets";
pub const ANSWERS: &str = "/api/v1/vantage/answers";

/// What a vantage asks: each protocol of each server that shall run. A mail there and back is the platform's own to send.
pub const PROTOCOLS: [&str; 6] = ["smtp", "submission", "submissions", "imaps", "pop3s", "https"];

/// Most answers in one report.
pub const MOST_ANSWERS: usize = 10_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "VantageTargets")]
pub struct Targets {
    /// Changes when anything here does.
    pub revision: String,
    pub every_seconds: i64,
    pub doubt_every_seconds: i64,
    pub down_after: i64,
    pub good_after: i64,
    pub answer_within_ms: i64,
    /// Who signed the consoles' certificates (PEM).
    pub authority: String,
    /// Who signed the certificates of mail services (PEM, a text for each chain); [`Watched::signer`] is a place in it.
    #[serde(default)]
    pub signers: Vec<String>,
    pub servers: Vec<Watched>,
}

/// A server to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "VantageServer")]
pub struct Watched {
    pub server: String,
    pub host: String,
    #[schemars(with = "String")]
    pub address: Ipv4Addr,
    /// None: it is not signed in to.
    #[schemars(with = "Option<serde_json::Value>")]
    pub probe: Option<Probe>,
    /// Who signed the certificate that was got for it; none: it shows one of its own, for its name and of these days.
    #[serde(default)]
    pub signer: Option<usize>,
}

/// A report. Each protocol is told when anything about it changed, and now and then in any case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "VantageAnswers")]
pub struct Answers {
    /// As in `hostler --version`.
    #[serde(default)]
    pub version: String,
    #[serde(default)]
    pub answers: Vec<Seen>,
}

/// How a protocol of a server looks from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "VantageAnswer")]
pub struct Seen {
    pub server: String,
    pub protocol: String,
    pub state: Look,
    /// What the last answer took.
    pub total_ms: i64,
    /// Why it was bad; empty if it was good.
    #[serde(default)]
    pub trouble: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "VantageLook")]
pub enum Look {
    Good,
    /// A bad answer that is asked again.
    Doubted,
    Down,
}

/// What a vantage is told after a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "VantageTold")]
pub struct Told {
    /// Revision of the targets that are in force.
    pub revision: String,
    /// Servers that are doubted: they are to be asked at once.
    pub ask: Vec<String>,
}

impl Look {
    pub fn as_str(self) -> &'static str {
        match self {
            Look::Good => "good",
            Look::Doubted => "doubted",
            Look::Down => "down",
        }
    }

    /// Of its word; what is no word is doubted.
    pub fn of(text: &str) -> Look {
        match text {
            "good" => Look::Good,
            "down" => Look::Down,
            _ => Look::Doubted,
        }
    }
}
