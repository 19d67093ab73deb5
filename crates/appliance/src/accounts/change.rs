//! One change of accounts: a transaction that takes its place in the order of changes, and leaves its journal entries
//! and its lines in the history.

use crate::app::App;
use crate::engines::sessions;
use crate::history::{self, Action};
use crate::journal;
use hostler_kit::db::Tx;
use hostler_wire::{SignIn, What};
use std::time::Duration;

/// How long an answer waits until the engines know of a change.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person's id at the platform, or `server`.
    pub person: String,
    pub name: String,
}

impl Actor {
    /// The server itself, at its first start.
    pub fn server() -> Actor {
        Actor { person: "server".to_string(), name: String::new() }
    }
}

impl From<&SignIn> for Actor {
    fn from(sign_in: &SignIn) -> Actor {
        Actor { person: sign_in.person.clone(), name: sign_in.name.clone() }
    }
}

pub struct Change<'a> {
    app: &'a App,
    actor: &'a Actor,
    pub tx: Tx,
    pub now_ms: i64,
    revision: i64,
    lines: i64,
    ended: Vec<String>,
}

impl<'a> Change<'a> {
    /// Takes the next place in the order; a second change waits until this one has ended.
    pub async fn begin(app: &'a App, actor: &'a Actor) -> Result<Change<'a>, sqlx::Error> {
        let mut tx = app.db.begin().await?;
        let revision =
            sqlx::query_scalar("UPDATE state SET revision = revision + 1 WHERE one = 1 RETURNING revision")
                .fetch_one(&mut *tx)
                .await?;
        Ok(Change { app, actor, tx, now_ms: app.clock.now_ms(), revision, lines: 0, ended: Vec::new() })
    }

    pub async fn journal(&mut self, what: What) -> Result<(), sqlx::Error> {
        journal::append(&mut self.tx, &self.app.bootstrap.server, self.now_ms, what).await
    }

    /// Adds a line to the history: what was done to what.
    pub async fn note(&mut self, action: Action, subject: &str, detail: &str) -> Result<(), sqlx::Error> {
        self.lines += 1;
        let place = (self.revision, self.lines);
        let line = history::Line { at_ms: self.now_ms, actor: self.actor, action, subject, detail, place };
        history::add(&mut self.tx, &line, &self.app.random).await
    }

    /// Whoever is signed in as this address is signed out once the change holds.
    pub fn ends_sessions(&mut self, address: &str) {
        self.ended.push(address.to_string());
    }

    /// Makes it so, and waits a moment until the engines work by it.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        let Change { app, tx, revision, ended, .. } = self;
        tx.commit().await?;
        app.signals.changed.notify_one();
        app.signals.journal.notify_one();
        let rendered = app.signals.projection.borrow().is_some();
        if rendered {
            wait_for_engines(app, revision).await;
            sign_out(app, &ended).await;
        }
        Ok(())
    }
}

async fn wait_for_engines(app: &App, revision: i64) {
    let mut projection = app.signals.projection.subscribe();
    let known = projection
        .wait_for(|seen| seen.as_ref().is_none_or(|seen| seen.revision >= revision || seen.error.is_some()));
    let _ = tokio::time::timeout(PATIENCE, known).await;
}

async fn sign_out(app: &App, addresses: &[String]) {
    for address in addresses {
        if let Err(error) = sessions::end(&app.site(), address).await {
            tracing::warn!(address, %error, "sessions that should end may go on");
        }
    }
}
