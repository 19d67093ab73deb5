//! Certificates of servers (H3): got by ACME where the provider names an authority, renewed a third of their life before
//! they run out, handed over to the server, and a trouble that people see when that fails.
//!
//! What always holds: a certificate is written down before it is handed over; the key is sealed in the database and
//! lies, readable to its root alone, in the server; what fails is tried again with growing pauses, and the server keeps
//! the certificate that it has.

mod facts;
mod get;
pub mod jobs;
mod model;
pub mod routes;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use facts::{Fact, check, fact};
pub use get::renew;
pub use model::{Certificate, Pair};
pub use store::of;

use crate::app::App;
use crate::servers::{self, Phase};
use hostler_kit::jobs::enqueue;
use hostler_kit::time::Clock;
use std::collections::HashSet;
use std::time::Duration;

/// How often it is looked which are due, and in a demo, whose clock is moved.
const EVERY: Duration = Duration::from_secs(60);
const EVERY_IN_DEMO: Duration = Duration::from_secs(5);
/// An authority's question is answered for so long.
const ANSWERED_MS: i64 = 24 * 3_600_000;

/// Queues what is due, again and again. Does nothing where no authority is named.
pub async fn watch(app: &App) {
    let every = if matches!(app.clock, Clock::Demo(_)) { EVERY_IN_DEMO } else { EVERY };
    loop {
        if app.acme.is_some()
            && let Err(error) = queue_due(app).await
        {
            tracing::warn!(%error, "certificates that are due could not be queued");
        }
        tokio::time::sleep(every).await;
    }
}

/// Queues a job for each running server whose certificate is due.
pub async fn queue_due(app: &App) -> Result<usize, sqlx::Error> {
    let now_ms = app.now_ms();
    let servers = servers::alive(&app.db).await?;
    let tries = store::tries(&app.db).await?;
    let running = servers.iter().filter(|server| server.phase() == Phase::Running);
    let due: Vec<_> =
        running.filter(|server| tries.get(&server.id).is_none_or(|&at_ms| at_ms <= now_ms)).collect();
    let alive: HashSet<_> = servers.iter().map(|server| &server.id).collect();
    let gone: Vec<_> = tries.keys().filter(|id| !alive.contains(id)).collect();
    if due.is_empty() && gone.is_empty() {
        return Ok(0);
    }
    let mut tx = app.db.begin().await?;
    for server in &due {
        store::begin(&mut tx, (&server.id, &servers::host_name(app, server)), now_ms).await?;
        enqueue(&mut tx, &jobs::RenewCertificate { server: server.id.clone() }, now_ms).await?;
    }
    for server in gone {
        store::end(&mut tx, server).await?;
    }
    store::remove_answers(&mut tx, now_ms - ANSWERED_MS).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(due.len())
}
