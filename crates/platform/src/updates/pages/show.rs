//! One rollout: its stages, its servers, and what staff may do with it.

use super::super::model::{Act, Member, Rollout, Step};
use super::super::{act, package_changes, store};
use super::{at, badge, stage};
use crate::app::App;
use crate::servers::builds;
use crate::servers::{self, host_name};
use crate::web::{Answer, Posted, Staff, Visit, asked, asked_again, page, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::{Badge, Confirm, Page, Tone};
use serde::Deserialize;
use std::sync::Arc;

/// The most packages that a page names.
const PACKAGES: usize = 60;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/updates/{id}", get(show_page))
        .route("/staff/updates/{id}/{act}", get(ask).post(carry_out))
}

#[derive(askama::Template)]
#[template(path = "updates/pages/show.html")]
struct ShowPage {
    page: Page,
    rollout: Rollout,
    begun: String,
    stages: Vec<Stage>,
    rows: Vec<Row>,
    packages: Vec<String>,
    /// What staff may do: word and address.
    acts: Vec<(String, String)>,
}

struct Stage {
    name: String,
    badge: Badge,
    done: usize,
    all: usize,
}

struct Row {
    href: String,
    host: String,
    stage: String,
    badge: Badge,
    error: String,
    due: String,
    ended: String,
    /// Where staff leave it out.
    leave: Option<String>,
    /// Where they let it take part again.
    take: Option<String>,
}

fn step_badge(visit: &Visit, step: Step) -> Badge {
    let tone = match step {
        Step::Done => Tone::Good,
        Step::PutBack | Step::Failed => Tone::Bad,
        Step::Returning | Step::ReturningData => Tone::Warn,
        Step::Waiting | Step::LeftOut => Tone::Quiet,
        _ => Tone::Busy,
    };
    Badge::new(tone, visit.words.t(&format!("update-server-{}", step.as_str())))
}

fn stage_row(visit: &Visit, (number, rollout): (i64, &Rollout), members: &[Member]) -> Stage {
    let own: Vec<&Member> = members.iter().filter(|member| member.stage == number).collect();
    let (tone, key) = match number {
        _ if rollout.state == "done" || number < rollout.stage => (Tone::Good, "update-stage-over"),
        _ if number > rollout.stage => (Tone::Quiet, "update-stage-later"),
        _ if visit.app.now_ms() < rollout.stage_at_ms => (Tone::Quiet, "update-stage-soon"),
        _ => (Tone::Busy, "update-stage-now"),
    };
    Stage {
        name: stage(visit, number),
        badge: Badge::new(tone, visit.words.with(key, "when", at(visit, rollout.stage_at_ms))),
        done: own.iter().filter(|member| member.step().is_over()).count(),
        all: own.len(),
    }
}

async fn row(visit: &Visit, (rollout, member): (&Rollout, &Member)) -> Result<Row, Fault> {
    let server = servers::find(&visit.app.db, &member.server_id).await?;
    let open = rollout.is_active() || rollout.state == "done";
    let may_be_left = matches!(member.step(), Step::Waiting | Step::PutBack | Step::Failed);
    let left_out = format!("/staff/updates/{}/left-out/{}", rollout.id, member.server_id);
    Ok(Row {
        leave: (open && may_be_left).then(|| left_out.clone()),
        take: (open && member.is_left_out_by_hand()).then(|| format!("{left_out}/end")),
        href: format!("/staff/servers/{}", member.server_id),
        host: server.map_or(String::new(), |server| host_name(&visit.app, &server)),
        stage: stage(visit, member.stage),
        badge: step_badge(visit, member.step()),
        error: if member.is_left_out_by_hand() { &member.left_out_because } else { &member.error }.clone(),
        due: at(visit, member.due_at_ms),
        ended: member.ended_at_ms.map_or(String::new(), |ms| at(visit, ms)),
    })
}

async fn show_page(staff: Staff, Path(id): Path<Id<Rollout>>) -> Answer {
    let (visit, app) = (&staff.visit, &staff.visit.app);
    let rollout = store::find(&app.db, &id).await?.ok_or_else(Fault::missing)?;
    let build = builds::find(&app.db, &rollout.build_id).await?.ok_or_else(Fault::missing)?;
    let members = store::members(&app.db, &id).await?;
    let from = members.first().map_or(String::new(), |member| member.from_image.clone());
    let changes = package_changes(app, (&from, &build.image)).into_iter().take(PACKAGES);
    let version = |version: Option<String>| version.unwrap_or_else(|| "–".into());
    let mut rows = Vec::new();
    for member in &members {
        rows.push(row(visit, (&rollout, member)).await?);
    }
    let fits = Act::ALL.into_iter().filter(|act| act.fits(&rollout.state));
    let word = |act: Act| visit.words.t(&format!("update-{}", act.as_str()));
    let frame = visit.page(build.short()).badge(badge(visit, &rollout));
    page(&ShowPage {
        page: frame.crumb(visit.words.t("nav-updates"), "/staff/updates"),
        begun: at(visit, rollout.started_at_ms),
        stages: (0..=rollout.stages).map(|number| stage_row(visit, (number, &rollout), &members)).collect(),
        rows,
        packages: changes
            .map(|one| format!("{}: {} → {}", one.package, version(one.from), version(one.to)))
            .collect(),
        acts: fits.map(|act| (word(act), format!("/staff/updates/{id}/{}", act.as_str()))).collect(),
        rollout,
    })
}

async fn question(visit: &Visit, id: &Id<Rollout>, what: &str) -> Result<(Act, Page, Confirm), Fault> {
    let known = Act::of(what).ok_or_else(Fault::missing)?;
    store::find(&visit.app.db, id).await?.ok_or_else(Fault::missing)?;
    let t = |key: String| visit.words.t(&key);
    let back = format!("/staff/updates/{id}");
    let confirm = Confirm::new(format!("{back}/{what}"), t(format!("update-{what}")), what)
        .consequence(t(format!("update-{what}-means")))
        .consequence(t("update-at-work-ends".into()))
        .cancel(&back);
    let frame = visit.page(t(format!("update-{what}")));
    Ok((known, frame.crumb(t("nav-updates".into()), "/staff/updates"), confirm))
}

async fn ask(staff: Staff, Path((id, what)): Path<(Id<Rollout>, String)>) -> Answer {
    let (_, frame, confirm) = question(&staff.visit, &id, &what).await?;
    asked(frame, confirm)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    confirm: String,
}

async fn carry_out(
    staff: Staff,
    Path((id, what)): Path<(Id<Rollout>, String)>,
    Posted(typed): Posted<Typed>,
) -> Answer {
    let (known, frame, confirm) = question(&staff.visit, &id, &what).await?;
    if let Err(confirm) = confirm.check(&typed.confirm, &frame) {
        return asked_again(frame, *confirm);
    }
    act(&staff.visit.app, &staff.session.actor(), (&id, known)).await?;
    Ok(see_told(&format!("/staff/updates/{id}"), "flash-update-changed"))
}
