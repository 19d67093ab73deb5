//! Telling the relay what changes: of 100,000 servers, the few that did.
//!
//! What was written since the last look is looked up by its time, and a little before it, since a transaction may end
//! after another that began later. Beside that, all lists are gone through now and then, a page at a time: should a clock
//! have been wrong, it is made good then.

use super::book::{Book, Line};
use super::known::{self, Known};
use super::refused::{self, Refused};
use super::{rules, store, warn};
use crate::app::App;
use crate::monitoring::{self, Standing};
use crate::servers::{self, Server};
use hostler_kit::id::Id;
use hostler_relay::run::Relay;
use hostler_relay::table::Change;
use std::collections::{BTreeMap, BTreeSet};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// How far behind the last look is looked again.
const OVERLAP_MS: i64 = 60_000;
/// How often ages and room are looked at.
const WARN_EVERY_MS: i64 = 60_000;
/// How often all lists are gone through.
const ALL_EVERY_MS: i64 = 3_600_000;
/// So many lists of them at a time.
const PAGE: i64 = 500;

pub struct Follower {
    book: Book,
    /// Of each server that the relay knows.
    known: BTreeMap<Id<Server>, Last>,
    /// Those whom somebody outside cannot reach.
    missed: BTreeSet<Id<Server>>,
    since_ms: i64,
    /// Where going through all lists has come to; none: it is done for now.
    reached: Option<String>,
    all_at_ms: i64,
    warned_at_ms: Option<i64>,
    refused: Refused,
    /// Rows that were read so far.
    pub rows: u64,
}

/// What the relay was told last of a server, in short.
#[derive(Clone, Copy)]
struct Last {
    /// Of its list.
    version: i64,
    standing: Standing,
    missed: bool,
}

impl Last {
    fn of(known: &Known) -> Last {
        Last { version: known.version, standing: known.standing, missed: known.missed }
    }
}

impl Follower {
    /// One that has told the relay of these, as they were at a time.
    pub fn new(book: Book, known: &[Known], since_ms: i64) -> Follower {
        let known = known.iter().map(|one| (one.server.clone(), Last::of(one)));
        Follower {
            book,
            known: known.collect(),
            missed: BTreeSet::new(),
            since_ms,
            reached: Some(String::new()),
            all_at_ms: since_ms,
            warned_at_ms: None,
            refused: Refused::default(),
            rows: 0,
        }
    }

    pub async fn follow(&mut self, app: &App, relay: &Relay) {
        if let Err(error) = self.look(app, relay).await {
            tracing::warn!(%error, "the fallback could not be told what changed; trying again");
        }
        let now_ms = app.now_ms();
        if self.warned_at_ms.is_none_or(|at_ms| now_ms - at_ms >= WARN_EVERY_MS) {
            self.warned_at_ms = Some(now_ms);
            if let Err(error) = self.refused.settle(app).await {
                tracing::warn!(%error, "incidents could not be ended; trying again");
            }
            if let Err(fault) = warn::look(app, relay).await {
                tracing::warn!(detail = fault.detail, "held mail could not be looked at; trying again");
            }
        }
    }

    async fn look(&mut self, app: &App, relay: &Relay) -> Result<()> {
        let now_ms = app.now_ms();
        let mut changed = self.since(app, self.since_ms - OVERLAP_MS).await?;
        changed.extend(self.of_a_page(app).await?);
        changed.extend(self.refused.due(now_ms));
        changed.retain(|server| !self.refused.waits(server, now_ms));
        if !changed.is_empty() {
            self.tell(app, relay, changed).await?;
        }
        self.since_ms = now_ms;
        Ok(())
    }

