//! The watch itself: one task that asks every protocol of every server when it is due, spread evenly, and does what
//! follows from the answers.
//!
//! What was seen is kept in memory and written down in batches; what changes anything is written at once. A platform
//! that is started again goes on with what was written.

mod act;
mod asked;
mod counted;
mod disk;
mod elsewhere;
mod look;
mod once;
mod seen;
mod settle;
#[cfg(test)]
pub mod testing;

pub use once::ask_now;

use super::model::{Incident, Maintenance};
use super::rules::{self, Heard};
use super::store;
use crate::app::App;
use crate::servers::{self, Phase, Server};
use asked::Standard;
use hostler_kit::id::Id;
use hostler_probe::Answer;
use seen::{ServerSeen, TargetSeen};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// How often it is looked whether anything is due.
const TURN: Duration = Duration::from_millis(200);
/// How often the list of servers is read, what is down is dealt with, servers are asked what they carry, and what was seen
/// is written down; in milliseconds.
const READ_EVERY_MS: i64 = 2_000;
const ACT_EVERY_MS: i64 = 1_000;
const LOOK_EVERY_MS: i64 = 30_000;
const WRITE_EVERY_MS: i64 = 30_000;

/// Watches until the task is dropped.
pub async fn watch(app: &Arc<App>) {
    let mut watcher = match Watcher::new(app) {
        Ok(watcher) => watcher,
        Err(error) => return tracing::error!(%error, "servers cannot be watched"),
    };
    let mut turns = tokio::time::interval(TURN);
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        let turned = tokio::select! {
            Some(heard) = watcher.asking.join_next() => match heard {
                Ok(heard) => watcher.hear(heard).await,
                Err(error) => {
                    tracing::error!(%error, "a question broke off");
                    Ok(())
                }
            },
            _ = turns.tick() => watcher.turn().await,
        };
        if let Err(error) = turned {
            tracing::warn!(%error, "what was seen of the servers cannot be written down; trying again");
            tokio::time::sleep(TURN).await;
        }
    }
}

/// An answer, and to which question.
struct Came {
    server: Id<Server>,
    word: &'static str,
    answer: Answer,
}

struct Watcher {
    app: Arc<App>,
    standard: Standard,
    servers: BTreeMap<Id<Server>, ServerSeen>,
    windows: Vec<Maintenance>,
    asking: JoinSet<Came>,
    looking: JoinSet<look::Looked>,
    others: elsewhere::Others,
    disk: disk::DiskSeen,
    node: Node,
    read_at_ms: i64,
    acted_at_ms: i64,
    wrote_at_ms: i64,
}

type Done = Result<(), sqlx::Error>;

/// How often the list of servers is read: where there are many, reading takes a share of the time that stays the same.
fn read_every_ms(servers: usize) -> i64 {
    READ_EVERY_MS + i64::try_from(servers).unwrap_or(0) / 10
}

impl Watcher {
    fn new(app: &Arc<App>) -> Result<Watcher, hostler_probe::TrustRefused> {
        Ok(Watcher {
            app: app.clone(),
            standard: Standard::of(app)?,
            servers: BTreeMap::new(),
            windows: Vec::new(),
            asking: JoinSet::new(),
            looking: JoinSet::new(),
            others: elsewhere::Others::begin(app.now_ms()),
            disk: disk::DiskSeen::default(),
            node: Node::Up,
            read_at_ms: 0,
            acted_at_ms: 0,
            wrote_at_ms: app.now_ms(),
        })
    }

    async fn turn(&mut self) -> Done {
        let now_ms = self.app.now_ms();
        if now_ms >= self.read_at_ms + read_every_ms(self.servers.len()) {
            self.read(now_ms).await?;
            self.read_at_ms = now_ms;
        }
        self.ask_due(now_ms);
        self.look_due(now_ms);
        self.look_at_disk(now_ms).await?;
        while let Some(looked) = self.looking.try_join_next() {
            match looked {
                Ok(looked) => self.looked(looked).await?,
                Err(error) => tracing::error!(%error, "a look at a server broke off"),
            }
        }
        for seen in self.servers.values_mut().filter(|seen| seen.unsettled) {
            settle::settle(&self.app, seen).await?;
        }
        if now_ms >= self.acted_at_ms + ACT_EVERY_MS {
            self.acted_at_ms = now_ms;
            self.act(now_ms).await?;
        }
        if now_ms >= self.wrote_at_ms + WRITE_EVERY_MS {
            self.wrote_at_ms = now_ms;
            settle::write_all(&self.app, &mut self.servers).await?;
        }
        Ok(())
    }

