//! On to the primary: when, how, and what happens when it does not want to.

use crate::primary::{Manner, Primary};
use crate::stage::{Stage, bakery, eventually, nowhere};
use hostler_relay::queue::QueueId;
use hostler_relay::table::{Mode, PrimarySettings, Seen, State, Table};
use std::time::{Duration, Instant};

#[test]
fn mail_is_there_within_seconds_of_the_primarys_return() {
    let mut stage = Stage::alone();
    stage.send(&["anna@bakery.test", "bram@cakes.test"], "Subject: x\r\n\r\n..two dots");
    eventually("it is seen to be down", || stage.relay().sight.of("bakery").seen() == Seen::Down);
    // What is kept outlives the relay.
    stage.restart();
    assert_eq!(stage.depth(), 2);
    let primary = Primary::at(stage.settings.primaries[0].next_hop, Manner::default());
    let begun = Instant::now();
    eventually("both are delivered", || stage.depth() == 0);
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    let letters = primary.letters();
    assert_eq!(letters.len(), 2);
    for letter in letters {
        assert!(letter.commands.contains(&"MAIL FROM:<cees@cees.test>".to_string()), "{letter:?}");
        assert!(
            letter.body.starts_with("Received: from mx.cees.test ([127.0.0.1])\r\n\tby mx2.hostler.test")
        );
        assert!(letter.body.ends_with("Subject: x\r\n\r\n.two dots\r\n"), "{letter:?}");
    }
}

#[test]
fn etrn_and_the_provider_ring_at_once() {
    for ring in ["etrn", "table"] {
        let stage = Stage::alone();
        stage.send(&["anna@bakery.test"], "hello");
        eventually("it is seen to be down", || stage.relay().sight.of("bakery").seen() == Seen::Down);
        let next_hop = stage.settings.primaries[0].next_hop;
        let _primary = Primary::at(next_hop, Manner::default());
        let begun = Instant::now();
        if ring == "etrn" {
            let mut sender = stage.sender();
            sender.expect("EHLO mail.bakery.test", "250");
            sender.expect("ETRN bakery.test", "253");
        } else {
            let up = PrimarySettings { state: State::Up, ..bakery(next_hop) };
            stage.relay().replace_table(Table::new(&[up]).unwrap());
        }
        eventually("it is delivered", || stage.depth() == 0);
        assert!(begun.elapsed() < Duration::from_secs(2), "{ring}: {:?}", begun.elapsed());
    }
}

#[test]
fn who_is_told_to_use_the_primary_while_it_is_up() {
    let primary = Primary::open();
    let up = PrimarySettings { state: State::Up, ..bakery(primary.address) };
    let stage = Stage::with(Stage::mode(up, Mode::RefuseWhileUp), |_| {});
    eventually("it is seen to be up", || stage.relay().sight.of("bakery").seen() == Seen::Up);
    let mut sender = stage.sender();
    sender.begin("cees@cees.test", &[]);
    sender.expect("RCPT TO:<anna@bakery.test>", "450 4.3.2");
    sender.expect("RCPT TO:<nobody@bakery.test>", "550 5.1.1");
    let down =
        PrimarySettings { state: State::Down, ..Stage::mode(bakery(primary.address), Mode::RefuseWhileUp) };
    stage.relay().replace_table(Table::new(&[down]).unwrap());
    sender.expect("RCPT TO:<anna@bakery.test>", "250");
    sender.expect("RCPT TO:<nobody@bakery.test>", "550 5.1.1");
}

fn only(stage: &Stage) -> QueueId {
    let index = stage.relay().queue.index();
    let mut all = index.oldest_first();
    let first = all.next().expect("there is one").0;
    assert!(all.next().is_none());
    first
}

fn held(stage: &Stage) -> Option<(Vec<u8>, String)> {
    let id = only(stage);
    stage.relay().queue.index().held_of(id).map(|held| (held.to.clone(), held.reason.clone()))
}

#[test]
fn what_the_primary_refuses_is_held_and_nobody_hears_of_it() {
    let refusing = Manner { rcpt: vec![("bram", "550 5.1.1 unknown")], ..Manner::default() };
    let primary = Primary::with(refusing);
    let stage = Stage::with(bakery(primary.address), |_| {});
    stage.send(&["anna@bakery.test", "bram@bakery.test"], "hello");
    eventually("one is delivered, one held", || held(&stage).is_some());
    assert_eq!(held(&stage), Some((vec![1], "550 5.1.1 unknown".into())));
    assert_eq!(primary.letters().len(), 1);
    let refusing = Manner { end: Some("554 5.7.1 no spam here"), ..Manner::default() };
    let primary = Primary::with(refusing);
    let stage = Stage::with(bakery(primary.address), |_| {});
    stage.send(&["anna@bakery.test"], "hello");
    eventually("it is held", || held(&stage) == Some((vec![0], "554 5.7.1 no spam here".into())));
    assert!(primary.letters().is_empty());
}

