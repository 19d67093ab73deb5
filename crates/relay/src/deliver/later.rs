//! Messages that were put off, primary by primary.

use crate::queue::{Queue, QueueId};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Mutex;

/// After a refusal for now, a message waits so long; twice as long each time, up to the most.
const FIRST_DELAY_MS: i64 = 10_000;
const MOST_DELAY_MS: i64 = 15 * 60_000;

#[derive(Debug, Default)]
pub struct Later {
    due: Mutex<BTreeSet<(i64, QueueId)>>,
    tries: Mutex<HashMap<QueueId, u32>>,
}

impl Later {
    pub fn put_off(&self, id: QueueId, now_ms: i64) {
        let mut tries = self.tries.lock().expect("nobody panics while holding it");
        let times = tries.entry(id).or_default();
        let delay = (FIRST_DELAY_MS << (*times).min(20)).min(MOST_DELAY_MS);
        *times += 1;
        self.due.lock().expect("nobody panics while holding it").insert((now_ms + delay, id));
    }

    pub fn forget(&self, id: QueueId) {
        self.tries.lock().expect("nobody panics while holding it").remove(&id);
    }

    /// Those whose time has come, all of them if somebody asks for delivery now.
    pub fn due(&self, until_ms: i64) -> Vec<QueueId> {
        let mut due = self.due.lock().expect("nobody panics while holding it");
        let not_yet = due.split_off(&(until_ms.saturating_add(1), QueueId(0)));
        std::mem::replace(&mut *due, not_yet).into_iter().map(|(_, id)| id).collect()
    }

    pub fn next_ms(&self) -> Option<i64> {
        self.due.lock().expect("nobody panics while holding it").first().map(|(at_ms, _)| *at_ms)
    }

    /// Takes out what is for no domain of these any more.
    pub fn let_go(&self, queue: &Queue, own: &[String]) -> Vec<QueueId> {
        let own: HashSet<&str> = own.iter().map(String::as_str).collect();
        let index = queue.index();
        let stays =
            |id: QueueId| index.entry_of(id).is_some_and(|entry| own.contains(index.domain_of(entry)));
        let mut due = self.due.lock().expect("nobody panics while holding it");
        let (left, gone): (BTreeSet<_>, BTreeSet<_>) =
            std::mem::take(&mut *due).into_iter().partition(|(_, id)| stays(*id));
        *due = left;
        drop((due, index));
        gone.iter().for_each(|(_, id)| self.forget(*id));
        gone.into_iter().map(|(_, id)| id).collect()
    }
}

/// What was put off waits again. Whose domain is another primary's by now is told.
pub fn wake(queue: &Queue, due: Vec<QueueId>, own: &[String]) {
    if due.is_empty() {
        return;
    }
    let own: HashSet<&str> = own.iter().map(String::as_str).collect();
    let mut foreign = HashSet::new();
    let mut index = queue.index();
    for id in due {
        if let Some(domain) = index.wake(id).filter(|domain| !own.contains(domain)) {
            foreign.insert(domain.to_string());
        }
    }
    drop(index);
    queue.call_for(foreign.iter().map(String::as_str));
}
