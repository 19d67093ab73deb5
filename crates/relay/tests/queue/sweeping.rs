//! What is delivered leaves the disk; what lives is never lost on the way.

use crate::stage::{body, contents, deliver, envelope, mark, open, put, wait};
use hostler_relay::queue::disk::{Kept, Simulated};
use hostler_relay::queue::{Became, Disk, Mark, QueueId};

fn segments(disk: &Simulated) -> usize {
    let names = Disk::Simulated(disk.clone()).names().unwrap();
    names.iter().filter(|name| name.ends_with(".segment")).count()
}

#[test]
fn delivered_segments_go() {
    let disk = Simulated::default();
    let (queue, _) = open(&disk, 2_000);
    let ids: Vec<QueueId> = (0..40).map(|_| put(&queue, 300).unwrap()).collect();
    assert!(segments(&disk) > 5);
    ids.iter().for_each(|id| deliver(&queue, *id).unwrap());
    put(&queue, 10).unwrap();
    assert!(segments(&disk) <= 2, "{}", segments(&disk));
    queue.close();
    assert_eq!(open(&disk, 2_000).1.parcels, 1);
}

#[test]
fn one_old_message_does_not_keep_the_disk_full() {
    let disk = Simulated::default();
    let (queue, _) = open(&disk, 2_000);
    let old = put(&queue, 300).unwrap();
    for _ in 0..300 {
        let id = put(&queue, 300).unwrap();
        deliver(&queue, id).unwrap();
    }
    assert!(segments(&disk) < 20, "{}", segments(&disk));
    assert_eq!(contents(&queue)[&old], body(old.0, 300));
    queue.close();
    let (queue, _) = open(&disk, 2_000);
    assert_eq!(contents(&queue).into_keys().collect::<Vec<_>>(), [old]);
}

#[test]
fn a_copy_knows_who_has_it_already() {
    let disk = Simulated::default();
    let (queue, _) = open(&disk, 2_000);
    let mail = envelope(&queue, &["bakery.test", "cees.test"], 3);
    let (bakery, cees) = (QueueId(mail.first), QueueId(mail.first + 1));
    wait(queue.accept(mail, body(bakery.0, 300))).unwrap();
    let held = Became::Held("550 5.7.1 not today".into());
    let marks = vec![
        mark(cees, Became::Delivered),
        Mark { to: vec![0], ..mark(bakery, Became::Delivered) },
        Mark { to: vec![2], ..mark(bakery, held) },
    ];
    wait(queue.mark_now(marks)).unwrap();
    let before = queue.index().entry_of(bakery).unwrap().segment;
    for _ in 0..200 {
        let id = put(&queue, 300).unwrap();
        deliver(&queue, id).unwrap();
    }
    assert_ne!(queue.index().entry_of(bakery).unwrap().segment, before, "it was copied");
    queue.close();
    let (queue, _) = open(&disk, 2_000);
    let index = queue.index();
    assert_eq!(index.left(bakery), 0b010);
    assert_eq!(index.held_of(bakery).unwrap().to, [2]);
    assert_eq!(index.entry_of(cees), None);
}

#[test]
fn what_was_delivered_does_not_come_back_with_a_removed_segment() {
    for cut in 0..2_u64.pow(6) {
        let disk = Simulated::default();
        // Each batch gets a segment of its own. The last mark frees three of them at once; the third speaks of the second.
        let (queue, _) = open(&disk, 1);
        let (other, id) = (put(&queue, 100).unwrap(), put(&queue, 100).unwrap());
        deliver(&queue, id).unwrap();
        deliver(&queue, other).unwrap();
        queue.close();
        let mut bits = cut;
        let disk = disk.cut_power(|| {
            bits >>= 1;
            if bits & 1 == 1 { Kept::Written } else { Kept::Lost }
        });
        assert!(!contents(&open(&disk, 1).0).contains_key(&id), "{cut:b}");
    }
}
