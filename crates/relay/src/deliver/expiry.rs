//! Nothing expires silently: what is too old is held and told, never sent back and never thrown away.

use super::Around;
use crate::queue::{Became, Mark, QueueId, Standing};
use crate::smtp::Stage;
use std::sync::Arc;
use std::time::Duration;

/// How long mail is tried: 30 days.
pub const LIFETIME_MS: i64 = 30 * 24 * 3_600_000;
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// So many are held with one sync.
const AT_ONCE: usize = 1000;

/// Looks each minute until the relay closes.
pub async fn run(around: Arc<Around>) {
    let mut stage = around.stage.clone();
    loop {
        hold_the_expired(&around).await;
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            _ = stage.wait_for(|stage| *stage == Stage::Closing) => return,
        }
    }
}

/// Holds what came, or was released, before 30 days; gives how many.
pub async fn hold_the_expired(around: &Around) -> usize {
    let now_ms = around.clock.now_ms();
    let before_ms = now_ms - LIFETIME_MS;
    let mut count = 0;
    loop {
        let old: Vec<QueueId> = {
            let index = around.queue.index();
            let all = index.oldest_first();
            let all = all.take_while(|(_, entry)| i64::from(entry.received_s) * 1000 < before_ms);
            let idle = all.filter(|(_, entry)| !matches!(entry.standing, Standing::Taken | Standing::Held));
            let old = idle.filter(|(id, _)| index.counts_from_ms(*id).is_some_and(|ms| ms < before_ms));
            old.take(AT_ONCE).map(|(id, _)| id).collect()
        };
        if old.is_empty() {
            return count;
        }
        let held =
            |id| Mark { id, to: vec![], became: Became::Held("it is 30 days old".into()), at_ms: now_ms };
        let marks: Vec<Mark> = old.into_iter().map(held).collect();
        count += marks.len();
        tracing::warn!(messages = marks.len(), "mail has waited for 30 days; it is held");
        if around.queue.mark_now(marks).await.is_err() {
            return count;
        }
    }
}
