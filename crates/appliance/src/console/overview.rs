//! The first page: is everything all right, and who is on it?

use super::queue;
use crate::app::{App, Delivery, Lock};
use crate::web::frame::{Frame, shown};
use crate::{accounts, journal, licensing, usage};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hostler_kit::http::Fault;
use hostler_kit::ui::{Badge, Page, Tone};
use hostler_licence::counting;
use hostler_wire::report::{Engine, EngineState};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "console/overview.html")]
struct Overview {
    page: Page,
    users: i64,
    mailboxes: i64,
    aliases: i64,
    disabled: i64,
    bytes: i64,
    measured: Option<String>,
    waiting: Option<i64>,
    engines: Vec<EngineLine>,
    /// The licence is included.
    hosted: bool,
    /// None where nobody is billed by it: on a customer's own machine.
    journal: Option<Journal>,
    warnings: Vec<String>,
}

struct EngineLine {
    name: String,
    badge: Badge,
    since: String,
    restarts: i64,
    reason: String,
}

struct Journal {
    badge: Badge,
    written: i64,
    acknowledged: i64,
}

pub async fn page(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Fault> {
    let all = accounts::all_accounts(&app.db).await?;
    let users = counting::count(&licensing::rule(&app), &accounts::items(&all)).number;
    let (mailboxes, aliases, disabled) = accounts::totals(&app.db).await?;
    let measured = usage::measured(&app).await?;
    let engines = app.signals.engines.borrow().clone();
    let journal = delivery(&app, &frame).await?;
    let warnings = warnings(&app, &frame, &engines);
    let badge = match warnings.is_empty() {
        true => Badge::new(Tone::Good, frame.t("overview-good")),
        false => Badge::new(Tone::Warn, frame.t("overview-look")),
    };
    shown(&Overview {
        page: frame.page().titled(frame.t("nav-overview")).badge(badge),
        users,
        mailboxes,
        aliases,
        disabled,
        bytes: measured.map_or(0, |measured| measured.bytes),
        measured: measured.map(|measured| frame.ago(measured.measured_at_ms)),
        waiting: queue::of(&app).await.ok().map(|queue| queue.messages),
        engines: engines.iter().map(|engine| line(engine, &frame)).collect(),
        hosted: app.bootstrap.hosted().is_some(),
        journal,
        warnings,
    })
}

fn line(engine: &Engine, frame: &Frame) -> EngineLine {
    let badge = match engine.state {
        EngineState::Running => Badge::new(Tone::Good, frame.t("engine-running")),
        EngineState::Starting => Badge::new(Tone::Busy, frame.t("engine-starting")),
        EngineState::Waiting => Badge::new(Tone::Bad, frame.t("engine-waiting")),
        EngineState::Stopped => Badge::new(Tone::Quiet, frame.t("engine-stopped")),
    };
    let name = match engine.name.as_str() {
        "postfix" => frame.t("engine-postfix"),
        "dovecot" => frame.t("engine-dovecot"),
        other => other.to_string(),
    };
    let since = frame.ago(engine.since_ms);
    EngineLine { name, badge, since, restarts: engine.restarts, reason: engine.reason.clone() }
}

async fn delivery(app: &App, frame: &Frame) -> Result<Option<Journal>, sqlx::Error> {
    if app.bootstrap.hosted().is_none() {
        return Ok(None);
    }
    let (written, acknowledged) = (journal::last(&app.db).await?, journal::acknowledged(&app.db).await?);
    let badge = match &*app.signals.delivery.borrow() {
        Delivery::Stopped { .. } => Badge::new(Tone::Bad, frame.t("journal-stopped")),
        Delivery::Waiting { .. } => Badge::new(Tone::Warn, frame.t("journal-waiting")),
        Delivery::Flowing if acknowledged < written => Badge::new(Tone::Busy, frame.t("journal-sending")),
        Delivery::Flowing => Badge::new(Tone::Good, frame.t("journal-complete")),
    };
    Ok(Some(Journal { badge, written, acknowledged }))
}

/// What somebody should look at, each a sentence.
fn warnings(app: &App, frame: &Frame, engines: &[Engine]) -> Vec<String> {
    let page = frame.page();
    let mut warnings = Vec::new();
    // Where licensing locks, every page says so and why.
    if let (Lock::Locked { since_ms, .. }, None) = (&*app.signals.lock.borrow(), licensing::standing(app)) {
        warnings.push(page.with("warn-locked", "since", frame.at(*since_ms)));
    }
    for engine in engines.iter().filter(|engine| engine.state == EngineState::Waiting) {
        warnings.push(
            page.tr("warn-engine", &[("engine", (&engine.name).into()), ("reason", (&engine.reason).into())]),
        );
    }
    match &*app.signals.delivery.borrow() {
        Delivery::Flowing => {}
        Delivery::Waiting { since_ms, .. } => {
            warnings.push(page.with("warn-delivery-waiting", "since", frame.at(*since_ms)));
        }
        Delivery::Stopped { code, reason } => {
            warnings
                .push(page.tr("warn-delivery-stopped", &[("code", code.into()), ("reason", reason.into())]));
        }
    }
    let projection = app.signals.projection.borrow().clone();
    if let Some(error) = projection.and_then(|seen| seen.error) {
        warnings.push(page.with("warn-projection", "reason", error));
    }
    warnings
}
