//! What people ask a running relay, and what happens after 30 days.

use crate::primary::{Manner, Primary};
use crate::stage::{Stage, eventually};
use hostler_kit::time::Clock;
use hostler_relay::admin::{Answer, Question, Standing, ask};
use hostler_relay::deliver::LIFETIME_MS;
use hostler_relay::run::Relay;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

fn status(stage: &Stage) -> Standing {
    match ask(&stage.settings.socket(), &Question::Status).unwrap() {
        Answer::Status(standing) => standing,
        other => panic!("{other:?}"),
    }
}

fn done(stage: &Stage, question: &Question) -> usize {
    match ask(&stage.settings.socket(), question).unwrap() {
        Answer::Done { count } => count,
        other => panic!("{other:?}"),
    }
}

#[test]
fn people_see_hold_release_and_discard_mail() {
    let stage = Stage::alone();
    stage.send(&["anna@bakery.test"], "Subject: first\r\n\r\nhello");
    stage.send(&["bram@bakery.test", "anna@bakery.test"], "Subject: second\r\n\r\nhello");
    let mode = std::fs::metadata(stage.settings.socket()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    eventually("it is seen to be down", || status(&stage).primaries[0].seen == "down");
    let standing = status(&stage);
    assert_eq!((standing.messages, standing.held, standing.stopped), (2, 0, None));
    assert!(standing.primaries[0].trouble.as_ref().unwrap().starts_with("no connection"));
    assert!(standing.primaries[0].domains[0].oldest_seconds.unwrap() < 60);
    let list = Question::Messages { domain: "bakery.test".into(), after: None, limit: None };
    let Answer::Messages { messages } = ask(&stage.settings.socket(), &list).unwrap() else { panic!() };
    assert_eq!(messages[1].recipients, ["bram@bakery.test", "anna@bakery.test"]);
    let (first, second) = (messages[0].id.clone(), messages[1].id.clone());
    let show = Question::Show { id: first.clone() };
    let Answer::Show { text, envelope, .. } = ask(&stage.settings.socket(), &show).unwrap() else { panic!() };
    assert!(text.contains("Subject: first") && envelope.client.helo == "mx.cees.test");
    assert_eq!(done(&stage, &Question::Hold { what: "bakery.test".into() }), 2);
    assert_eq!(status(&stage).held, 2);
    let primary = Primary::at(stage.settings.primaries[0].next_hop, Manner::default());
    assert_eq!(done(&stage, &Question::Discard { id: first.clone() }), 1);
    assert!(matches!(ask(&stage.settings.socket(), &show).unwrap(), Answer::Refused { .. }));
    assert_eq!(done(&stage, &Question::Release { what: second }), 1);
    eventually("it is delivered", || stage.depth() == 0);
    assert_eq!(primary.letters().len(), 1);
    assert!(primary.letters()[0].body.contains("Subject: second"));
    assert_eq!(done(&stage, &Question::Flush { domain: None }), 1);
    let foreign = Question::Flush { domain: Some("elsewhere.test".into()) };
    assert!(matches!(ask(&stage.settings.socket(), &foreign).unwrap(), Answer::Refused { .. }));
}

#[test]
fn mail_for_a_domain_that_left_the_table_is_shown() {
    let mut stage = Stage::alone();
    stage.send(&["anna@cakes.test"], "hello");
    stage.settings.primaries[0].domains.pop();
    stage.relay().reload(&stage.settings).unwrap();
    let standing = status(&stage);
    assert_eq!(standing.homeless.len(), 1);
    assert_eq!((standing.homeless[0].domain.as_str(), standing.homeless[0].messages), ("cakes.test", 1));
}

#[test]
fn after_thirty_days_mail_is_held_and_not_lost() {
    let mut stage = Stage::alone();
    stage.send(&["anna@bakery.test"], "hello");
    stage.stop();
    let now_ms = Clock::System.now_ms();
    for (later_ms, held) in [(LIFETIME_MS - 60_000, 0), (LIFETIME_MS + 60_000, 1)] {
        let clock = Clock::Fixed(Arc::new(AtomicI64::new(now_ms + later_ms)));
        stage.relay = Some(stage.runtime.block_on(Relay::start(&stage.settings, clock)).unwrap());
        eventually("it is as old as that", || status(&stage).held == held);
        assert_eq!(stage.depth(), 1);
        stage.stop();
    }
}

#[test]
fn k3_what_was_released_is_tried_for_thirty_days_more() {
    let mut stage = Stage::alone();
    stage.send(&["anna@bakery.test"], "hello");
    stage.stop();
    let now_ms = Clock::System.now_ms();
    let start = |stage: &mut Stage, later_ms: i64| {
        let clock = Clock::Fixed(Arc::new(AtomicI64::new(now_ms + later_ms)));
        stage.relay = Some(stage.runtime.block_on(Relay::start(&stage.settings, clock)).unwrap());
    };
    start(&mut stage, LIFETIME_MS + 60_000);
    eventually("it is held", || status(&stage).held == 1);
    assert_eq!(done(&stage, &Question::Release { what: "bakery.test".into() }), 1);
    stage.stop();
    start(&mut stage, 2 * LIFETIME_MS);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!((status(&stage).held, stage.depth()), (0, 1), "it is tried");
    stage.stop();
    start(&mut stage, 2 * LIFETIME_MS + 120_000);
    eventually("it is held again", || status(&stage).held == 1);
}
