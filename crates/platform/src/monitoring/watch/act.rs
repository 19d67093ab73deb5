//! What is done without a person: an engine is started again, then the server, then people are called. Each is written
//! down before it is done.

use super::super::store::incidents as store;
use super::super::{add, rules, told};
use super::{Done, Incident, Node, ServerSeen};
use crate::app::App;
use crate::certificates;
use crate::events::{self, Actor, Happened};
use crate::servers::{self, Note, Server, api, restarts};
use hostler_kit::db::Tx;
use hostler_kit::id::Id;
use hostler_probe::ladder::{self, Action, Down, Extent, HandsOff, Next, Situation};
use std::sync::Arc;

const HOUR_MS: i64 = 3_600_000;

/// Does what is next about a server of which something is down.
/// The answer is which engines to start again, by [`restart`]: nobody waits for them here.
pub async fn act(
    app: &App,
    (seen, rules): (&ServerSeen, &ladder::Rules),
    node: Node,
    now_ms: i64,
) -> Result<Option<Engines>, sqlx::Error> {
    let lasting = store::running_of_server(&app.db, &seen.server.id).await?;
    let Some(incident) = lasting.into_iter().find(|incident| incident.kind == "service-down") else {
        return Ok(None);
    };
    let since_ms = incident.began_at_ms;
    let done = store::actions(&app.db, &seen.server.id, since_ms.min(now_ms - HOUR_MS)).await?;
    let mut done: Vec<ladder::Done> = done
        .iter()
        .filter_map(|(what, at_ms)| Some(ladder::Done { action: action_of(what)?, at_ms: *at_ms }))
        .collect();
    // The reconciler is at it; after a restart from here, it is given its time by the ladder.
    let restarted = done.iter().any(|one| one.action == Action::RestartServer && one.at_ms >= since_ms);
    if seen.is_on_its_way() && !restarted {
        return Ok(None);
    }
    // After each end by itself it was started again.
    let ended = servers::died_since(&app.db, &seen.server.id, now_ms - HOUR_MS).await?;
    done.extend(ended.into_iter().map(|at_ms| ladder::Done { action: Action::RestartServer, at_ms }));
    let situation = Situation {
        down: seen.extent().map(|extent| Down { extent, since_ms }),
        hands_off: hands_off(seen, node),
        done: &done,
        acknowledged_at_ms: incident.acknowledged_at_ms,
    };
    let none = ladder::Rules { restarts_an_hour: 0, ..*rules };
    let in_vain = seen.is_left_alone() || seen.cause.is_some();
    let rules = if in_vain { &none } else { rules };
    match ladder::next(rules, &situation, now_ms) {
        Next::Do(Action::RestartEngine) => return restart_engines(app, (seen, &incident)).await.map(Some),
        Next::Do(Action::RestartServer) => restart_server(app, (seen, &incident)).await?,
        Next::Do(Action::FallBack) => call(app, (seen, &incident), "escalated").await?,
        Next::Do(Action::CallAgain) => call(app, (seen, &incident), "asked-again").await?,
        Next::Nothing | Next::HandsOff(_) | Next::Wait { .. } | Next::Acknowledged => {}
    }
    Ok(None)
}

/// A server that ended by itself too often is not started again by itself: people are asked, until somebody looks.
pub async fn left_alone(
    app: &App,
    (seen, rules): (&ServerSeen, &ladder::Rules),
    node: Node,
    now_ms: i64,
) -> Done {
    let lasting = store::running_of_server(&app.db, &seen.server.id).await?;
    let Some(incident) = lasting.into_iter().find(|incident| incident.kind == "server-died") else {
        return Ok(());
    };
    let calls = store::calls(&app.db, &incident.id).await?;
    let calls = calls
        .iter()
        .filter_map(|(what, at_ms)| Some(ladder::Done { action: action_of(what)?, at_ms: *at_ms }));
    let situation = Situation {
        down: Some(Down { extent: Extent::Whole, since_ms: incident.began_at_ms }),
        hands_off: hands_off(seen, node),
        done: &calls.collect::<Vec<_>>(),
        acknowledged_at_ms: incident.acknowledged_at_ms,
    };
    match ladder::next(&ladder::Rules { restarts_an_hour: 0, ..*rules }, &situation, now_ms) {
        Next::Do(Action::FallBack) => call(app, (seen, &incident), "escalated").await,
        Next::Do(Action::CallAgain) => call(app, (seen, &incident), "asked-again").await,
        _ => Ok(()),
    }
}

