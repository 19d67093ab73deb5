use super::policy::{Reports, Sts};
use crate::servers::Server;
use hostler_kit::id::Id;
use hostler_wire::recipients::HandOver;
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
    /// How the server takes what is handed over: [`CERTIFIED`], or empty where it does not say.
    pub hand_over: String,
}

const CERTIFIED: &str = "certified";

/// As it is written down.
pub fn hand_over_text(hand_over: Option<HandOver>) -> &'static str {
    match hand_over {
        Some(HandOver::Certified) => CERTIFIED,
        None => "",
    }
}

impl Recipients {
    pub fn hand_over(&self) -> Option<HandOver> {
        (self.hand_over == CERTIFIED).then_some(HandOver::Certified)
    }
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
    /// What its MTA-STS policy comes to: see [`Sts`]; empty: not looked up yet.
    pub sts_verdict: String,
    /// The policy, or why there is none.
    pub sts_found: String,
    /// What its TLSRPT record comes to: see [`Reports`]; empty: not looked up yet.
    pub report_verdict: String,
    pub report_found: String,
    /// When its MX records were last good.
    pub good_at_ms: Option<i64>,
    /// When its owners were told that they are so no more; none: they are, or never were.
    pub lost_told_at_ms: Option<i64>,
    /// Since when its server names it no more; none: it does.
    pub given_up_at_ms: Option<i64>,
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

    pub fn sts(&self) -> Option<Sts> {
        Sts::of(&self.sts_verdict)
    }

    pub fn reports(&self) -> Option<Reports> {
        Reports::of(&self.report_verdict)
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
