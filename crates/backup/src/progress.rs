//! How far a backup or a restore is, for the person who waits.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// How often somebody who waits is told.
const TOLD_EVERY: Duration = Duration::from_millis(200);

/// How far it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    pub files: u64,
    pub bytes: u64,
    /// Bytes altogether, where they are known before the end: for a restore, not for a backup.
    pub of_bytes: Option<u64>,
}

/// Who is told how far it is, a few times a second and at the end, from a thread of its own.
pub trait Progress: Sync {
    fn at(&self, done: Done);
}

/// Nobody waits.
impl Progress for () {
    fn at(&self, _: Done) {}
}

impl<F: Fn(Done) + Sync> Progress for F {
    fn at(&self, done: Done) {
        self(done);
    }
}

/// What is counted while the work goes on.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub files: AtomicU64,
    pub bytes: AtomicU64,
    pub of_bytes: AtomicU64,
}

impl Tally {
    pub fn add(&self, bytes: u64) {
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub fn done(&self) -> Done {
        let of_bytes = self.of_bytes.load(Ordering::Relaxed);
        Done {
            files: self.files.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
            of_bytes: (of_bytes > 0).then_some(of_bytes),
        }
    }

    /// Does the work and tells meanwhile how far it is.
    pub fn told<T>(&self, progress: &dyn Progress, work: impl FnOnce() -> T) -> T {
        let over = AtomicBool::new(false);
        let result = thread::scope(|scope| {
            let teller = scope.spawn(|| {
                while !over.load(Ordering::Acquire) {
                    progress.at(self.done());
                    thread::park_timeout(TOLD_EVERY);
                }
            });
            let _ended = Ended { over: &over, teller: teller.thread().clone() };
            work()
        });
        progress.at(self.done());
        result
    }
}

/// Ends the telling also when the work panics.
struct Ended<'a> {
    over: &'a AtomicBool,
    teller: thread::Thread,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        self.teller.unpark();
    }
}
