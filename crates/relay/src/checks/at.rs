//! Where a scanner listens: an address with its port, or the path of a Unix socket.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use tokio::net::{TcpStream, UnixStream};
use tokio_util::either::Either;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum At {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

/// It is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a scanner is at an address with its port, such as 127.0.0.1:11333, or at a path such as /run/clamav/clamd.ctl"
)]
pub struct NoPlace;

impl FromStr for At {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<At, NoPlace> {
        match text.strip_prefix("unix:").unwrap_or(text) {
            path if path.starts_with('/') => Ok(At::Unix(path.into())),
            address => address.parse().map(At::Tcp).map_err(|_| NoPlace),
        }
    }
}

impl TryFrom<String> for At {
    type Error = NoPlace;

    fn try_from(text: String) -> Result<At, NoPlace> {
        text.parse()
    }
}

impl From<At> for String {
    fn from(at: At) -> String {
        at.to_string()
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            At::Tcp(address) => write!(f, "{address}"),
            At::Unix(path) => write!(f, "{}", path.display()),
        }
    }
}

impl At {
    pub async fn connect(&self) -> Result<Either<TcpStream, UnixStream>, String> {
        let stream = match self {
            At::Tcp(address) => TcpStream::connect(address).await.map(Either::Left),
            At::Unix(path) => UnixStream::connect(path).await.map(Either::Right),
        };
        stream.map_err(|error| format!("no connection to {self}: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_is_at_an_address_or_at_a_path() {
        for (text, expect) in [
            ("127.0.0.1:3310", Some(At::Tcp("127.0.0.1:3310".parse().unwrap()))),
            ("[::1]:3310", Some(At::Tcp("[::1]:3310".parse().unwrap()))),
            ("/run/clamav/clamd.ctl", Some(At::Unix("/run/clamav/clamd.ctl".into()))),
            ("unix:/run/clamav/clamd.ctl", Some(At::Unix("/run/clamav/clamd.ctl".into()))),
            ("127.0.0.1", None),
            ("clamd.ctl", None),
            ("", None),
        ] {
            assert_eq!(text.parse().ok(), expect, "{text}");
        }
    }
}
