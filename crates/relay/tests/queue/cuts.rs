//! A log that ends anywhere, and one in which bytes are wrong.

use crate::stage::{body, contents, deliver, newest, open, put, wait};
use hostler_relay::queue::QueueId;
use hostler_relay::queue::disk::Simulated;

#[test]
fn a_log_cut_at_any_byte_keeps_every_whole_record_before() {
    let disk = Simulated::default();
    let (queue, _) = open(&disk, 1 << 20);
    let mut ends = Vec::new();
    for length in [10, 300, 1, 700] {
        let id = put(&queue, length).unwrap();
        ends.push((id, newest(&disk).1));
    }
    deliver(&queue, ends[1].0).unwrap();
    let marked = newest(&disk).1;
    queue.close();
    let (name, whole) = newest(&disk);
    for cut in 0..=whole {
        let disk = disk.copy();
        disk.spoil(&name, |bytes| bytes.truncate(cut));
        let (queue, found) = open(&disk, 1 << 20);
        let gone = |id: QueueId| id == ends[1].0 && cut >= marked;
        let expect: Vec<QueueId> =
            ends.iter().filter(|(id, end)| *end <= cut && !gone(*id)).map(|(id, _)| *id).collect();
        assert_eq!(contents(&queue).into_keys().collect::<Vec<_>>(), expect, "cut at {cut}");
        let last =
            ends.iter().map(|(_, end)| *end).chain([marked]).filter(|end| *end <= cut).max().unwrap_or(0);
        assert_eq!(found.cut_bytes as usize, cut - last, "cut at {cut}");
        // And it goes on.
        let id = put(&queue, 50).unwrap();
        assert_eq!(contents(&queue)[&id], body(id.0, 50));
        queue.close();
        assert_eq!(open(&disk, 1 << 20).1.parcels, expect.len() + 1);
    }
}

#[test]
fn a_wrong_byte_costs_its_own_record_and_no_other() {
    let disk = Simulated::default();
    let (queue, _) = open(&disk, 1 << 20);
    let ids: Vec<QueueId> = (0..3).map(|_| put(&queue, 200).unwrap()).collect();
    queue.close();
    let (name, whole) = newest(&disk);
    let third = whole / 3;
    for at in 0..whole {
        let disk = disk.copy();
        disk.spoil(&name, |bytes| bytes[at] ^= 1 << (at % 8));
        let (queue, found) = open(&disk, 1 << 20);
        let hit = at / third;
        let expect: Vec<QueueId> =
            ids.iter().enumerate().filter(|(number, _)| *number != hit).map(|(_, id)| *id).collect();
        let kept = contents(&queue);
        assert_eq!(kept.keys().copied().collect::<Vec<_>>(), expect, "byte {at}");
        assert!(kept.iter().all(|(id, seen)| *seen == body(id.0, 200)), "byte {at}");
        assert_eq!(found.damaged_bytes + found.cut_bytes, third as u64, "byte {at}");
    }
}

#[test]
fn a_mail_that_looks_like_the_log_is_no_record() {
    let disk = Simulated::default();
    let (queue, _) = open(&disk, 1 << 20);
    let first = put(&queue, 100).unwrap();
    let (name, _) = newest(&disk);
    // Somebody who has a copy of another relay's log mails it.
    let forged = disk.read(&name).unwrap();
    let envelope = crate::stage::envelope(&queue, &["bakery.test"], 1);
    let id = envelope.first;
    let mut copied = forged.clone();
    copied[..8].copy_from_slice(b"othertag");
    wait(queue.accept(envelope, copied)).unwrap();
    queue.close();
    // Its own record is damaged, so that the reader looks for the next one inside the mail.
    disk.spoil(&name, |bytes| bytes[forged.len() + 12] ^= 1);
    let (queue, _) = open(&disk, 1 << 20);
    assert_eq!(contents(&queue).into_keys().collect::<Vec<_>>(), [first]);
    assert_ne!(first.0, id);
}

#[test]
fn damage_in_an_older_segment_leaves_the_newer_ones_whole() {
    let disk = Simulated::default();
    let (queue, _) = open(&disk, 400);
    let ids: Vec<QueueId> = (0..6).map(|_| put(&queue, 300).unwrap()).collect();
    queue.close();
    let first = hostler_relay::queue::Disk::Simulated(disk.clone()).names().unwrap()[0].clone();
    disk.spoil(&first, |bytes| bytes.fill(0));
    disk.spoil(&first.replace(".segment", ".summary"), |bytes| bytes.fill(0));
    let (queue, found) = open(&disk, 400);
    let kept: Vec<QueueId> = contents(&queue).into_keys().collect();
    assert!(found.damaged_bytes > 0);
    assert_eq!(kept, ids[ids.len() - kept.len()..]);
    assert!(kept.len() >= 4, "{kept:?}");
}
