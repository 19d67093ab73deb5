//! What came of a question: what was seen and how long it took, or at which stage what went wrong.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The answer to one question (K2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What the server said last, in its words; or the trouble.
    pub outcome: Result<String, Trouble>,
    /// Until the connection stood; none: it never did.
    pub connect_ms: Option<i64>,
    /// From the first packet to the last answer, without the farewell.
    pub total_ms: i64,
    /// What each stage took, in the order in which they were gone through.
    pub stages_ms: Vec<(Stage, i64)>,
    /// When the certificate ends, also if it was refused; none: none was shown.
    pub certificate_until_ms: Option<i64>,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    pub stage: Stage,
    pub fault: Fault,
    /// One sentence for people, with what the server said.
    pub words: String,
}

/// A step of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The name is looked up.
    Name,
    Connect,
    /// The server says who it is and what it can do.
    Greeting,
    /// STARTTLS, handshake and certificate.
    Tls,
    Login,
    /// What the server is for: a recipient, a mailbox, a page.
    Answer,
}

/// What kind of trouble it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The name has no address.
    NoName,
    /// Nobody listens.
    Refused,
    /// There is no way to the address.
    Unreachable,
    /// Nothing, or not all, came in time.
    Silent,
    /// The server ended the conversation in the middle.
    Closed,
    /// The connection was cut.
    Reset,
    /// What came is not the protocol.
    Garbage,
    /// More came than anybody needs.
    TooLong,
    /// Encryption is not offered any more, or something between took the offer away.
    NoEncryption,
    /// TLS did not come about.
    Handshake,
    /// The certificate is for another name.
    CertificateName,
    CertificateExpired,
    CertificateEarly,
    /// Nobody who is trusted signed the certificate.
    CertificateIssuer,
    /// Something else is wrong with the certificate.
    CertificateInvalid,
    /// The server said no for now.
    Temporary,
    /// The server said no.
    Rejected,
    /// The server answered, with something else than what must be there.
    Different,
    /// The question itself cannot be put: it would not fit into a line of the protocol.
    Question,
    /// Who asks has run out of sockets, ports or memory: it says nothing about the server.
    Own,
}

impl Stage {
    pub const ALL: [Stage; 6] =
        [Stage::Name, Stage::Connect, Stage::Greeting, Stage::Tls, Stage::Login, Stage::Answer];

    pub fn word(self) -> &'static str {
        match self {
            Stage::Name => "name",
            Stage::Connect => "connect",
            Stage::Greeting => "greeting",
            Stage::Tls => "tls",
            Stage::Login => "login",
            Stage::Answer => "answer",
        }
    }
}

impl Fault {
    /// Its code, for words in the reader's language.
    pub fn code(self) -> &'static str {
        match self {
            Fault::NoName => "no-name",
            Fault::Refused => "refused",
            Fault::Unreachable => "unreachable",
            Fault::Silent => "silent",
            Fault::Closed => "closed",
            Fault::Reset => "reset",
            Fault::Garbage => "garbage",
            Fault::TooLong => "too-long",
            Fault::NoEncryption => "no-encryption",
            Fault::Handshake => "handshake",
            Fault::CertificateName => "certificate-name",
            Fault::CertificateExpired => "certificate-expired",
            Fault::CertificateEarly => "certificate-early",
            Fault::CertificateIssuer => "certificate-issuer",
            Fault::CertificateInvalid => "certificate-invalid",
            Fault::Temporary => "temporary",
            Fault::Rejected => "rejected",
            Fault::Different => "different",
            Fault::Question => "question",
            Fault::Own => "own",
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.stage.word(), self.words)
    }
}

/// How much of what a server said is shown.
const MOST_SHOWN: usize = 200;

/// What a server said, fit to be shown: without control characters, not longer than a line or two.
pub(crate) fn shown(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(&said[..said.len().min(4 * MOST_SHOWN)]);
    let plain = |c: char| if c.is_control() { '\u{FFFD}' } else { c };
    text.trim_end().chars().take(MOST_SHOWN).map(plain).collect()
}
