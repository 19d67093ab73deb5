//! Work that can wait: a backup hands each file through a dozen threads, and every one of them that wakes up would
//! push another one aside.

use std::panic::resume_unwind;
use std::thread;
use thread_priority::NormalThreadSchedulePolicy::Batch;
use thread_priority::{
    ThreadPriority, ThreadSchedulePolicy, set_thread_priority_and_policy, thread_native_id,
};

/// The middle of thread_priority's 0 to 99: a niceness of 0, as everybody has it.
const AS_EVERYBODY: u8 = 48;

/// Does the work in a thread of its own which, with all threads that it starts, interrupts nobody when it wakes up
/// (SCHED_BATCH of sched(7)). A third of a backup's processor time was threads that pushed each other aside.
pub(crate) fn quietly<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let quiet = || {
        let priority = ThreadPriority::Crossplatform(AS_EVERYBODY.try_into().expect("between 0 and 99"));
        let policy = ThreadSchedulePolicy::Normal(Batch);
        if let Err(error) = set_thread_priority_and_policy(thread_native_id(), priority, policy) {
            tracing::debug!(%error, "a backup works like everybody else");
        }
        work()
    };
    thread::scope(|scope| scope.spawn(quiet).join().unwrap_or_else(|panic| resume_unwind(panic)))
}
