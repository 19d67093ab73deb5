//! Who may take a parcel, and when: what couriers, people and time do to it in turn.

use crate::stage::{NOW_MS, contents, deliver, mark, open, put, wait};
use hostler_relay::queue::disk::{Kept, Simulated};
use hostler_relay::queue::{Became, Mark, Queue, QueueId, Standing};

fn take(queue: &Queue) -> Option<QueueId> {
    queue.index().take(&["bakery.test".into()], |_| false).map(|(id, _)| id)
}

fn became(queue: &Queue, id: QueueId, became: Became) {
    wait(queue.mark_now(vec![mark(id, became)])).unwrap();
}

#[test]
fn what_was_put_off_comes_after_what_was_never_tried() {
    let (queue, _) = open(&Simulated::default(), 1 << 20);
    let [first, second, third] = [0; 3].map(|_| put(&queue, 100).unwrap());
    assert_eq!(take(&queue), Some(first));
    queue.index().stand(first, Standing::Deferred);
    assert_eq!(queue.index().wake(first), Some("bakery.test"));
    assert_eq!(queue.index().wake(second), None, "it waits, and stays where it is");
    assert!(queue.index().waits_for(&["bakery.test".into()]));
    assert_eq!([take(&queue), take(&queue), take(&queue)], [Some(second), Some(third), Some(first)]);
    assert_eq!(queue.index().wake(first), None, "it is on its way");
    assert_eq!(take(&queue), None);
}

#[test]
fn k3_what_is_on_its_way_is_released_to_nobody_else() {
    let (queue, _) = open(&Simulated::default(), 1 << 20);
    let id = put(&queue, 100).unwrap();
    assert_eq!(take(&queue), Some(id));
    became(&queue, id, Became::Held("somebody holds it".into()));
    became(&queue, id, Became::Released);
    assert_eq!(queue.index().entry_of(id).unwrap().standing, Standing::Taken);
    assert_eq!(take(&queue), None);
    // The primary did not want it, and nobody holds it.
    queue.index().stand(id, Standing::Waiting);
    assert_eq!(take(&queue), Some(id));
    became(&queue, id, Became::Held("somebody holds it".into()));
    queue.index().stand(id, Standing::Waiting);
    became(&queue, id, Became::Released);
    assert_eq!(take(&queue), Some(id), "nobody carried it any more");
}

#[test]
fn who_it_is_released_for_on_its_way_gets_it_afterwards() {
    let (queue, _) = open(&Simulated::default(), 1 << 20);
    let mail = crate::stage::envelope(&queue, &["bakery.test"], 2);
    let id = QueueId(mail.first);
    wait(queue.accept(mail, b"x\r\n".to_vec())).unwrap();
    let one = |place: u8, became: Became| Mark { to: vec![place], ..mark(id, became) };
    wait(queue.mark_now(vec![one(1, Became::Held("550 no".into()))])).unwrap();
    assert_eq!((take(&queue), queue.index().left(id)), (Some(id), 0b01));
    became(&queue, id, Became::Released);
    assert_eq!(take(&queue), None);
    wait(queue.mark(vec![one(0, Became::Delivered)])).unwrap();
    queue.close();
    assert_eq!((take(&queue), queue.index().left(id)), (Some(id), 0b10));
}

#[test]
fn when_it_was_released_outlives_copies_and_restarts() {
    let disk = Simulated::default();
    let (queue, _) = open(&disk, 2_000);
    let id = put(&queue, 300).unwrap();
    let released = Mark { at_ms: NOW_MS + 5, ..mark(id, Became::Released) };
    wait(queue.mark_now(vec![mark(id, Became::Held("it is old".into())), released])).unwrap();
    let before = queue.index().entry_of(id).unwrap().segment;
    for _ in 0..200 {
        let other = put(&queue, 300).unwrap();
        deliver(&queue, other).unwrap();
    }
    assert_ne!(queue.index().entry_of(id).unwrap().segment, before, "it was copied");
    assert_eq!(queue.index().counts_from_ms(id), Some(NOW_MS + 5));
    queue.close();
    let (queue, _) = open(&disk.cut_power(|| Kept::Lost), 2_000);
    assert_eq!(contents(&queue).len(), 1);
    assert_eq!(queue.index().counts_from_ms(id), Some(NOW_MS + 5));
}

#[test]
fn many_segments_are_read_with_few_files_open() {
    let folder = tempfile::tempdir().unwrap();
    let disk = hostler_relay::queue::Disk::folder(folder.path()).unwrap();
    let (queue, _) = Queue::open(disk, crate::stage::settings(1)).unwrap();
    let ids: Vec<QueueId> = (0..150).map(|_| put(&queue, 100).unwrap()).collect();
    let envelopes = wait(queue.envelopes(ids.clone()));
    assert_eq!(envelopes.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids);
    assert!(envelopes.iter().all(|(id, envelope)| envelope.first == id.0));
    let open = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
    let inside = |file: &std::fs::DirEntry| {
        std::fs::read_link(file.path()).is_ok_and(|path| path.starts_with(folder.path()))
    };
    assert!(open.filter(inside).count() < 70);
    assert_eq!(contents(&queue).len(), 150);
}
