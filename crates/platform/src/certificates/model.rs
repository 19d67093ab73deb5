use crate::servers::Server;
use hostler_kit::id::Id;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// A server's certificate: what there is, and when it is tried next to get one.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Certificate {
    pub server_id: Id<Server>,
    /// The name in it.
    pub host: String,
    /// [`Pair`] as JSON, sealed for the server; empty until there is one.
    pub sealed: String,
    /// The first and the last instant of its validity.
    pub from_ms: Option<i64>,
    pub until_ms: Option<i64>,
    pub issued_at_ms: Option<i64>,
    /// When the server took it; none: it has still to be handed over.
    pub installed_at_ms: Option<i64>,
    /// Tries in vain since the last that came through.
    pub failures: i64,
    pub last_error: String,
    pub try_at_ms: i64,
}

/// Chain and key as PEM.
#[derive(Clone, Serialize, Deserialize)]
pub struct Pair {
    pub chain: String,
    pub key: String,
}