    /// Servers of which something was written since then that is not known yet.
    async fn since(&mut self, app: &App, since_ms: i64) -> Result<BTreeSet<Id<Server>>> {
        let lists = store::changed_since(&app.db, since_ms).await?;
        let standings = monitoring::standings_since(&app.db, since_ms).await?;
        let gone = servers::gone_since(&app.db, since_ms).await?;
        self.missed = monitoring::missed(app).await?;
        self.rows += (lists.len() + standings.len() + gone.len() + self.missed.len()) as u64;
        let known = |id: &Id<Server>| self.known.get(id).copied();
        let lists =
            lists.into_iter().filter(|(id, version)| known(id).map(|own| own.version) != Some(*version));
        let standings = standings
            .into_iter()
            .filter(|(id, standing)| known(id).is_some_and(|own| own.standing != *standing));
        let gone = gone.into_iter().filter(|id| known(id).is_some());
        let missed = self.known.iter().filter(|(id, own)| own.missed != self.missed.contains(id));
        let missed = missed.map(|(id, _)| id.clone());
        Ok(lists.map(|(id, _)| id).chain(standings.map(|(id, _)| id)).chain(gone).chain(missed).collect())
    }

    /// Servers of the next page of all lists that are known otherwise, or not there any more.
    async fn of_a_page(&mut self, app: &App) -> Result<BTreeSet<Id<Server>>> {
        let now_ms = app.now_ms();
        if self.reached.is_none() && now_ms - self.all_at_ms >= ALL_EVERY_MS {
            self.reached = Some(String::new());
        }
        let Some(after) = self.reached.clone() else { return Ok(BTreeSet::new()) };
        let page = store::page(&app.db, &after, PAGE).await?;
        self.rows += page.len() as u64;
        let whole = page.len() as i64 == PAGE;
        let last = page.last().map(|(id, _)| id.clone()).filter(|_| whole);
        let there: BTreeMap<Id<Server>, i64> = page.into_iter().collect();
        let known = self
            .known
            .iter()
            .filter(|(id, _)| id.as_str() > after.as_str() && last.as_ref().is_none_or(|last| *id <= last));
        let gone: Vec<Id<Server>> =
            known.filter(|(id, _)| !there.contains_key(id)).map(|(id, _)| id.clone()).collect();
        let other =
            |id: &Id<Server>, version: i64| self.known.get(id).map(|own| own.version) != Some(version);
        let changed = there.iter().filter(|(id, version)| other(id, **version)).map(|(id, _)| id.clone());
        let changed = changed.chain(gone).collect();
        if last.is_none() {
            self.all_at_ms = now_ms;
        }
        self.reached = last.map(|last| last.to_string());
        Ok(changed)
    }

    async fn tell(&mut self, app: &App, relay: &Relay, changed: BTreeSet<Id<Server>>) -> Result<()> {
        let (mut changes, mut lines) = (Vec::new(), Vec::new());
        let authority = super::keeper::authority(app);
        for server in changed {
            let (known, rows) = known::one(app, &server, &self.missed).await?;
            self.rows += rows;
            changes.push(match &known {
                Some(known) => {
                    let primary = rules::primary(known, &app.catalogue.fallback, &authority);
                    Change::Put(Box::new(primary))
                }
                None => Change::Remove(server.to_string()),
            });
            lines.push(Line { at_ms: app.now_ms(), server, known });
        }
        let refused = refused::apply(relay, changes);
        let (bad, good): (Vec<Line>, Vec<Line>) =
            lines.into_iter().partition(|line| refused.contains_key(line.server.as_str()));
        if let Err(error) = self.book.write(&good) {
            tracing::error!(%error, "what the fallback knows could not be written; its next start asks the database");
        }
        for line in good {
            self.refused.is_taken(&line.server);
            self.remember(relay, line);
        }
        for line in bad {
            self.refused.is_refused(app, (&line.server, &refused[line.server.as_str()])).await?;
        }
        Ok(())
    }

    fn remember(&mut self, relay: &Relay, line: Line) {
        let Some(known) = line.known else {
            self.known.remove(&line.server);
            return;
        };
        let before = self.known.insert(line.server.clone(), Last::of(&known));
        // What was put off before is delivered at once too.
        if known.standing == Standing::Up && before.is_none_or(|own| own.standing != Standing::Up) {
            relay.sight.of(line.server.as_str()).bell.notify_one();
        }
    }
}
