//! Spam and viruses, found by real scanners while the sender waits.

use crate::scanners::{Scanner, spam, virus};
use crate::stage::{Sender, Stage, bakery, nowhere};
use hostler_relay::checks::{At, CheckSettings, Doubt, Looked};
use std::net::TcpListener;

fn looking(checks: CheckSettings) -> Stage {
    Stage::with(bakery(nowhere()), |settings| settings.checks = checks)
}

/// What is said at the end of a message.
fn says(stage: &Stage, helo: &str, text: &str) -> String {
    let mut sender = begun(stage, helo);
    sender.expect("DATA", "354");
    sender.ask(&format!("{text}\r\n."))
}

fn begun(stage: &Stage, helo: &str) -> Sender {
    let mut sender = stage.sender();
    sender.expect(&format!("EHLO {helo}"), "250");
    sender.expect("MAIL FROM:<cees@cees.test>", "250");
    sender.expect("RCPT TO:<anna@bakery.test>", "250");
    sender
}

/// The newest message as it is kept.
fn newest(stage: &Stage) -> String {
    let id = stage.relay().queue.index().oldest_first().last().expect("something is kept").0;
    String::from_utf8(stage.relay().queue.read(id).unwrap().unwrap().1).unwrap()
}

fn looked(stage: &Stage) -> Looked {
    stage.relay().checks.looked().expect("somebody looks")
}

const CEES: &str = "mx.cees.test";

#[test]
fn k3_what_is_plainly_spam_is_refused_in_the_session_and_what_may_be_is_marked() {
    let rspamd = Scanner::rspamd();
    let stage = looking(CheckSettings { rspamd: Some(rspamd.at()), ..CheckSettings::default() });
    let reply = says(&stage, CEES, &format!("Subject: x\r\n\r\n{}", spam('X')));
    assert_eq!(reply, "554 5.7.1 it was found to be spam", "{}", rspamd.log());
    assert_eq!(says(&stage, CEES, "X-Wish: soft reject\r\n\r\nhello")[..9], *"451 4.7.1");
    assert_eq!(stage.depth(), 0);

    let fine = says(&stage, CEES, "X-Spam-Flag: YES\r\nSubject: x\r\n\r\nhello");
    assert!(fine.starts_with("250"), "{fine}");
    let text = newest(&stage);
    assert!(text.contains("\r\nX-Hostler-Checks: mx2.hostler.test; spam=no score=0.00/15.00\r\n"), "{text}");
    assert!(!text.contains("X-Spam-Flag"), "what a stranger says of it is gone: {text}");
    assert!(says(&stage, CEES, "X-Wish: greylist\r\n\r\nhello").starts_with("250"));
    assert!(!newest(&stage).contains("X-Spam-Flag"));

    // The same mail from somebody else: it is his address and his name that are looked at.
    let forged = "Authentication-Results: mx2.hostler.test; spf=pass\r\nSubject: x\r\n\r\nhello";
    assert!(says(&stage, "mx.spammer.test", forged).starts_with("250"));
    let text = newest(&stage);
    assert!(text.contains("spam=yes score=8.10/15.00\r\nX-Spam-Flag: YES\r\n"), "{text}");
    assert!(text.contains("Authentication-Results: mx2.hostler.test; spf=fail\r\n"), "{text}");
    assert!(!text.contains("spf=pass") && text.ends_with("Subject: x\r\n\r\nhello\r\n"), "{text}");
    let mut looked = looked(&stage);
    let scanners: Vec<_> =
        looked.scanners.drain(..).map(|own| (own.asked, own.clean, own.found, own.silent)).collect();
    assert_eq!(scanners, [(5, 3, 2, 0)]);
    let expect = Looked { looked_at: 5, spam_refused: 1, put_off: 1, marked: 1, ..Looked::default() };
    assert_eq!(looked, expect);
}

#[test]
fn k3_a_virus_is_refused_in_the_session_also_where_it_comes_in_chunks() {
    let clamd = Scanner::clamd();
    let stage = looking(CheckSettings { clamd: Some(clamd.at()), ..CheckSettings::default() });
    let refused = "554 5.7.1 a virus was found in it: Eicar-Test-Signature.UNOFFICIAL";
    let infected = format!("Subject: x\r\n\r\n{}", virus());
    assert_eq!(says(&stage, CEES, &infected), refused, "{}", clamd.log());
    let (first, second) = infected.split_at(30);
    let mut sender = begun(&stage, CEES);
    sender.write(format!("BDAT {}\r\n{first}", first.len()).as_bytes());
    assert!(sender.reply().starts_with("250"));
    sender.write(format!("BDAT {} LAST\r\n{second}\r\n", second.len() + 2).as_bytes());
    assert_eq!(sender.reply(), refused);
    assert!(says(&stage, CEES, "Subject: x\r\n\r\nhello").starts_with("250"));
    assert!(newest(&stage).contains("X-Hostler-Checks: mx2.hostler.test; virus=none\r\n"));
    assert_eq!((looked(&stage).looked_at, looked(&stage).viruses_refused), (3, 2));
}

#[test]
fn k3_a_scanner_that_is_away_or_slow_costs_nobody_a_mail() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let slow = At::Tcp(silent.local_addr().unwrap());
    for (rspamd, why) in
        [(At::Tcp(nowhere()), "Rspamd: no connection"), (slow, "Rspamd: no answer within 1 s")]
    {
        let away = CheckSettings { rspamd: Some(rspamd), seconds: 1, ..CheckSettings::default() };
        let stage = looking(away.clone());
        assert!(says(&stage, CEES, "Subject: x\r\n\r\nhello").starts_with("250"));
        let text = newest(&stage);
        assert!(text.contains(&format!("spam=unchecked ({why}")), "{text}");
        let seen = looked(&stage);
        assert_eq!((seen.looked_at, seen.unchecked), (1, 1));
        assert!(seen.troubles[0].contains(why), "{seen:?}");
        let stage = looking(CheckSettings { when_away: Doubt::PutOff, ..away });
        assert!(says(&stage, CEES, "Subject: x\r\n\r\nhello").starts_with("451 4.7.1"));
        assert_eq!((stage.depth(), looked(&stage).put_off), (0, 1));
    }
}

#[test]
fn what_is_too_long_to_look_at_is_taken_and_says_so() {
    let checks = CheckSettings {
        rspamd: Some(At::Tcp(nowhere())),
        when_away: Doubt::PutOff,
        most_bytes: 1_000,
        ..CheckSettings::default()
    };
    let stage = looking(checks);
    let long = format!("Subject: x\r\n\r\n{}", "x".repeat(990));
    assert!(says(&stage, CEES, &long).starts_with("250"));
    assert!(newest(&stage).contains("spam=unchecked (it is too long)"));
    assert!(looked(&stage).troubles.is_empty(), "nobody was asked");
}

#[test]
fn nobody_is_asked_unless_somebody_is_named() {
    let stage = looking(CheckSettings::default());
    assert!(says(&stage, CEES, &format!("Subject: x\r\n\r\n{}", virus())).starts_with("250"));
    assert!(!newest(&stage).contains("X-Hostler-Checks"));
    assert!(stage.relay().checks.looked().is_none());
}