#[test]
fn what_is_put_off_is_delivered_later() {
    let busy = Manner { rcpt: vec![("bram", "451 4.3.0 later")], ..Manner::default() };
    let primary = Primary::with(busy);
    let stage = Stage::with(bakery(primary.address), |_| {});
    stage.send(&["anna@bakery.test", "bram@bakery.test"], "hello");
    eventually("one is delivered", || primary.letters().len() == 1);
    eventually("one is put off", || stage.relay().queue.depth("bakery.test").deferred == 1);
    primary.behave(Manner::default());
    stage.relay().sight.of("bakery").bell.notify_one();
    eventually("both are delivered", || stage.depth() == 0);
    let letters = primary.letters();
    assert_eq!(letters.len(), 2);
    assert!(!letters[1].commands.iter().any(|command| command.contains("anna@")), "{letters:?}");
}

#[test]
fn a_lost_answer_means_the_same_mail_again_with_the_same_id() {
    let begun = Instant::now();
    let primary = Primary::with(Manner { hangs_up: 1, ..Manner::default() });
    let stage = Stage::with(bakery(primary.address), |_| {});
    stage.send(&["anna@bakery.test"], "hello");
    eventually("it is delivered", || stage.depth() == 0);
    let letters = primary.letters();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].body, letters[1].body);
    assert!(begun.elapsed() > Duration::from_secs(9), "not at once: {:?}", begun.elapsed());
}

#[test]
fn the_clients_address_and_what_the_sender_asked_for_are_passed_on() {
    let offers = vec!["XCLIENT NAME ADDR PROTO HELO", "SIZE", "8BITMIME", "DSN", "SMTPUTF8"];
    let primary = Primary::with(Manner { offers, ..Manner::default() });
    let stage = Stage::with(bakery(primary.address), |_| {});
    let mut sender = stage.sender();
    sender.expect("EHLO mx.cees.test", "250");
    sender.expect("MAIL FROM:<cees@cees.test> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb", "250");
    sender
        .expect("RCPT TO:<jos\u{e9}@bakery.test> NOTIFY=SUCCESS,DELAY ORCPT=utf-8;jos\\x{E9}@y.test", "250");
    sender.expect("DATA", "354");
    sender.expect("caf\u{e9}\r\n.", "250");
    eventually("it is delivered", || stage.depth() == 0);
    let letter = primary.letters().remove(0);
    let size = letter.body.len();
    let expect = [
        "XCLIENT ADDR=127.0.0.1 NAME=[UNAVAILABLE] PROTO=ESMTP HELO=mx.cees.test".to_string(),
        "EHLO mx.cees.test".into(),
        format!("MAIL FROM:<cees@cees.test> SIZE={size} BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb"),
        "RCPT TO:<jos\u{e9}@bakery.test> NOTIFY=SUCCESS,DELAY ORCPT=utf-8;jos\\x{E9}@y.test".into(),
        "DATA".into(),
    ];
    assert_eq!(letter.commands[1..], expect);
    assert!(letter.body.contains("with UTF8SMTP id"), "{letter:?}");
}

#[test]
fn international_mail_waits_for_people_where_the_primary_takes_none() {
    let primary = Primary::open();
    let stage = Stage::with(bakery(primary.address), |_| {});
    let mut sender = stage.sender();
    sender.expect("EHLO mx.cees.test", "250");
    sender.expect("MAIL FROM:<cees@cees.test> SMTPUTF8", "250");
    sender.expect("RCPT TO:<anna@bakery.test>", "250");
    sender.expect("DATA", "354");
    sender.expect("Subject: caf\u{e9}\r\n\r\nhello\r\n.", "250");
    eventually("it is held", || held(&stage).is_some());
    assert!(held(&stage).unwrap().1.contains("international"));
}

#[test]
fn k3_mail_that_is_ascii_needs_no_primary_for_international_mail() {
    let primary = Primary::open();
    let stage = Stage::with(bakery(primary.address), |_| {});
    let mut sender = stage.sender();
    sender.expect("EHLO mx.cees.test", "250");
    sender.expect("MAIL FROM:<cees@cees.test> BODY=8BITMIME SMTPUTF8", "250");
    sender.expect("RCPT TO:<anna@bakery.test>", "250");
    sender.expect("DATA", "354");
    sender.expect("Subject: x\r\n\r\ncaf\u{e9}\r\n.", "250");
    eventually("it is delivered", || stage.depth() == 0);
    assert!(primary.letters()[0].commands.contains(&"MAIL FROM:<cees@cees.test>".to_string()));
}

