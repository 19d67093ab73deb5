//! How long the last good answers took, and whether that is too long.

use super::Rules;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// How many answers are looked at: of so many, the 95th hundredth is the second slowest.
const WINDOW: usize = 20;
/// How many of them have to be slow if they do not come in a row.
const THIRD: usize = 7;

/// The last good answers' times in milliseconds, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    times_ms: VecDeque<i64>,
}

impl Pace {
    pub fn add(&mut self, ms: i64) {
        if self.times_ms.len() == WINDOW {
            self.times_ms.pop_front();
        }
        self.times_ms.push_back(ms);
    }

    /// The time that 95 % keep to (nearest rank).
    pub fn p95_ms(&self) -> Option<i64> {
        let mut sorted: Vec<i64> = self.times_ms.iter().copied().collect();
        sorted.sort_unstable();
        let rank = (sorted.len() * 95).div_ceil(100);
        sorted.get(rank.checked_sub(1)?).copied()
    }

    /// It begins when the 95th hundredth is above the threshold and it is no accident: so many in a row, or a third of
    /// the window. It ends when the 95th hundredth is below.
    pub fn slow(&self, rules: &Rules, already: bool) -> bool {
        let Some(threshold) = rules.slow_ms else { return false };
        let above = self.p95_ms().is_some_and(|p95| p95 > threshold);
        let in_a_row = self.slow_in_a_row(threshold) >= usize::from(rules.slow_after.max(1));
        let many = self.times_ms.iter().filter(|ms| **ms > threshold).count() >= THIRD;
        above && (already || in_a_row || many)
    }

    /// Whether the last answers were slow and it is not known yet whether by accident.
    pub fn doubted(&self, rules: &Rules, already: bool) -> bool {
        !already && rules.slow_ms.is_some_and(|threshold| self.slow_in_a_row(threshold) > 0)
    }

    fn slow_in_a_row(&self, threshold: i64) -> usize {
        self.times_ms.iter().rev().take_while(|ms| **ms > threshold).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_95th_hundredth_is_one_of_the_times() {
        let p95 = |times: &[i64]| {
            let mut pace = Pace::default();
            times.iter().for_each(|ms| pace.add(*ms));
            pace.p95_ms()
        };
        assert_eq!(p95(&[]), None);
        assert_eq!(p95(&[7]), Some(7));
        assert_eq!(p95(&(1..=20).collect::<Vec<_>>()), Some(19));
        assert_eq!(p95(&(1..=40).collect::<Vec<_>>()), Some(39));
    }
}
