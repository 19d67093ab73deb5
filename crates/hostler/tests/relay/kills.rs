//! Killed again and again under load, with the primary up and down by turns: what was said 250 to arrives, unaltered.

use crate::sink::{Letters, Sink};
use crate::stage::{PRIMARY, RELAY, Relay, eventually, separate, settings};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// How many times, unless `HOSTLER_RELAY_KILLS` says otherwise.
const KILLS: u64 = 30;
const SENDERS: u64 = 8;
/// After so many kills everything is delivered and looked at: what a relay reads at its start stays like that of one that
/// is killed now and then.
const LOOKED_AT: u64 = 50;

/// A message that can be made again from its subject; it begins lines with dots.
fn letter(subject: &str) -> String {
    let mut state =
        subject.bytes().fold(7_u64, |state, byte| state.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let mut text = format!("Subject: {subject}\r\n\r\n");
    let lines = state % 40;
    for _ in 0..lines {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        text.push_str(&format!("{}{:060x}\r\n", if state >> 62 == 0 { "." } else { "" }, state));
    }
    text
}

/// Sends until the connection breaks; remembers what was said 250 to.
fn send(prefix: String, promised: Arc<Mutex<Vec<String>>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let Ok(stream) = TcpStream::connect(RELAY) else { return };
        let mut read = BufReader::new(stream.try_clone().unwrap());
        let mut write = stream;
        for number in 0.. {
            let subject = format!("{prefix}-{number}");
            let stuffed = letter(&subject).replace("\r\n.", "\r\n..");
            let envelope = if number == 0 { "EHLO mx.cees.test\r\n" } else { "RSET\r\n" };
            let command =
                format!("{envelope}MAIL FROM:<{prefix}@cees.test>\r\nRCPT TO:<anna@bakery.test>\r\nDATA\r\n");
            if write.write_all(command.as_bytes()).is_err() || !hear(&mut read, "354") {
                return;
            }
            if write.write_all(format!("{stuffed}.\r\n").as_bytes()).is_err()
                || !hear(&mut read, "250 2.0.0 OK, kept")
            {
                return;
            }
            promised.lock().unwrap().push(subject);
        }
    })
}

/// Reads replies up to the one that begins so.
fn hear(read: &mut impl BufRead, expect: &str) -> bool {
    loop {
        let mut line = String::new();
        match read.read_line(&mut line) {
            Ok(1..) if line.starts_with(expect) => return true,
            Ok(1..) if line.starts_with('2') => {}
            _ => return false,
        }
    }
}

#[test]
fn k3_what_was_promised_arrives_after_any_number_of_kills() {
    separate();
    let folder = tempfile::tempdir().unwrap();
    let config = settings(folder.path());
    let kills: u64 = std::env::var("HOSTLER_RELAY_KILLS").map_or(KILLS, |many| many.parse().unwrap());
    let (letters, promised) = (Letters::default(), Arc::new(Mutex::new(Vec::new())));
    let mut sink = None;
    for round in 0..kills {
        match round % 4 {
            1 => sink = Some(Sink::open(PRIMARY, &letters)),
            3 => sink = None,
            _ => {}
        }
        let relay = Relay::start(&config);
        let senders: Vec<_> =
            (0..SENDERS).map(|n| send(format!("r{round}-s{n}"), promised.clone())).collect();
        // Not at the same moment of each round.
        std::thread::sleep(Duration::from_millis(30 + round * 97 % 350));
        relay.kill();
        senders.into_iter().for_each(|sender| sender.join().unwrap());
        if (round + 1) % LOOKED_AT == 0 || round + 1 == kills {
            sink = None;
            let _open = Sink::open(PRIMARY, &letters);
            let relay = Relay::start(&config);
            eventually("everything is delivered", || relay.depth() == 0);
            check(&promised.lock().unwrap(), &letters, round + 1);
            relay.kill();
        }
    }
    drop(sink);
}

fn check(promised: &[String], letters: &Letters, kills: u64) {
    let letters = letters.lock().unwrap();
    assert!(promised.len() as u64 > kills * SENDERS, "{} messages are no load", promised.len());
    let lost: Vec<&String> = promised.iter().filter(|subject| !letters.contains_key(*subject)).collect();
    assert!(lost.is_empty(), "{} of {} are lost: {lost:?}", lost.len(), promised.len());
    for (subject, copies) in letters.iter() {
        assert!(copies.iter().all(|copy| *copy == letter(subject)), "{subject} is altered");
    }
    let again: usize = letters.values().map(|copies| copies.len() - 1).sum();
    println!("{} promised, {} arrived, {again} of them again, {kills} kills", promised.len(), letters.len());
    // What was on its way when the relay was killed: one per connection, and what waited for one sync.
    assert!(again as u64 <= kills * 100, "{again} came again");
}
