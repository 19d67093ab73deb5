//! H6: notice by mail to the provider's address, from a sender that is known for certain and from one that is not.

use super::office::{Office, text};
use crate::stage::{PASSWORD, Stage, eventually};
use std::collections::BTreeMap;
use std::net::UdpSocket;
use std::process::Command;

const DNS: &str = "127.0.0.1:5353";
/// Anna's domain sends from the first of the machine's addresses only.
const HERS: &str = "127.0.0.1";
const FOREIGN: &str = "127.0.0.2";

/// A DNS server that knows these TXT records, and of nothing else.
fn knows(records: BTreeMap<&'static str, &'static str>) {
    let socket = UdpSocket::bind(DNS).unwrap();
    std::thread::spawn(move || {
        let mut bytes = [0; 1_500];
        while let Ok((length, from)) = socket.recv_from(&mut bytes) {
            socket.send_to(&answer(&bytes[..length], &records), from).unwrap();
        }
    });
}

/// The answer to a question (RFC 1035): its TXT record, or that there is none.
fn answer(asked: &[u8], records: &BTreeMap<&str, &str>) -> Vec<u8> {
    let (mut at, mut labels) = (12, Vec::new());
    while asked[at] > 0 {
        let length = usize::from(asked[at]);
        labels.push(String::from_utf8_lossy(&asked[at + 1..=at + length]).to_lowercase());
        at += length + 1;
    }
    let (question, kind) = (&asked[12..at + 5], u16::from_be_bytes([asked[at + 1], asked[at + 2]]));
    let found = records.get(labels.join(".").as_str()).filter(|_| kind == 16);
    let flags: [u8; 2] = if found.is_some() { [0x81, 0x80] } else { [0x81, 0x83] };
    let counts = [0, 1, 0, u8::from(found.is_some()), 0, 0, 0, 0];
    let mut said = [&asked[..2], &flags[..], &counts[..], question].concat();
    if let Some(text) = found {
        let length = u8::try_from(text.len()).unwrap();
        // The question's name, TXT, class IN, a minute, and one string.
        said.extend([0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, length + 1, length]);
        said.extend(text.as_bytes());
    }
    said
}

/// Anna writes to the provider from one of the machine's addresses, by Python's own client.
fn writes(from: &str, host: &str) {
    let script = "import smtplib, sys, email.utils\n\
                  source, host = sys.argv[1:]\n\
                  client = smtplib.SMTP('127.0.0.1', 2525, local_hostname='post.anna.example', \
                  source_address=(source, 0))\n\
                  text = f'De server {host} kan aan het einde van volgende maand verwijderd worden.\\r\\n'\n\
                  head = 'From: Anna <anna@anna.example>\\r\\nTo: info@hostler.test\\r\\nSubject: Onze server\\r\\n'\n\
                  head += f'Message-ID: {email.utils.make_msgid()}\\r\\nDate: {email.utils.formatdate()}\\r\\n\\r\\n'\n\
                  client.sendmail('anna@anna.example', ['info@hostler.test'], head + text)\n\
                  client.quit()";
    let sent = Command::new("python3").args(["-c", script, from, host]).output().unwrap();
    assert!(sent.status.success(), "{}", String::from_utf8_lossy(&sent.stderr));
}

#[test]
fn h6_notice_by_mail_is_taken_from_the_owner_and_asked_of_the_owner_otherwise() {
    let stage = Stage::open_demo_with(&["--inbox", "127.0.0.1:2525", "--inbox-dns", DNS]);
    knows(BTreeMap::from([("anna.example", "v=spf1 ip4:127.0.0.1 -all")]));
    let office = Office::of(stage);
    let (anna, bakery, console) = office.stage.customer_with_server("anna", "bakkerij");
    let seen = anna.order("winkel");
    assert!(seen.path.starts_with("/orders/"), "{} {}", seen.path, seen.text);
    let shop = office.stage.running(&anna, "winkel");
    let ends = |server: &str| {
        let (status, ending) = anna.json("GET", &format!("/api/v1/servers/{server}/ending"), None);
        assert_eq!(status, 200, "{ending}");
        ending["notice"]["last_day"].as_str().map(str::to_string)
    };

    console.add_domain("bakkerij.example");
    let bram = console.create_mailbox("bram@bakkerij.example", PASSWORD);
    bakery.delivered();
    writes(HERS, "bakkerij.hostler.test");
    let told = office.mailed("anna@anna.example", "cannot be ended");
    assert!(told.contains("bram@bakkerij.example") && ends(&bakery.id).is_none(), "who is left: {told}");
    console.delete_mailbox(&bram);
    bakery.delivered();
    writes(HERS, "bakkerij.hostler.test");
    let last_day = eventually("the notice", || ends(&bakery.id).ok_or("none".into()));
    let expect = office.month.next().last_day().to_string();
    assert_eq!(last_day, expect, "D10: the last day of the next month");

    writes(FOREIGN, "winkel.hostler.test");
    let asked = office.mailed("anna@anna.example", "to be ended");
    assert!(ends(&shop.id).is_none(), "nobody but the owner ends it: {asked}");
    let link = office.stage.mailed("anna@anna.example", "/notice/");
    let anybody = office.stage.visitor();
    assert_eq!(anybody.get(&link).status, 200);
    assert!(ends(&shop.id).is_none(), "opening the link does nothing");
    let given = anybody.submit(&link, &link, &[]);
    assert_eq!(given.status, 200, "{}", given.text);
    assert_eq!(ends(&shop.id), Some(expect));
    let inbox = office.stage.staff.get("/staff/inbox");
    assert!(inbox.says("Onze server"), "staff see each of them: {}", inbox.text);
    let sender = anna.json("GET", "/api/v1/servers", None).1;
    assert_eq!(text(&sender[0]["phase"]), "running", "until then it works");
}
