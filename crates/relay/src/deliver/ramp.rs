//! How many connections a primary that has just come back is given: 1, 2, 4 … and fewer when it is slow or says no.

/// A message that takes longer is one too many at once.
const SLOW_MS: i64 = 5_000;
/// So many refusals in a row are about the server, not about the messages.
const MOST_REFUSALS: u32 = 20;

use std::collections::HashSet;

#[derive(Debug)]
pub struct Ramp {
    allowed: usize,
    most: usize,
    good: usize,
    refusals: u32,
    /// For whom, since the last that was taken.
    refused: HashSet<u64>,
}

impl Ramp {
    pub fn new(most: usize) -> Ramp {
        Ramp { allowed: 1, most: most.max(1), good: 0, refusals: 0, refused: HashSet::new() }
    }

    pub fn allowed(&self) -> usize {
        self.allowed
    }

    /// A message was taken after so many milliseconds.
    pub fn went_well(&mut self, took_ms: i64) {
        self.refusals = 0;
        self.refused.clear();
        if took_ms > SLOW_MS {
            self.slow_down();
            return;
        }
        self.good += 1;
        if self.good >= self.allowed {
            self.allowed = (self.allowed * 2).min(self.most);
            self.good = 0;
        }
    }

    /// A message was not taken for these people (by numbers of theirs). Always the same ones say nothing of the server: a
    /// mailbox is full, and all others take their mail.
    pub fn was_refused_for(&mut self, people: impl Iterator<Item = u64>) {
        let before = self.refused.len();
        self.refused.extend(people);
        if self.refused.len() > before {
            self.was_refused();
        }
    }

    /// A message was refused, for now or for good, whoever it was for.
    pub fn was_refused(&mut self) {
        self.refusals += 1;
        self.slow_down();
    }

    fn slow_down(&mut self) {
        self.allowed = (self.allowed / 2).max(1);
        self.good = 0;
    }

    /// Whether it refuses everything, so that going on would only hold or put off one message after the other.
    pub fn is_hopeless(&self) -> bool {
        self.refusals >= MOST_REFUSALS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_doubles_and_halves() {
        let mut ramp = Ramp::new(20);
        let mut seen = vec![];
        for _ in 0..64 {
            ramp.went_well(10);
            seen.push(ramp.allowed());
        }
        seen.dedup();
        assert_eq!(seen, [2, 4, 8, 16, 20]);
        ramp.was_refused();
        assert_eq!(ramp.allowed(), 10);
        ramp.went_well(SLOW_MS + 1);
        assert_eq!(ramp.allowed(), 5);
        (0..19).for_each(|_| ramp.was_refused());
        assert_eq!((ramp.allowed(), ramp.is_hopeless()), (1, false));
        ramp.was_refused();
        assert!(ramp.is_hopeless());
        ramp.went_well(10);
        assert!(!ramp.is_hopeless());
    }

    #[test]
    fn one_full_mailbox_is_not_the_server() {
        let mut ramp = Ramp::new(20);
        ramp.went_well(10);
        (0..1000).for_each(|_| ramp.was_refused_for([7].into_iter()));
        assert!(!ramp.is_hopeless());
        (0..19).for_each(|person| ramp.was_refused_for([7, person + 100].into_iter()));
        assert!(ramp.is_hopeless(), "twenty of them are");
    }
}
