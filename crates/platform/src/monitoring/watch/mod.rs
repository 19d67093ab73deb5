//! The watch itself: one task that asks every protocol of every server when it is due, spread evenly, and does what
//! follows from the answers.
//!
//! What was seen is kept in memory and written down in batches; what changes anything is written at once. A platform
//! that is started again goes on with what was written.

mod act;
mod again;
mod asked;
mod beat;
mod counted;
mod disk;
mod elsewhere;
mod look;
mod node;
mod once;
mod seen;
mod settle;
#[cfg(test)]
pub mod testing;

pub use once::ask_now;

use super::model::{Incident, Maintenance};
use super::rules::{self, Node};
use super::store;
use crate::app::App;
use crate::servers::{self, Phase, Server};
use asked::Standard;
use futures_util::FutureExt;
use hostler_kit::id::Id;
use hostler_probe::{Answer, Fault, Stage, Trouble};
use seen::{ServerSeen, TargetSeen};
use std::collections::{BTreeMap, HashSet};
use std::panic::AssertUnwindSafe;
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
                // A question that breaks off is an answer as well: this is one that was taken back.
                Err(_) => Ok(()),
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

/// Asks, whatever becomes of it: a question that breaks off says nothing of the server, and it is asked again.
async fn asked((server, word): (Id<Server>, &'static str), question: impl Future<Output = Answer>) -> Came {
    let answer = AssertUnwindSafe(question).catch_unwind().await.unwrap_or_else(|_| {
        tracing::error!(server = server.as_str(), word, "a question broke off");
        let words = "the question broke off".to_string();
        Answer {
            outcome: Err(Trouble { stage: Stage::Connect, fault: Fault::Own, words }),
            connect_ms: None,
            total_ms: 0,
            stages_ms: Vec::new(),
            certificate_until_ms: None,
        }
    });
    Came { server, word, answer }
}

struct Watcher {
    app: Arc<App>,
    standard: Standard,
    servers: BTreeMap<Id<Server>, ServerSeen>,
    windows: Vec<Maintenance>,
    asking: JoinSet<Came>,
    restarting: JoinSet<Done>,
    looking: JoinSet<look::Looked>,
    others: elsewhere::Others,
    disk: disk::DiskSeen,
    beat: beat::Beat,
    node: Node,
    /// As it was last written down; none: not read yet.
    node_told: Option<Node>,
    read_at_ms: i64,
    acted_at_ms: i64,
    asked_again_at_ms: i64,
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
            restarting: JoinSet::new(),
            looking: JoinSet::new(),
            others: elsewhere::Others::begin(app.now_ms()),
            disk: disk::DiskSeen::default(),
            beat: beat::Beat::default(),
            node: Node::Up,
            node_told: None,
            read_at_ms: 0,
            acted_at_ms: 0,
            asked_again_at_ms: 0,
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
        self.tell_node().await?;
        self.look_at_disk(now_ms).await?;
        while let Some(looked) = self.looking.try_join_next() {
            match looked {
                Ok(looked) => self.looked(looked).await?,
                Err(error) => tracing::error!(%error, "a look at a server was taken back"),
            }
        }
        for seen in self.servers.values_mut().filter(|seen| seen.unsettled) {
            settle::settle(&self.app, seen).await?;
        }
        if now_ms >= self.acted_at_ms + ACT_EVERY_MS {
            self.acted_at_ms = now_ms;
            self.act(now_ms).await?;
            self.ask_again(now_ms).await?;
        }
        if now_ms >= self.wrote_at_ms + WRITE_EVERY_MS {
            self.wrote_at_ms = now_ms;
            settle::write_all(&self.app, &mut self.servers).await?;
        }
        self.beat(now_ms);
        Ok(())
    }

    /// Which servers there are, what they shall be, and when nobody is to be woken.
    async fn read(&mut self, now_ms: i64) -> Done {
        self.recall().await?;
        self.windows = store::maintenance::coming(&self.app.db, now_ms).await?;
        let held = servers::holds::all(&self.app.db).await?;
        let alive = servers::alive(&self.app.db).await?;
        let ran: Vec<Server> = alive.into_iter().filter(|server| server.running_at_ms.is_some()).collect();
        let there: HashSet<&str> = ran.iter().map(|server| server.id.as_str()).collect();
        let gone: Vec<Id<Server>> =
            self.servers.keys().filter(|id| !there.contains(id.as_str())).cloned().collect();
        for id in gone {
            settle::farewell(&self.app, &id).await?;
            self.servers.remove(&id);
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
        self.judge_node();
        settle::deaths(&self.app, &mut self.servers).await?;
        self.listen(now_ms).await
    }

    /// Asks what is due. A server that shall not run, or that is being started, is not asked.
    fn ask_due(&mut self, now_ms: i64) {
        for seen in self.servers.values_mut().filter(|seen| seen.shall_run() && !seen.is_on_its_way()) {
            // Without a mailbox of its own no mail can be sent there and back.
            let has_mailbox = seen.probe.is_some();
            let due = seen.targets.iter_mut().filter(|target| {
                !target.asking && target.next_at_ms <= now_ms && (target.word != "loop" || has_mailbox)
            });
            let words: Vec<&'static str> = due
                .map(|target| {
                    target.asking = true;
                    target.word
                })
                .collect();
            for word in words {
                let (question, server) =
                    (self.standard.question(&self.app, (&seen.way(), word)), seen.server.id.clone());
                self.asking.spawn(asked((server, word), question.ask()));
            }
        }
    }

    /// Takes an answer in. What is kept in memory first: whatever fails to be written down is tried again, and no
    /// protocol is left as one that is still being asked.
    async fn hear(&mut self, came: Came) -> Done {
        let now_ms = self.app.now_ms();
        let may_be_node = came.answer.outcome.is_err() || self.node != Node::Up;
        if may_be_node {
            self.judge_node();
        }
        let Some(seen) = self.servers.get_mut(&came.server) else { return Ok(()) };
        if !seen.shall_run() {
            seen.forget(came.word, now_ms);
            return Ok(());
        }
        seen.take((came.word, &came.answer), self.node, now_ms);
        seen.judge_reach(now_ms);
        let (doubted, unsettled) = (seen.is_doubted(), seen.unsettled);
        if may_be_node {
            self.judge_node();
        }
        if doubted {
            self.ask_others(&came.server, now_ms);
        }
        self.tell_node().await?;
        if unsettled {
            self.judge_disk(now_ms);
            self.settle(&came.server).await?;
        }
        Ok(())
    }

    async fn settle(&mut self, server: &Id<Server>) -> Done {
        match self.servers.get_mut(server) {
            Some(seen) => settle::settle(&self.app, seen).await,
            None => Ok(()),
        }
    }

    /// While a server is doubted, the rest of it is asked soon, and one protocol of each other: if all are silent, it is
    /// the node.
    fn ask_others(&mut self, doubted: &Id<Server>, now_ms: i64) {
        let fresh_ms = now_ms - self.standard.terms.doubt_every_seconds * 1_000;
        for seen in self.servers.values_mut() {
            let own = seen.server.id == *doubted;
            if !own && seen.good_at_ms.max(seen.bad_at_ms) >= fresh_ms {
                continue;
            }
            let soon = seen.targets.iter_mut().filter(|target| match own {
                true => target.word != "loop" && target.asked_at_ms < fresh_ms,
                false => target.word == "smtp",
            });
            soon.for_each(|target| target.next_at_ms = target.next_at_ms.min(now_ms));
        }
    }

    async fn act(&mut self, now_ms: i64) -> Done {
        self.judge_disk(now_ms);
        for seen in self.servers.values().filter(|seen| seen.is_raised()) {
            let engines = act::act(&self.app, (seen, &self.standard.ladder), self.node, now_ms).await?;
            if let Some(engines) = engines {
                self.restarting.spawn(act::restart(self.app.clone(), engines));
            }
        }
        while let Some(restarted) = self.restarting.try_join_next() {
            if let Ok(Err(error)) | Err(error) = restarted.map_err(|_| sqlx::Error::WorkerCrashed) {
                tracing::warn!(%error, "it is not written down what came of a restart");
            }
        }
        for seen in self.servers.values().filter(|seen| seen.is_left_alone()) {
            act::left_alone(&self.app, (seen, &self.standard.ladder), self.node, now_ms).await?;
        }
        Ok(())
    }
}
