//! Whether it is the node that is down: judged in memory with every answer that may say so, and written down when it
//! can be, so that a database that fails for a moment makes nobody blind.

use super::super::store::incidents;
use super::rules::{self, Heard, Node};
use super::{Done, Phase, Watcher, settle};

impl Watcher {
    /// What was written down before this watch began. Servers that went meanwhile are taken leave of.
    pub(super) async fn recall(&mut self) -> Done {
        if self.node_told.is_none() {
            settle::farewells(&self.app).await?;
            let lasting = incidents::running(&self.app.db).await?;
            let down = lasting.iter().any(|incident| incident.kind == "node-down");
            self.node = if down { Node::Down } else { Node::Up };
            self.node_told = Some(self.node);
        }
        Ok(())
    }

    pub(super) fn judge_node(&mut self) {
        let heard = self.heard_of_all();
        let small = |number: i64| u8::try_from(number).unwrap_or(u8::MAX);
        let terms = &self.standard.terms;
        self.node = rules::node(self.node, &heard, (small(terms.down_after), small(terms.good_after)));
    }

    fn heard_of_all(&self) -> Vec<Heard> {
        let asked = self
            .servers
            .values()
            .filter(|seen| seen.shall_run() && !seen.in_maintenance && seen.server.phase() == Phase::Running);
        asked.map(super::ServerSeen::heard).collect()
    }

    /// Writes down what was judged. May be repeated, and is until it is done.
    pub(super) async fn tell_node(&mut self) -> Done {
        let now = if self.node == Node::Down { Node::Down } else { Node::Up };
        if self.node_told.is_none_or(|told| told == now) {
            return Ok(());
        }
        let silent = (now == Node::Down).then(|| self.heard_of_all().len());
        settle::node(&self.app, silent).await?;
        self.node_told = Some(now);
        Ok(())
    }
}
