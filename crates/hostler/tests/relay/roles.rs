//! The role: signals, questions, and what it says when it cannot start.

use crate::sink::{Letters, Sink};
use crate::stage::{PRIMARY, RELAY, Relay, eventually, separate, settings};
use nix::sys::signal::Signal;
use std::process::Command;

fn send(to: &str) -> String {
    let script = "import smtplib, sys
try: smtplib.SMTP('127.0.0.1', 2525).sendmail('cees@cees.test', [sys.argv[1]], 'Subject: cake\\r\\n\\r\\nhello')
except smtplib.SMTPRecipientsRefused as e: print(*[code for code, _ in e.recipients.values()])";
    let ran = Command::new("python3").args(["-c", script, to]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn k3_the_role_answers_takes_its_table_anew_and_ends_in_good_order() {
    separate();
    let folder = tempfile::tempdir().unwrap();
    let config = settings(folder.path());
    let relay = Relay::start(&config);
    assert_eq!(send("anna@bakery.test"), "");
    assert_eq!(send("cees@bakery.test"), "550\n");
    let said = |words: &[&str]| String::from_utf8(relay.ask(words).stdout).unwrap();
    let status = said(&["status"]);
    assert!(status.contains("taking mail:  yes") && status.contains("bakery.test"), "{status}");
    let list = said(&["messages", "bakery.test"]);
    assert!(list.contains("<cees@cees.test>  anna@bakery.test"), "{list}");
    let id = list.lines().nth(1).unwrap().split(' ').next().unwrap().to_string();
    let shown = said(&["show", &id]);
    assert!(shown.contains("client:") && shown.contains("Subject: cake"), "{shown}");
    assert_eq!(said(&["hold", &id]), "Done: 1.\n");
    assert!(said(&["messages", "bakery.test"]).contains("held: somebody holds it"));
    assert!(!relay.ask(&["show", "0000000000000000"]).status.success());
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text.replace("\"bram\"", "\"bram\", \"cees\"")).unwrap();
    relay.signal(Signal::SIGHUP);
    eventually("Cees is known", || send("cees@bakery.test").is_empty());
    let (letters, second) = (Letters::default(), relay.ask(&[]));
    assert!(!second.status.success(), "one folder, one relay");
    assert!(String::from_utf8_lossy(&second.stderr).contains("another relay"), "{second:?}");
    let _sink = Sink::open(PRIMARY, &letters);
    assert_eq!(said(&["flush"]), "Done: 1.\n");
    eventually("what is not held is delivered", || relay.depth() == 1);
    assert_eq!(said(&["release", "bakery.test"]), "Done: 1.\n");
    eventually("all is delivered", || relay.depth() == 0);
    relay.signal(Signal::SIGTERM);
    assert!(relay.ended());
    assert!(std::net::TcpStream::connect(RELAY).is_err());
}
