//! What is said to what, command by command (RFC 5321 and its extensions).

use crate::stage::{Stage, bakery, nowhere};
use hostler_relay::settings::Settings;
use hostler_relay::table::PrimarySettings;

/// Says the lines of a dialogue in turn; each answer begins as it should.
fn check(stage: &Stage, dialogue: &[(&str, &str)]) {
    let mut sender = stage.sender();
    for (said, answer) in dialogue {
        let reply = sender.ask(said);
        assert!(reply.starts_with(answer), "{said:?} in {dialogue:?}: {reply}");
    }
}

const HELLO: (&str, &str) = ("EHLO mx.cees.test", "250-mx2.hostler.test");
const MAIL: (&str, &str) = ("MAIL FROM:<cees@cees.test>", "250 2.1.0");
const RCPT: (&str, &str) = ("RCPT TO:<anna@bakery.test>", "250 2.1.5");
const DATA: (&str, &str) = ("DATA", "354");

#[test]
fn recipients_are_known_or_refused() {
    let stage = Stage::alone();
    check(
        &stage,
        &[
            HELLO,
            MAIL,
            ("RCPT TO:<ANNA@Bakery.Test>", "250 2.1.5"),
            ("RCPT TO:<anna+orders@bakery.test>", "250 2.1.5"),
            ("RCPT TO:<\"an na\"@bakery.test>", "250 2.1.5"),
            ("RCPT TO:<bram@cakes.test>", "250 2.1.5"),
            ("RCPT TO:<nobody@bakery.test>", "550 5.1.1"),
            ("RCPT TO:<anna@elsewhere.test>", "550 5.7.1"),
            ("RCPT TO:<anna@[127.0.0.1]>", "501 5.1.3"),
            ("RCPT TO:<anna>", "501 5.1.3"),
            ("RCPT TO:<@mx2.hostler.test:anna@bakery.test>", "250 2.1.5"),
            ("RCPT TO:<postmaster>", "550 5.7.1"),
            DATA,
            ("Subject: x\r\n\r\nhello\r\n.", "250 2.0.0"),
        ],
    );
    assert_eq!(stage.depth(), 2, "one parcel per domain");
}

#[test]
fn commands_have_their_order() {
    let stage = Stage::alone();
    check(
        &stage,
        &[
            ("MAIL FROM:<cees@cees.test>", "503"),
            ("HELO mx.cees.test", "250 mx2"),
            RCPT_EARLY,
            ("DATA", "503"),
            MAIL,
            ("MAIL FROM:<cees@cees.test>", "503"),
            ("DATA", "554 5.5.1"),
            RCPT,
            ("RSET", "250"),
            ("DATA", "503"),
            ("MAIL FROM:<>", "250"),
            RCPT,
            HELLO,
            ("DATA", "503"),
        ],
    );
}

const RCPT_EARLY: (&str, &str) = ("RCPT TO:<anna@bakery.test>", "503");

#[test]
fn strange_commands_are_answered() {
    check(
        &Stage::alone(),
        &[
            HELLO,
            ("NOOP", "250"),
            ("VRFY anna", "252"),
            ("EXPN all", "502"),
            ("HELP", "214"),
            ("AUTH PLAIN AGEAYg==", "502"),
            ("STARTTLS", "502"),
            ("ATRN bakery.test", "502"),
            ("XYZZY", "500 5.5.1"),
            ("MAIL cees@cees.test", "501"),
            ("MAIL FROM:<cees@cees.test> SIZE=many", "501"),
            ("MAIL FROM:<cees@cees.test> COLOUR=blue", "555"),
            ("MAIL FROM:<cees@cees.test> BODY=BINARYMIME", "555"),
            ("MAIL FROM:<cees@cees.test> REQUIRETLS", "555"),
            ("MAIL FROM:<cees@cees.test> SIZE=99999999999", "552 5.3.4"),
            ("MAIL FROM:<jos\u{e9}@cees.test>", "553 5.6.7"),
            ("MAIL FROM:<jos\u{e9}@cees.test> SMTPUTF8", "250"),
            ("RCPT TO:<jos\u{e9}@bakery.test> NOTIFY=NEVER ORCPT=rfc822;jose+40bakery.test", "250"),
            ("RCPT TO:<anna@bakery.test> NOTIFY=SOMETIMES", "501"),
            ("RCPT TO:<anna@bakery.test> COLOUR=blue", "555"),
            ("QUIT", "221"),
        ],
    );
}

#[test]
fn what_is_offered_is_what_is_said() {
    let stage = Stage::alone();
    let mut sender = stage.sender();
    let offers = sender.ask("EHLO mx.cees.test");
    for keyword in [
        "SIZE 52428800",
        "PIPELINING",
        "8BITMIME",
        "SMTPUTF8",
        "CHUNKING",
        "DSN",
        "ENHANCEDSTATUSCODES",
        "ETRN",
    ] {
        assert!(offers.lines().any(|line| &line[4..] == keyword), "{keyword} in {offers}");
    }
    assert!(!offers.contains("STARTTLS"), "there is no certificate");
}

