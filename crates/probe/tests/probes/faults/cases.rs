//! The faults that are the same whatever is spoken, and all of them together.

use super::{Case, Ill, Seen, mail, reading};
use crate::certificates::Shown;
use crate::server::Act;
use hostler_probe::{Fault, Stage};

/// A fault at a step of a protocol.
pub fn case(
    (protocol, at): (&'static str, &'static str),
    words: &'static str,
    does: Vec<Act>,
    (stage, fault): (Stage, Fault),
) -> Case {
    Case { words, protocol, ill: Ill::At(at, does), expect: Seen::As(stage, fault) }
}

/// A protocol that answers, and too slowly at one step.
pub fn slow(
    (protocol, at): (&'static str, &'static str),
    words: &'static str,
    answer: Act,
    stage: Stage,
) -> Case {
    Case { words, protocol, ill: Ill::At(at, vec![Act::Wait(1_200), answer]), expect: Seen::Slow(stage) }
}

pub fn all() -> Vec<Case> {
    [
        network(),
        certificates(),
        handshakes(),
        mail::faults(),
        mail::submission(),
        reading::imap(),
        reading::pop3(),
        reading::pages(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn network() -> Vec<Case> {
    let whole =
        |words, protocol, ill, stage, fault| Case { words, protocol, ill, expect: Seen::As(stage, fault) };
    let reset = Ill::Sometimes { every: 100, at: "greeting", does: vec![Act::Reset] };
    vec![
        whole("its name has no address", "smtp", Ill::NoName, Stage::Name, Fault::NoName),
        whole("its network is cut off", "smtp", Ill::NoWay, Stage::Connect, Fault::Unreachable),
        whole("nobody listens", "smtp", Ill::NobodyListens, Stage::Connect, Fault::Refused),
        whole("nobody listens", "tcp", Ill::NobodyListens, Stage::Connect, Fault::Refused),
        whole("connections are not accepted", "smtp", Ill::NobodyAccepts, Stage::Connect, Fault::Silent),
        whole("connections are not accepted", "tcp", Ill::NobodyAccepts, Stage::Connect, Fault::Silent),
        Case {
            words: "one connection in a hundred is reset",
            protocol: "smtp",
            ill: reset,
            expect: Seen::Wavering(Stage::Greeting, Fault::Reset),
        },
    ]
}

fn certificates() -> Vec<Case> {
    let kinds = [
        ("certificate for another name", Shown::OtherName, Fault::CertificateName),
        ("certificate ended", Shown::Expired, Fault::CertificateExpired),
        ("certificate not yet good", Shown::NotYet, Fault::CertificateEarly),
        ("certificate signed by itself", Shown::Own, Fault::CertificateIssuer),
        ("certificate of an unknown authority", Shown::Stranger, Fault::CertificateIssuer),
    ];
    let mut cases = Vec::new();
    for protocol in ["smtp", "imaps", "https"] {
        for (words, shown, fault) in kinds {
            cases.push(case((protocol, "TLS"), words, vec![Act::Encrypt(shown)], (Stage::Tls, fault)));
        }
    }
    cases
}

fn handshakes() -> Vec<Case> {
    let plain = || vec![Act::HearSome, Act::Say("220 this is no TLS\r\n".into()), Act::Hold];
    let mut cases = Vec::new();
    for protocol in ["smtp", "imaps", "https"] {
        let at = (protocol, "TLS");
        cases.extend([
            case(at, "the handshake hangs", vec![Act::Hold], (Stage::Tls, Fault::Silent)),
            case(at, "plain text instead of a handshake", plain(), (Stage::Tls, Fault::Handshake)),
            case(at, "closes in the handshake", vec![Act::Close], (Stage::Tls, Fault::Closed)),
            case(at, "resets in the handshake", vec![Act::Reset], (Stage::Tls, Fault::Reset)),
        ]);
    }
    cases
}
