//! What is known of a server while it is watched: pure, but for nothing.

use super::super::model::Standing;
use super::super::reach::{Elsewhere, Reach};
use super::super::rules::{Heard, Node};
use super::super::store::targets::TargetRow;
use super::asked::{Place, Trusted, Way};
use super::counted::{Counts, Lasted, count};
use super::{Phase, Server};
use crate::drivers::host::Cpu;
use crate::servers::plan::Desired;
use hostler_probe::Answer;
use hostler_probe::ladder::Extent;
use hostler_probe::state::{Alarm, Around, Condition, Outcome, Rules, Seen, State};
use hostler_wire::bootstrap::Probe;
use std::collections::BTreeSet;

/// A protocol of a server.
pub struct TargetSeen {
    pub word: &'static str,
    pub rules: Rules,
    pub state: State,
    pub next_at_ms: i64,
    /// It is being asked.
    pub asking: bool,
    pub asked_at_ms: i64,
    /// This watch has had an answer that says something of it.
    pub asked_here: Option<()>,
    pub total_ms: i64,
    pub trouble: String,
    pub certificate_until_ms: Option<i64>,
    /// How it looks from other places, and what follows for the whole.
    pub others: Vec<Elsewhere>,
    pub reach: Reach,
    /// Answers that are not written down yet.
    pub counts: Vec<Counts>,
}

/// A server that is watched.
pub struct ServerSeen {
    pub server: Server,
    pub place: Place,
    /// Whom its mail services are trusted by.
    pub trust: Trusted,
    /// The mailbox to sign in with, once the server said that it has it.
    pub probe: Option<Probe>,
    pub in_maintenance: bool,
    pub targets: Vec<TargetSeen>,
    /// When it last answered well, and badly, to any question; in milliseconds since 1970.
    pub good_at_ms: i64,
    pub bad_at_ms: i64,
    /// It ended by itself, and that is not over.
    pub died_at_ms: Option<i64>,
    /// Why it is in trouble, where that is known and starting anything again is in vain.
    pub cause: Option<String>,
    /// Something changed that is not written down yet.
    pub unsettled: bool,
    pub looked_at_ms: i64,
    pub looking: bool,
    /// How often the memory limit ended one of its processes, as last seen.
    pub ended_for_memory: Option<i64>,
    /// How short of processor time it was, as last seen.
    pub cpu: Option<Cpu>,
    /// Troubles with what it carries that may last, as far as is known here.
    pub lasting: BTreeSet<&'static str>,
    /// When what it carries was last written down.
    pub load_written_at_ms: i64,
}

impl TargetSeen {
    /// As it was left, or new.
    pub fn begin(word: &'static str, (rules, first_ms): (Rules, i64), row: Option<&TargetRow>) -> TargetSeen {
        TargetSeen {
            word,
            rules,
            state: row.and_then(|row| serde_json::from_str(&row.kept).ok()).unwrap_or_default(),
            next_at_ms: first_ms,
            asking: false,
            asked_here: None,
            asked_at_ms: row.map_or(0, |row| row.asked_at_ms),
            total_ms: row.map_or(0, |row| row.total_ms),
            trouble: row.map_or_else(String::new, |row| row.trouble.clone()),
            certificate_until_ms: row.and_then(|row| row.certificate_until_ms),
            others: Vec::new(),
            reach: Reach::Reached,
            counts: Vec::new(),
        }
    }

    fn take(&mut self, answer: &Answer, around: Around, now_ms: i64) -> bool {
        let before = (self.asked_at_ms, self.is_down().then_some(()));
        let condition = self.state.condition();
        self.asking = false;
        self.asked_at_ms = now_ms;
        self.total_ms = answer.total_ms;
        self.trouble = answer.outcome.as_ref().err().map(ToString::to_string).unwrap_or_default();
        self.certificate_until_ms = answer.certificate_until_ms.or(self.certificate_until_ms);
        let outcome = Outcome::of(answer).within(around);
        self.asked_here = self.asked_here.or((outcome.seen != Seen::Nothing).then_some(()));
        let (state, changes) = std::mem::take(&mut self.state).after(&self.rules, outcome, now_ms);
        self.next_at_ms = state.next_at_ms(&self.rules, now_ms);
        self.state = state;
        let lasted = match around {
            Around::Maintenance => Lasted::default(),
            _ => self.lasted(before, now_ms),
        };
        count(&mut self.counts, answer, (lasted, now_ms));
        !changes.is_empty() || self.state.condition() != condition
    }

    /// For how long it was watched up to now, and was down; `since_ms`: when the first bad answer of this trouble came.
    fn lasted(&self, (before_ms, was_down): (i64, Option<()>), now_ms: i64) -> Lasted {
        // A longer silence is one of ours: nobody asked.
        let watched_ms = (now_ms - before_ms).clamp(0, 2 * self.rules.every_ms);
        let watched_ms = if before_ms > 0 { watched_ms } else { 0 };
        let down_ms = match (was_down, self.is_down()) {
            (Some(()), _) => watched_ms,
            (None, true) => self.state.trouble_since_ms().map_or(0, |since_ms| (now_ms - since_ms).max(0)),
            (None, false) => 0,
        };
        Lasted { watched_ms, down_ms }
    }

