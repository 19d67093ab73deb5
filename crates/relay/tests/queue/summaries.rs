//! Summaries of segments: a start that reads them finds what a start without them finds, and a wrong one counts for
//! nothing.

use crate::stage::{body, contents, deliver, mark, open, put};
use hostler_relay::queue::disk::Simulated;
use hostler_relay::queue::{Became, Disk, QueueId};

fn names(disk: &Simulated, ending: &str) -> Vec<String> {
    let names = Disk::Simulated(disk.clone()).names().unwrap();
    names.into_iter().filter(|name| name.ends_with(ending)).collect()
}

/// Twelve messages in segments of two or three; some delivered, one held.
fn filled() -> (Simulated, Vec<QueueId>) {
    let disk = Simulated::default();
    let (queue, _) = open(&disk, 1_000);
    let ids: Vec<QueueId> = (0..12).map(|_| put(&queue, 300).unwrap()).collect();
    deliver(&queue, ids[4]).unwrap();
    crate::stage::wait(queue.mark_now(vec![mark(ids[5], Became::Held("550 no".into()))])).unwrap();
    ids[8..10].iter().for_each(|id| deliver(&queue, *id).unwrap());
    put(&queue, 10).unwrap();
    queue.close();
    (disk, ids)
}

#[test]
fn a_start_by_summaries_finds_what_a_start_without_them_finds() {
    let (disk, ids) = filled();
    assert_eq!(names(&disk, ".summary").len(), names(&disk, ".segment").len() - 1, "all but the newest");
    let without = disk.copy();
    for name in names(&without, ".summary") {
        Disk::Simulated(without.clone()).remove(&name).unwrap();
    }
    let (by_summary, found) = open(&disk, 1_000);
    let (by_segment, expect) = open(&without, 1_000);
    assert_eq!(found, expect);
    assert_eq!(contents(&by_summary), contents(&by_segment));
    for id in ids {
        let (one, other) = (by_summary.index(), by_segment.index());
        assert_eq!(one.entry_of(id), other.entry_of(id), "{id}");
        assert_eq!(one.held_of(id), other.held_of(id), "{id}");
    }
}

#[test]
fn a_summary_that_is_cut_or_wrong_counts_for_nothing() {
    let (disk, _) = filled();
    let expect = contents(&open(&disk.copy(), 1_000).0);
    let first = names(&disk, ".summary")[0].clone();
    let length = disk.read(&first).unwrap().len();
    for at in 0..length {
        let (cut, wrong) = (disk.copy(), disk.copy());
        cut.spoil(&first, |bytes| bytes.truncate(at));
        wrong.spoil(&first, |bytes| bytes[at] ^= 1 << (at % 8));
        for disk in [cut, wrong] {
            let (queue, found) = open(&disk, 1_000);
            assert_eq!(contents(&queue), expect, "byte {at}");
            assert_eq!(found.damaged_bytes, 0, "byte {at}");
        }
    }
    // Neither does one beside a segment of another length.
    let segment = names(&disk, ".segment")[0].clone();
    disk.spoil(&segment, |bytes| bytes.truncate(bytes.len() - 1));
    assert!(open(&disk, 1_000).1.damaged_bytes > 0);
}

#[test]
fn a_damaged_record_behind_a_good_summary_is_told_when_it_is_read() {
    let disk = Simulated::default();
    let (queue, _) = open(&disk, 5_000);
    let ids: Vec<QueueId> = (0..6).map(|_| put(&queue, 3_000).unwrap()).collect();
    queue.close();
    let segment = names(&disk, ".segment")[0].clone();
    disk.spoil(&segment, |bytes| bytes[2_000] ^= 1);
    let (queue, found) = open(&disk, 5_000);
    assert_eq!((found.parcels, found.damaged_bytes), (6, 0), "the start did not read the segment");
    let read: Vec<bool> = ids.iter().map(|id| queue.read(*id).is_ok()).collect();
    assert_eq!(read, [false, true, true, true, true, true]);
    assert_eq!(queue.read(ids[5]).unwrap().unwrap().1, body(ids[5].0, 3_000));
}

#[test]
fn a_summary_goes_with_its_segment() {
    let (disk, ids) = filled();
    let (queue, _) = open(&disk, 1_000);
    ids.iter().for_each(|id| deliver(&queue, *id).unwrap());
    for _ in 0..4 {
        let id = put(&queue, 300).unwrap();
        deliver(&queue, id).unwrap();
    }
    queue.close();
    let segments = names(&disk, ".segment");
    let lonely: Vec<String> = names(&disk, ".summary")
        .into_iter()
        .filter(|name| !segments.contains(&name.replace(".summary", ".segment")))
        .collect();
    assert!(lonely.is_empty(), "{lonely:?}");
    Disk::Simulated(disk.clone()).create("00000000-0000000000000000.summary").unwrap();
    drop(open(&disk, 1_000));
    assert!(!names(&disk, ".summary").contains(&"00000000-0000000000000000.summary".to_string()));
}
