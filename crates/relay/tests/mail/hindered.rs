//! One mail, one mailbox or one log that fails keeps nobody else's mail back, and nothing is delivered twice for it.

use crate::primary::{Manner, Primary};
use crate::stage::{Stage, bakery, eventually, nowhere};
use hostler_kit::random::Random;
use hostler_kit::time::Clock;
use hostler_relay::admin::{Answer, Question, ask};
use hostler_relay::deliver::{self, Around};
use hostler_relay::queue::disk::{Broken, Simulated};
use hostler_relay::queue::{self, Disk, Envelope, NotTaken, Parcel, Queue, QueueId, Recipient};
use hostler_relay::smtp::Stage as Course;
use hostler_relay::table::{Change, PrimarySettings, Sight, Table, Trust};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// The stage's primary comes up.
fn up(stage: &Stage, manner: Manner) -> Primary {
    Primary::at(stage.settings.primaries[0].next_hop, manner)
}

fn deferred(stage: &Stage) -> u64 {
    stage.relay().queue.depth("bakery.test").deferred
}

#[test]
fn k3_a_full_mailbox_keeps_nobody_elses_mail_back() {
    let stage = Stage::alone();
    (0..50).for_each(|_| stage.send(&["bram@bakery.test"], "hello"));
    stage.send(&["anna@bakery.test"], "hello");
    let begun = Instant::now();
    let primary = up(&stage, Manner { rcpt: vec![("bram", "452 4.2.2 full")], ..Manner::default() });
    eventually("anna has hers", || primary.letters().len() == 1);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    eventually("the others wait", || deferred(&stage) == 50);
}

#[test]
fn k3_what_kills_the_primary_keeps_nothing_else_back() {
    let stage = Stage::alone();
    stage.send(&["bram@bakery.test"], "hello");
    (0..5).for_each(|_| stage.send(&["anna@bakery.test"], "hello"));
    let begun = Instant::now();
    let primary = up(&stage, Manner { dies_of: Some("bram"), ..Manner::default() });
    eventually("the others are delivered", || primary.letters().len() == 5);
    assert!(begun.elapsed() < Duration::from_secs(18), "{:?}", begun.elapsed());
    eventually("only the one is left", || (stage.depth(), deferred(&stage)) == (1, 1));
}

#[test]
fn k3_what_was_put_off_follows_its_domain_to_another_primary() {
    let busy = Manner { rcpt: vec![("anna", "451 4.3.0 later")], ..Manner::default() };
    let first = Primary::with(busy);
    let stage = Stage::with(bakery(first.address), |_| {});
    stage.send(&["anna@bakery.test"], "hello");
    eventually("it is put off", || deferred(&stage) == 1);
    let second = Primary::open();
    let put = Change::Put(Box::new(PrimarySettings { name: "bakery-2".into(), ..bakery(second.address) }));
    let begun = Instant::now();
    stage.relay().change_table(&[Change::Remove("bakery".into()), put]).unwrap();
    eventually("it is delivered", || stage.depth() == 0);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!((first.letters().len(), second.letters().len()), (0, 1));
}

fn asked(stage: &Stage, question: &Question) {
    let answer = ask(&stage.settings.socket(), question).unwrap();
    assert!(matches!(answer, Answer::Done { .. }), "{answer:?}");
}

#[test]
fn k3_hold_and_release_of_what_is_on_its_way_deliver_it_once() {
    let primary = Primary::with(Manner { thinks: Duration::from_secs(2), ..Manner::default() });
    let stage = Stage::with(bakery(primary.address), |_| {});
    stage.send(&["anna@bakery.test"], "hello");
    eventually("it is on its way", || {
        stage.relay().sight.of("bakery").connections.load(Ordering::Relaxed) == 1
    });
    std::thread::sleep(Duration::from_millis(200));
    asked(&stage, &Question::Hold { what: "bakery.test".into() });
    asked(&stage, &Question::Release { what: "bakery.test".into() });
    asked(&stage, &Question::Flush { domain: None });
    // Another one, so that somebody looks for what waits.
    stage.send(&["bram@bakery.test"], "hello");
    eventually("both are delivered", || stage.depth() == 0);
    assert_eq!(primary.letters().len(), 2);
}