    /// Whether what is wrong is its own, and not the way's.
    pub(super) fn is_its_own(&self) -> bool {
        !matches!(self.reach, Reach::Partly | Reach::Waiting)
    }

    pub(super) fn is_down(&self) -> bool {
        self.state.condition() == Condition::Down
    }
}

impl ServerSeen {
    pub fn begin(
        (server, place, trust): (Server, Place, Trusted),
        targets: Vec<TargetSeen>,
        now_ms: i64,
    ) -> ServerSeen {
        ServerSeen {
            server,
            place,
            trust,
            probe: None,
            in_maintenance: false,
            targets,
            good_at_ms: 0,
            bad_at_ms: 0,
            died_at_ms: None,
            cause: None,
            unsettled: true,
            // Soon: until it said that it has a probe mailbox, nobody signs in.
            looked_at_ms: now_ms - super::LOOK_EVERY_MS,
            looking: false,
            ended_for_memory: None,
            cpu: None,
            // From before, perhaps: the first look ends what is over.
            lasting: super::look::KINDS.into(),
            load_written_at_ms: 0,
        }
    }

    /// By which way it is asked.
    pub fn way(&self) -> Way<'_> {
        Way { place: &self.place, trust: &self.trust.trust, probe: self.probe.as_ref() }
    }

    /// What was known of one that was not to run says nothing of one that is started again.
    pub fn forget_all(&mut self) {
        for target in &mut self.targets {
            (target.state, target.asked_here, target.reach) = (State::new(), None, Reach::Reached);
        }
    }

    /// Without a mailbox no mail is sent there and back: what came of it before counts no more.
    pub fn forget_loop(&mut self) {
        let own = self.targets.iter_mut().find(|target| target.word == "loop");
        if let Some(target) = own.filter(|target| target.state != State::new()) {
            (target.state, target.reach) = (State::new(), Reach::Reached);
            self.unsettled = true;
        }
    }

    /// As it is written now; `quiet` where nobody is to be woken and nothing done.
    pub fn update(&mut self, server: Server, quiet: Option<()>) {
        if server.desired != self.server.desired || server.phase != self.server.phase {
            self.unsettled = true;
            // One that is started is asked at once, for mail may wait for it.
            if server.phase() == Phase::Running {
                self.targets.iter_mut().for_each(|target| target.next_at_ms = 0);
            }
        }
        (self.server, self.in_maintenance) = (server, quiet.is_some());
        if !self.shall_run() {
            self.forget_all();
        }
    }

    pub fn shall_run(&self) -> bool {
        self.server.desired() == Desired::Running
    }

    /// It ended by itself too often, so nobody starts it again but a person.
    pub fn is_left_alone(&self) -> bool {
        self.shall_run() && self.server.left_alone_at_ms.is_some()
    }

    /// What is in trouble is so for this cause; what is not, is not.
    pub fn blame(&mut self, cause: Option<&str>) {
        let cause = cause.filter(|_| self.is_raised());
        if self.cause.as_deref() != cause {
            self.cause = cause.map(str::to_string);
            self.unsettled = true;
        }
    }

    /// What was seen, with its cause first where that is known.
    pub fn caused(&self, said: String) -> String {
        match &self.cause {
            Some(cause) => format!("{cause}; {said}"),
            None => said,
        }
    }

    /// The reconciler is at it, and has not failed.
    pub fn is_on_its_way(&self) -> bool {
        self.server.phase() != Phase::Running && self.server.last_error.is_empty()
    }

    /// How it answered to what this watch asked. The mail there and back goes by the others.
    pub fn heard(&self) -> Heard {
        let asked = self.targets.iter().filter(|target| target.word != "loop");
        let silent =
            asked.clone().map(|target| target.asked_here.map_or(0, |()| target.state.bad_in_a_row()));
        let good =
            asked.filter(|target| target.asked_here.is_some()).map(|target| target.state.good_in_a_row());
        Heard { silent: silent.min().unwrap_or(0), good: good.max().unwrap_or(0) }
    }

    /// Notes when it last answered, whatever to. What is wrong on this side says nothing of it.
    fn note(&mut self, answer: &Answer, now_ms: i64) {
        match Outcome::of(answer).seen {
            Seen::Good { .. } => self.good_at_ms = now_ms,
            Seen::Bad => self.bad_at_ms = now_ms,
            Seen::Nothing => {}
        }
    }

    /// What an answer changes.
    pub fn take(&mut self, (word, answer): (&str, &Answer), node: Node, now_ms: i64) {
        let around = match (node, self.in_maintenance || self.is_on_its_way()) {
            (Node::Down | Node::Doubted, _) => Around::NodeDown,
            (Node::Up, true) => Around::Maintenance,
            (Node::Up, false) => Around::Clear,
        };
        self.note(answer, now_ms);
        let target = self.targets.iter_mut().find(|target| target.word == word);
        if target.is_some_and(|target| target.take(answer, around, now_ms)) {
            self.unsettled = true;
        }
        if answer.outcome.is_ok() && self.died_at_ms.is_some() {
            self.unsettled = true;
        }
    }

    /// The answer of a server that is to be stopped says nothing.
    pub fn forget(&mut self, word: &str, now_ms: i64) {
        if let Some(target) = self.targets.iter_mut().find(|target| target.word == word) {
            target.asking = false;
            target.next_at_ms = now_ms + target.rules.every_ms;
        }
    }

    pub fn is_doubted(&self) -> bool {
        self.targets.iter().any(|target| target.state.condition() == Condition::Doubted)
    }

    /// Whether any protocol is doubted or down as the platform itself sees it, from wherever else it is reached.
    pub fn is_bad(&self) -> bool {
        let bad = |condition| matches!(condition, Condition::Down | Condition::Doubted);
        self.targets.iter().any(|target| bad(target.state.condition()))
    }

    /// Whether people were told that something of it is down.
    pub fn is_raised(&self) -> bool {
        self.targets.iter().any(|target| told(&target.state, &[Alarm::Down, Alarm::Flapping]))
    }

    /// The protocols that are down, as seen from everywhere.
    pub fn down(&self) -> Vec<&'static str> {
        let down = self.targets.iter().filter(|target| target.is_down() && target.is_its_own());
        down.map(|target| target.word).collect()
    }

    /// The protocols that are down or doubted.
    pub fn bad(&self) -> Vec<&'static str> {
        let bad =
            |target: &&TargetSeen| matches!(target.state.condition(), Condition::Down | Condition::Doubted);
        self.targets.iter().filter(|own| own.is_its_own()).filter(bad).map(|target| target.word).collect()
    }

    /// Whether Postfix answers up to where it asks Dovecot: at a sign-in, or at a recipient.
    pub fn waits_for_dovecot(&self) -> bool {
        let asks = |target: &TargetSeen| {
            target.trouble.starts_with("login:") || target.trouble.starts_with("answer:")
        };
        self.targets.iter().any(|target| target.is_down() && asks(target))
    }

    /// How much of it is down; none: nothing is.
    pub fn extent(&self) -> Option<Extent> {
        let down = self.down();
        let asked = self.targets.iter().filter(|target| target.state.condition() != Condition::New).count();
        match down.len() {
            0 => None,
            // Without the console nobody inside can be asked to start an engine again.
            number if number == asked || down.contains(&"https") => Some(Extent::Whole),
            _ => Some(Extent::Some),
        }
    }

    /// Whether it takes mail; none: that is doubted, so it stands as it did.
    pub fn standing(&self) -> Option<Standing> {
        if !self.shall_run() || self.is_on_its_way() {
            return Some(Standing::Down);
        }
        // It may still greet, but can keep nothing that it is given.
        if self.cause.is_some() {
            return Some(Standing::Down);
        }
        let smtp = self.targets.iter().find(|target| target.word == "smtp")?;
        match smtp.state.condition() {
            Condition::Good => Some(Standing::Up),
            Condition::Down => Some(Standing::Down),
            Condition::New | Condition::Doubted => None,
        }
    }

    /// What was seen of those protocols of which people were told one of these; none: of none.
    pub fn said(&self, alarms: &[Alarm]) -> Option<String> {
        let own = |target: &&TargetSeen| told(&target.state, alarms) && target.is_its_own();
        let told = self.targets.iter().filter(own);
        let said: Vec<String> = told.map(said_of).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// Its SMTP was good after it ended by itself, and runs.
    pub fn is_back(&self) -> bool {
        self.server.phase() == Phase::Running
            && self.died_at_ms.is_some_and(|died| self.good_at_ms > died)
            && self.standing() == Some(Standing::Up)
    }

    pub fn rows(&self) -> impl Iterator<Item = TargetRow> + '_ {
        let asked = self.targets.iter().filter(|target| target.asked_at_ms > 0);
        asked.map(|target| TargetRow {
            server_id: self.server.id.clone(),
            protocol: target.word.into(),
            state: condition_word(target.state.condition()).into(),
            since_ms: target.state.since_ms(),
            asked_at_ms: target.asked_at_ms,
            total_ms: target.total_ms,
            trouble: target.trouble.chars().take(500).collect(),
            certificate_until_ms: target.certificate_until_ms,
            kept: serde_json::to_string(&target.state).expect("a state is plain data"),
        })
    }
}

fn said_of(target: &TargetSeen) -> String {
    let slow = told(&target.state, &[Alarm::Slow]) && target.trouble.is_empty();
    match target.state.p95_ms().filter(|_| slow) {
        Some(ms) => format!("{}: 95 % of the answers take up to {ms} ms", target.word),
        None if target.state.is_flapping() => format!("{}: comes and goes; {}", target.word, target.trouble),
        None => format!("{}: {}", target.word, target.trouble),
    }
}

fn told(state: &State, alarms: &[Alarm]) -> bool {
    state.raised().iter().any(|raised| alarms.contains(raised))
}

fn condition_word(condition: Condition) -> &'static str {
    match condition {
        Condition::New => "new",
        Condition::Good => "good",
        Condition::Doubted => "doubted",
        Condition::Down => "down",
    }
}
