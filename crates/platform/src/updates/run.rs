//! The clock of rollouts: takes up what is due, goes on to the next stage when one has stood long enough, and stops where
//! servers were put back. It decides by what is written down, so a platform that was killed goes on where it was.

use super::jobs::UpdateServer;
use super::model::{Member, Rollout, Step};
use super::rules::{self, Next};
use super::{Member as Entrant, enter, entrants, left_out, slip, store, stuck, tell};
use crate::app::App;
use crate::events::Actor;
use crate::monitoring;
use crate::servers::plan::Desired;
use crate::servers::{self, Phase, Server, builds};
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use std::time::Duration;

const LOOK_EVERY: Duration = Duration::from_secs(3);
/// How often it is looked for new images, and for what nobody needs, in looks.
const SLOWLY: u32 = 10;

/// Looks now and then, until the task is dropped.
pub async fn watch(app: &App) {
    let mut looks = 0;
    loop {
        if let Err(fault) = slowly(app, looks).await {
            tracing::error!(detail = fault.detail, "builds cannot be looked after; trying again");
        }
        if let Err(fault) = look(app).await {
            tracing::error!(detail = fault.detail, "updates cannot be looked after; trying again");
        }
        looks += 1;
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn slowly(app: &App, looks: u32) -> Result<(), Fault> {
    if looks.is_multiple_of(SLOWLY) { builds::look_for_images(app).await } else { Ok(()) }
}

/// Looks once.
pub async fn look(app: &App) -> Result<(), Fault> {
    let mut stuck = Vec::new();
    for rollout in store::at_work(&app.db).await? {
        let members = store::members(&app.db, &rollout.id).await?;
        for member in members.iter().filter(|member| member.step().is_at_work()) {
            go_on(app, member).await?;
        }
        let late = rules::late(&rollout, &members, &app.catalogue.updates, (app.now_ms(), app.zone()));
        let room = begin_each(app, (&rollout, late), rules::room(&members, &app.catalogue.updates)).await?;
        if rollout.is_running() {
            carry(app, (&rollout, &members), room).await?;
        }
        // As it stands now: a stage whose time has come is no delay.
        if let Some(rollout) = store::find(&app.db, &rollout.id).await? {
            let members = store::members(&app.db, &rollout.id).await?;
            slip::tell(app, (&rollout, &members)).await?;
            stuck.extend(stuck::said(app, (&rollout, &members)).await?);
        }
    }
    stuck::tell(app, stuck.first()).await?;
    left_out::catch_up(app).await
}

/// Has the next step of a server done.
async fn go_on(app: &App, member: &Member) -> Result<(), Fault> {
    let job = UpdateServer { rollout: member.rollout_id.clone(), server: member.server_id.clone() };
    let mut tx = app.db.begin().await?;
    hostler_kit::jobs::enqueue(&mut tx, &job, app.now_ms()).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

async fn carry(app: &App, (rollout, members): (&Rollout, &[Member]), room: usize) -> Result<(), Fault> {
    let terms = &app.catalogue.updates;
    match rules::next(rollout, members, terms) {
        Next::Work => {
            let due = rules::due(rollout, members, terms, (app.now_ms(), app.zone()));
            begin_each(app, (rollout, due), room).await.map(|_| ())
        }
        Next::Stop { failures } => stop(app, rollout, failures).await,
        Next::Begin { stage, at_ms } => begin_stage(app, rollout, (stage, at_ms)).await,
        Next::Done => finish(app, rollout).await,
    }
}

/// Begins as many of these as there is room for; answers how much room is left.
async fn begin_each(
    app: &App,
    (rollout, waiting): (&Rollout, Vec<&Member>),
    mut room: usize,
) -> Result<usize, Fault> {
    for member in waiting {
        if room == 0 {
            break;
        }
        if begin(app, rollout, member).await? {
            room -= 1;
        }
    }
    Ok(room)
}

/// Whether a server can be restarted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Ready,
    /// It shall run, and cannot be restarted now; why.
    HeldUp(&'static str),
    /// It shall not run.
    Rests,
}

pub async fn turn(app: &App, server: &Server) -> Result<Turn, Fault> {
    if server.desired() != Desired::Running || server.phase() == Phase::Gone {
        return Ok(Turn::Rests);
    }
    if server.left_alone_at_ms.is_some() {
        return Ok(Turn::HeldUp("it ended by itself too often"));
    }
    if server.phase() != Phase::Running {
        return Ok(Turn::HeldUp("it did not come up"));
    }
    let held = servers::holds::of(&app.db, &server.id).await?;
    Ok(held.map_or(Turn::Ready, |_| Turn::HeldUp("something else was being done to it")))
}

/// Whether a server was begun. One that does not run keeps what it has, and so does one that is held up for an hour in
/// which it might be restarted: the others do not wait for it.
async fn begin(app: &App, rollout: &Rollout, member: &Member) -> Result<bool, Fault> {
    let Some(server) = servers::find(&app.db, &member.server_id).await? else { return Ok(false) };
    let turn = turn(app, &server).await?;
    let mut tx = app.db.begin().await?;
    let begun = turn == Turn::Ready && store::begin(&mut tx, member, app.now_ms()).await?;
    match turn {
        Turn::Ready => {}
        Turn::Rests => leave_out(app, &mut tx, (member, "the server does not run")).await?,
        Turn::HeldUp(why) => hold_up(app, &mut tx, (rollout, member), why).await?,
    }
    if begun {
        let job = UpdateServer { rollout: rollout.id.clone(), server: server.id.clone() };
        hostler_kit::jobs::enqueue(&mut tx, &job, app.now_ms()).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(begun)
}

async fn hold_up(
    app: &App,
    tx: &mut Tx,
    (rollout, member): (&Rollout, &Member),
    why: &str,
) -> Result<(), Fault> {
    let Some(since_ms) = store::hold_up(tx, member, app.now_ms()).await? else { return Ok(()) };
    let now = (app.now_ms(), app.zone());
    if rules::is_given_up((rollout, member), since_ms, &app.catalogue.updates, now) {
        let why = format!("it could not be restarted for an hour: {why}");
        leave_out(app, tx, (member, &why)).await?;
    }
    Ok(())
}

async fn leave_out(app: &App, tx: &mut Tx, (member, why): (&Member, &str)) -> Result<(), Fault> {
    store::go(tx, member, (Step::Waiting, Step::LeftOut), (app.now_ms(), why)).await?;
    Ok(())
}

async fn stop(app: &App, rollout: &Rollout, failures: usize) -> Result<(), Fault> {
    let why = format!("{failures} servers could not be updated");
    let mut tx = app.db.begin().await?;
    let stopped = store::set_state(&mut tx, &rollout.id, (["running"; 3], "stopped"), (app.now_ms(), &why));
    if let Some(rollout) = stopped.await? {
        tell(app, &mut tx, &Actor::platform(), (&rollout, "update.stopped")).await?;
    }
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Servers that were ordered meanwhile run what was released, so they join in the last stage.
async fn begin_stage(app: &App, rollout: &Rollout, (stage, at_ms): (i64, i64)) -> Result<(), Fault> {
    let due_at_ms = rules::opens(&app.catalogue.updates, rollout.kind(), at_ms, app.zone());
    let build = builds::find(&app.db, &rollout.build_id).await?.ok_or_else(Fault::missing)?;
    let late = if stage == rollout.stages { entrants(app, &build).await? } else { Vec::new() };
    let mut tx = app.db.begin().await?;
    if !store::set_stage(&mut tx, rollout, (stage, at_ms)).await? {
        return Ok(());
    }
    store::set_due(&mut tx, &rollout.id, (stage, due_at_ms)).await?;
    for server in &late {
        let member = Entrant::new(rollout, server, (stage, due_at_ms));
        enter(app, &mut tx, (rollout, &member), server).await?;
    }
    let rollout = Rollout { stage, ..rollout.clone() };
    tell(app, &mut tx, &Actor::platform(), (&rollout, "update.stage")).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(())
}

/// Everybody has it: new servers get it too, and what nobody needs any more goes. Servers that were ordered during the
/// last stage are caught up, as those are that rested.
async fn finish(app: &App, rollout: &Rollout) -> Result<(), Fault> {
    let build = builds::find(&app.db, &rollout.build_id).await?.ok_or_else(Fault::missing)?;
    let members = store::members(&app.db, &rollout.id).await?;
    let late = entrants(app, &build).await?;
    let mut tx = app.db.begin().await?;
    let done = store::set_state(&mut tx, &rollout.id, (["running"; 3], "done"), (app.now_ms(), "")).await?;
    let Some(rollout) = done else { return Ok(()) };
    builds::release(app, &mut tx, &build).await?;
    let (terms, kind) = (&app.catalogue.updates, rollout.kind());
    let due_at_ms = rules::opens(terms, kind, app.now_ms() + rules::notice_ms(terms, kind), app.zone());
    for server in &late {
        let member = Entrant::new(&rollout, server, (rollout.stages, due_at_ms));
        enter(app, &mut tx, (&rollout, &member), server).await?;
    }
    for member in &members {
        monitoring::over(app, &mut tx, (Some(&member.server_id), "update-failed")).await?;
    }
    tell(app, &mut tx, &Actor::platform(), (&rollout, "update.done")).await?;
    tx.commit().await?;
    app.wake.wake();
    builds::clear_up(app, &[]).await
}
