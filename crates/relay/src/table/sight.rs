//! What the relay itself sees of each primary, and the bell that calls for delivery.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::{Notify, watch};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Seen {
    #[default]
    NotYet,
    Up,
    Down,
}

/// Of all primaries, by name.
#[derive(Debug, Default)]
pub struct Sight {
    each: Mutex<HashMap<String, Arc<View>>>,
}

/// Of one.
#[derive(Debug)]
pub struct View {
    seen: watch::Sender<Seen>,
    /// Deliver now: somebody asked for it.
    pub bell: Notify,
    /// Something came for it, or it is another by now.
    pub work: Notify,
    /// What it said last when it did not take a message, or why it could not be reached.
    trouble: Mutex<Option<String>>,
    pub delivered: AtomicU64,
    pub connections: AtomicUsize,
}

impl Sight {
    pub fn of(&self, primary: &str) -> Arc<View> {
        let mut each = self.each.lock().expect("nobody panics while holding it");
        each.entry(primary.into()).or_insert_with(|| Arc::new(View::default())).clone()
    }
}

impl Default for View {
    fn default() -> View {
        View {
            seen: watch::Sender::new(Seen::NotYet),
            bell: Notify::new(),
            work: Notify::new(),
            trouble: Mutex::default(),
            delivered: AtomicU64::new(0),
            connections: AtomicUsize::new(0),
        }
    }
}

impl View {
    pub fn seen(&self) -> Seen {
        *self.seen.borrow()
    }

    pub fn see(&self, seen: Seen) {
        self.seen.send_replace(seen);
    }

    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().expect("nobody panics while holding it").clone()
    }

    pub fn note(&self, trouble: Option<String>) {
        *self.trouble.lock().expect("nobody panics while holding it") = trouble;
    }

    pub fn count_delivered(&self) {
        self.delivered.fetch_add(1, Ordering::Relaxed);
    }
}
