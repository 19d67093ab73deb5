//! Servers that end by themselves (K2): each end is written down once, whoever sees it first and however soon after the
//! start it comes. The server is started again, but not more often than the catalogue lets anything be restarted by itself
//! in an hour: then it is left alone until the hour has passed or somebody starts it, and people are asked. One whose data
//! is not there is left alone as well: started, it would be an empty server that refuses its own customers' mail.

mod lost;
mod store;
#[cfg(test)]
mod tests;

pub use lost::has_no_database;
pub(super) use lost::is_without_data;
pub use store::died_since;

use super::plan::{Desired, Flag};
use super::reconcile::set_phase;
use super::{Note, Phase, Server, note, restarts, tell};
use crate::app::App;
use crate::drivers::host::{Actual, Fell};
use crate::events::Actor;
use hostler_kit::db::Tx;
use hostler_kit::id::Id;

const HOUR_MS: i64 = 3_600_000;

/// How often a server ended by itself and was started again by itself, within an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    pub deaths: i64,
    /// Restarts since something of it was down.
    pub restarts: i64,
}

/// Whether a server that just ended is left alone. Each end but the last was followed by a start.
pub fn is_too_often(ends: Ends, most: i64) -> bool {
    ends.deaths > 0 && ends.deaths + ends.restarts > most
}

/// Writes down that a server ended by itself, once; yes: it is left alone for now.
pub async fn notice(
    app: &App,
    (server, actual): (&Server, &Actual),
    wanted: Desired,
) -> Result<Flag, sqlx::Error> {
    if wanted == Desired::Running && actual.running.is_none() && lost::is_without_data(app, server) {
        lost::leave_alone(app, server).await?;
        return Ok(Flag::Yes);
    }
    let Some(fell) = actual.fell.as_ref().filter(|_| actual.running.is_none()) else { return Ok(Flag::No) };
    let mut tx = app.db.begin().await?;
    if store::insert(&mut tx, &server.id, (fell, app.now_ms())).await? && wanted == Desired::Running {
        set_phase(app, &mut tx, server, Phase::Starting).await?;
        note(app, &mut tx, &server.id, Note("died", &status(fell))).await?;
        tell(app, &mut tx, &Actor::platform(), (server, "server.died")).await?;
    }
    tx.commit().await?;
    if wanted != Desired::Running {
        return Ok(Flag::No);
    }
    let most = app.catalogue.monitoring.restarts_an_hour;
    let ends = ends(app, server).await?;
    if is_too_often(ends, most) {
        if server.left_alone_at_ms.is_none() {
            let why = format!(
                "it ended by itself {} times within an hour, so it is started again by itself at most once that hour \
                 has passed; start it when the cause is gone",
                ends.deaths
            );
            leave_alone(app, server, &why).await?;
        }
        return Ok(Flag::Yes);
    }
    Ok(Flag::No)
}

fn status(fell: &Fell) -> String {
    fell.status.map_or("nobody noted how".into(), |status| format!("exit status {status}"))
}

async fn ends(app: &App, server: &Server) -> Result<Ends, sqlx::Error> {
    let since_ms = (app.now_ms() - HOUR_MS).max(server.deaths_from_ms);
    Ok(Ends {
        deaths: store::count_since(&app.db, &server.id, since_ms).await?,
        restarts: restarts::count_since(&app.db, &server.id, since_ms).await?,
    })
}

async fn leave_alone(app: &App, server: &Server, why: &str) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    if store::set_left_alone(&mut tx, &server.id, app.now_ms()).await? {
        super::store::set_error(&mut tx, &server.id, why).await?;
        note(app, &mut tx, &server.id, Note("left-alone", why)).await?;
        tell(app, &mut tx, &Actor::platform(), (server, "server.left-alone")).await?;
    }
    tx.commit().await
}

/// It is started: nobody leaves it alone any more.
pub(super) async fn started(tx: &mut Tx, server: &Id<Server>) -> Result<(), sqlx::Error> {
    store::clear_left_alone(tx, server).await
}

/// Somebody starts it, or has it in their hands: what was before counts no longer.
pub async fn begin_anew(app: &App, tx: &mut Tx, server: &Id<Server>) -> Result<(), sqlx::Error> {
    store::begin_anew(tx, server, app.now_ms()).await
}
