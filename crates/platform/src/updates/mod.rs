//! Updates of hosted servers (K4): a new build goes out in stages, from the provider's own test servers over one percent
//! and ten percent of the customers' to all of them.
//!
//! What always holds: a server runs what its row says until a rollout says otherwise; nothing is done to a server without
//! a backup of right before; one whose protocols do not answer again goes back to the build before by itself, with all
//! of its mail; and as soon as one was put back, no other is begun.

pub mod jobs;
mod left_out;
mod model;
mod one;
pub mod pages;
pub mod routes;
mod rules;
mod run;
mod slip;
mod store;
mod stuck;
#[cfg(test)]
mod tests;
mod told;

pub use left_out::{leave_out, take_in};
pub use model::{Act, Kind, Member, Rollout, Step, UpdateRefused, Wish};
pub use pages::Panel;
pub use run::watch;
pub use store::{find, list, members, of_server};

use crate::app::App;
use crate::drivers::image::Packages;
use crate::drivers::{image, program};
use crate::events::{self, Actor, Happened};
use crate::monitoring;
use crate::servers::builds::{self, Build};
use crate::servers::{self, Note, Server, note};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use rules::{Entrant, Role};

/// Begins a rollout: who is in which stage is settled, customers are told, and the test servers are next.
///
/// # Errors
/// The build is not there or everybody has it, nothing says what changes, no test server is named, or another goes on.
pub async fn start(app: &App, by: &Actor, wish: Wish) -> Result<Rollout, Fault> {
    let build = wanted_build(app, &wish).await?;
    let entrants = entrants(app, &build).await?;
    let tests = entrants.iter().filter(|server| server.test_since_ms.is_some()).count();
    let known = servers::alive(&app.db).await?.iter().any(|server| server.test_since_ms.is_some());
    if entrants.is_empty() {
        return Err(UpdateRefused::Everywhere.into());
    }
    if !known && !wish.untested {
        return Err(UpdateRefused::NoTestServer.into());
    }
    let rollout = drafted(app, by, (&build, &wish))?;
    let mut tx = app.db.begin().await?;
    if !store::insert(&mut tx, &rollout).await? {
        return Err(UpdateRefused::UnderWay.into());
    }
    // Who still waited for the one before gets this one instead.
    store::supersede(&mut tx, &rollout, app.now_ms()).await?;
    let seen = rules::foreseen(&app.catalogue.updates, wish.kind, (app.now_ms(), tests), app.zone());
    for (server, stage) in entrants.iter().zip(placed(app, &rollout, &entrants)) {
        let due_at_ms = usize::try_from(stage).ok().and_then(|stage| seen.get(stage)).copied();
        let member = Member::new(&rollout, server, (stage, due_at_ms.unwrap_or(rollout.started_at_ms)));
        enter(app, &mut tx, (&rollout, &member), server).await?;
    }
    tell(app, &mut tx, by, (&rollout, "update.started")).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(rollout)
}

async fn wanted_build(app: &App, wish: &Wish) -> Result<Build, Fault> {
    let build = match wish.build.parse() {
        Ok(id) => builds::find(&app.db, &id).await?.filter(|build| build.removed_at_ms.is_none()),
        Err(_) => None,
    };
    let build = build.ok_or(UpdateRefused::NoBuild)?;
    let there = image::root(&app.settings.cache, &build.image).is_dir()
        && program::path(&app.settings.data, &build.program).is_file();
    if !there && matches!(app.host, crate::drivers::host::Host::Local(_)) {
        return Err(UpdateRefused::NotBuilt { image: build.image }.into());
    }
    if wish.note_en.trim().is_empty() || wish.note_nl.trim().is_empty() {
        return Err(UpdateRefused::NoNote.into());
    }
    Ok(build)
}

/// Servers of the build's product that run something else.
async fn entrants(app: &App, build: &Build) -> Result<Vec<Server>, sqlx::Error> {
    let alive = servers::alive(&app.db).await?;
    let others = |server: &Server| server.product == build.product && server.wanted_build() != build.parts();
    Ok(alive.into_iter().filter(others).collect())
}

fn placed(app: &App, rollout: &Rollout, servers: &[Server]) -> Vec<i64> {
    let role = |server: &Server| if server.test_since_ms.is_some() { Role::Test } else { Role::Customer };
    let entrants: Vec<Entrant> =
        servers.iter().map(|server| Entrant { id: server.id.as_str(), role: role(server) }).collect();
    rules::stages(rollout.id.as_str(), &entrants, &app.catalogue.updates.shares)
}

