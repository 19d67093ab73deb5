//! States made of answers (K2). A first bad answer is doubted: the state is soft, the server is asked again at shorter
//! intervals, and after so many bad answers it is down, which is hard. As many good ones make it good again.
//!
//! What is said to people is something else than what is known. The state always follows the answers, also during
//! maintenance or while the node is down, since the fallback mail server has to know. What is raised does not: nothing
//! is raised in maintenance, of a server whose node is down, or of what goes up and down all the time, which is told as
//! flapping, once. What was raised is over when the trouble is.
//!
//! Pure: no clock, nothing kept elsewhere. A state can be written down and read back.

mod flapping;
mod pace;

use crate::answer::{Answer, Fault};
use flapping::History;
use pace::Pace;
use serde::{Deserialize, Serialize};

/// When a trouble is believed, when it is over, and how often is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Bad answers in a row after which a trouble is hard; at least one.
    pub down_after: u8,
    /// Good answers in a row after which it is over; at least one.
    pub good_after: u8,
    /// How often is asked, in milliseconds.
    pub every_ms: i64,
    /// How often while there is doubt, in milliseconds.
    pub doubt_every_ms: i64,
    /// Above what time an answer is slow, in milliseconds; none: never.
    pub slow_ms: Option<i64>,
    /// Slow answers in a row after which it is slow, if the time that 95 % of the last answers keep to is above as well.
    pub slow_after: u8,
    /// What weighted share of the last 21 answers has to be a change for flapping to begin, in thousandths; half as
    /// much if the changes were believed.
    pub flapping_from_permille: u16,
    /// Below what share it ends, in thousandths.
    pub flapping_to_permille: u16,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            down_after: 3,
            good_after: 2,
            every_ms: 30_000,
            doubt_every_ms: 5_000,
            slow_ms: None,
            slow_after: 4,
            flapping_from_permille: 500,
            flapping_to_permille: 250,
        }
    }
}

/// How a target stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// Nothing was asked yet.
    #[default]
    New,
    Good,
    /// Soft: the last answers were bad, not yet enough of them to be believed.
    Doubted,
    /// Hard.
    Down,
}

/// One answer as the state takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub seen: Seen,
    pub around: Around,
}

/// What one answer shows of the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It answered as it should, after so many milliseconds.
    Good {
        ms: i64,
    },
    Bad,
    /// Nothing: the trouble was on the side of who asked.
    Nothing,
}

/// What else is known while it is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Around {
    #[default]
    Clear,
    /// The node below is down, which is one trouble and told as one.
    NodeDown,
    Maintenance,
}

/// What an answer changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The condition is another.
    Became(Condition),
    /// A trouble that people are told of.
    Raised(Alarm),
    /// The same trouble is over.
    Over(Alarm),
}

/// A trouble that people are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Alarm {
    Down,
    Slow,
    Flapping,
}

/// How a target stands, and why: what is kept from answer to answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    condition: Condition,
    /// Since when, in milliseconds since 1970.
    since_ms: i64,
    /// When the bad answers began that made it doubted or down.
    trouble_since_ms: Option<i64>,
    good_in_a_row: u8,
    bad_in_a_row: u8,
    history: History,
    pace: Pace,
    flapping: bool,
    slow: bool,
    raised: Vec<Alarm>,
}

impl Outcome {
    pub fn of(answer: &Answer) -> Outcome {
        let seen = match &answer.outcome {
            Ok(_) => Seen::Good { ms: answer.total_ms },
            Err(trouble) if trouble.fault == Fault::Own => Seen::Nothing,
            Err(_) => Seen::Bad,
        };
        Outcome { seen, around: Around::Clear }
    }

    pub fn good(ms: i64) -> Outcome {
        Outcome { seen: Seen::Good { ms }, around: Around::Clear }
    }

    pub fn bad() -> Outcome {
        Outcome { seen: Seen::Bad, around: Around::Clear }
    }

    pub fn within(self, around: Around) -> Outcome {
        Outcome { around, ..self }
    }
}

impl State {
    pub fn new() -> State {
        State::default()
    }

