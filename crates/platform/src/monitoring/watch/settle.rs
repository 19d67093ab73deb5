//! What was seen is written down: standings, incidents, and how each protocol answers.

use super::super::model::{Standing, Trouble};
use super::super::store::{incidents, standings, targets};
use super::super::{add, over, raise};
use super::{Done, Id, Incident, Server, ServerSeen};
use crate::app::{App, remember, remembered};
use crate::servers;
use hostler_kit::db::Tx;
use hostler_kit::time::Month;
use hostler_probe::state::Alarm;
use std::collections::{BTreeMap, HashSet};

/// Where it is remembered up to when ends of servers were seen.
const DEATHS_SEEN: &str = "watch-deaths-seen-ms";

/// Writes down how a server stands, and brings its incidents to where they belong. May be repeated.
pub async fn settle(app: &App, seen: &mut ServerSeen) -> Done {
    let mut tx = app.db.begin().await?;
    if let Some(standing) = seen.standing() {
        standings::set(&mut tx, &seen.server.id, standing, app.now_ms()).await?;
    }
    let shall_run = seen.shall_run();
    let down = seen.said(&[Alarm::Down, Alarm::Flapping]).filter(|_| shall_run);
    let down = down.map(|said| seen.caused(said));
    bring(app, &mut tx, &seen.server, ("service-down", down)).await?;
    let partly = seen.partly().filter(|_| shall_run && !seen.in_maintenance);
    bring(app, &mut tx, &seen.server, ("partly-reachable", partly)).await?;
    let slow = seen.said(&[Alarm::Slow]).filter(|_| shall_run);
    bring(app, &mut tx, &seen.server, ("slow", slow)).await?;
    if !shall_run {
        for kind in super::look::OF_A_SERVER {
            over(app, &mut tx, (Some(&seen.server.id), kind)).await?;
        }
    }
    let back = seen.is_back() || !shall_run;
    if seen.died_at_ms.is_some() && back {
        over(app, &mut tx, (Some(&seen.server.id), "server-died")).await?;
    }
    for row in seen.rows() {
        targets::put(&mut tx, &row).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    if back {
        seen.died_at_ms = None;
    }
    seen.unsettled = false;
    Ok(())
}

/// Raises what is seen, ends what is not.
pub async fn bring(
    app: &App,
    tx: &mut Tx,
    server: &Server,
    (kind, detail): (&'static str, Option<String>),
) -> Done {
    match detail {
        Some(detail) => raise(app, tx, Trouble { server: Some(server), kind, detail }).await,
        None => over(app, tx, (Some(&server.id), kind)).await,
    }
}

/// A server that is gone has no troubles.
pub async fn farewell(app: &App, server: &Id<Server>) -> Done {
    let mut tx = app.db.begin().await?;
    standings::set(&mut tx, server, Standing::Unwatched, app.now_ms()).await?;
    for incident in incidents::running_of_server(&app.db, server).await? {
        over(app, &mut tx, (Some(server), &incident.kind)).await?;
    }
    tx.commit().await
}

/// Servers that went while nobody watched.
pub async fn farewells(app: &App) -> Done {
    let alive: HashSet<Id<Server>> = servers::alive(&app.db).await?.into_iter().map(|one| one.id).collect();
    let standing = standings::standings(&app.db).await?.into_iter();
    let standing = standing.filter(|(_, standing)| *standing != Standing::Unwatched).map(|(id, _)| id);
    let troubled = incidents::running(&app.db).await?.into_iter().filter_map(|incident| incident.server_id);
    let known: HashSet<Id<Server>> = standing.chain(troubled).collect();
    for gone in known.difference(&alive) {
        farewell(app, gone).await?;
    }
    Ok(())
}

/// All servers fell silent at once (so many), or one of them answers again.
pub async fn node(app: &App, silent: Option<usize>) -> Done {
    let mut tx = app.db.begin().await?;
    match silent {
        Some(number) => {
            let detail = format!("none of {number} servers answers");
            raise(app, &mut tx, Trouble { server: None, kind: "node-down", detail }).await?;
        }
        None => over(app, &mut tx, (None, "node-down")).await?,
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Servers that ended by themselves: the reconciler starts them again, and here it becomes an incident.
pub async fn deaths(app: &App, seen: &mut BTreeMap<Id<Server>, ServerSeen>) -> Done {
    let since = remembered(&app.db, DEATHS_SEEN).await?.and_then(|text| text.parse::<i64>().ok());
    let since = since.unwrap_or_else(|| app.now_ms());
    let deaths = servers::deaths_since(&app.db, since + 1).await?;
    for death in &deaths {
        // One that never ran is not watched yet.
        let Some(server) = servers::find(&app.db, &death.server_id).await? else { continue };
        death_of(app, &server, &death.detail).await?;
        if let Some(seen) = seen.get_mut(&server.id) {
            seen.died_at_ms = Some(death.at_ms);
        }
        app.wake.wake();
    }
    match deaths.last() {
        Some(last) => remember(&app.db, DEATHS_SEEN, &last.at_ms.to_string()).await,
        None if remembered(&app.db, DEATHS_SEEN).await?.is_none() => {
            remember(&app.db, DEATHS_SEEN, &since.to_string()).await
        }
        None => Ok(()),
    }
}

/// Each end is a line of its own.
async fn death_of(app: &App, server: &Server, status: &str) -> Done {
    let next = match server.left_alone_at_ms {
        Some(_) => "it did so too often to be started again by itself for now",
        None => "it is started again",
    };
    let detail = format!("the server ended by itself ({status}); {next}");
    let mut tx = app.db.begin().await?;
    match incidents::lasting(&mut tx, Some(&server.id), "server-died").await? {
        Some(incident) => add(app, &mut tx, &incident.id, ("seen", &detail)).await?,
        None => {
            raise(app, &mut tx, Trouble { server: Some(server), kind: "server-died", detail }).await?;
        }
    }
    tx.commit().await
}

/// Writes down what was heard since the last time, all in one.
pub async fn write_all(app: &App, seen: &mut BTreeMap<Id<Server>, ServerSeen>) -> Done {
    let mut tx = app.db.begin().await?;
    for seen in seen.values() {
        for row in seen.rows() {
            targets::put(&mut tx, &row).await?;
        }
        for target in &seen.targets {
            for counts in &target.counts {
                let slot = counts.row(&seen.server.id, target.word);
                targets::add(&mut tx, &slot, &Month::of(slot.slot_ms, app.zone()).to_string()).await?;
            }
        }
    }
    tx.commit().await?;
    for target in seen.values_mut().flat_map(|seen| &mut seen.targets) {
        target.counts.clear();
    }
    Ok(())
}

/// Since when an incident of its end by itself lasts, from before.
pub async fn died_before(app: &App, server: &Server) -> Result<Option<i64>, sqlx::Error> {
    let lasting: Vec<Incident> = incidents::running_of_server(&app.db, &server.id).await?;
    Ok(lasting.into_iter().find(|incident| incident.kind == "server-died").map(|found| found.began_at_ms))
}
