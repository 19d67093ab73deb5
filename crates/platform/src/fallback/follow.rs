//! Telling the relay what changes: of 100,000 servers, the few that did.
//!
//! What was written since the last look is looked up by its time, and a little before it, since a transaction may end
//! after another that began later. Beside that, all lists are gone through now and then, a page at a time: should a clock
//! have been wrong, it is made good then.

use super::book::{Book, Line};
use super::known::{self, Known};
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
    /// Of each server that the relay knows: the version of its list, and how it stands.
    known: BTreeMap<Id<Server>, (i64, Standing)>,
    since_ms: i64,
    /// Where going through all lists has come to; none: it is done for now.
    reached: Option<String>,
    all_at_ms: i64,
    warned_at_ms: Option<i64>,
    /// Rows that were read so far.
    pub rows: u64,
}

impl Follower {
    /// One that has told the relay of these, as they were at a time.
    pub fn new(book: Book, known: &[Known], since_ms: i64) -> Follower {
        let known = known.iter().map(|one| (one.server.clone(), (one.version, one.standing)));
        Follower {
            book,
            known: known.collect(),
            since_ms,
            reached: Some(String::new()),
            all_at_ms: since_ms,
            warned_at_ms: None,
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
            if let Err(fault) = warn::look(app, relay).await {
                tracing::warn!(detail = fault.detail, "held mail could not be looked at; trying again");
            }
        }
    }

    async fn look(&mut self, app: &App, relay: &Relay) -> Result<()> {
        let now_ms = app.now_ms();
        let mut changed = self.since(app, self.since_ms - OVERLAP_MS).await?;
        changed.extend(self.of_a_page(app).await?);
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
        self.rows += (lists.len() + standings.len() + gone.len()) as u64;
        let known = |id: &Id<Server>| self.known.get(id).copied();
        let lists = lists.into_iter().filter(|(id, version)| known(id).map(|(own, _)| own) != Some(*version));
        let standings =
            standings.into_iter().filter(|(id, standing)| known(id).is_some_and(|(_, own)| own != *standing));
        let gone = gone.into_iter().filter(|id| known(id).is_some());
        Ok(lists.map(|(id, _)| id).chain(standings.map(|(id, _)| id)).chain(gone).collect())
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
        let other = |id: &Id<Server>, version: i64| self.known.get(id).map(|(own, _)| *own) != Some(version);
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
            let (known, rows) = known::one(app, &server).await?;
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
        if let Err(error) = relay.change_table(&changes) {
            tracing::error!(%error, "the fallback keeps the table of before");
            return Ok(());
        }
        if let Err(error) = self.book.write(&lines) {
            tracing::error!(%error, "what the fallback knows could not be written; its next start asks the database");
        }
        lines.into_iter().for_each(|line| self.remember(relay, line));
        Ok(())
    }

    fn remember(&mut self, relay: &Relay, line: Line) {
        let Some(known) = line.known else {
            self.known.remove(&line.server);
            return;
        };
        let before = self.known.insert(line.server.clone(), (known.version, known.standing));
        // What was put off before is delivered at once too.
        if known.standing == Standing::Up && before.is_none_or(|(_, standing)| standing != Standing::Up) {
            relay.sight.of(line.server.as_str()).bell.notify_one();
        }
    }
}
