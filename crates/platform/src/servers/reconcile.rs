//! The dumb half of the reconciler: look, plan, carry out step by step, write down each.

use super::builds::Parts;
use super::jobs::ReconcileServer;
use super::model::{Phase, Server};
use super::plan::{Desired, Flag, Seen, Step, plan};
use super::{Note, api, builds, deaths, holds, kept, note, restarts, spec, store, tell};
use crate::accounts;
use crate::alone;
use crate::app::App;
use crate::drivers::host::{Actual, Host, HostError, Prepared, ServerSpec};
use crate::drivers::image::{ImageError, Recipe};
use crate::events::Actor;
use crate::mail;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use std::fs::File;
use std::time::Duration;

/// How long a started server may take until its engines answer.
const READY_WITHIN: Duration = Duration::from_secs(90);
const ASK_AGAIN: Duration = Duration::from_millis(30);
/// After how many questions without an answer it is looked whether the server still runs.
const LOOK_AFTER: u32 = 20;
/// How often servers are looked at without a reason.
const LOOK_EVERY: Duration = Duration::from_secs(5);

#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    #[error("{0}")]
    Host(#[from] HostError),
    #[error("{0}")]
    Image(#[from] ImageError),
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    #[error("{}", .0.detail)]
    Fault(Fault),
    #[error("{why}")]
    ImageLost { why: String },
    #[error("the server runs, but did not become ready within {seconds} s: {why}")]
    NotReady { seconds: u64, why: String },
    #[error("the server ended before it was ready: {why}")]
    Ended { why: String },
}

impl From<Fault> for ReconcileError {
    fn from(fault: Fault) -> ReconcileError {
        ReconcileError::Fault(fault)
    }
}

/// Brings a server to where it shall be. May be called at any time, and again after any failure.
pub async fn reconcile(app: &App, id: &Id<Server>) -> Result<(), ReconcileError> {
    let Some(server) = store::find(&app.db, id).await? else { return Ok(()) };
    if server.phase() == Phase::Gone {
        return Ok(());
    }
    let spec = spec(app, &server)?;
    let wanted = holds::wanted(&server, holds::of(&app.db, id).await?.as_ref());
    let seen = look(app, (&server, wanted), &spec).await?;
    let steps = plan(wanted, seen);
    if steps.is_empty() && seen.left_alone == Flag::Yes {
        return Ok(());
    }
    if steps.contains(&Step::Stop) && steps.contains(&Step::Start) {
        begin_restart(app, &server).await?;
    }
    for step in steps {
        if let Err(error) = carry_out(app, &server, &spec, step).await {
            write_error(app, &server, step, &error).await?;
            return Err(error);
        }
    }
    settle(app, &server, wanted).await
}

/// The last line of each reconciliation: the server is where it shall be.
async fn settle(app: &App, server: &Server, wanted: Desired) -> Result<(), ReconcileError> {
    let phase = match wanted {
        Desired::Running => Phase::Running,
        Desired::Stopped => Phase::Stopped,
        Desired::Gone => Phase::Gone,
    };
    let mut tx = app.db.begin().await?;
    if phase == Phase::Running {
        restarts::done(&mut tx, &server.id, app.now_ms()).await?;
    }
    // As it is written now: another worker may have brought it there since `server` was read.
    let ran_before = store::first_ran_at_ms(&mut tx, &server.id).await?;
    if !set_phase(app, &mut tx, server, phase).await? {
        tx.commit().await?;
        return Ok(());
    }
    note(app, &mut tx, &server.id, Note(phase.as_str(), "")).await?;
    if phase == Phase::Running && ran_before.is_none() {
        tell_owner(app, &mut tx, server).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes how far a server is; false if it was there already.
pub(super) async fn set_phase(
    app: &App,
    tx: &mut Tx,
    server: &Server,
    phase: Phase,
) -> Result<bool, sqlx::Error> {
    if !store::set_phase(tx, &server.id, phase, app.now_ms()).await? {
        return Ok(false);
    }
    tell(app, tx, &Actor::platform(), (server, phase.event())).await?;
    Ok(true)
}

async fn tell_owner(app: &App, tx: &mut Tx, server: &Server) -> Result<(), ReconcileError> {
    for person in accounts::people_of(&app.db, &server.customer_id).await? {
        let link = format!("{}/servers/{}", app.settings.portal_url, server.id);
        let values = [("host", super::host_name(app, server)), ("link", link)];
        let letter = mail::Letter { to: &person, key: "mail-server-runs", values: &values };
        mail::send(app, tx, &letter).await?;
    }
    Ok(())
}

async fn look(
    app: &App,
    (server, wanted): (&Server, Desired),
    spec: &ServerSpec,
) -> Result<Seen, ReconcileError> {
    let actual = app.host.observe(spec).await?;
    let left_alone = deaths::notice(app, (server, &actual), wanted).await?;
    let ready =
        actual.running.is_some() && api::report(app, server).await.is_ok_and(|report| report.is_ready());
    let outlived = restarts::waits(&app.db, &server.id).await? && actual.running.is_some();
    Ok(Seen { ready: ready.into(), outlived: outlived.into(), left_alone, ..seen(app, server, &actual) })
}

fn seen(app: &App, server: &Server, actual: &Actual) -> Seen {
    Seen {
        image: is_image_there(app, server).into(),
        prepared: (actual.prepared != Prepared::Nothing || !actual.leftovers.is_empty()).into(),
        running: actual.running.is_some().into(),
        ready: Flag::No,
        outlived: Flag::No,
        left_alone: Flag::No,
        outdated: (is_outdated(server, actual) && !deaths::is_without_data(app, server)).into(),
    }
}

/// Of a server of before builds nobody knows; it takes what it shall run when it is started for another reason.
fn is_outdated(server: &Server, actual: &Actual) -> bool {
    let wanted = server.wanted_build().label();
    !wanted.is_empty() && actual.build.as_ref().is_some_and(|last| *last != wanted)
}

/// It is about to be stopped and started: who sees it stopped meanwhile knows that it did not end by itself.
async fn begin_restart(app: &App, server: &Server) -> Result<(), ReconcileError> {
    let mut tx = app.db.begin().await?;
    set_phase(app, &mut tx, server, Phase::Starting).await?;
    Ok(tx.commit().await?)
}

fn is_image_there(app: &App, server: &Server) -> bool {
    matches!(app.host, Host::Fake(_)) || server.wanted_build().root(app).is_dir()
}

async fn carry_out(app: &App, server: &Server, spec: &ServerSpec, step: Step) -> Result<(), ReconcileError> {
    let phase = match step {
        Step::BuildImage => Some(Phase::Image),
        Step::Prepare => Some(Phase::Prepared),
        Step::Start | Step::AwaitReady => Some(Phase::Starting),
        Step::KeepData | Step::Stop | Step::Remove => None,
    };
    let mut tx = app.db.begin().await?;
    if let Some(phase) = phase {
        set_phase(app, &mut tx, server, phase).await?;
    }
    // Keeping the database is a part of stopping.
    if step != Step::KeepData {
        note(app, &mut tx, &server.id, Note(word(step), "")).await?;
    }
    tx.commit().await?;
    let _alone = alone_with_files(app, server, step).await?;
    match step {
        Step::BuildImage => build_image(app, server).await?,
        Step::KeepData => keep_data(app, server, spec).await?,
        Step::Prepare => app.host.prepare(spec).await?,
        Step::Start => {
            // Whatever stopped it: a wish that it be started again is about to come true.
            begin_start(app, server).await?;
            app.host.start(spec).await?;
            write_build(app, server, spec).await?;
        }
        Step::AwaitReady => await_ready(app, server, spec).await?,
        Step::Stop => app.host.stop(spec).await?,
        Step::Remove => app.host.remove(spec).await?,
    }
    Ok(())
}

/// Nobody starts a server, or lays its files out, while another worker copies its database.
async fn alone_with_files(app: &App, server: &Server, step: Step) -> Result<Option<File>, Fault> {
    let touches = matches!(step, Step::KeepData | Step::Prepare | Step::Start);
    match &app.host {
        Host::Fake(_) => Ok(None),
        _ if touches => Ok(Some(alone::wait(app, &format!("files-{}", server.id)).await?)),
        _ => Ok(None),
    }
}

async fn begin_start(app: &App, server: &Server) -> Result<(), ReconcileError> {
    let mut tx = app.db.begin().await?;
    restarts::stopped(app, &mut tx, &server.id).await?;
    deaths::started(&mut tx, &server.id).await?;
    Ok(tx.commit().await?)
}

/// The word of a step in a server's history.
fn word(step: Step) -> &'static str {
    match step {
        Step::BuildImage => "image",
        Step::KeepData => "keeping",
        Step::Prepare => "prepared",
        Step::Start => "starting",
        Step::AwaitReady => "awaiting",
        Step::Stop => "stopping",
        Step::Remove => "removing",
    }
}

/// As the build that it last ran left it. Another worker may have started it with what it shall run meanwhile: then that
/// was done.
async fn keep_data(app: &App, server: &Server, spec: &ServerSpec) -> Result<(), ReconcileError> {
    let actual = app.host.observe(spec).await?;
    if actual.running.is_some() || !is_outdated(server, &actual) {
        return Ok(());
    }
    let Some(last) = actual.build.as_deref().and_then(Parts::of_label) else { return Ok(()) };
    let spec = spec.clone();
    Ok(app.blocking(move || kept::keep(&spec, &last)).await.map_err(Fault::broken)?)
}

/// What a server was last started with, as its host says, is written in its row.
async fn write_build(app: &App, server: &Server, spec: &ServerSpec) -> Result<(), ReconcileError> {
    let last = app.host.observe(spec).await?.build.as_deref().and_then(Parts::of_label);
    let Some(last) = last.filter(|last| *last != server.build()) else { return Ok(()) };
    let mut tx = app.db.begin().await?;
    store::set_runs(&mut tx, &server.id, &last).await?;
    Ok(tx.commit().await?)
}

/// Builds the image that a server shall run. One that was lost cannot be made as it was: then it is made of today's
/// packages, and the server runs that.
async fn build_image(app: &App, server: &Server) -> Result<(), ReconcileError> {
    let cache = app.settings.cache.clone();
    let (sender, mut progress) = tokio::sync::mpsc::unbounded_channel();
    let building = tokio::task::spawn_blocking(move || {
        Recipe::connect().build(&cache, |step| {
            sender.send(step.to_string()).ok();
        })
    });
    while let Some(line) = progress.recv().await {
        let mut tx = app.db.begin().await?;
        note(app, &mut tx, &server.id, Note("image", &line)).await?;
        tx.commit().await?;
    }
    building.await.map_err(Fault::broken)??;
    let made = Recipe::connect().name().to_string();
    if !server.image.is_empty() && server.image != made {
        let mut tx = app.db.begin().await?;
        builds::set(app, &mut tx, (server, &Parts { image: made, ..server.wanted_build() })).await?;
        tx.commit().await?;
        let why = "the image was not there any more; the server takes a new one".to_string();
        return Err(ReconcileError::ImageLost { why });
    }
    Ok(())
}

async fn await_ready(app: &App, server: &Server, spec: &ServerSpec) -> Result<(), ReconcileError> {
    let mut why = String::from("it did not answer");
    let ready = async {
        if matches!(app.host, Host::Local(_)) {
            api::knock(app, server).await;
        }
        for asked in 1u32.. {
            match api::report(app, server).await {
                Ok(report) if report.is_ready() => return Ok(()),
                Ok(report) => why = format!("{:?}", report.engines),
                Err(fault) => why = fault.detail,
            }
            if asked % LOOK_AFTER == 0 && app.host.observe(spec).await?.running.is_none() {
                return Err(ReconcileError::Ended { why: why.clone() });
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
        Ok(())
    };
    let waited = tokio::time::timeout(READY_WITHIN, ready).await;
    waited.unwrap_or(Err(ReconcileError::NotReady { seconds: READY_WITHIN.as_secs(), why }))
}

async fn write_error(
    app: &App,
    server: &Server,
    step: Step,
    error: &ReconcileError,
) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    store::set_error(&mut tx, &server.id, &error.to_string()).await?;
    note(app, &mut tx, &server.id, Note("failed", &format!("{}: {error}", word(step)))).await?;
    tx.commit().await
}

/// Looks at every server now and then, and has those reconciled that are not where they shall be: after a restart of
/// the machine, a server that died, a platform that was killed half way.
pub async fn watch(app: &App) {
    loop {
        if let Err(error) = look_at_all(app).await {
            tracing::error!(%error, "the servers cannot be looked at; trying again");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn look_at_all(app: &App) -> Result<(), ReconcileError> {
    let held = holds::all(&app.db).await?;
    for server in store::alive(&app.db).await? {
        let actual = app.host.observe(&spec(app, &server)?).await?;
        let wanted = holds::wanted(&server, held.get(&server.id));
        let left_alone = deaths::notice(app, (&server, &actual), wanted).await?;
        // A server that runs is its appliance's business: what is not ready there is mended there.
        let known_ready = server.phase() == Phase::Running && actual.running.is_some();
        let seen = Seen { ready: known_ready.into(), left_alone, ..seen(app, &server, &actual) };
        if !plan(wanted, seen).is_empty() {
            let mut tx = app.db.begin().await?;
            let job = ReconcileServer { server: server.id.clone() };
            hostler_kit::jobs::enqueue(&mut tx, &job, app.now_ms()).await?;
            tx.commit().await?;
            app.wake.wake();
        }
    }
    Ok(())
}
