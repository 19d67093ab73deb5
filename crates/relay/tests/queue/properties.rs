//! Random operations, the power cut at a random write, the disk free to keep or lose each sector that was not synced.

use crate::stage::{body, envelope, mark, open, put_all, wait};
use hostler_relay::queue::disk::{Broken, Kept, Simulated};
use hostler_relay::queue::{Became, Queue, QueueId};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Debug, Clone)]
enum Step {
    /// So many messages at once, of such a length.
    Accept(u8, u16),
    /// The oldest but so many.
    Deliver(u8),
    Hold(u8),
    Release(u8),
    /// The power goes so many writes later; afterwards sectors are kept by these bits.
    Cut(u8, u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..6u8, 0..3000u16).prop_map(|(count, length)| Step::Accept(count, length)),
        4 => (0..8u8).prop_map(Step::Deliver),
        1 => (0..8u8).prop_map(Step::Hold),
        1 => (0..8u8).prop_map(Step::Release),
        2 => (0..12u8, any::<u64>()).prop_map(|(after, keep)| Step::Cut(after, keep)),
    ]
}

/// What is promised to somebody.
#[derive(Default)]
struct Promised {
    /// Said 250 to, not delivered.
    accepted: BTreeMap<QueueId, usize>,
    /// Marked as delivered, and told so.
    delivered: BTreeSet<QueueId>,
    /// Handed over, answer unknown: may be there or not.
    open: BTreeMap<QueueId, usize>,
    /// Handed over as delivered, answer unknown.
    maybe_delivered: BTreeSet<QueueId>,
}

struct World {
    disk: Simulated,
    queue: Arc<Queue>,
    promised: Promised,
}

impl World {
    fn step(&mut self, step: &Step) {
        match step {
            Step::Accept(count, length) => self.accept(*count, usize::from(*length)),
            Step::Deliver(place) => self.become_something(*place, Became::Delivered),
            Step::Hold(place) => self.become_something(*place, Became::Held("550 no".into())),
            Step::Release(place) => self.become_something(*place, Became::Released),
            Step::Cut(after, keep) => {
                self.disk.break_down(Broken::After(u64::from(*after)));
                // Something is under way when it happens.
                self.accept(3, 900);
                self.become_something(0, Became::Delivered);
                self.restart(*keep);
            }
        }
    }

    fn accept(&mut self, count: u8, length: usize) {
        let all: Vec<_> =
            (0..count).map(|_| envelope(&self.queue, &["bakery.test", "cees.test"], 2)).collect();
        for (first, answer) in put_all(&self.queue, all, length) {
            let known = match answer {
                Ok(()) => &mut self.promised.accepted,
                Err(_) => &mut self.promised.open,
            };
            known.extend([(QueueId(first), length), (QueueId(first + 1), length)]);
        }
    }

    fn become_something(&mut self, place: u8, became: Became) {
        let Some(id) = self.promised.accepted.keys().nth(place.into()).copied() else { return };
        let told = wait(self.queue.mark_now(vec![mark(id, became.clone())]));
        match (became, told) {
            (Became::Delivered, Ok(())) => {
                self.promised.accepted.remove(&id);
                self.promised.delivered.insert(id);
            }
            (Became::Delivered, Err(_)) => drop(self.promised.maybe_delivered.insert(id)),
            _ => {}
        }
    }

    fn restart(&mut self, keep: u64) {
        let mut state = keep | 1;
        self.restart_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if state >> 63 == 1 { Kept::Written } else { Kept::Lost }
        });
    }

    fn restart_with(&mut self, keep: impl FnMut() -> Kept) {
        self.queue.close();
        self.disk = self.disk.cut_power(keep);
        self.queue = Arc::new(open(&self.disk, 4_000).0);
        self.check();
    }

    fn check(&mut self) {
        let found = crate::stage::contents(&self.queue);
        for (id, length) in &self.promised.accepted {
            match found.get(id) {
                Some(seen) => assert_eq!(*seen, body_of(*id, *length, &found), "{id} is altered"),
                None => assert!(self.promised.maybe_delivered.contains(id), "{id} is lost"),
            }
        }
        for (id, seen) in &found {
            assert!(!self.promised.delivered.contains(id), "{id} was delivered and is there again");
            let length = self.promised.accepted.get(id).or(self.promised.open.get(id));
            assert_eq!(*seen, body_of(*id, *length.expect("nobody sent it"), &found), "{id} is altered");
        }
        self.promised.accepted.retain(|id, _| found.contains_key(id));
        let open = std::mem::take(&mut self.promised.open);
        self.promised.accepted.extend(open.into_iter().filter(|(id, _)| found.contains_key(id)));
    }
}

/// The second parcel of a message has the first one's body.
fn body_of(id: QueueId, length: usize, found: &BTreeMap<QueueId, Vec<u8>>) -> Vec<u8> {
    let first = body(id.0, length);
    if found.get(&id) == Some(&first) { first } else { body(id.0 - 1, length) }
}

impl World {
    fn new() -> World {
        let disk = Simulated::default();
        let queue = Arc::new(open(&disk, 4_000).0);
        World { disk, queue, promised: Promised::default() }
    }
}

/// What fills, sums up, copies and removes segments.
fn a_day() -> Vec<Step> {
    let hour = [
        Step::Accept(3, 900),
        Step::Deliver(1),
        Step::Accept(2, 300),
        Step::Hold(0),
        Step::Deliver(2),
        Step::Deliver(1),
        Step::Release(0),
        Step::Deliver(3),
        Step::Deliver(1),
    ];
    (0..6).flat_map(|_| hour.clone()).collect()
}

/// The power goes after each write and each sync of a day, one day for each; of what was not synced, the disk keeps
/// nothing, everything, every other sector, or what it likes.
#[test]
fn k3_the_power_may_go_at_any_write_and_no_promise_is_broken() {
    let mut cuts = 0;
    for after in 0.. {
        let mut reached = false;
        for keep in 0..4_u64 {
            let mut world = World::new();
            world.disk.break_down(Broken::After(after));
            a_day().iter().for_each(|step| world.step(step));
            reached |= world.queue.stopped().borrow().is_some();
            let mut number = 0_u64;
            match keep {
                0 => world.restart_with(|| Kept::Lost),
                1 => world.restart_with(|| Kept::Written),
                2 => world.restart_with(|| {
                    number += 1;
                    if number.is_multiple_of(2) { Kept::Written } else { Kept::Lost }
                }),
                _ => world.restart(after),
            }
            // It goes on, and what it promises from now on holds too.
            world.step(&Step::Accept(2, 500));
            world.restart_with(|| Kept::Lost);
        }
        if !reached {
            break;
        }
        cuts += 1;
    }
    assert!(cuts > 100, "only {cuts} writes and syncs");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn no_acknowledged_message_is_lost_and_none_is_altered(steps in proptest::collection::vec(step(), 1..40)) {
        let mut world = World::new();
        steps.iter().for_each(|step| world.step(step));
        world.restart(0);
    }
}
