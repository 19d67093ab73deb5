//! A whole server on the real image: console API, accounts, maps and engines together.
//!
//! Needs root, and an image: the folder named by `HOSTLER_IMAGE`, or the newest that `hostler image` made.

#[allow(dead_code, reason = "shared with the tests of the engines, which use all of it")]
#[path = "../engines/client.rs"]
mod client;
mod locked;
mod place;
mod sender;

use client::{Client, plain};
use hostler_wire::Report;
use nix::sys::signal::Signal;
use place::Place;
use serde_json::{Value, json};

/// What IMAP says to this sign-in.
fn imap(place: &Place, address: &str, password: &str) -> String {
    session(place, address, password).1
}

/// A connection that tried to sign in, and what was said to it.
fn session(place: &Place, address: &str, password: &str) -> (Client, String) {
    let mut client = place.client(993).encrypt();
    client.line();
    let answer = client.imap(&format!("AUTHENTICATE PLAIN {}", plain(address, password)));
    (client, answer)
}

/// What port 25 says to mail for this address from elsewhere.
fn recipient(place: &Place, address: &str) -> String {
    let mut client = place.client(25);
    client.reply();
    client.smtp("EHLO mail.elsewhere.example");
    client.smtp("MAIL FROM:<eva@elsewhere.example>");
    client.smtp(&format!("RCPT TO:<{address}>"))
}

/// Sends a mail from elsewhere and waits until it lies in the mailbox.
fn deliver(place: &Place, address: &str) {
    assert!(recipient(place, address).starts_with("250"), "{address}");
    let mut client = place.client(25);
    client.reply();
    for line in ["EHLO mail.elsewhere.example", "MAIL FROM:<eva@elsewhere.example>"] {
        client.smtp(line);
    }
    client.smtp(&format!("RCPT TO:<{address}>"));
    client.smtp("DATA");
    client.smtp("Subject: Bestelling\r\n\r\nTwee broden, graag.\r\n.");
    let (name, domain) = address.split_once('@').unwrap();
    let new = place.data().join("mail").join(domain).join(name).join("Maildir/new");
    place::eventually("the mail", || std::fs::read_dir(&new).is_ok_and(|files| files.count() == 1));
}

#[test]
fn h1_what_the_console_says_holds_for_mail_at_once() {
    let mut place = Place::start(&place::bootstrap());
    let report: Report = serde_json::from_value(place.until_ready()).unwrap();
    assert_eq!((report.users, report.written, report.acknowledged), (1, 2, 0), "{report:?}");
    place.ok("POST", "domains", json!({"name": "bakery.test"}));
    let password = "drie broden en een taart";
    let new = json!({"address": "bram@bakery.test", "name": "Bram Visser", "password": password});
    let id = place.ok("POST", "mailboxes", new.clone())["id"].as_str().unwrap().to_string();
    assert!(imap(&place, "bram@bakery.test", password).contains("OK"));
    assert!(recipient(&place, "nobody@bakery.test").starts_with("550"));
    place.ok("POST", "aliases", json!({"address": "orders@bakery.test", "targets": ["bram@bakery.test"]}));
    assert!(recipient(&place, "orders@bakery.test").starts_with("250"));
    deliver(&place, "bram@bakery.test");

    let (mut open, _) = session(&place, "bram@bakery.test", password);
    place.ok("PATCH", &format!("mailboxes/{id}"), json!({"disabled": true}));
    assert!(open.line().contains("BYE"), "who was signed in is signed out");
    assert!(imap(&place, "bram@bakery.test", password).contains("NO"));
    place.ok("DELETE", &format!("mailboxes/{id}"), Value::Null);
    assert!(recipient(&place, "bram@bakery.test").starts_with("550"));
    assert!(recipient(&place, "orders@bakery.test").starts_with("550"), "it went with its last target");
    place.ok("POST", "mailboxes", new);
    let folder = place.data().join("mail/bakery.test/bram/Maildir/new");
    assert!(
        !std::fs::read_dir(folder).is_ok_and(|files| files.count() > 0),
        "the next Bram reads no old mail"
    );
    assert_eq!(place.ok("GET", "queue", Value::Null)["messages"], 0);
    assert_eq!(place.status(None), 401, "nothing without the portal");

    place.tell(Signal::SIGTERM);
    assert!(place.ended().success(), "told to stop, it ends well");
    let mut again = place.again();
    let report: Report = serde_json::from_value(again.until_ready()).unwrap();
    assert_eq!(report.users, 2, "what was is still there");
    assert!(imap(&again, "bram@bakery.test", password).contains("OK"));
}

#[test]
fn a_server_without_a_good_bootstrap_file_says_so_and_ends() {
    let mut place = Place::start_with("{\"server\": \"srv_bakery\"}");
    assert_eq!(place.ended().code(), Some(1));
    let said = place.said();
    assert!(said.contains("the bootstrap file /srv/hostler/bootstrap.json is not of this version"), "{said}");
}
