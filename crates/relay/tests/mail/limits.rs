//! Each limit, once.

use crate::stage::{Sender, Stage};
use hostler_relay::run::Relay;
use hostler_relay::settings::Settings;
use hostler_relay::smtp::Limits;

fn limits() -> Limits {
    Limits::default()
}

#[test]
fn connections_from_one_address() {
    let stage = Stage::with_limits(Limits { sessions_per_address: 2, ..limits() });
    let (_one, two) = (stage.sender(), stage.sender());
    let mut three = Sender::quiet(stage.relay().addresses[0]);
    assert!(three.rest().starts_with("421 4.3.2"));
    drop(two);
    crate::stage::eventually("the seat is free", || {
        Sender::quiet(stage.relay().addresses[0]).reply().starts_with("220")
    });
}

#[test]
fn errors_and_idle_commands() {
    let stage = Stage::with_limits(Limits { errors: 3, idle_commands: 4, ..limits() });
    let mut sender = stage.sender();
    (0..3).for_each(|_| drop(sender.expect("XYZZY", "500")));
    sender.expect("XYZZY", "500");
    assert!(sender.rest().starts_with("421 4.7.0"));
    let mut sender = stage.sender();
    (0..4).for_each(|_| drop(sender.expect("NOOP", "250")));
    sender.expect("NOOP", "421 4.7.0");
    assert_eq!(sender.rest(), "");
}

#[test]
fn a_long_command() {
    let stage = Stage::alone();
    let mut sender = stage.sender();
    sender.expect(&format!("NOOP {}", "x".repeat(5000)), "500 5.5.2 the line is too long");
    sender.expect(&format!("NOOP {}", "x".repeat(500_000)), "500 5.5.2 the line is too long");
    sender.expect("NOOP", "250");
}

#[test]
fn a_big_message_is_read_to_its_end() {
    let stage = Stage::with_limits(Limits { message_bytes: 10_000, ..limits() });
    let mut sender = stage.sender();
    sender.begin("cees@cees.test", &["anna@bakery.test"]);
    sender.expect("DATA", "354");
    sender.expect(&format!("{}.", "0123456789\r\n".repeat(1000)), "552 5.3.4");
    sender.begin("cees@cees.test", &["anna@bakery.test"]);
    sender.write(format!("BDAT 12000 LAST\r\n{}", "0123456789\r\n".repeat(1000)).as_bytes());
    assert!(sender.reply().starts_with("552 5.3.4"));
    sender.begin("cees@cees.test", &["anna@bakery.test"]);
    sender.expect("DATA", "354");
    sender.expect("small\r\n.", "250");
    assert_eq!(stage.depth(), 1);
}

#[test]
fn memory_for_what_arrives() {
    let stage = Stage::with_limits(Limits { arriving_bytes: 10_000, ..limits() });
    let mut sender = stage.sender();
    sender.begin("cees@cees.test", &["anna@bakery.test"]);
    sender.expect("DATA", "354");
    // In parts, so that the first one has to be kept.
    sender.write("0123456789\r\n".repeat(1000).as_bytes());
    sender.write(b"x");
    std::thread::sleep(std::time::Duration::from_millis(200));
    sender.expect("\r\n.", "452 4.3.1");
    sender.begin("cees@cees.test", &["anna@bakery.test"]);
    sender.expect("DATA", "354");
    sender.expect("small\r\n.", "250");
}

#[test]
fn k3_an_announced_chunk_takes_no_memory_before_it_arrives() {
    let stage = Stage::with_limits(Limits { arriving_bytes: 10_000, message_bytes: 9_000, ..limits() });
    // Nobody asked who it is for, and one for whom it is too big: neither keeps others from sending.
    let mut stranger = stage.sender();
    stranger.write(b"BDAT 10000 LAST\r\nx");
    let mut greedy = stage.sender();
    greedy.begin("cees@cees.test", &["anna@bakery.test"]);
    greedy.write(b"BDAT 9999 LAST\r\nx");
    let mut slow = stage.sender();
    slow.begin("cees@cees.test", &["anna@bakery.test"]);
    slow.write(b"BDAT 8000 LAST\r\nx");
    std::thread::sleep(std::time::Duration::from_millis(200));
    stage.send(&["anna@bakery.test"], &"0123456789\r\n".repeat(600));
    assert_eq!(stage.depth(), 1);
    // What has arrived counts.
    slow.write("0123456789\r\n".repeat(500).as_bytes());
    std::thread::sleep(std::time::Duration::from_millis(200));
    let mut sender = stage.sender();
    sender.begin("cees@cees.test", &["anna@bakery.test"]);
    sender.write(format!("BDAT 6000 LAST\r\n{}", "0123456789\r\n".repeat(500)).as_bytes());
    assert!(sender.reply().starts_with("452 4.3.1"));
}