    /// Which servers there are, what they shall be, and when nobody is to be woken.
    async fn read(&mut self, now_ms: i64) -> Done {
        self.windows = store::maintenance::coming(&self.app.db, now_ms).await?;
        let held = servers::holds::all(&self.app.db).await?;
        let alive = servers::alive(&self.app.db).await?;
        let ran: Vec<Server> = alive.into_iter().filter(|server| server.running_at_ms.is_some()).collect();
        let there: HashSet<&str> = ran.iter().map(|server| server.id.as_str()).collect();
        let gone: Vec<Id<Server>> =
            self.servers.keys().filter(|id| !there.contains(id.as_str())).cloned().collect();
        for id in gone {
            if let Some(seen) = self.servers.remove(&id) {
                settle::farewell(&self.app, &seen).await?;
            }
        }
        for server in ran {
            if !self.servers.contains_key(&server.id) {
                let mut seen = self.standard.begin(&self.app, server.clone()).await?;
                seen.died_at_ms = settle::died_before(&self.app, &server).await?;
                self.servers.insert(server.id.clone(), seen);
            }
            if let Some(seen) = self.servers.get_mut(&server.id) {
                let mut own = self.windows.iter().filter(|window| window.concerns(&server.id));
                let window = own.find(|window| window.is_now(now_ms));
                // What is held is in somebody's hands: nothing is done to it by itself.
                let quiet = window.is_some() || held.contains_key(&server.id);
                seen.update(server, quiet.then_some(()));
            }
        }
        settle::deaths(&self.app, &mut self.servers).await?;
        self.listen(now_ms).await
    }

    /// Asks what is due. A server that shall not run, or that is being started, is not asked.
    fn ask_due(&mut self, now_ms: i64) {
        for seen in self.servers.values_mut().filter(|seen| seen.shall_run() && !seen.is_on_its_way()) {
            let due = seen.targets.iter_mut().filter(|target| !target.asking && target.next_at_ms <= now_ms);
            let words: Vec<&'static str> = due
                .map(|target| {
                    target.asking = true;
                    target.word
                })
                .collect();
            for word in words {
                let (question, server) =
                    (self.standard.question(&self.app, (&seen.way(), word)), seen.server.id.clone());
                self.asking.spawn(async move { Came { server, word, answer: question.ask().await } });
            }
        }
    }

    /// Takes an answer in.
    async fn hear(&mut self, came: Came) -> Done {
        let now_ms = self.app.now_ms();
        let Some(seen) = self.servers.get_mut(&came.server) else { return Ok(()) };
        if !seen.shall_run() {
            return seen.forget(came.word, now_ms);
        }
        seen.heard(&came.answer, now_ms);
        self.judge_node().await?;
        let Some(seen) = self.servers.get_mut(&came.server) else { return Ok(()) };
        seen.take((came.word, &came.answer), self.node, now_ms);
        seen.judge_reach(now_ms);
        let doubted = seen.is_doubted();
        if seen.unsettled {
            self.judge_disk(now_ms);
            self.settle(&came.server).await?;
        }
        if doubted {
            self.ask_others(&came.server, now_ms);
        }
        Ok(())
    }

    async fn settle(&mut self, server: &Id<Server>) -> Done {
        match self.servers.get_mut(server) {
            Some(seen) => settle::settle(&self.app, seen).await,
            None => Ok(()),
        }
    }

    /// While a server is doubted, one protocol of each other is asked soon: if all are silent, it is the node.
    fn ask_others(&mut self, but: &Id<Server>, now_ms: i64) {
        let fresh_ms = now_ms - self.standard.terms.doubt_every_seconds * 1_000;
        let others = self.servers.values_mut().filter(|seen| seen.server.id != *but);
        for seen in others.filter(|seen| seen.heard.good_at_ms.max(seen.heard.bad_at_ms) < fresh_ms) {
            if let Some(target) = seen.targets.iter_mut().find(|target| target.word == "smtp") {
                target.next_at_ms = target.next_at_ms.min(now_ms);
            }
        }
    }

    async fn judge_node(&mut self) -> Done {
        let heard: Vec<Heard> = self
            .servers
            .values()
            .filter(|seen| seen.shall_run() && !seen.in_maintenance && seen.server.phase() == Phase::Running)
            .map(|seen| seen.heard)
            .collect();
        let node = if rules::is_node_down(&heard) { Node::Down } else { Node::Up };
        if node != self.node {
            settle::node(&self.app, (node == Node::Down).then_some(heard.len())).await?;
            self.node = node;
        }
        Ok(())
    }

    async fn act(&mut self, now_ms: i64) -> Done {
        self.judge_disk(now_ms);
        for seen in self.servers.values().filter(|seen| seen.is_raised()) {
            act::act(&self.app, (seen, &self.standard.ladder), self.node, now_ms).await?;
        }
        for seen in self.servers.values().filter(|seen| seen.is_left_alone()) {
            act::left_alone(&self.app, (seen, &self.standard.ladder), self.node, now_ms).await?;
        }
        Ok(())
    }
}

/// What else is known while a server is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Up,
    Down,
}
