//! What to do about a server that is down, without a person (K2): its engine is restarted, then the server, then its
//! mail goes to the fallback and a person is called. At most two restarts an hour; nothing that a person does is
//! disturbed. Pure.

use serde::{Deserialize, Serialize};

/// The rungs, and how long each is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The most automatic restarts of a server and its engines in any hour.
    pub restarts_an_hour: usize,
    /// How long an engine may take to answer again after its restart, in milliseconds.
    pub engine_settles_ms: i64,
    /// How long a server may.
    pub server_settles_ms: i64,
    /// After what time somebody is called again, in milliseconds.
    pub call_again_ms: i64,
}

/// An hour, in milliseconds.
const HOUR_MS: i64 = 3_600_000;

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            restarts_an_hour: 2,
            engine_settles_ms: 30_000,
            server_settles_ms: 90_000,
            call_again_ms: 30 * 60_000,
        }
    }
}

/// What is known of a server that may be down.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    pub down: Option<Down>,
    pub hands_off: Option<HandsOff>,
    /// What was done to this server, at least in the last hour and since it is down; in any order.
    pub done: &'a [Done],
    /// When somebody said that they look after it.
    pub acknowledged_at_ms: Option<i64>,
}

/// What is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Down {
    pub extent: Extent,
    /// Since when, in milliseconds since 1970.
    pub since_ms: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Some protocols: an engine's restart may be enough.
    Some,
    /// All of them, or the appliance inside that would restart an engine.
    Whole,
}

/// Why nothing is done by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandsOff {
    /// A restore or a person holds the server.
    Held,
    Maintenance,
    /// Stopped, suspended or ended: it is down because it shall be.
    Stopped,
    /// The node is down, and with it everything on it.
    NodeDown,
}

/// Something that was done by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub action: Action,
    pub at_ms: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    RestartEngine,
    RestartServer,
    /// The server stands as down: the fallback takes its mail, and a person is called.
    FallBack,
    /// A person is called once more.
    CallAgain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing is down.
    Nothing,
    /// Something is down and left alone.
    HandsOff(HandsOff),
    /// What was done is given its time; then is asked again.
    Wait {
        until_ms: i64,
    },
    /// Somebody looks after it: nothing is done by itself.
    Acknowledged,
    Do(Action),
}

/// The next action, or why there is none now. Whoever carries it out writes it down as [`Done`] before.
pub fn next(rules: &Rules, situation: &Situation<'_>, now_ms: i64) -> Next {
    let Some(down) = situation.down else { return Next::Nothing };
    if let Some(why) = situation.hands_off {
        return Next::HandsOff(why);
    }
    // Whoever works on it is not to find it started again under their hands.
    if situation.acknowledged_at_ms.is_some() {
        return Next::Acknowledged;
    }
    if let Some(until_ms) = settles_at_ms(rules, situation.done).filter(|until_ms| *until_ms > now_ms) {
        return Next::Wait { until_ms };
    }
    let climbed =
        |action| situation.done.iter().any(|done| done.action == action && done.at_ms >= down.since_ms);
    if climbed(Action::FallBack) {
        return call(rules, situation, now_ms);
    }
    let may_restart = restarts_in_the_last_hour(situation.done, now_ms) < rules.restarts_an_hour;
    let server_next = climbed(Action::RestartEngine) || down.extent == Extent::Whole;
    match (may_restart, server_next) {
        (false, _) => Next::Do(Action::FallBack),
        (true, false) if !climbed(Action::RestartServer) => Next::Do(Action::RestartEngine),
        (true, true) if !climbed(Action::RestartServer) => Next::Do(Action::RestartServer),
        (true, _) => Next::Do(Action::FallBack),
    }
}

/// Until when the newest restart is given its time.
fn settles_at_ms(rules: &Rules, done: &[Done]) -> Option<i64> {
    let settles = |done: &Done| match done.action {
        Action::RestartEngine => Some(done.at_ms + rules.engine_settles_ms),
        Action::RestartServer => Some(done.at_ms + rules.server_settles_ms),
        Action::FallBack | Action::CallAgain => None,
    };
    done.iter().filter_map(settles).max()
}

fn restarts_in_the_last_hour(done: &[Done], now_ms: i64) -> usize {
    let counts = |done: &&Done| {
        matches!(done.action, Action::RestartEngine | Action::RestartServer) && done.at_ms > now_ms - HOUR_MS
    };
    done.iter().filter(counts).count()
}

/// Everything was tried: a person is called, again and again until one says so.
fn call(rules: &Rules, situation: &Situation<'_>, now_ms: i64) -> Next {
    let calls =
        situation.done.iter().filter(|done| matches!(done.action, Action::FallBack | Action::CallAgain));
    let last_ms = calls.map(|done| done.at_ms).max().unwrap_or(now_ms);
    let until_ms = last_ms + rules.call_again_ms;
    if until_ms > now_ms { Next::Wait { until_ms } } else { Next::Do(Action::CallAgain) }
}
