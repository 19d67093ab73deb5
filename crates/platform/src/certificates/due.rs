//! What is due, found by an index: nobody lists all servers to renew one.

use super::{host_names, jobs, store};
use crate::app::App;
use crate::servers;
use hostler_kit::jobs::enqueue;
use hostler_kit::time::Clock;
use std::time::Duration;

/// How often it is looked which are due, and in a demo, whose clock is moved.
const EVERY: Duration = Duration::from_secs(60);
const EVERY_IN_DEMO: Duration = Duration::from_secs(5);
/// An authority's question is answered for so long.
const ANSWERED_MS: i64 = 24 * 3_600_000;
/// So many are begun in one go: authorities and servers are asked evenly.
const AT_ONCE: i64 = 100;
/// New servers are looked for in pieces of so many, so many pieces at a time.
const PIECE: i64 = 500;
const PIECES: usize = 20;
/// After so many looks all servers are walked through once more: an id may have come late.
const ANEW_AFTER: u32 = 60;

/// How far servers were looked through for those without a certificate: their ids grow with time.
#[derive(Default)]
pub struct Walk {
    behind: String,
    looks: u32,
}

/// Queues what is due, and looks up host names, again and again. Asks nobody for certificates where no authority is named.
pub async fn watch(app: &App) {
    let every = if matches!(app.clock, Clock::Demo(_)) { EVERY_IN_DEMO } else { EVERY };
    let mut walk = Walk::default();
    loop {
        if app.acme.is_some()
            && let Err(error) = queue_due(app, &mut walk).await
        {
            tracing::warn!(%error, "certificates that are due could not be queued");
        }
        if let Err(fault) = host_names::old_ones(app).await {
            tracing::warn!(detail = fault.detail, "host names could not be looked up");
        }
        tokio::time::sleep(every).await;
    }
}

/// Queues a job for each name whose certificate is due. Answers how many.
pub async fn queue_due(app: &App, walk: &mut Walk) -> Result<usize, sqlx::Error> {
    let now_ms = app.now_ms();
    begin_new(app, walk).await?;
    let due = store::due(&app.db, now_ms, AT_ONCE).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let mut tx = app.db.begin().await?;
    for (server, host) in &due {
        enqueue(&mut tx, &jobs::RenewCertificate::of(server, host), now_ms).await?;
    }
    store::remove_answers(&mut tx, now_ms - ANSWERED_MS).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(due.len())
}

/// Servers that came since the last look are to have one for their own name.
async fn begin_new(app: &App, walk: &mut Walk) -> Result<(), sqlx::Error> {
    walk.looks += 1;
    if walk.looks > ANEW_AFTER {
        *walk = Walk::default();
    }
    for _ in 0..PIECES {
        let servers = servers::alive_after(&app.db, &walk.behind, PIECE).await?;
        let Some(last) = servers.last().map(|server| server.id.to_string()) else { return Ok(()) };
        let known = store::known(&app.db, (&walk.behind, &last)).await?;
        let names = servers.into_iter().map(|server| (server.id.clone(), servers::host_name(app, &server)));
        let new: Vec<_> = names.filter(|name| !known.contains(name)).collect();
        if !new.is_empty() {
            let mut tx = app.db.begin().await?;
            for (server, host) in &new {
                store::begin(&mut tx, (server, host), app.now_ms()).await?;
            }
            tx.commit().await?;
        }
        walk.behind = last;
    }
    Ok(())
}
