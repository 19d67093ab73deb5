//! Answers are counted, five minutes together, until they are written down: how many, how long they took, and for how
//! long the protocol was watched and was down.

use super::super::rules::slot_of;
use super::super::store::targets::Slot;
use super::{Id, Server};
use hostler_probe::Answer;

/// Answers of five minutes that are not written down yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub slot_ms: i64,
    pub probes: i64,
    pub failures: i64,
    pub sum_ms: i64,
    pub most_ms: i64,
    pub watched_ms: i64,
    pub down_ms: i64,
}

/// For how long a protocol was watched, and down, up to an answer; in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lasted {
    pub watched_ms: i64,
    pub down_ms: i64,
}

/// Adds an answer to those of its five minutes.
pub fn count(counts: &mut Vec<Counts>, answer: &Answer, (lasted, now_ms): (Lasted, i64)) {
    let slot_ms = slot_of(now_ms);
    if counts.last().is_none_or(|last| last.slot_ms != slot_ms) {
        counts.push(Counts {
            slot_ms,
            probes: 0,
            failures: 0,
            sum_ms: 0,
            most_ms: 0,
            watched_ms: 0,
            down_ms: 0,
        });
    }
    let Some(last) = counts.last_mut() else { return };
    last.probes += 1;
    last.watched_ms += lasted.watched_ms;
    last.down_ms += lasted.down_ms;
    match answer.outcome {
        Ok(_) => {
            last.sum_ms += answer.total_ms;
            last.most_ms = last.most_ms.max(answer.total_ms);
        }
        Err(_) => last.failures += 1,
    }
}

impl Counts {
    pub fn row(self, server: &Id<Server>, word: &str) -> Slot {
        Slot {
            server_id: server.clone(),
            protocol: word.into(),
            slot_ms: self.slot_ms,
            probes: self.probes,
            failures: self.failures,
            sum_ms: self.sum_ms,
            most_ms: self.most_ms,
            watched_ms: self.watched_ms,
            down_ms: self.down_ms,
        }
    }
}
