//! A million waiting messages stay within 300 MB: their index is what a start has to hold.

use hostler_relay::queue::{Became, Entry, Envelope, Index, Mark, Parcel, Place, QueueId, Recipient};

/// A fifth of a million, so that the test is short.
const MESSAGES: u64 = 200_000;
/// 200 of each, so that there is room for reading the log beside it.
const MOST_BYTES: u64 = 200 * MESSAGES;

/// Bytes of memory that this process holds.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[test]
fn an_index_is_small() {
    assert!(size_of::<Entry>() <= 28, "{}", size_of::<Entry>());
    let mut index = Index::default();
    let mut envelope = Envelope { sender: "cees@cees.test".into(), ..Envelope::default() };
    let recipient = Recipient { address: "anna@bakery.test".into(), ..Recipient::default() };
    envelope.parcels =
        vec![Parcel { domain: "bakery.test".into(), recipients: vec![recipient], ..Parcel::default() }];
    let before = resident();
    for id in 0..MESSAGES {
        envelope.first = id;
        index.add(&envelope, Place { segment: 1, offset: id as u32, size: 4096 });
    }
    let waiting = resident() - before;
    assert!(waiting < MOST_BYTES, "{} bytes per message that waits", waiting / MESSAGES);
    println!("{} bytes per message that waits", waiting / MESSAGES);
    // Held for a reason of its own, each takes more, but not three times as much as is allowed.
    for id in 0..MESSAGES {
        let became = Became::Held(format!("{:<100}", format!("550 5.7.1 no {id}")));
        index.apply(&Mark { id: QueueId(id), to: vec![], became, at_ms: 0 });
    }
    let held = resident() - before;
    assert!(held < 3 * MOST_BYTES, "{} bytes per message that is held", held / MESSAGES);
    println!("{} bytes per message that is held", held / MESSAGES);
}
