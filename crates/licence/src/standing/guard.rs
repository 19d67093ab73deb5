//! The guard against a clock that is set back (L12).

use serde::{Deserialize, Serialize};

/// How far a clock may step back without a word: corrections after a start from a flat battery, not a trick.
const TOLERATED_MS: i64 = 24 * 3_600_000;

/// The latest time that a machine has seen, kept in two places of which a backup restores one at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    pub latest_ms: i64,
}

/// What the guard makes of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The time to reckon with: never before one that was seen already.
    pub now_ms: i64,
    /// How far the clock was set back, if by more than a day: to be shown.
    pub set_back_ms: Option<i64>,
}

impl Guard {
    /// Takes in what the clock says now.
    pub fn see(&mut self, clock_ms: i64) -> Seen {
        self.latest_ms = self.latest_ms.max(clock_ms);
        let back = self.latest_ms - clock_ms;
        Seen { now_ms: self.latest_ms, set_back_ms: (back > TOLERATED_MS).then_some(back) }
    }

    /// Takes in the time of a document that the vendor signed and this machine asked for just now: the one thing
    /// that may bring the guard back from a clock that had run wild.
    pub fn trust(&mut self, vendor_ms: i64) {
        self.latest_ms = vendor_ms;
    }

    /// The later of two memories.
    pub fn or(self, other: Guard) -> Guard {
        Guard { latest_ms: self.latest_ms.max(other.latest_ms) }
    }
}
