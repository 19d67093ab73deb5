//! Who watches the watch: an address of somebody else's is asked every minute while the watch goes round and can write
//! down what it sees. Who waits there misses it when it stops, and says so (as healthchecks.io does).

use super::Watcher;
use reqwest::redirect::Policy;
use std::time::Duration;
use tokio::task::JoinSet;

/// How often, in milliseconds, and how long an answer may take.
const EVERY_MS: i64 = 60_000;
const WITHIN: Duration = Duration::from_secs(20);

/// When it was asked last, and what is under way.
#[derive(Default)]
pub struct Beat {
    at_ms: i64,
    asking: JoinSet<()>,
}

impl Watcher {
    /// Asks if it is time. Nobody waits for the answer.
    pub(super) fn beat(&mut self, now_ms: i64) {
        while self.beat.asking.try_join_next().is_some() {}
        let url = &self.standard.terms.heartbeat;
        if url.is_empty() || now_ms < self.beat.at_ms + EVERY_MS {
            return;
        }
        self.beat.at_ms = now_ms;
        self.beat.asking.spawn(asked(url.clone()));
    }

    #[cfg(test)]
    pub(super) async fn beaten(&mut self) {
        while self.beat.asking.join_next().await.is_some() {}
    }
}

async fn asked(url: String) {
    let answer = async {
        let client = reqwest::Client::builder()
            .timeout(WITHIN)
            .redirect(Policy::none())
            .no_proxy()
            .user_agent(concat!("hostler/", env!("CARGO_PKG_VERSION")))
            .build()?;
        client.get(url).send().await?.error_for_status()
    };
    if let Err(error) = answer.await {
        // The address is a secret of its own.
        tracing::warn!(error = %error.without_url(), "the heartbeat was not taken");
    }
}