#[test]
fn k3_where_no_primary_takes_international_mail_it_is_refused_at_once() {
    let stage = Stage::with(bakery(nowhere()), |settings| settings.smtputf8 = false);
    assert!(!stage.sender().ask("EHLO mx.cees.test").contains("SMTPUTF8"));
    check(
        &stage,
        &[
            HELLO,
            ("MAIL FROM:<cees@cees.test> SMTPUTF8", "555 5.5.4"),
            ("MAIL FROM:<jos\u{e9}@cees.test>", "553 5.6.7"),
            MAIL,
            ("RCPT TO:<jos\u{e9}@bakery.test>", "553 5.6.7"),
            RCPT,
        ],
    );
}

#[test]
fn mail_to_the_relays_own_postmaster_reaches_who_is_named() {
    let own = |settings: &mut Settings| settings.postmaster = Some("anna@bakery.test".into());
    let stage = Stage::with(bakery(nowhere()), own);
    let to =
        ["RCPT TO:<Postmaster>", "RCPT TO:<postmaster@MX2.hostler.test>"].map(|said| (said, "250 2.1.5"));
    let foreign = ("RCPT TO:<postmaster@elsewhere.test>", "550 5.7.1");
    check(&stage, &[HELLO, MAIL, to[0], to[1], foreign, DATA, ("hello\r\n.", "250")]);
    let id = stage.relay().queue.index().oldest_first().next().unwrap().0;
    let (envelope, _) = stage.relay().queue.read(id).unwrap().unwrap();
    let recipients = &envelope.parcels[0].recipients;
    assert!(recipients.iter().all(|to| to.address == "anna@bakery.test"), "{recipients:?}");
}

#[test]
fn what_is_sent_at_once_is_answered_in_turn() {
    let stage = Stage::alone();
    let mut sender = stage.sender();
    sender.write(
        b"EHLO x.test\r\nMAIL FROM:<>\r\nRCPT TO:<anna@bakery.test>\r\nRCPT TO:<nobody@bakery.test>\r\nDATA\r\n\
        hello\r\n.\r\nMAIL FROM:<cees@cees.test>\r\nRCPT TO:<bram@cakes.test>\r\nDATA\r\n..\r\n.\r\nQUIT\r\n",
    );
    let codes: Vec<String> = (0..10).map(|_| sender.reply()[..3].to_string()).collect();
    assert_eq!(codes, ["250", "250", "250", "550", "354", "250", "250", "250", "354", "250"]);
    assert_eq!(sender.rest(), "221 2.0.0 mx2.hostler.test goodbye\r\n");
    assert_eq!(stage.depth(), 2);
}

#[test]
fn chunks_make_a_message() {
    let stage = Stage::alone();
    let mut sender = stage.sender();
    sender.begin("cees@cees.test", &["anna@bakery.test"]);
    sender.write(b"BDAT 9\r\nSubject: BDAT 6\r\n x\r\n\r\nBDAT 0 LAST\r\n");
    for _ in 0..3 {
        assert!(sender.reply().starts_with("250"));
    }
    // A chunk without a transaction is read all the same, so that nothing in it becomes a command.
    sender.write(b"BDAT 14 LAST\r\nMAIL FROM:<>\r\nNOOP\r\n");
    assert!(sender.reply().starts_with("503"));
    assert!(sender.reply().starts_with("250 2.0.0 OK"));
    sender.begin("cees@cees.test", &["anna@bakery.test"]);
    sender.write(b"BDAT 5\r\na\nb\r\n");
    assert!(sender.reply().starts_with("250"));
    sender.expect("DATA", "503");
    sender.write(b"BDAT 0 LAST\r\n");
    assert!(sender.reply().starts_with("554 5.6.0"));
    assert_eq!(stage.depth(), 1);
}

#[test]
fn more_than_a_hundred_recipients_come_in_two_messages() {
    let stage = Stage::alone();
    let mut sender = stage.sender();
    sender.begin("cees@cees.test", &[]);
    for n in 0..100 {
        sender.expect(&format!("RCPT TO:<baker{n}@bakery.test>"), "250");
    }
    sender.expect("RCPT TO:<baker100@bakery.test>", "452 4.5.3");
    sender.expect("DATA", "354");
    sender.expect("hello\r\n.", "250");
}

#[test]
fn etrn_is_the_primarys_own() {
    let stage = Stage::alone();
    check(&stage, &[HELLO, ("ETRN bakery.test", "251"), ("ETRN elsewhere.test", "459")]);
    stage.send(&["anna@bakery.test"], "hello");
    check(&stage, &[HELLO, ("ETRN @bakery.test", "253"), ("ETRN #cakes.test", "251")]);
    let elsewhere = PrimarySettings { next_hop: "192.0.2.1:25".parse().unwrap(), ..bakery(nowhere()) };
    check(&Stage::with(elsewhere, |_| {}), &[HELLO, ("ETRN bakery.test", "459 4.7.1")]);
}

#[test]
fn a_quota_puts_mail_off() {
    let stage = Stage::with(PrimarySettings { most_messages: 2, ..bakery(nowhere()) }, |_| {});
    stage.send(&["anna@bakery.test", "bram@cakes.test"], "hello");
    check(&stage, &[HELLO, MAIL, ("RCPT TO:<anna@bakery.test>", "452 4.2.2")]);
}

#[test]
fn a_full_disk_puts_mail_off() {
    let stage = Stage::with(bakery(nowhere()), |settings| settings.reserve_bytes = u64::MAX);
    check(&stage, &[HELLO, MAIL, RCPT, DATA, ("hello\r\n.", "452 4.3.1"), ("NOOP", "250")]);
}
