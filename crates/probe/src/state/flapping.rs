//! How often the last answers, and what was believed after them, changed.

use super::Rules;
use serde::{Deserialize, Serialize};

/// How many answers are looked at.
const ANSWERS: u32 = 21;

/// The last 21 answers, and after each whether the target was believed to be down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    answers: Bits,
    down: Bits,
}

/// The lowest bit is the newest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Bits {
    bits: u32,
    count: u32,
}

impl History {
    pub fn add(&mut self, good: bool) {
        self.answers.add(good);
    }

    /// After each answer: what is believed now.
    pub fn believe(&mut self, down: bool) {
        self.down.add(down);
    }

    /// The share of changes, in thousandths: of the answers, or twice that of what was believed if this is more. A
    /// server that is down and up again, each long enough to be believed, changes its answers too seldom to be noticed
    /// by them.
    pub fn changes_permille(&self) -> u16 {
        self.answers.changes_permille().max((2 * self.down.changes_permille()).min(1000))
    }

    pub fn flaps(&self, rules: &Rules, already: bool) -> bool {
        let share = self.changes_permille();
        if already { share >= rules.flapping_to_permille } else { share >= rules.flapping_from_permille }
    }
}

impl Bits {
    fn add(&mut self, set: bool) {
        self.bits = (self.bits << 1 | u32::from(set)) & ((1 << ANSWERS) - 1);
        self.count = (self.count + 1).min(ANSWERS);
    }

    /// The newest change weighs 1.2, the oldest 0.8, those between by their place: what happens now says more than what
    /// happened.
    fn changes_permille(&self) -> u16 {
        let (mut changed, mut all) = (0, 0);
        for age in 0..ANSWERS - 1 {
            let weight = 1200 - 400 * age / (ANSWERS - 2);
            all += weight;
            let differs = (self.bits >> age ^ self.bits >> (age + 1)) & 1 == 1;
            if age + 1 < self.count && differs {
                changed += weight;
            }
        }
        u16::try_from((changed * 1000 + all / 2) / all).expect("at most a thousand")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(answers: &str) -> u16 {
        let mut bits = Bits::default();
        answers.chars().for_each(|answer| bits.add(answer == '+'));
        bits.changes_permille()
    }

    #[test]
    fn newer_changes_weigh_more() {
        for (answers, expect) in [
            ("", 0),
            ("-", 0),
            ("+++++++++++++++++++++", 0),
            ("---------------------", 0),
            ("+-+-+-+-+-+-+-+-+-+-+", 1000),
            ("-+-+-+-+-+-+-+-+-+-+-", 1000),
            ("++++++++++++++++++++-", 60),
            ("-++++++++++++++++++++", 40),
            ("--++++++++++++++++++++", 40),
            ("---+++++++++++++++++++++", 0),
        ] {
            assert_eq!(share(answers), expect, "{answers}");
        }
    }
}