#[test]
fn many_messages_go_over_few_connections() {
    let stage = Stage::with(PrimarySettings { most_connections: 4, ..bakery(nowhere()) }, |_| {});
    let mut sender = stage.sender();
    sender.expect("EHLO mx.cees.test", "250");
    for n in 0..200 {
        sender.expect(&format!("MAIL FROM:<cees{n}@cees.test>"), "250");
        sender.expect("RCPT TO:<anna@bakery.test>", "250");
        sender.expect("DATA", "354");
        sender.expect(&format!("Subject: {n}\r\n\r\nhello\r\n."), "250");
    }
    let primary = Primary::at(stage.settings.primaries[0].next_hop, Manner::default());
    eventually("all are delivered", || stage.depth() == 0);
    let mut subjects: Vec<u32> = primary
        .letters()
        .iter()
        .map(|letter| {
            letter.body.split("Subject: ").nth(1).unwrap().split('\r').next().unwrap().parse().unwrap()
        })
        .collect();
    subjects.sort_unstable();
    assert_eq!(subjects, (0..200).collect::<Vec<_>>(), "each one once");
    assert!((2..=4).contains(&primary.most_connections()), "{}", primary.most_connections());
}

#[test]
fn a_primary_that_refuses_everything_is_left_alone() {
    let primary = Primary::with(Manner { mail: Some("550 5.7.1 who are you"), ..Manner::default() });
    let stage = Stage::with(bakery(nowhere()), |_| {});
    for _ in 0..40 {
        stage.send(&["anna@bakery.test"], "hello");
    }
    let known = bakery(primary.address);
    stage.relay().replace_table(Table::new(&[known]).unwrap());
    let trouble = || stage.relay().sight.of("bakery").trouble().unwrap_or_default();
    eventually("it is seen", || trouble().starts_with("it refuses everything: 550 5.7.1"));
    let held = stage.relay().queue.depth("bakery.test").held;
    assert!((20..25).contains(&held), "{held} are held, the others wait");
}

/// The numbers that stand in the subjects of what a primary got, in the order in which it came.
fn subjects(primary: &Primary) -> Vec<u32> {
    let subject = |body: &str| body.split("Subject: ").nth(1)?.split('\r').next()?.parse().ok();
    primary.letters().iter().filter_map(|letter| subject(&letter.body)).collect()
}

#[test]
fn the_next_message_goes_along_with_the_one_before_whatever_becomes_of_either() {
    // A chunk goes with its commands, so often the one before is answered already when the next one comes.
    for (offers, last, least) in [(vec![], "DATA", 5), (vec!["CHUNKING"], "BDAT", 1)] {
        let stage = Stage::with(PrimarySettings { most_connections: 1, ..bakery(nowhere()) }, |_| {});
        for number in 0..12 {
            let to = if number % 3 == 1 { "bram@bakery.test" } else { "anna@bakery.test" };
            stage.send(&[to], &format!("Subject: {number}\r\n\r\n..{number}"));
        }
        let manner = Manner {
            offers,
            rcpt: vec![("bram", "550 5.1.1 unknown")],
            end: Some("451 4.3.0 not now"),
            ..Manner::default()
        };
        let next_hop = stage.settings.primaries[0].next_hop;
        let primary = Primary::at(next_hop, manner.clone());
        eventually("all are put off or held", || {
            let depth = stage.relay().queue.depth("bakery.test");
            (depth.deferred, depth.held) == (8, 4)
        });
        assert!(primary.letters().is_empty());
        let before = primary.followed();
        primary.behave(Manner { end: None, ..manner });
        stage.relay().sight.of("bakery").bell.notify_one();
        eventually("what is not held is delivered", || stage.depth() == 4);
        assert_eq!(subjects(&primary), [0, 2, 3, 5, 6, 8, 9, 11], "each once, in their order");
        let bodies = primary.letters();
        assert!(bodies.iter().all(|letter| letter.commands.last().unwrap().starts_with(last)), "{bodies:?}");
        assert!(bodies[0].body.ends_with("\r\n\r\n.0\r\n"), "{bodies:?}");
        let followed = primary.followed() - before;
        assert!(followed >= least, "{last}: {followed} of 8 were followed");
    }
}
