//! What is asked, where, and how long an answer may take.

use crate::Trust;
use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

/// One protocol of one server, as it is asked from outside (K2).
#[derive(Clone, Debug)]
pub struct Target {
    pub protocol: Protocol,
    pub address: Address,
    /// The host name that the certificate must be for; also the name that HTTPS asks for.
    pub name: String,
    /// Who signs in: needed by submission, and by IMAP and POP3 unless the greeting is enough.
    pub login: Option<Login>,
    pub trust: Trust,
    pub limits: Limits,
}

/// What is spoken, and how far the conversation goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Port 25: greeting, EHLO, STARTTLS, EHLO; with a recipient also MAIL, RCPT and RSET. Nothing is sent.
    Smtp { recipient: Option<String> },
    /// Port 587: as SMTP up to STARTTLS, then AUTH if there is a login.
    Submission,
    /// Port 465: the same with TLS from the beginning (RFC 8314).
    Submissions,
    /// Port 143: greeting, STARTTLS; with a login also LOGIN and SELECT INBOX.
    Imap,
    /// Port 993: the same with TLS from the beginning.
    Imaps,
    /// Port 110: greeting, STLS; with a login also USER, PASS and STAT.
    Pop3,
    /// Port 995: the same with TLS from the beginning.
    Pop3s,
    /// Port 443: one page, its status and a text that must be in it.
    Https(Page),
    /// Any port: whether it can be connected to.
    Tcp { port: u16 },
}

/// A page as HTTPS asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// With what follows it, such as `/sign-in?next=mail`.
    pub path: String,
    pub status: u16,
    /// What must be in it; none: the status is enough.
    pub text: Option<String>,
}

/// Where a server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    At(SocketAddr),
    /// A name that is looked up each time, as those who use the server do.
    Named {
        host: String,
        port: u16,
    },
}

/// Who signs in.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    pub user: String,
    pub password: String,
}

/// How long an answer may take, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of each stage.
    pub stage_ms: u32,
    /// Of all together.
    pub whole_ms: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { stage_ms: 5_000, whole_ms: 10_000 }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

/// When TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    AtOnce,
    Upgraded,
    Never,
}

impl Protocol {
    /// The port that it is usually asked at.
    pub fn port(&self) -> u16 {
        match self {
            Protocol::Smtp { .. } => 25,
            Protocol::Submission => 587,
            Protocol::Submissions => 465,
            Protocol::Imap => 143,
            Protocol::Imaps => 993,
            Protocol::Pop3 => 110,
            Protocol::Pop3s => 995,
            Protocol::Https(_) => 443,
            Protocol::Tcp { port } => *port,
        }
    }

    /// Its word, as in a table of targets: `smtp`, `imaps`, `https` …
    pub fn word(&self) -> &'static str {
        match self {
            Protocol::Smtp { .. } => "smtp",
            Protocol::Submission => "submission",
            Protocol::Submissions => "submissions",
            Protocol::Imap => "imap",
            Protocol::Imaps => "imaps",
            Protocol::Pop3 => "pop3",
            Protocol::Pop3s => "pop3s",
            Protocol::Https(_) => "https",
            Protocol::Tcp { .. } => "tcp",
        }
    }

    pub fn tls(&self) -> Tls {
        match self {
            Protocol::Smtp { .. } | Protocol::Submission | Protocol::Imap | Protocol::Pop3 => Tls::Upgraded,
            Protocol::Submissions | Protocol::Imaps | Protocol::Pop3s | Protocol::Https(_) => Tls::AtOnce,
            Protocol::Tcp { .. } => Tls::Never,
        }
    }
}

/// A word that no protocol has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no protocol: smtp, submission, submissions, imap, imaps, pop3, pop3s, https or tcp:PORT")]
pub struct NoProtocol(pub String);

impl FromStr for Protocol {
    type Err = NoProtocol;

    /// A protocol by its [word](Protocol::word), with nothing more to ask than that; TCP as `tcp:8443`.
    fn from_str(word: &str) -> Result<Protocol, NoProtocol> {
        Ok(match word {
            "smtp" => Protocol::Smtp { recipient: None },
            "submission" => Protocol::Submission,
            "submissions" => Protocol::Submissions,
            "imap" => Protocol::Imap,
            "imaps" => Protocol::Imaps,
            "pop3" => Protocol::Pop3,
            "pop3s" => Protocol::Pop3s,
            "https" => Protocol::Https(Page { path: "/".into(), status: 200, text: None }),
            _ => {
                let port = word.strip_prefix("tcp:").and_then(|port| port.parse().ok());
                Protocol::Tcp { port: port.ok_or_else(|| NoProtocol(word.into()))? }
            }
        })
    }
}
