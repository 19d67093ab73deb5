//! The steps of a mail program that the tests share: sign in, send, read.

use crate::client::{Client, plain};
use crate::rig_server::{PASSWORD, Server, eventually};

/// A greeted connection to port 25, as another mail server's.
pub fn outside(server: &Server) -> Client {
    let mut client = server.client(25);
    assert!(client.reply().starts_with("220 anna.hostler.test"), "greeting");
    assert!(client.smtp("EHLO mail.elsewhere.example").contains("250-STARTTLS"), "STARTTLS is offered");
    client
}

/// A connection to port 587 after STARTTLS, nobody signed in.
pub fn submission(server: &Server) -> Client {
    let mut client = server.client(587);
    client.reply();
    client.smtp("EHLO laptop.example");
    assert!(client.smtp("STARTTLS").starts_with("220"));
    let mut client = client.encrypt();
    client.smtp("EHLO laptop.example");
    client
}

/// A connection to port 587 on which `login` is signed in.
pub fn submission_as(server: &Server, login: &str) -> Client {
    let mut client = submission(server);
    let reply = client.smtp(&format!("AUTH PLAIN {}", plain(login, PASSWORD)));
    assert!(reply.starts_with("235"), "{reply}");
    client
}

/// Sends one message; answers the last reply (of the step that refused it, or `250 …`).
pub fn send(client: &mut Client, from: &str, to: &[&str], subject: &str) -> String {
    let reply = client.smtp(&format!("MAIL FROM:<{from}>"));
    if !reply.starts_with("250") {
        return reply;
    }
    for to in to {
        let reply = client.smtp(&format!("RCPT TO:<{to}>"));
        if !reply.starts_with("250") {
            return reply;
        }
    }
    assert!(client.smtp("DATA").starts_with("354"));
    client.smtp(&format!("From: <{from}>\r\nSubject: {subject}\r\n\r\nTwee broden, graag.\r\n."))
}

/// A connection to port 993 on which `login` is signed in.
pub fn imap_as(server: &Server, login: &str) -> Client {
    let (client, reply) = imap_with(server, login, PASSWORD);
    assert!(reply.contains("a1 OK"), "{reply}");
    client
}

/// Tries to sign in by IMAP; answers the reply.
pub fn imap_with(server: &Server, login: &str, password: &str) -> (Client, String) {
    let mut client = server.client(993).encrypt();
    assert!(client.line().starts_with("* OK"));
    let reply = client.imap(&format!("AUTHENTICATE PLAIN {}", plain(login, password)));
    (client, reply)
}

/// How many messages with this subject a mailbox holds.
pub fn found(client: &mut Client, subject: &str) -> usize {
    client.imap("SELECT INBOX");
    let reply = client.imap(&format!("SEARCH HEADER Subject \"{subject}\""));
    let hits = reply.lines().find(|line| line.starts_with("* SEARCH")).unwrap_or_else(|| panic!("{reply}"));
    hits.split_whitespace().count() - 2
}

/// Waits until `login` can read exactly one message with this subject by IMAP.
pub fn arrives(server: &Server, login: &str, subject: &str) {
    let mut client = imap_as(server, login);
    eventually(&format!("{subject} for {login}"), || found(&mut client, subject) > 0);
    assert_eq!(found(&mut client, subject), 1);
}