fn drafted(app: &App, by: &Actor, (build, wish): (&Build, &Wish)) -> Result<Rollout, Fault> {
    let short = |text: &str| text.trim().chars().take(1_000).collect::<String>();
    Ok(Rollout {
        id: Id::new(app.now_ms(), &app.random),
        product: build.product.clone(),
        build_id: build.id.clone(),
        kind: wish.kind.as_str().into(),
        note_en: short(&wish.note_en),
        note_nl: short(&wish.note_nl),
        state: "running".into(),
        stage: 0,
        stages: i64::try_from(app.catalogue.updates.shares.len()).map_err(Fault::broken)?,
        stage_at_ms: app.now_ms(),
        why: String::new(),
        started_by: by.name.clone(),
        started_at_ms: app.now_ms(),
        ended_at_ms: None,
        resumed_at_ms: None,
    })
}

impl Member {
    fn new(rollout: &Rollout, server: &Server, (stage, due_at_ms): (i64, i64)) -> Member {
        let from = server.wanted_build();
        Member {
            rollout_id: rollout.id.clone(),
            server_id: server.id.clone(),
            stage,
            from_image: from.image,
            from_program: from.program,
            state: Step::Waiting.as_str().into(),
            due_at_ms,
            begun_at_ms: None,
            backup_id: None,
            switched_at_ms: None,
            good_at_ms: None,
            last_good_at_ms: None,
            ended_at_ms: None,
            error: String::new(),
            left_out_because: String::new(),
            left_out_by: String::new(),
            told_at_ms: (stage > 0).then_some(due_at_ms),
            put_off_at_ms: None,
            held_up_at_ms: None,
            told_again_at_ms: None,
        }
    }
}

/// A server takes part: its owners are told when, and what changes.
async fn enter(
    app: &App,
    tx: &mut Tx,
    (rollout, member): (&Rollout, &Member),
    server: &Server,
) -> Result<(), sqlx::Error> {
    if !store::insert_member(tx, member).await? {
        return Ok(());
    }
    note(app, tx, &server.id, Note("update-planned", "")).await?;
    if member.stage > 0 {
        told::announce(app, tx, (rollout, member), server).await?;
    }
    Ok(())
}

/// Staff hold a rollout on, let it go on, or end it. What is in the works is brought to its end in any case.
///
/// # Errors
/// It is past that.
pub async fn act(app: &App, by: &Actor, (id, act): (&Id<Rollout>, Act)) -> Result<Rollout, Fault> {
    store::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
    let (from, to, kind) = match act {
        Act::Pause => (["running"; 3], "paused", "update.paused"),
        Act::Resume => (["paused", "stopped", "stopped"], "running", "update.resumed"),
        Act::Abandon => (["running", "paused", "stopped"], "abandoned", "update.abandoned"),
    };
    let mut tx = app.db.begin().await?;
    let changed = store::set_state(&mut tx, id, (from, to), (app.now_ms(), "")).await?;
    let rollout = changed.ok_or(UpdateRefused::NotNow)?;
    match act {
        Act::Pause => {}
        Act::Resume => {
            for server in store::try_again(&mut tx, id).await? {
                monitoring::over(app, &mut tx, (Some(&server), "update-failed")).await?;
            }
        }
        Act::Abandon => {
            for member in store::members(&app.db, id).await? {
                if member.step() == Step::Waiting && member.stage > 0 {
                    told::called_off(app, &mut tx, &member).await?;
                }
                monitoring::over(app, &mut tx, (Some(&member.server_id), "update-failed")).await?;
            }
        }
    }
    tell(app, &mut tx, by, (&rollout, kind)).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(rollout)
}

/// Whether updates are tried on a server first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    Server,
    NoServer,
}

/// Staff name a server of the provider's own on which updates are tried first, or take that back.
pub async fn name_test_server(app: &App, by: &Actor, (server, test): (&Server, Test)) -> Result<(), Fault> {
    let since_ms = (test == Test::Server).then_some(app.now_ms());
    let mut tx = app.db.begin().await?;
    if servers::set_test(&mut tx, &server.id, since_ms).await? {
        let happened = Happened {
            kind: "update.test-server",
            customer: None,
            subject: server.id.as_str(),
            data: serde_json::json!({ "test": since_ms.is_some() }),
        };
        events::record(app, &mut tx, by, happened).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What changes from one build's packages to another's; nothing where either's list cannot be read.
pub fn package_changes(app: &App, (from, to): (&str, &str)) -> Vec<image::Change> {
    let of = |name: &str| Packages::of(&image::root(&app.settings.cache, name));
    match (of(from), of(to)) {
        (Ok(from), Ok(to)) => image::changes(&from, &to),
        _ => Vec::new(),
    }
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (rollout, kind): (&Rollout, &'static str),
) -> Result<(), sqlx::Error> {
    let happened = Happened {
        kind,
        customer: None,
        subject: rollout.id.as_str(),
        data: serde_json::json!({
            "build": rollout.build_id.as_str(), "kind": rollout.kind, "stage": rollout.stage, "why": rollout.why,
        }),
    };
    events::record(app, tx, by, happened).await?;
    Ok(())
}