#[test]
fn k3_settings_by_which_mail_would_be_lost_are_refused() {
    let (stage, clock) = (Stage::alone(), hostler_kit::time::Clock::System);
    let big =
        |message_bytes| Settings { limits: Limits { message_bytes, ..limits() }, ..stage.settings.clone() };
    let long = Settings { segment_bytes: 5 << 30, ..stage.settings.clone() };
    for (settings, name) in [(big(256 << 20), "limits.message_bytes"), (long, "segment_bytes")] {
        let started = stage.runtime.block_on(Relay::start(&settings, clock.clone()));
        let told = started.err().expect("it does not start").to_string();
        assert!(told.starts_with(&format!("{name} is at most ")), "{told}");
    }
    assert!(big(252 << 20).check().is_ok());
}

#[test]
fn loops_and_endless_headers() {
    let stage = Stage::with_limits(Limits { hops: 3, header_lines: 10, ..limits() });
    let mut sender = stage.sender();
    for (header, code) in [
        ("Received: x\r\n".repeat(4), "554 5.4.6"),
        ("X: y\r\n".repeat(11), "554 5.6.0"),
        ("Received: x\r\n".repeat(3), "250"),
        (format!("\r\n{}", "Received: x\r\n".repeat(40)), "250"),
    ] {
        sender.begin("cees@cees.test", &["anna@bakery.test"]);
        sender.expect("DATA", "354");
        sender.expect(&format!("{header}\r\nhello\r\n."), code);
    }
}

#[test]
fn time_for_a_command() {
    let stage = Stage::with_limits(Limits { command_seconds: 1, ..limits() });
    let mut sender = stage.sender();
    assert_eq!(sender.rest(), "", "nobody waits for ever");
}

#[test]
fn time_for_a_message() {
    let stage = Stage::with_limits(Limits { message_seconds: 1, ..limits() });
    let mut sender = stage.sender();
    sender.begin("cees@cees.test", &["anna@bakery.test"]);
    sender.expect("DATA", "354");
    assert_eq!(sender.rest(), "");
    assert_eq!(stage.depth(), 0);
}

#[test]
fn k3_time_for_a_message_in_chunks() {
    let stage = Stage::with_limits(Limits { message_seconds: 1, ..limits() });
    let mut sender = stage.sender();
    sender.begin("cees@cees.test", &["anna@bakery.test"]);
    sender.write(b"BDAT 10 LAST\r\nx");
    assert_eq!(sender.rest(), "", "in the middle of one");
    let mut sender = stage.sender();
    sender.begin("cees@cees.test", &["anna@bakery.test"]);
    sender.write(b"BDAT 1\r\nx");
    assert!(sender.reply().starts_with("250"));
    assert_eq!(sender.rest(), "", "between two");
    assert_eq!(stage.depth(), 0);
}

#[test]
fn the_end_waits_for_who_is_in_the_middle_of_a_message() {
    let mut stage = Stage::alone();
    let mut idle = stage.sender();
    let mut sender = stage.sender();
    sender.begin("cees@cees.test", &["anna@bakery.test"]);
    sender.expect("DATA", "354");
    let ending = std::thread::spawn(move || {
        stage.stop();
        stage
    });
    assert!(idle.rest().starts_with("421 4.3.2"));
    sender.expect("hello\r\n.", "250");
    assert!(sender.rest().starts_with("421 4.3.2"));
    let mut stage = ending.join().unwrap();
    stage.relay = Some(
        stage
            .runtime
            .block_on(hostler_relay::run::Relay::start(&stage.settings, hostler_kit::time::Clock::System))
            .unwrap(),
    );
    assert_eq!(stage.depth(), 1);
}