    /// The state after one more answer, and what changed by it, in this order: the condition, what is over, what is
    /// raised.
    pub fn after(mut self, rules: &Rules, outcome: Outcome, now_ms: i64) -> (State, Vec<Change>) {
        let before = self.condition;
        match outcome.seen {
            Seen::Good { ms } => self.count_good(ms),
            Seen::Bad => self.count_bad(now_ms),
            Seen::Nothing => return (self, Vec::new()),
        }
        self.condition = self.judged(rules);
        let mut changes = Vec::new();
        if self.condition != before {
            self.since_ms = now_ms;
            changes.push(Change::Became(self.condition));
        }
        if self.condition == Condition::Good {
            self.trouble_since_ms = None;
        }
        self.history.believe(self.condition == Condition::Down);
        self.flapping = self.history.flaps(rules, self.flapping);
        self.slow = self.pace.slow(rules, self.slow);
        self.tell(outcome.around, &mut changes);
        (self, changes)
    }

    fn count_good(&mut self, ms: i64) {
        self.history.add(true);
        self.pace.add(ms);
        self.good_in_a_row = self.good_in_a_row.saturating_add(1);
        self.bad_in_a_row = 0;
    }

    fn count_bad(&mut self, now_ms: i64) {
        self.history.add(false);
        self.trouble_since_ms.get_or_insert(now_ms);
        self.bad_in_a_row = self.bad_in_a_row.saturating_add(1);
        self.good_in_a_row = 0;
    }

    fn judged(&self, rules: &Rules) -> Condition {
        let down = self.bad_in_a_row >= rules.down_after.max(1);
        match self.condition {
            _ if down => Condition::Down,
            Condition::Down if self.good_in_a_row < rules.good_after.max(1) => Condition::Down,
            _ if self.bad_in_a_row > 0 => Condition::Doubted,
            _ => Condition::Good,
        }
    }

    /// What is raised follows what is known, as far as people are to hear of it now.
    fn tell(&mut self, around: Around, changes: &mut Vec<Change>) {
        for alarm in [Alarm::Down, Alarm::Slow, Alarm::Flapping] {
            let told = self.raised.contains(&alarm);
            if told && self.is_over(alarm) {
                self.raised.retain(|raised| *raised != alarm);
                changes.push(Change::Over(alarm));
            }
        }
        for alarm in [Alarm::Flapping, Alarm::Down, Alarm::Slow] {
            let told = self.raised.contains(&alarm);
            if !told && around == Around::Clear && self.is_trouble(alarm) {
                self.raised.push(alarm);
                changes.push(Change::Raised(alarm));
            }
        }
    }

    fn is_trouble(&self, alarm: Alarm) -> bool {
        match alarm {
            Alarm::Flapping => self.flapping,
            // A good answer may be the first of those that end it.
            Alarm::Down => self.condition == Condition::Down && self.bad_in_a_row > 0 && !self.flapping,
            Alarm::Slow => self.slow && self.condition == Condition::Good && !self.flapping,
        }
    }

    fn is_over(&self, alarm: Alarm) -> bool {
        match alarm {
            Alarm::Flapping => !self.flapping,
            Alarm::Down => self.condition == Condition::Good && !self.flapping,
            Alarm::Slow => !self.slow,
        }
    }

    /// When the target is asked next: sooner while there is doubt, whether a trouble begins, ends, or is one of speed.
    pub fn next_at_ms(&self, rules: &Rules, now_ms: i64) -> i64 {
        let recovering = self.condition == Condition::Down && self.good_in_a_row > 0;
        let doubt = self.condition == Condition::Doubted || recovering || self.pace.doubted(rules, self.slow);
        now_ms + if doubt { rules.doubt_every_ms } else { rules.every_ms }
    }

    pub fn condition(&self) -> Condition {
        self.condition
    }

    /// Since when the condition is as it is, in milliseconds since 1970.
    pub fn since_ms(&self) -> i64 {
        self.since_ms
    }

    /// When the first of the bad answers came that are not over.
    pub fn trouble_since_ms(&self) -> Option<i64> {
        self.trouble_since_ms
    }

    /// Good answers in a row, up to the last one.
    pub fn good_in_a_row(&self) -> u8 {
        self.good_in_a_row
    }

    /// Bad answers in a row, up to the last one.
    pub fn bad_in_a_row(&self) -> u8 {
        self.bad_in_a_row
    }

    pub fn is_flapping(&self) -> bool {
        self.flapping
    }

    pub fn is_slow(&self) -> bool {
        self.slow
    }

    /// What people were told of and is not over.
    pub fn raised(&self) -> &[Alarm] {
        &self.raised
    }

    /// The time that 95 % of the last good answers keep to, in milliseconds; none: there are none.
    pub fn p95_ms(&self) -> Option<i64> {
        self.pace.p95_ms()
    }

    /// The weighted share of changes among the last 21 answers, or twice that of what was believed, in thousandths.
    pub fn changes_permille(&self) -> u16 {
        self.history.changes_permille()
    }
}
