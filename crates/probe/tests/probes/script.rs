//! How each protocol goes when all is well, step by step, and what is asked of such a server.

use crate::certificates::{NAME, Shown, clock, trust};
use crate::server::{Act, say};
use hostler_probe::{Address, Limits, Login, Page, Protocol, Target};
use std::net::SocketAddr;

/// A step: what the server hears, and what it does then.
pub struct Step {
    pub name: &'static str,
    hears: Option<Act>,
    pub does: Vec<Act>,
}

fn step(name: &'static str, does: &str) -> Step {
    Step { name, hears: Some(Act::Hear), does: vec![say(does)] }
}

fn first(does: &str) -> Step {
    Step { name: "greeting", hears: None, does: vec![say(does)] }
}

fn tls() -> Step {
    Step { name: "TLS", hears: None, does: vec![Act::Encrypt(Shown::Good)] }
}

const PAGE: &str = "<!doctype html><title>Bakkerij de Vries</title><h1>Sign in</h1>\r\n";

/// A protocol's steps when all is well.
pub fn steps(protocol: &Protocol) -> Vec<Step> {
    match protocol {
        Protocol::Smtp { .. } => smtp(),
        Protocol::Submission => submission(),
        Protocol::Submissions => {
            let mut steps = submission();
            steps.retain(|step| !["EHLO", "STARTTLS", "TLS"].contains(&step.name));
            steps.insert(0, tls());
            steps
        }
        Protocol::Imap => {
            let mut steps = imap();
            steps.splice(1..1, [step("STARTTLS", "p OK begin"), tls()]);
            steps
        }
        Protocol::Imaps => [vec![tls()], imap()].into_iter().flatten().collect(),
        Protocol::Pop3 => {
            let mut steps = pop3();
            steps.splice(1..1, [step("STLS", "+OK begin"), tls()]);
            steps
        }
        Protocol::Pop3s => [vec![tls()], pop3()].into_iter().flatten().collect(),
        Protocol::Https(_) => vec![tls(), get(&page("200 OK", PAGE))],
        Protocol::Tcp { .. } => vec![],
    }
}

fn get(answer: &str) -> Step {
    Step { name: "GET", hears: Some(Act::HearHead), does: vec![say(answer), Act::Close] }
}

/// A whole answer of a web server.
pub fn page(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn smtp() -> Vec<Step> {
    vec![
        first("220 mail.devries.test ESMTP"),
        step("EHLO", "250-mail.devries.test\r\n250-SIZE 20480000\r\n250 STARTTLS"),
        step("STARTTLS", "220 2.0.0 Ready"),
        tls(),
        step("EHLO again", "250 mail.devries.test"),
        step("MAIL", "250 2.1.0 Ok"),
        step("RCPT", "250 2.1.5 Ok"),
        step("RSET", "250 2.0.0 Ok"),
        step("QUIT", "221 2.0.0 Bye"),
    ]
}

fn submission() -> Vec<Step> {
    vec![
        first("220 mail.devries.test ESMTP"),
        step("EHLO", "250-mail.devries.test\r\n250 STARTTLS"),
        step("STARTTLS", "220 2.0.0 Ready"),
        tls(),
        step("EHLO again", "250-mail.devries.test\r\n250 AUTH PLAIN LOGIN"),
        step("AUTH", "235 2.7.0 Authentication successful"),
        step("QUIT", "221 2.0.0 Bye"),
    ]
}

fn imap() -> Vec<Step> {
    vec![
        first("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] Dovecot ready."),
        step("LOGIN", "p OK [CAPABILITY IMAP4rev1] Logged in"),
        step(
            "SELECT",
            "* FLAGS (\\Answered \\Seen)\r\n* 3 EXISTS\r\n* 0 RECENT\r\np OK [READ-WRITE] Select completed",
        ),
        step("LOGOUT", "* BYE Logging out\r\np OK Logout completed"),
    ]
}

fn pop3() -> Vec<Step> {
    vec![
        first("+OK Dovecot ready."),
        step("USER", "+OK"),
        step("PASS", "+OK Logged in."),
        step("STAT", "+OK 3 4096"),
        step("QUIT", "+OK Logging out."),
    ]
}

/// The script of a protocol, with what it does at one step replaced; `""`: nothing is.
pub fn script(protocol: &Protocol, at: &str, instead: &[Act]) -> Vec<Act> {
    let mut steps = steps(protocol);
    if !at.is_empty() {
        let found = steps.iter_mut().find(|step| step.name == at);
        found.unwrap_or_else(|| panic!("{} has no step {at}", protocol.word())).does = instead.to_vec();
    }
    steps.into_iter().flat_map(|step| step.hears.into_iter().chain(step.does)).collect()
}

/// A protocol by its word, with all that can be asked by it.
pub fn protocol(word: &str) -> Protocol {
    match word {
        "smtp" => Protocol::Smtp { recipient: Some("anna@devries.test".into()) },
        "https" => {
            Protocol::Https(Page { path: "/sign-in".into(), status: 200, text: Some("Sign in".into()) })
        }
        "tcp" => Protocol::Tcp { port: 0 },
        _ => word.parse().unwrap(),
    }
}

/// How long each stage may take here; a busy machine is slow to shake hands.
pub const LIMITS: Limits = Limits { stage_ms: 2_000, whole_ms: 4_000 };

pub fn target(protocol: Protocol, address: SocketAddr) -> Target {
    Target {
        protocol,
        address: Address::At(address),
        name: NAME.into(),
        login: Some(Login { user: "probe@devries.test".into(), password: "bread \"and\" butter".into() }),
        trust: trust(clock()),
        limits: LIMITS,
    }
}
