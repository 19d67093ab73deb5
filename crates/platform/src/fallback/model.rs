use crate::servers::Server;
use hostler_kit::id::Id;
use serde::Serialize;
use sqlx::FromRow;

/// For whom a server takes mail, as it said last.
#[derive(Debug, Clone, FromRow)]
pub struct Recipients {
    pub server_id: Id<Server>,
    pub hash: String,
    /// As JSON: [`hostler_wire::recipients::Domain`]s.
    pub domains: String,
    /// How many lists came before.
    pub version: i64,
    pub disputed: i64,
    pub confirmed_at_ms: i64,
}

/// A domain that is a server's.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Claim {
    pub name: String,
    pub server_id: Id<Server>,
    pub looked_up_at_ms: Option<i64>,
    /// What its MX records come to: see [`Verdict`]; empty: not looked up yet.
    pub verdict: String,
    /// A record in each line, or why there is none.
    pub found: String,
}

/// What a domain's MX records say about server and fallback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "MxVerdict")]
pub enum Verdict {
    /// The server first, the fallback behind it.
    Good,
    /// Nothing leads to the fallback: while the server is down, senders wait.
    NoFallback,
    /// The fallback is asked before the server, or as readily.
    FallbackFirst,
    /// Nothing leads to the server.
    Elsewhere,
    /// There are no MX records.
    Nothing,
    /// DNS did not answer.
    Unknown,
}

impl Verdict {
    pub const ALL: [Verdict; 6] = [
        Verdict::Good,
        Verdict::NoFallback,
        Verdict::FallbackFirst,
        Verdict::Elsewhere,
        Verdict::Nothing,
        Verdict::Unknown,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Good => "good",
            Verdict::NoFallback => "no-fallback",
            Verdict::FallbackFirst => "fallback-first",
            Verdict::Elsewhere => "elsewhere",
            Verdict::Nothing => "nothing",
            Verdict::Unknown => "unknown",
        }
    }
}

impl Claim {
    pub fn verdict(&self) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == self.verdict)
    }
}

/// What staff do with mail that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "FallbackAct")]
pub enum Act {
    /// It stays until it is released.
    Hold,
    Release,
    /// Now, without waiting for anything.
    Deliver,
}

impl Act {
    /// The kind of event that tells of it.
    pub fn event(self) -> &'static str {
        match self {
            Act::Hold => "fallback.held",
            Act::Release => "fallback.released",
            Act::Deliver => "fallback.delivery-asked",
        }
    }
}
