//! The file that makes a fresh root file system into one customer's server.
//!
//! The platform writes it to `bootstrap.json` in the server's data folder (readable by the server's root only);
//! the appliance reads it once at start.

use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

/// Where the bootstrap file lies, as the server sees it.
pub const PATH: &str = "/srv/hostler/bootstrap.json";

/// The port on which an appliance serves its console and API (HTTPS).
pub const CONSOLE_PORT: u16 = 8443;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// The server's id at the platform, `srv_…`.
    pub server: String,
    /// The product it runs: `connect`.
    pub product: String,
    /// How the customer holds it: `hosted` or `licence`; decides the counting rule.
    pub holding: String,
    /// The server's full host name, `NAME.<provider's domain>`.
    pub host: String,
    pub address: Ipv4Addr,
    pub gateway: Ipv4Addr,
    /// Base URL of the platform's endpoint for servers, without a slash at the end.
    pub platform: String,
    /// The server's own credential for that endpoint (a bearer token).
    pub credential: String,
    /// Key of the console's sign-in assertions (64 hexadecimal digits).
    pub sign_in_key: String,
    /// The authority that both ends check each other's certificate against (PEM).
    pub authority: String,
    /// Certificate chain and key with which the console answers (PEM).
    pub certificate: String,
    pub key: String,
    /// The provider's time zone, an IANA name.
    pub zone: String,
    pub administrator: Administrator,
    pub clock: ClockKind,
    /// How far a demo's clock runs ahead when the server is prepared, in milliseconds; 0 for any other.
    #[serde(default)]
    pub clock_offset_ms: i64,
}

/// The first account of a server; it exists from the first start and counts like any other (D2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Administrator {
    /// Its address, such as `admin@anna.hostler.test`.
    pub address: String,
    pub name: String,
    /// `en` or `nl`.
    pub language: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockKind {
    System,
    /// The clock can be moved forward through the API; only `hostler demo` makes such servers.
    Demo,
}