#[test]
fn what_was_put_off_held_and_released_is_delivered_once() {
    let primary = Primary::with(Manner { rcpt: vec![("anna", "451 4.3.0 later")], ..Manner::default() });
    let stage = Stage::with(bakery(primary.address), |_| {});
    stage.send(&["anna@bakery.test"], "hello");
    eventually("it is put off", || deferred(&stage) == 1);
    asked(&stage, &Question::Hold { what: "bakery.test".into() });
    primary.behave(Manner { thinks: Duration::from_secs(2), ..Manner::default() });
    asked(&stage, &Question::Release { what: "bakery.test".into() });
    std::thread::sleep(Duration::from_millis(500));
    // Its time has come while it is on its way.
    asked(&stage, &Question::Flush { domain: None });
    eventually("it is delivered", || stage.depth() == 0);
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(primary.letters().len(), 1);
}

#[test]
fn tls_that_is_put_off_is_gone_without() {
    let manner =
        Manner { offers: vec!["STARTTLS"], start_tls: Some("454 4.7.0 not now"), ..Manner::default() };
    let primary = Primary::with(manner);
    let lax = PrimarySettings { trust: Trust::Opportunistic, ..bakery(primary.address) };
    let stage = Stage::with(lax, |_| {});
    stage.send(&["anna@bakery.test"], "hello");
    eventually("it is delivered", || stage.depth() == 0);
}

/// So many messages for Anna, in a queue on a disk.
async fn waiting(disk: &Simulated, count: u64) -> Arc<Queue> {
    let wish = queue::Settings {
        segment_bytes: 1 << 20,
        reserve_bytes: 0,
        clock: Clock::System,
        random: Random::System,
    };
    let queue = Arc::new(Queue::open(Disk::Simulated(disk.clone()), wish).unwrap().0);
    for _ in 0..count {
        let anna = Recipient { address: "anna@bakery.test".into(), ..Recipient::default() };
        let parcel = Parcel { domain: "bakery.test".into(), recipients: vec![anna], ..Parcel::default() };
        let QueueId(first) = queue.ids(1);
        let received_at_ms = Clock::System.now_ms();
        let envelope = Envelope { first, received_at_ms, parcels: vec![parcel], ..Envelope::default() };
        queue.accept(envelope, b"Subject: x\r\n\r\nhello\r\n".to_vec()).await.unwrap();
    }
    queue
}

#[test]
fn k3_when_the_log_stops_so_does_delivery() {
    let stage = Stage::with(bakery(nowhere()), |_| {});
    let primary = Primary::open();
    stage.runtime.block_on(async {
        let disk = Simulated::default();
        let queue = waiting(&disk, 400).await;
        disk.break_down(Broken::Sync);
        let (_table, table) = watch::channel(Arc::new(Table::new(&[bakery(primary.address)]).unwrap()));
        let (course, stage) = watch::channel(Course::Open);
        let around = Arc::new(Around {
            host: "mx2.hostler.test".into(),
            queue: queue.clone(),
            table,
            sight: Arc::new(Sight::default()),
            stage,
            clock: Clock::System,
            later: Default::default(),
            calls: Default::default(),
        });
        let running = tokio::spawn(deliver::run(around));
        while !queue.is_stopped() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(queue.mark(vec![]).await, Err(NotTaken::Stopped));
        course.send_replace(Course::Closing);
        running.await.unwrap();
    });
    let delivered = primary.letters().len();
    assert!((1..200).contains(&delivered), "{delivered} of 400 went out and could not be written down");
}
