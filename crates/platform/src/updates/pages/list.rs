//! Builds and rollouts, and the form that begins one.

use super::super::model::{Kind, Wish};
use super::super::{Test, name_test_server, start, store};
use super::{at, badge, stage};
use crate::app::App;
use crate::servers::builds::{self, Build};
use crate::servers::{self, Server, any_named, host_name};
use crate::web::{Answer, Posted, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind as FaultKind};
use hostler_kit::ui::{Badge, Choice, Field, Form, Page};
use serde::Deserialize;
use std::sync::Arc;

const ROWS: i64 = 50;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/updates", get(list_page).post(begin))
        .route("/staff/test-servers", post(name_one))
        .route("/staff/test-servers/{id}", post(unname))
}

#[derive(askama::Template)]
#[template(path = "updates/pages/list.html")]
struct ListPage {
    page: Page,
    rollouts: Vec<Row>,
    builds: Vec<BuildRow>,
    tests: Vec<Tested>,
    form: Form,
    name: Form,
}

struct Row {
    href: String,
    build: String,
    badge: Badge,
    stage: String,
    begun: String,
    kind: String,
}

struct BuildRow {
    build: Build,
    short: String,
    seen: String,
    servers: usize,
    /// New servers get it.
    released: Option<()>,
}

struct Tested {
    host: String,
    unname: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    build: String,
    kind: String,
    note_en: String,
    note_nl: String,
    untested: String,
}

fn form(visit: &Visit, builds: &[Build]) -> Form {
    let t = |key: &str| visit.words.t(key);
    let choices = builds.iter().filter(|build| build.removed_at_ms.is_none());
    let choices = choices.map(|build| Choice::new(build.id.to_string(), build.short())).collect();
    let kinds = ["regular", "security"].map(|kind| {
        Choice::new(kind, t(&format!("update-kind-{kind}"))).hint(t(&format!("update-kind-{kind}-hint")))
    });
    Form::new("/staff/updates", t("update-start"))
        .field(Field::select("build", t("update-build"), choices))
        .field(Field::radios("kind", t("update-kind"), kinds.into()).value("regular"))
        .field(Field::area("note_en", t("update-note-en")).hint(t("update-note-hint")))
        .field(Field::area("note_nl", t("update-note-nl")))
        .field(Field::tick("untested", t("update-untested")).optional())
}

async fn shown(visit: &Visit, fill: impl FnOnce(Form) -> Form) -> Result<ListPage, Fault> {
    let (app, t) = (&visit.app, |key: &str| visit.words.t(key));
    let (builds, alive) = (builds::all(&app.db).await?, servers::alive(&app.db).await?);
    let mut rollouts = Vec::new();
    for rollout in store::list(&app.db, ROWS).await? {
        rollouts.push(Row {
            href: format!("/staff/updates/{}", rollout.id),
            build: builds
                .iter()
                .find(|build| build.id == rollout.build_id)
                .map_or(String::new(), Build::short),
            badge: badge(visit, &rollout),
            stage: stage(visit, rollout.stage),
            begun: at(visit, rollout.started_at_ms),
            kind: t(&format!("update-kind-{}", rollout.kind)),
        });
    }
    let released = builds::released(&app.db, "connect").await?.map(|build| build.id);
    let row = |build: &Build| BuildRow {
        short: build.short(),
        seen: at(visit, build.seen_at_ms),
        servers: alive.iter().filter(|server| server.build() == build.parts()).count(),
        released: (released.as_ref() == Some(&build.id)).then_some(()),
        build: build.clone(),
    };
    let there = builds.iter().filter(|build| build.removed_at_ms.is_none());
    let tests = alive.iter().filter(|server| server.test_since_ms.is_some());
    let form = fill(form(visit, &builds));
    Ok(ListPage {
        page: visit.page(t("nav-updates")).lead(t("updates-lead")).with_form(&form),
        rollouts,
        builds: there.map(row).collect(),
        tests: tests
            .map(|server| Tested {
                host: host_name(app, server),
                unname: format!("/staff/test-servers/{}", server.id),
            })
            .collect(),
        name: name_form(visit, &alive),
        form,
    })
}

fn name_form(visit: &Visit, alive: &[Server]) -> Form {
    let others = alive.iter().filter(|server| server.test_since_ms.is_none());
    let choices = others.map(|server| Choice::new(server.id.to_string(), host_name(&visit.app, server)));
    Form::new("/staff/test-servers", visit.words.t("update-test-name")).field(Field::select(
        "server",
        visit.words.t("server-name"),
        choices.collect(),
    ))
}

async fn list_page(staff: Staff) -> Answer {
    page(&shown(&staff.visit, |form| form).await?)
}

async fn begin(staff: Staff, Posted(typed): Posted<Typed>) -> Answer {
    let wish = Wish {
        build: typed.build.clone(),
        kind: if typed.kind == "security" { Kind::Security } else { Kind::Regular },
        note_en: typed.note_en.clone(),
        note_nl: typed.note_nl.clone(),
        untested: !typed.untested.is_empty(),
    };
    match start(&staff.visit.app, &staff.session.actor(), wish).await {
        Ok(rollout) => Ok(see_told(&format!("/staff/updates/{}", rollout.id), "flash-update-started")),
        Err(fault) if fault.kind == FaultKind::Invalid => {
            let (field, sentence) = (fault.field.unwrap_or("build"), staff.visit.sentence(&fault));
            let fill = |form: Form| {
                let form = form.fill("build", &typed.build).fill("kind", &typed.kind);
                let form = form.fill("note_en", &typed.note_en).fill("note_nl", &typed.note_nl);
                form.refuse(field, sentence)
            };
            refused(&shown(&staff.visit, fill).await?)
        }
        Err(fault) => Err(fault),
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Named {
    server: String,
}

async fn name_one(staff: Staff, Posted(typed): Posted<Named>) -> Answer {
    tested(&staff, (&typed.server, Test::Server)).await
}

#[derive(Deserialize)]
struct Nothing {}

async fn unname(staff: Staff, Path(id): Path<String>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    tested(&staff, (&id, Test::NoServer)).await
}

async fn tested(staff: &Staff, (server, test): (&str, Test)) -> Answer {
    let app = &staff.visit.app;
    let server = any_named(app, server).await?;
    name_test_server(app, &staff.session.actor(), (&server, test)).await?;
    Ok(see_told("/staff/updates", "flash-update-test-server"))
}
