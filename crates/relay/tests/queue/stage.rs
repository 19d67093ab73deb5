//! A queue on a disk, and what goes into it.

use hostler_kit::random::Random;
use hostler_kit::time::Clock;
use hostler_relay::queue::disk::Simulated;
use hostler_relay::queue::{
    Became, Client, Disk, Envelope, Found, Mark, NotTaken, Parcel, Queue, QueueId, Recipient, Settings,
    Wishes,
};
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

pub const NOW_MS: i64 = 1_800_000_000_000;

pub fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

pub fn settings(segment_bytes: u64) -> Settings {
    let clock = Clock::Fixed(Arc::new(AtomicI64::new(NOW_MS)));
    Settings { segment_bytes, reserve_bytes: 0, clock, random: Random::seeded(7) }
}

pub fn open(disk: &Simulated, segment_bytes: u64) -> (Queue, Found) {
    // A tag of its own for each segment, also after a restart.
    let settings = Settings { random: Random::System, ..settings(segment_bytes) };
    Queue::open(Disk::Simulated(disk.clone()), settings).expect("a simulated disk can be read")
}

/// A message of Cees for so many people of each domain.
pub fn envelope(queue: &Queue, domains: &[&str], people: usize) -> Envelope {
    let parcel = |domain: &&str| Parcel {
        domain: domain.to_string(),
        recipients: (0..people)
            .map(|n| Recipient { address: format!("person{n}@{domain}"), ..Recipient::default() })
            .collect(),
        ..Parcel::default()
    };
    Envelope {
        first: queue.ids(domains.len() as u64).0,
        received_at_ms: NOW_MS,
        client: Client { address: "192.0.2.7".into(), helo: "mx.cees.test".into(), protocol: "ESMTP".into() },
        sender: "cees@cees.test".into(),
        wishes: Wishes::default(),
        parcels: domains.iter().map(parcel).collect(),
    }
}

/// A body that nobody else has.
pub fn body(number: u64, length: usize) -> Vec<u8> {
    let mut bytes = format!("Subject: {number}\r\n\r\n").into_bytes();
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    while bytes.len() < length {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        bytes.push((state >> 56) as u8);
    }
    bytes
}

pub fn put(queue: &Queue, length: usize) -> Result<QueueId, NotTaken> {
    let envelope = envelope(queue, &["bakery.test"], 1);
    let id = envelope.first;
    wait(queue.accept(envelope, body(id, length))).map(|()| QueueId(id))
}

pub fn mark(id: QueueId, became: Became) -> Mark {
    Mark { id, to: vec![], became, at_ms: NOW_MS }
}

pub fn deliver(queue: &Queue, id: QueueId) -> Result<(), NotTaken> {
    wait(queue.mark_now(vec![mark(id, Became::Delivered)]))
}

/// Everything that the queue has, as it reads it.
pub fn contents(queue: &Queue) -> BTreeMap<QueueId, Vec<u8>> {
    let ids: Vec<QueueId> = queue.index().oldest_first().map(|(id, _)| id).collect();
    ids.into_iter()
        .map(|id| (id, queue.read(id).unwrap().expect("what is in the index can be read").1))
        .collect()
}

/// The newest segment and its length.
pub fn newest(disk: &Simulated) -> (String, usize) {
    let names = Disk::Simulated(disk.clone()).names().unwrap();
    let name = names.into_iter().rfind(|name| name.ends_with(".segment")).expect("there is a segment");
    let length = disk.read(&name).unwrap().len();
    (name, length)
}

/// Hands all of these over at once, each with a body of so many bytes.
pub fn put_all(queue: &Arc<Queue>, all: Vec<Envelope>, length: usize) -> Vec<(u64, Result<(), NotTaken>)> {
    wait(async {
        let mut under_way = tokio::task::JoinSet::new();
        for envelope in all {
            let queue = queue.clone();
            let first = envelope.first;
            under_way.spawn(async move { (first, queue.accept(envelope, body(first, length)).await) });
        }
        under_way.join_all().await
    })
}
