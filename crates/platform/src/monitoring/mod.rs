//! Watching (K2): every server is asked from outside, around the clock, whether it does what it is there for. What goes
//! wrong becomes an incident with its times and with everything that was done about it, by itself and by people.
//!
//! What always holds: of each kind of trouble a server has one incident at a time, whoever raises it and however often;
//! an incident's lines are added and never changed; nobody is mailed twice about the same begin or end; nothing is done
//! by itself to a server that is held, suspended, stopped or in maintenance.

mod incident;
pub mod maintenance;
mod metrics;
mod model;
pub mod pages;
mod reach;
pub mod routes;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod told;
pub mod vantages;
mod watch;

pub use incident::{acknowledge, add, note, over, raise};
pub use metrics::Metrics;
pub use model::{Incident, IncidentRefused, KINDS, Line, Maintenance, MaintenanceRefused, Standing, Trouble};
pub use store::incidents::{find, lines, list, of_server, running, running_of_server};
pub use store::standings::{standing, standings, standings_since};
pub use vantages::missed;
pub use watch::{ask_now, watch};

use crate::app::App;

/// How long hours of answers are kept, and five minutes of them, in milliseconds.
const KEPT_MS: i64 = 90 * 86_400_000;
const SLOTS_KEPT_MS: i64 = 30 * 86_400_000;

/// Removes what is too old to be shown.
pub async fn sweep(app: &App) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    let now_ms = app.now_ms();
    store::targets::sweep(&mut tx, (now_ms - KEPT_MS, now_ms - SLOTS_KEPT_MS)).await?;
    tx.commit().await
}
