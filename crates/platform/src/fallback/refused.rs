//! What the relay does not take of one server holds up nobody else: the others are told all the same, and staff hear of the
//! one.

use crate::app::App;
use crate::monitoring::{self, Trouble};
use crate::servers::{self, Server};
use hostler_kit::id::Id;
use hostler_relay::run::Relay;
use hostler_relay::table::{Change, Table, WrongTable};
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// How often it is tried again.
const AGAIN_EVERY_MS: i64 = 60_000;
const KIND: &str = "fallback-refused";

/// Why each change was refused, by the server's name at the relay.
pub type Why = BTreeMap<String, String>;

/// Tells the relay everything at once; where it refuses that, as much of it as it takes.
pub fn apply(relay: &Relay, changes: Vec<Change>) -> Why {
    let Err(error) = relay.change_table(&changes) else { return Why::new() };
    tracing::error!(%error, "the fallback refused what changed; its parts are tried one by one");
    let mut why = Why::new();
    let mut left = Vec::new();
    for change in changes {
        match is_good_alone(&change) {
            Ok(()) => left.push(change),
            Err(error) => drop(why.insert(change.name().into(), error.to_string())),
        }
    }
    if relay.change_table(&left).is_err() {
        why.extend(one_by_one(relay, left));
    }
    why
}

fn is_good_alone(change: &Change) -> std::result::Result<(), WrongTable> {
    match change {
        Change::Put(primary) => Table::new(std::slice::from_ref(primary)).map(drop),
        Change::Remove(_) => Ok(()),
    }
}

/// One that gets what another gives up is taken after that one, so they are gone through until nothing more is taken.
fn one_by_one(relay: &Relay, mut left: Vec<Change>) -> Why {
    loop {
        let mut why = Why::new();
        let before = left.len();
        left.retain(|change| match relay.change_table(std::slice::from_ref(change)) {
            Ok(()) => false,
            Err(error) => {
                why.insert(change.name().into(), error.to_string());
                true
            }
        });
        if left.is_empty() || left.len() == before {
            return why;
        }
    }
}

/// Servers of which the relay keeps what it knew before, and when they were last tried.
#[derive(Default)]
pub struct Refused {
    tried: BTreeMap<Id<Server>, i64>,
}

impl Refused {
    /// Those that are to be tried again.
    pub fn due(&self, now_ms: i64) -> Vec<Id<Server>> {
        let due = self.tried.iter().filter(|(_, at_ms)| now_ms - **at_ms >= AGAIN_EVERY_MS);
        due.map(|(server, _)| server.clone()).collect()
    }

    /// Whether its next try is not yet due.
    pub fn waits(&self, server: &Id<Server>, now_ms: i64) -> bool {
        self.tried.get(server).is_some_and(|at_ms| now_ms - at_ms < AGAIN_EVERY_MS)
    }

    /// Remembers it. The first time may be a change that was read half; the second is an incident.
    pub async fn is_refused(&mut self, app: &App, (server, why): (&Id<Server>, &str)) -> Result<()> {
        tracing::error!(%server, why, "the fallback keeps what it knew of a server");
        if self.tried.insert(server.clone(), app.now_ms()).is_none() {
            return Ok(());
        }
        let Some(server) = servers::find(&app.db, server).await? else { return Ok(()) };
        let host = servers::host_name(app, &server);
        let detail = format!(
            "the fallback goes by what it knew of {host} before, since it refused what is new: {why}"
        );
        let mut tx = app.db.begin().await?;
        monitoring::raise(app, &mut tx, Trouble { server: Some(&server), kind: KIND, detail }).await?;
        tx.commit().await?;
        app.wake.wake();
        Ok(())
    }

    /// It is as it should be.
    pub fn is_taken(&mut self, server: &Id<Server>) {
        self.tried.remove(server);
    }

    /// Ends the incidents of those that are taken, also of before this program's start.
    pub async fn settle(&self, app: &App) -> Result<()> {
        for incident in monitoring::running(&app.db).await? {
            let Some(server) = incident.server_id.filter(|_| incident.kind == KIND) else { continue };
            if self.tried.contains_key(&server) {
                continue;
            }
            let mut tx = app.db.begin().await?;
            monitoring::over(app, &mut tx, (Some(&server), KIND)).await?;
            tx.commit().await?;
            app.wake.wake();
        }
        Ok(())
    }
}
