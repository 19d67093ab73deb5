//! A watch whose answers a test makes up.

use super::rules::Node;
use super::{Came, Watcher, act, settle};
use crate::app::App;
use crate::servers::plan::Desired;
use crate::servers::{self, Server};
use crate::testing::{customer, server, work};
use hostler_kit::id::Id;
use hostler_probe::{Answer, Fault, Stage, Trouble};
use std::sync::Arc;

pub struct Case {
    app: Arc<App>,
    watcher: Watcher,
    ids: Vec<Id<Server>>,
}

pub fn good() -> Answer {
    answer(Ok("250 2.1.5 Ok".into()))
}

/// This side has no more files: it could not ask.
pub fn own() -> Answer {
    let words = "too many open files".to_string();
    answer(Err(Trouble { stage: Stage::Connect, fault: Fault::Own, words }))
}

pub fn bad() -> Answer {
    let words = "nobody listens".to_string();
    answer(Err(Trouble { stage: Stage::Connect, fault: Fault::Refused, words }))
}

fn answer(outcome: Result<String, Trouble>) -> Answer {
    Answer { outcome, connect_ms: Some(1), total_ms: 12, stages_ms: Vec::new(), certificate_until_ms: None }
}

impl Case {
    /// Servers of one customer, which run as far as anybody has written down.
    pub async fn of(app: &Arc<App>, names: &[&str]) -> Case {
        let (_, anna) = customer(app, "anna").await;
        let mut ids = Vec::new();
        for name in names {
            let server = server(app, &anna, name).await;
            servers::testing::runs(app, &server.id).await;
            ids.push(server.id);
        }
        let case = Case { app: app.clone(), watcher: Watcher::new(app).unwrap(), ids };
        case.again().await
    }

    /// The platform is started again.
    pub async fn again(self) -> Case {
        let mut watcher = Watcher::new(&self.app).unwrap();
        watcher.read(self.app.now_ms()).await.unwrap();
        Case { watcher, ..self }
    }

    pub fn id(&self, server: usize) -> &Id<Server> {
        &self.ids[server]
    }

    pub async fn hear(&mut self, server: usize, word: &'static str, answer: &Answer) {
        self.try_to_hear(server, word, answer).await.unwrap();
    }

    /// A question is asked and answered; false where not all that follows could be written down.
    pub async fn try_to_hear(
        &mut self,
        server: usize,
        word: &'static str,
        answer: &Answer,
    ) -> Result<(), sqlx::Error> {
        let seen = self.watcher.servers.get_mut(&self.ids[server]).unwrap();
        seen.targets.iter_mut().filter(|target| target.word == word).for_each(|target| target.asking = true);
        let came = Came { server: self.ids[server].clone(), word, answer: answer.clone() };
        self.watcher.hear(came).await
    }

    /// A question breaks off in the middle.
    pub async fn breaks_off(&mut self, server: usize, word: &'static str) {
        let id = self.ids[server].clone();
        let seen = self.watcher.servers.get_mut(&id).unwrap();
        seen.targets.iter_mut().filter(|target| target.word == word).for_each(|target| target.asking = true);
        let came = super::asked((id, word), async { panic!("in a library") }).await;
        self.watcher.hear(came).await.unwrap();
    }

    /// How many protocols are being asked.
    pub fn asking(&self) -> usize {
        let targets = self.watcher.servers.values().flat_map(|seen| &seen.targets);
        targets.filter(|target| target.asking).count()
    }

    /// Whether the node is believed to be down.
    pub fn is_node_down(&self) -> bool {
        self.watcher.node == Node::Down
    }

    /// Every protocol of a server answers so.
    pub async fn all(&mut self, server: usize, answer: &Answer) {
        for word in ["smtp", "submission", "submissions", "imaps", "pop3s", "https", "loop"] {
            self.hear(server, word, answer).await;
        }
    }

    /// A moment passes.
    pub async fn tick(&mut self) {
        self.later(1);
    }

    fn later(&self, seconds: i64) {
        let now = self.app.clock.now() + jiff::SignedDuration::from_secs(seconds);
        self.app.clock.advance_to(now).unwrap();
    }

    /// Time passes, and what is due is done.
    pub async fn pass(&mut self, seconds: i64) {
        self.later(seconds);
        self.watcher.read(self.app.now_ms()).await.unwrap();
        self.settle().await;
        self.watcher.act(self.app.now_ms()).await.unwrap();
        self.watcher.ask_again(self.app.now_ms()).await.unwrap();
        while let Some(restarted) = self.watcher.restarting.join_next().await {
            restarted.unwrap().unwrap();
        }
    }

    /// Why whatever is in trouble is so, as last measured.
    pub async fn blame(&mut self, cause: Option<&str>) {
        for seen in self.watcher.servers.values_mut() {
            seen.blame(cause);
        }
        self.settle().await;
        for seen in self.watcher.servers.values().filter(|seen| seen.is_raised()) {
            let ladder = &self.watcher.standard.ladder;
            let engines = act::act(&self.app, (seen, ladder), self.watcher.node, self.app.now_ms()).await;
            assert!(engines.unwrap().is_none());
        }
    }

    /// A server ends by itself, and the platform looks at it.
    pub async fn ended(&mut self, server: usize) {
        servers::testing::ends(&self.app, &self.ids[server]).await;
    }

    /// The watch went round, and whoever it told of that has answered.
    pub async fn beat(&mut self) {
        self.watcher.beat(self.app.now_ms());
        self.watcher.beaten().await;
    }

    /// Protocols that are asked when everything is due; nobody waits for what they answer.
    pub fn asks(&mut self) -> Vec<&'static str> {
        self.watcher.ask_due(self.app.now_ms() + 3_600_000);
        let targets = self.watcher.servers.values().flat_map(|seen| &seen.targets);
        targets.filter(|target| target.asking).map(|target| target.word).collect()
    }

    /// Staff start a server, and it does not run yet.
    pub async fn start(&mut self, server: usize) {
        let id = self.ids[server].clone();
        let platform = crate::events::Actor::platform();
        servers::set_desired(&self.app, &id, Desired::Running, &platform).await.unwrap();
        self.watcher.read(self.app.now_ms()).await.unwrap();
        self.settle().await;
    }

    /// Staff stop a server.
    pub async fn stop(&mut self, server: usize) {
        let id = self.ids[server].clone();
        let platform = crate::events::Actor::platform();
        servers::set_desired(&self.app, &id, Desired::Stopped, &platform).await.unwrap();
        work(&self.app).await;
        self.watcher.read(self.app.now_ms()).await.unwrap();
        self.settle().await;
    }

    async fn settle(&mut self) {
        self.watcher.tell_node().await.unwrap();
        for seen in self.watcher.servers.values_mut().filter(|seen| seen.unsettled) {
            settle::settle(&self.app, seen).await.unwrap();
        }
    }

    pub async fn write(&mut self) {
        settle::write_all(&self.app, &mut self.watcher.servers).await.unwrap();
    }
}
