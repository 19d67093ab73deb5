//! How often the last answers changed between good and bad.

use super::Rules;
use serde::{Deserialize, Serialize};

/// How many answers are looked at.
const ANSWERS: u32 = 21;

/// The last 21 answers, one bit each: the lowest is the newest, set if it was good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    bits: u32,
    count: u32,
}

impl History {
    pub fn add(&mut self, good: bool) {
        self.bits = (self.bits << 1 | u32::from(good)) & ((1 << ANSWERS) - 1);
        self.count = (self.count + 1).min(ANSWERS);
    }

    /// The share of changes, in thousandths. The newest change weighs 1.2, the oldest 0.8, those between by their
    /// place: what happens now says more than what happened.
    pub fn changes_permille(&self) -> u16 {
        let (mut changed, mut all) = (0, 0);
        for age in 0..ANSWERS - 1 {
            let weight = 1200 - 400 * age / (ANSWERS - 2);
            all += weight;
            let differs = (self.bits >> age ^ self.bits >> (age + 1)) & 1 == 1;
            if age + 1 < self.count && differs {
                changed += weight;
            }
        }
        u16::try_from(changed * 1000 / all).expect("at most a thousand")
    }

    pub fn flaps(&self, rules: &Rules, already: bool) -> bool {
        let share = self.changes_permille();
        if already { share >= rules.flapping_to_permille } else { share >= rules.flapping_from_permille }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(answers: &str) -> u16 {
        let mut history = History::default();
        answers.chars().for_each(|answer| history.add(answer == '+'));
        history.changes_permille()
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
            ("---++++++++++++++++++++", 0),
        ] {
            assert_eq!(share(answers), expect, "{answers}");
        }
    }
}
