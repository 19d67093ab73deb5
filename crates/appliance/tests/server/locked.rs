//! D8: locked never means lost.

use crate::client::Client;
use crate::place::{self, Place, eventually};
use crate::sender::Sender;
use crate::{imap, session};
use hostler_wire::report::EngineState;
use nix::sys::signal::Signal;
use serde_json::{Value, json};
use std::net::TcpStream;

const BRAM: &str = "bram@bakery.test";
const PASSWORD: &str = "drie broden en een taart";

fn refuses_connections(port: u16) -> bool {
    TcpStream::connect((place::ADDRESS, port)).is_err()
}

/// What a way in says to mail for anybody.
fn answer(mut client: Client, from: &str, to: &str) -> String {
    client.smtp("EHLO mail.elsewhere.example");
    client.smtp(&format!("MAIL FROM:<{from}>"));
    client.smtp(&format!("RCPT TO:<{to}>"))
}

fn outside(place: &Place, from: &str, to: &str) -> String {
    let mut client = place.client(25);
    client.reply();
    answer(client, from, to)
}

fn every_way_in_puts_mail_off(place: &Place) {
    let anybody = [
        ("eva@elsewhere.example", BRAM),
        ("eva@elsewhere.example", "nobody@bakery.test"),
        ("eva", "someone@elsewhere.example"),
        ("", BRAM),
    ];
    for (from, to) in anybody {
        let reply = outside(place, from, to);
        assert!(reply.starts_with("450 4.3.2 ") && reply.contains("licence of this server"), "{to}: {reply}");
    }
    let mut submission = place.client(587);
    submission.reply();
    submission.smtp("EHLO laptop.example");
    submission.smtp("STARTTLS");
    let reply = answer(submission.encrypt(), "eva@elsewhere.example", BRAM);
    assert!(reply.starts_with("450 4.3.2 "), "587: {reply}");
    let mut submissions = place.client(465).encrypt();
    submissions.reply();
    let reply = answer(submissions, "eva@elsewhere.example", BRAM);
    assert!(reply.starts_with("450 4.3.2 "), "465: {reply}");
    for port in [143, 993, 995] {
        assert!(refuses_connections(port), "port {port}");
    }
}

fn stored(place: &Place) -> usize {
    let new = place.data().join("mail/bakery.test/bram/Maildir/new");
    std::fs::read_dir(new).map_or(0, Iterator::count)
}

#[test]
fn d8_a_locked_server_loses_nothing_and_opens_without_a_restart() {
    let place = Place::start_locked(&place::bootstrap());
    place.until("postfix", EngineState::Running);
    place.until("dovecot", EngineState::Stopped);
    place.ok("POST", "domains", json!({"name": "bakery.test"}));
    place.ok("POST", "mailboxes", json!({"address": BRAM, "name": "Bram", "password": PASSWORD}));
    every_way_in_puts_mail_off(&place);
    let log = place.log("dovecot.log");
    assert!(log.is_empty(), "Dovecot was never started: {log}");

    let sender = Sender::send(BRAM, "while locked");
    eventually("the other server to be put off", || sender.log().contains("450 4.3.2"));
    assert_eq!(stored(&place), 0);
    let before = place.report();

    place.tell(Signal::SIGUSR2);
    eventually("the mail that was put off", || stored(&place) == 1);
    assert!(imap(&place, BRAM, PASSWORD).contains("OK"));
    eventually("Postfix to be open", || outside(&place, "eva@elsewhere.example", BRAM).starts_with("250"));
    assert!(outside(&place, "eva@elsewhere.example", "nobody@bakery.test").starts_with("550"));
    assert_eq!(place.ok("GET", "queue", Value::Null)["messages"], 0);
    let restarts = |report: &hostler_wire::Report| report.engines.iter().map(|one| one.restarts).sum::<i64>();
    assert_eq!(restarts(&place.report()), restarts(&before), "nothing ended by itself");

    let (mut open, _) = session(&place, BRAM, PASSWORD);
    place.tell(Signal::SIGUSR1);
    place.until("dovecot", EngineState::Stopped);
    while open.try_line().is_ok() {}
    eventually("Postfix to put off", || {
        outside(&place, "eva@elsewhere.example", BRAM).starts_with("450 4.3.2")
    });
    every_way_in_puts_mail_off(&place);
    let second = Sender::send(BRAM, "while locked again");
    eventually("the other server to be put off", || second.log().contains("450 4.3.2"));
    // Changed once more while the engines turn: what it is at the end holds.
    for signal in [Signal::SIGUSR2, Signal::SIGUSR1, Signal::SIGUSR2] {
        place.tell(signal);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    eventually("the second mail", || stored(&place) == 2);
    assert!(imap(&place, BRAM, PASSWORD).contains("OK"));
    for log in [sender.log(), second.log()] {
        assert!(!log.contains("status=bounced"), "{log}");
    }
}
