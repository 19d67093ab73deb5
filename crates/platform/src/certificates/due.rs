//! What is due, found by an index: nobody lists all servers to renew one.

use super::{host_names, jobs, store};
use crate::app::App;
use crate::servers::{self, Server};
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

/// How far servers were looked through for new ones: their ids grow with time.
#[derive(Default)]
pub struct Walk {
    behind: String,
    looks: u32,
    pieces: usize,
}

impl Walk {
    /// Another look begins.
    pub fn again(&mut self) {
        (self.looks, self.pieces) = (self.looks + 1, 0);
        if self.looks > ANEW_AFTER {
            *self = Walk::default();
        }
    }

    /// The next servers of this look, and between which ids they are; none: that is all for now.
    pub async fn piece(&mut self, app: &App) -> Result<Option<Piece>, sqlx::Error> {
        if self.pieces == PIECES {
            return Ok(None);
        }
        let servers = servers::alive_after(&app.db, &self.behind, PIECE).await?;
        let Some(last) = servers.last().map(|server| server.id.to_string()) else { return Ok(None) };
        self.pieces += 1;
        let after = std::mem::replace(&mut self.behind, last.clone());
        Ok(Some((servers, (after, last))))
    }
}

type Piece = (Vec<Server>, (String, String));

/// Queues what is due, and looks up host names, again and again. Asks nobody for certificates where no authority is named.
pub async fn watch(app: &App) {
    let every = if matches!(app.clock, Clock::Demo(_)) { EVERY_IN_DEMO } else { EVERY };
    let (mut walk, mut named) = (Walk::default(), Walk::default());
    if let Err(error) = of_other_authorities(app).await {
        tracing::warn!(%error, "certificates of another authority could not be found");
    }
    loop {
        if app.acme.is_some()
            && let Err(error) = queue_due(app, &mut walk).await
        {
            tracing::warn!(%error, "certificates that are due could not be queued");
        }
        if let Err(fault) = host_names::published::look(app, &mut named).await {
            tracing::warn!(detail = fault.detail, "servers' own names could not be looked up");
        }
        if let Err(fault) = host_names::old_ones(app).await {
            tracing::warn!(detail = fault.detail, "host names could not be looked up");
        }
        tokio::time::sleep(every).await;
    }
}

/// What another authority signed than the one that is asked now, such as its trial, is due: it is replaced by and by.
pub async fn of_other_authorities(app: &App) -> Result<(), sqlx::Error> {
    let Some(acme) = &app.acme else { return Ok(()) };
    let mut tx = app.db.begin().await?;
    store::of_other_authorities(&mut tx, &acme.directory, app.now_ms()).await?;
    tx.commit().await
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
    walk.again();
    while let Some((servers, (after, to))) = walk.piece(app).await? {
        let known = store::known(&app.db, (&after, &to)).await?;
        let names = servers.into_iter().map(|server| (server.id.clone(), servers::host_name(app, &server)));
        let new: Vec<_> = names.filter(|name| !known.contains(name)).collect();
        if !new.is_empty() {
            let mut tx = app.db.begin().await?;
            for (server, host) in &new {
                store::begin(&mut tx, (server, host), app.now_ms()).await?;
            }
            tx.commit().await?;
        }
    }
    Ok(())
}
