//! Work that happens behind a request: a queue in the same database, filled in the caller's transaction.
//!
//! A job is leased to one worker at a time, retried with growing pauses and kept as *dead* when it has used up
//! its attempts, where staff see it and can let it run again. Jobs may run twice, so each is idempotent.

mod store;
#[cfg(test)]
mod tests;
mod work;

pub use store::{JobRow, JobState, counts, enqueue, enqueue_at, find, is_live, list, retry, waiting};
pub use work::{Queue, Wake};

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;

/// A piece of work on a program's `App`.
pub trait Job<App>: Serialize + DeserializeOwned + Send + 'static {
    /// Its name in table, log and staff pages, such as `reconcile-server`.
    const KIND: &'static str;
    /// After so many failures it is dead.
    const ATTEMPTS: i64 = 12;
    const LENGTH: Length = Length::Short;

    /// What it is about, shown beside its kind: a server's or an invoice's id. While one job of a kind waits for a
    /// subject, a second one is not added.
    fn subject(&self) -> String;

    fn run(self, app: &App) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// How long a job keeps its worker. Some workers take short ones alone, so that these never wait for hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Length {
    Short,
    /// Many minutes or hours: a backup, an export.
    Long,
}

/// Why a job did not succeed this time: the sentence that staff read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Failure {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        Failure(text)
    }
}

/// Pause before the next attempt: 1 s doubling to an hour.
fn pause_ms(attempts: i64) -> i64 {
    let doublings = attempts.clamp(1, 13) - 1;
    (1_000 << doublings).min(3_600_000)
}
