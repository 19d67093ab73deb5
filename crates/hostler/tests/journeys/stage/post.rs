//! Mail as people send and read it: Python's own clients for what any client does, and a client of few words where
//! the server's very answer matters.

#[path = "../../../../appliance/tests/engines/client.rs"]
mod client;

use super::{Server, eventually};
pub use client::{Client, plain};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

fn script(server: &Server, asked: (&str, u16), login: (&str, &str), rest: &[&str]) -> Result<String, String> {
    script_trusting((server, &server.folder.join("data/tls/certificate.pem")), asked, login, rest)
}

/// The same by somebody who trusts these certificates (PEM) alone.
fn script_trusting(
    (server, trusted): (&Server, &Path),
    (what, port): (&str, u16),
    (login, password): (&str, &str),
    rest: &[&str],
) -> Result<String, String> {
    let output = Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/journeys/stage/mail_client.py"))
        .args([what, &port.to_string(), &format!("{}={}", server.host, server.address)])
        .arg(trusted)
        .args([login, password])
        .args(rest)
        .output()
        .unwrap();
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_string()),
    }
}

/// Signs in on port 465 or 587 and sends a message from the login's own address.
pub fn submit(
    server: &Server,
    port: u16,
    login: (&str, &str),
    (to, subject): (&str, &str),
) -> Result<(), String> {
    script(server, ("send", port), login, &[login.0, to, subject]).map(drop)
}

/// Sends on this port to oneself, trusting these certificates alone.
pub fn submit_trusting(
    (server, trusted, port): (&Server, &Path, u16),
    login: (&str, &str),
    subject: &str,
) -> Result<(), String> {
    script_trusting((server, trusted), ("send", port), login, &[login.0, login.0, subject]).map(drop)
}

/// The subjects of all messages, read on port 993 by who trusts these certificates alone.
pub fn subjects_trusting(of: (&Server, &Path), login: (&str, &str)) -> Result<Vec<String>, String> {
    Ok(script_trusting(of, ("read", 993), login, &[])?.lines().map(str::to_string).collect())
}

/// The subjects of all messages of a mailbox, read on port 993, 143 or 995.
pub fn subjects(server: &Server, port: u16, login: (&str, &str)) -> Result<Vec<String>, String> {
    Ok(script(server, ("read", port), login, &[])?.lines().map(str::to_string).collect())
}

/// Waits until a message can be read by IMAP; it must be there once.
pub fn arrives(server: &Server, login: (&str, &str), subject: &str) {
    let count = eventually(&format!("{subject:?} for {}", login.0), || {
        let seen = subjects(server, 993, login)?;
        let count = seen.iter().filter(|own| *own == subject).count();
        if count > 0 { Ok(count) } else { Err(format!("{seen:?}")) }
    });
    assert_eq!(count, 1, "{subject} came more than once");
}

pub fn connect(server: &Server, port: u16) -> Client {
    Client::connect(SocketAddr::from((server.address, port)), &server.host, &server.certificate())
}

/// A greeted connection to port 25, as another mail server's.
pub fn outside(server: &Server) -> Client {
    let mut client = connect(server, 25);
    let greeting = client.reply();
    assert!(greeting.starts_with(&format!("220 {}", server.host)), "{greeting}");
    client.smtp("EHLO mail.elsewhere.example");
    client
}

/// A connection to port 587 after STARTTLS on which `login` is signed in.
pub fn submission(server: &Server, (login, password): (&str, &str)) -> Result<Client, String> {
    let mut client = connect(server, 587);
    client.reply();
    client.smtp("EHLO laptop.example");
    client.smtp("STARTTLS");
    let mut client = client.encrypt();
    client.smtp("EHLO laptop.example");
    let reply = client.smtp(&format!("AUTH PLAIN {}", plain(login, password)));
    if reply.starts_with("235") { Ok(client) } else { Err(reply) }
}

/// Sends one message; the last reply: of the step that refused it, or `250 …`.
pub fn send(client: &mut Client, from: &str, to: &str, subject: &str) -> String {
    for command in [format!("MAIL FROM:<{from}>"), format!("RCPT TO:<{to}>")] {
        let reply = client.smtp(&command);
        if !reply.starts_with("250") {
            client.smtp("RSET");
            return reply;
        }
    }
    assert!(client.smtp("DATA").starts_with("354"));
    client
        .smtp(&format!("From: <{from}>\r\nTo: <{to}>\r\nSubject: {subject}\r\n\r\nTwee broden, graag.\r\n."))
}

/// A customer elsewhere writes to somebody here.
pub fn comes_from_outside(server: &Server, to: &str, subject: &str) {
    let reply = send(&mut outside(server), "klant@elsewhere.example", to, subject);
    assert!(reply.starts_with("250"), "{to}: {reply}");
}