fn action_of(word: &str) -> Option<Action> {
    match word {
        "restarting-engine" => Some(Action::RestartEngine),
        "restarting-server" => Some(Action::RestartServer),
        "escalated" => Some(Action::FallBack),
        "asked-again" => Some(Action::CallAgain),
        _ => None,
    }
}

fn hands_off(seen: &ServerSeen, node: Node) -> Option<HandsOff> {
    if !seen.shall_run() {
        Some(HandsOff::Stopped)
    } else if seen.in_maintenance {
        Some(HandsOff::Maintenance)
    } else {
        (node != Node::Up).then_some(HandsOff::NodeDown)
    }
}

type Case<'a> = (&'a ServerSeen, &'a Incident);

/// Engines of a server that are to be started again, as it is written down already.
pub struct Engines {
    server: Server,
    incident: Id<Incident>,
    engines: Vec<&'static str>,
}

async fn restart_engines(app: &App, (seen, incident): Case<'_>) -> Result<Engines, sqlx::Error> {
    // Which of them hangs is not known for certain yet: what is doubted counts.
    let mut engines = rules::engines_of(&seen.bad());
    if seen.waits_for_dovecot() && !engines.contains(&"dovecot") {
        engines.push("dovecot");
    }
    let named = engines.join(", ");
    written(app, (seen, incident), ("restarting-engine", &named, "engine-restarted")).await?;
    Ok(Engines { server: seen.server.clone(), incident: incident.id.clone(), engines })
}

/// Starts engines again; one that does not answer takes its time.
pub async fn restart(app: Arc<App>, Engines { server, incident, engines }: Engines) -> Done {
    for engine in engines {
        if let Err(fault) = api::restart_engine(&app, &server, engine).await {
            let mut tx = app.db.begin().await?;
            add(&app, &mut tx, &incident, ("failed", &format!("{engine}: {}", fault.detail))).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

async fn restart_server(app: &App, (seen, incident): Case<'_>) -> Done {
    let mut tx = app.db.begin().await?;
    let because = seen.down().join(", ");
    add(app, &mut tx, &incident.id, ("restarting-server", &because)).await?;
    restarts::ask(app, &mut tx, (&seen.server, &because), &Actor::platform()).await?;
    // What a server cannot use it replaces by its own at its start, until it has the right one again.
    if incident.detail.contains(": tls: ") {
        certificates::hand_over_again(app, &mut tx, &seen.server).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Nothing is left to be done by itself: the server's mail goes to the fallback for as long as it stands as down, and
/// staff are asked to look.
async fn call(app: &App, (seen, incident): Case<'_>, what: &str) -> Done {
    let mut tx = app.db.begin().await?;
    if !store::set_asked(&mut tx, &incident.id, app.now_ms()).await? && what == "asked-again" {
        return Ok(());
    }
    let incident = &with_cause(seen, incident);
    add(app, &mut tx, &incident.id, (what, seen.cause.as_deref().unwrap_or_default())).await?;
    if incident.acknowledged_at_ms.is_none() {
        told::staff(app, &mut tx, (incident, Some(&seen.server)), "mail-incident-asked").await?;
    }
    tell(app, &mut tx, incident).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// As people are asked: with the cause, though it was not known at first.
fn with_cause(seen: &ServerSeen, incident: &Incident) -> Incident {
    let known = seen.cause.as_ref().is_none_or(|cause| incident.detail.contains(cause.as_str()));
    let detail = if known { incident.detail.clone() } else { seen.caused(incident.detail.clone()) };
    Incident { detail, ..incident.clone() }
}

pub(super) async fn tell(app: &App, tx: &mut Tx, incident: &Incident) -> Done {
    let happened = Happened {
        kind: "incident.escalated",
        customer: incident.customer_id.as_ref().map(Id::as_str),
        subject: incident.id.as_str(),
        data: serde_json::json!({ "kind": incident.kind, "detail": incident.detail }),
    };
    events::record(app, tx, &Actor::platform(), happened).await?;
    Ok(())
}

async fn written(app: &App, (seen, incident): Case<'_>, (what, detail, history): (&str, &str, &str)) -> Done {
    let mut tx = app.db.begin().await?;
    add(app, &mut tx, &incident.id, (what, detail)).await?;
    servers::note(app, &mut tx, &seen.server.id, Note(history, detail)).await?;
    tx.commit().await
}
