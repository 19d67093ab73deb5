use crate::servers::Server;
use hostler_kit::id::Id;
use serde::Serialize;
use sqlx::FromRow;
use std::net::IpAddr;

/// A name of a customer's that is to lead to a server.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct HostName {
    pub server_id: Id<Server>,
    /// In small letters, as DNS has it (RFC 5890: labels that begin with `xn--` where it is not plain).
    pub name: String,
    pub place: i64,
    pub added_at_ms: i64,
    /// When its DNS was last seen to lead to the server; none: never yet.
    pub proven_at_ms: Option<i64>,
    pub looked_up_at_ms: Option<i64>,
    /// See [`Verdict`]; empty: not looked up yet.
    pub verdict: String,
    /// A record in each line, or why there is none.
    pub found: String,
    /// The server's own addresses, by spaces, where no other server has them too.
    pub addresses: String,
    pub look_at_ms: i64,
    /// Since when its DNS does not lead to the server that holds it; none: it does, or never did.
    pub lost_at_ms: Option<i64>,
    /// When its owner was told of that.
    pub lost_told_at_ms: Option<i64>,
}

impl HostName {
    pub fn verdict(&self) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == self.verdict)
    }

    /// As people write it.
    pub fn written(&self) -> String {
        url::quirks::domain_to_unicode(&self.name)
    }
}

/// What a name's DNS says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "HostNameVerdict")]
pub enum Verdict {
    /// It leads to the server.
    Good,
    /// It leads to the provider, but not to one server: a CNAME has to say which.
    NeedsAlias,
    /// Some of its addresses lead somewhere else.
    Partly,
    Elsewhere,
    /// There are no addresses.
    Nothing,
    /// It leads to this server, but another one holds it and it leads there too.
    Taken,
    /// DNS did not answer.
    Unknown,
}

impl Verdict {
    pub const ALL: [Verdict; 7] = [
        Verdict::Good,
        Verdict::NeedsAlias,
        Verdict::Partly,
        Verdict::Elsewhere,
        Verdict::Nothing,
        Verdict::Taken,
        Verdict::Unknown,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Good => "good",
            Verdict::NeedsAlias => "needs-alias",
            Verdict::Partly => "partly",
            Verdict::Elsewhere => "elsewhere",
            Verdict::Nothing => "nothing",
            Verdict::Taken => "taken",
            Verdict::Unknown => "unknown",
        }
    }
}

/// What DNS has for a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    pub addresses: Vec<IpAddr>,
    /// Names that it is an alias of, one after the other.
    pub aliases: Vec<String>,
}

/// What DNS has for a server's own name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    pub host: String,
    pub addresses: Vec<IpAddr>,
    pub whose: Whose,
}

/// Whose a server's addresses are, as its own name has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Whatever leads there is meant for this server.
    ItsOwn,
    /// Other servers have them too, or any name below the provider's domain leads there: by addresses alone nobody says
    /// which server they mean.
    Several,
    /// Other servers' addresses have not all been looked up.
    NotKnown,
}
