//! Faults of SMTP: port 25 and submission.

use super::Case;
use super::cases::{case, slow};
use crate::server::{Act, say};
use hostler_probe::{Fault, Stage};

pub fn faults() -> Vec<Case> {
    [greetings(), upgrades(), recipients()].into_iter().flatten().collect()
}

fn greetings() -> Vec<Case> {
    let at = ("smtp", "greeting");
    let seen = |fault| (Stage::Greeting, fault);
    let more = Act::Again("220-and one more\r\n");
    vec![
        case(at, "accepts and never greets", vec![Act::Hold], seen(Fault::Silent)),
        case(at, "greets one byte a second", vec![Act::Drip("220 mail.devries.test")], seen(Fault::Silent)),
        case(at, "greets with 421", vec![say("421 4.3.2 Too busy")], seen(Fault::Temporary)),
        case(at, "greets with 554", vec![say("554 5.7.1 No service here")], seen(Fault::Rejected)),
        case(at, "greets as another protocol", vec![say("* OK IMAP ready")], seen(Fault::Garbage)),
        case(at, "greets with bytes of nothing", vec![say("\u{1}\u{2}\u{fffd}")], seen(Fault::Garbage)),
        case(at, "a line without end", vec![Act::Endless], seen(Fault::TooLong)),
        case(at, "a greeting without end", vec![more], seen(Fault::TooLong)),
        case(at, "closes at once", vec![Act::Close], seen(Fault::Closed)),
        case(
            at,
            "closes within the greeting",
            vec![Act::Say("220 ma".into()), Act::Close],
            seen(Fault::Closed),
        ),
        slow(at, "greets slowly", say("220 mail.devries.test ESMTP"), Stage::Greeting),
        case(("smtp", "EHLO"), "refuses EHLO", vec![say("502 5.5.2 Not known")], seen(Fault::Rejected)),
        case(("smtp", "EHLO"), "closes after EHLO", vec![Act::Close], seen(Fault::Closed)),
    ]
}

fn upgrades() -> Vec<Case> {
    let stripped = vec![say("250-mail.devries.test\r\n250 SIZE 20480000")];
    let injected = vec![Act::Say("220 2.0.0 Ready\r\n250 injected\r\n".into()), Act::Hold];
    let at = ("smtp", "STARTTLS");
    let seen = |fault| (Stage::Tls, fault);
    vec![
        case(("smtp", "EHLO"), "STARTTLS taken away", stripped, seen(Fault::NoEncryption)),
        case(
            at,
            "STARTTLS refused for now",
            vec![say("454 4.7.0 TLS not available")],
            seen(Fault::Temporary),
        ),
        case(at, "STARTTLS refused", vec![say("502 5.5.1 Not here")], seen(Fault::Rejected)),
        case(at, "STARTTLS never answered", vec![Act::Hold], seen(Fault::Silent)),
        case(at, "an answer slipped in before TLS", injected, seen(Fault::Garbage)),
    ]
}

fn recipients() -> Vec<Case> {
    let at = ("smtp", "RCPT");
    let seen = |fault| (Stage::Answer, fault);
    let odd = vec![say("250-2.1.5 Ok\r\n550 5.1.1 No")];
    vec![
        case(("smtp", "EHLO again"), "closes after TLS", vec![Act::Close], seen(Fault::Closed)),
        case(("smtp", "MAIL"), "no room for mail", vec![say("452 4.3.1 Disk full")], seen(Fault::Temporary)),
        case(at, "recipient put off", vec![say("450 4.2.0 Greylisted")], seen(Fault::Temporary)),
        case(at, "recipient unknown", vec![say("550 5.1.1 User unknown")], seen(Fault::Rejected)),
        case(at, "recipient never answered", vec![Act::Hold], seen(Fault::Silent)),
        case(at, "closes after RCPT", vec![Act::Close], seen(Fault::Closed)),
        case(at, "resets after RCPT", vec![Act::Reset], seen(Fault::Reset)),
        case(at, "two codes in one reply", odd, seen(Fault::Garbage)),
        slow(at, "takes a recipient slowly", say("250 2.1.5 Ok"), Stage::Answer),
    ]
}

pub fn submission() -> Vec<Case> {
    let seen = |fault| (Stage::Login, fault);
    let no_auth = vec![say("250 mail.devries.test")];
    let mut cases =
        vec![case(("submission", "EHLO again"), "AUTH not offered", no_auth, seen(Fault::Different))];
    for protocol in ["submission", "submissions"] {
        let at = (protocol, "AUTH");
        cases.extend([
            case(at, "password refused", vec![say("535 5.7.8 Wrong password")], seen(Fault::Rejected)),
            case(at, "passwords cannot be checked", vec![say("454 4.7.0 Try later")], seen(Fault::Temporary)),
            case(at, "AUTH never answered", vec![Act::Hold], seen(Fault::Silent)),
            case(at, "closes at AUTH", vec![Act::Close], seen(Fault::Closed)),
            slow(at, "checks a password slowly", say("235 2.7.0 Welcome"), Stage::Login),
        ]);
    }
    cases
}
