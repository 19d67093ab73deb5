//! How long to wait before an engine is started again.

use std::time::Duration;

const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

/// An engine that stayed up this long starts with the shortest wait again.
pub const SETTLED: Duration = Duration::from_secs(300);

/// 1, 2, 4 … 60 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackOff {
    next: Duration,
}

impl Default for BackOff {
    fn default() -> BackOff {
        BackOff { next: SHORTEST }
    }
}

impl BackOff {
    /// The wait to take now; the one after it is twice as long.
    pub fn take(&mut self) -> Duration {
        let now = self.next;
        self.next = (now * 2).min(LONGEST);
        now
    }

    /// Call when the engine was up for [`SETTLED`].
    pub fn reset(&mut self) {
        *self = BackOff::default();
    }
}
