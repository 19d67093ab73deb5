//! A disk that fails, and one that is full.

use crate::stage::{body, contents, envelope, open, put, put_all, settings};
use hostler_relay::queue::disk::{Broken, Kept, Simulated};
use hostler_relay::queue::{Disk, NotTaken, Queue, Settings};
use std::sync::Arc;

#[test]
fn after_a_failed_sync_nothing_is_ever_accepted_again() {
    for broken in [Broken::Sync, Broken::Write] {
        let disk = Simulated::default();
        let (queue, _) = open(&disk, 1 << 20);
        let kept = put(&queue, 100).unwrap();
        disk.break_down(broken);
        assert_eq!(put(&queue, 100), Err(NotTaken::Stopped));
        assert!(queue.stopped().borrow().is_some());
        // The disk works again, but what it lost nobody knows.
        disk.break_down(Broken::After(u64::MAX));
        let syncs = disk.syncs();
        assert_eq!(put(&queue, 100), Err(NotTaken::Stopped));
        assert_eq!(disk.syncs(), syncs, "the descriptor was touched again");
        queue.close();
        let (queue, _) = open(&disk.cut_power(|| Kept::Lost), 1 << 20);
        assert_eq!(contents(&queue).into_keys().collect::<Vec<_>>(), [kept]);
    }
}

#[test]
fn a_full_disk_puts_mail_off_and_recovers() {
    let disk = Simulated::default();
    let wish = Settings { reserve_bytes: 1000, ..settings(1 << 20) };
    let (queue, _) = Queue::open(Disk::Simulated(disk.clone()), wish).unwrap();
    disk.set_free_bytes(Some(1500));
    assert!(put(&queue, 400).is_ok());
    assert_eq!(put(&queue, 600), Err(NotTaken::Full));
    disk.set_free_bytes(Some(900));
    assert_eq!(put(&queue, 1), Err(NotTaken::Full));
    assert!(queue.stopped().borrow().is_none());
    disk.set_free_bytes(None);
    assert!(put(&queue, 600).is_ok());
}

#[test]
fn many_sessions_share_a_sync() {
    let folder = tempfile::tempdir().unwrap();
    let (queue, _) = Queue::open(Disk::folder(folder.path()).unwrap(), settings(1 << 20)).unwrap();
    let queue = Arc::new(queue);
    let all: Vec<_> = (0..200).map(|_| envelope(&queue, &["bakery.test"], 1)).collect();
    let answers = put_all(&queue, all, 100);
    assert!(answers.iter().all(|(_, answer)| answer.is_ok()));
    assert!(queue.batches() < 50, "{} syncs for 200 messages", queue.batches());
    queue.close();
    drop(queue);
    let (queue, found) = Queue::open(Disk::folder(folder.path()).unwrap(), settings(1 << 20)).unwrap();
    assert_eq!((found.parcels, found.cut_bytes, found.damaged_bytes), (200, 0, 0));
    assert!(contents(&queue).iter().all(|(id, seen)| *seen == body(id.0, 100)));
}

#[test]
fn a_folder_belongs_to_one_relay() {
    let folder = tempfile::tempdir().unwrap();
    let first = Disk::folder(folder.path()).unwrap();
    assert!(Disk::folder(folder.path()).unwrap_err().to_string().contains("another relay"));
    drop(first);
    assert!(Disk::folder(folder.path()).is_ok());
}
