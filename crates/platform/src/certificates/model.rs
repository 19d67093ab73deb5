use crate::servers::Server;
use hostler_kit::id::Id;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// The certificate for one name of a server: what there is, and when it is tried next to get one.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Certificate {
    pub server_id: Id<Server>,
    /// The name in it: the server's own, or a customer's.
    pub host: String,
    /// [`Pair`] as JSON, sealed for the server; empty until there is one.
    pub sealed: String,
    /// The first and the last instant of its validity.
    pub from_ms: Option<i64>,
    pub until_ms: Option<i64>,
    /// Who signed it; empty until there is one.
    pub issuer: String,
    pub issued_at_ms: Option<i64>,
    /// When the server took it; none: it has still to be handed over.
    pub installed_at_ms: Option<i64>,
    /// Tries in vain since the last that came through.
    pub failures: i64,
    pub last_error: String,
    pub tried_at_ms: Option<i64>,
    /// When somebody asked for another before its time.
    pub asked_at_ms: Option<i64>,
    pub try_at_ms: i64,
    /// The directory of the authority that signed it; empty: nobody wrote it down.
    pub directory: String,
}

/// Chain and key as PEM.
#[derive(Clone, Serialize, Deserialize)]
pub struct Pair {
    pub chain: String,
    pub key: String,
}

/// How it stands with the certificate for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "CertificateState")]
pub enum State {
    /// The name's DNS does not lead to the server yet.
    WaitsForDns,
    /// It is being got.
    Coming,
    /// The server has it.
    Valid,
    /// The last try was in vain; the server keeps what it has, if it has one.
    Failing,
    /// There is no authority: the server shows one of its own.
    SelfSigned,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            State::WaitsForDns => "waits-for-dns",
            State::Coming => "coming",
            State::Valid => "valid",
            State::Failing => "failing",
            State::SelfSigned => "self-signed",
        }
    }
}
