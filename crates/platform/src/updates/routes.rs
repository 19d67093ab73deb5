//! Updates for programs.

use super::model::{Act, Member, Rollout, Wish};
use super::{Test, act, leave_out, name_test_server, package_changes, start, store, take_in};
use crate::api::{Api, Who};
use crate::app::App;
use crate::drivers::image::Change;
use crate::servers::builds::{self, Build};
use crate::servers::{self, Server, any_named};
use crate::web::{Member as Person, Staff};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The most rollouts that a list shows.
const ROWS: i64 = 100;

/// Rollouts, for people and programs.
pub fn portal() -> Router<Arc<App>> {
    router().merge(super::pages::router())
}

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/servers/{id}/update", get(own))
        .route("/api/v1/staff/updates", get(list).post(begin))
        .route("/api/v1/staff/updates/{id}", get(show))
        .route("/api/v1/staff/updates/{id}/{act}", post(change))
        .route("/api/v1/staff/updates/{id}/left-out", post(leave))
        .route("/api/v1/staff/updates/{id}/left-out/{server}", delete(take))
        .route("/api/v1/staff/test-servers", post(name))
        .route("/api/v1/staff/test-servers/{id}", delete(unname))
}

pub fn describe(api: &mut Api) {
    let staff = Who::Staff;
    api.get("/api/v1/servers/{id}/update", "What a server runs, and when it is updated with what")
        .by(Who::Customer)
        .answers::<Own>(200);
    api.get("/api/v1/staff/updates", "Builds, rollouts and the servers on which updates are tried first")
        .by(staff)
        .answers::<Everything>(200);
    api.post("/api/v1/staff/updates", "Begin to roll a build out, stage by stage")
        .by(staff)
        .takes::<Wish>()
        .answers::<Rollout>(201);
    api.get("/api/v1/staff/updates/{id}", "A rollout with its servers").by(staff).answers::<Told>(200);
    api.post(
        "/api/v1/staff/updates/{id}/{act}",
        "Hold a rollout on (pause), let it go on (resume), end it (abandon)",
    )
    .by(staff)
    .answers::<Rollout>(200);
    api.post(
        "/api/v1/staff/updates/{id}/left-out",
        "Leave a server out of a rollout, with a reason that its customer reads",
    )
    .by(staff)
    .takes::<LeftOut>()
    .answers::<Member>(200);
    api.delete(
        "/api/v1/staff/updates/{id}/left-out/{server}",
        "Let a server that was left out take part again",
    )
    .by(staff)
    .answers::<Member>(200);
    api.post("/api/v1/staff/test-servers", "Try updates on this server first, which is the provider's own")
        .by(staff)
        .takes::<Named>()
        .answers::<Server>(200);
    api.delete("/api/v1/staff/test-servers/{id}", "Try updates on this server first no longer")
        .by(staff)
        .answers::<Server>(200);
}

/// What a server runs, and its next update.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "ServerUpdate")]
struct Own {
    /// What it was last started with; none: nobody has written that down.
    build: Option<Build>,
    /// The rollout that it waits for or is in.
    rollout: Option<Rollout>,
    /// How far it is in that.
    server: Option<Member>,
    /// Why it was left out of the newest rollout; none: it was not.
    left_out_because: Option<String>,
}

async fn own(member: Person, Path(id): Path<String>) -> Result<Json<Own>, Fault> {
    let server = servers::routes::named(&member, &id).await?;
    let db = &member.visit.app.db;
    let (rollout, in_it) = store::of_server(db, &server.id).await?.unzip();
    let left_out = store::left_out_of(db, &server.id).await?;
    Ok(Json(Own {
        build: builds::of(db, &server.build()).await?,
        rollout,
        server: in_it,
        left_out_because: left_out.map(|member| member.left_out_because),
    }))
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Updates")]
struct Everything {
    /// The newest first.
    builds: Vec<Build>,
    /// The newest first.
    rollouts: Vec<Rollout>,
    /// On which updates are tried first.
    test_servers: Vec<Server>,
}

async fn list(staff: Staff) -> Result<Json<Everything>, Fault> {
    let db = &staff.visit.app.db;
    let alive = servers::alive(db).await?.into_iter();
    Ok(Json(Everything {
        builds: builds::all(db).await?,
        rollouts: store::list(db, ROWS).await?,
        test_servers: alive.filter(|server| server.test_since_ms.is_some()).collect(),
    }))
}

async fn begin(staff: Staff, Json(wish): Json<Wish>) -> Result<(StatusCode, Json<Rollout>), Fault> {
    let rollout = start(&staff.visit.app, &staff.session.actor(), wish).await?;
    Ok((StatusCode::CREATED, Json(rollout)))
}

/// A rollout with its servers.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "RolloutWithServers")]
struct Told {
    #[serde(flatten)]
    rollout: Rollout,
    /// By stage.
    servers: Vec<Member>,
    /// What changes in packages for the first of them.
    packages: Vec<Change>,
}

async fn show(staff: Staff, Path(id): Path<Id<Rollout>>) -> Result<Json<Told>, Fault> {
    let app = &staff.visit.app;
    let rollout = store::find(&app.db, &id).await?.ok_or_else(Fault::missing)?;
    let build = builds::find(&app.db, &rollout.build_id).await?.ok_or_else(Fault::missing)?;
    let servers = store::members(&app.db, &id).await?;
    let from = servers.first().map_or(String::new(), |member| member.from_image.clone());
    Ok(Json(Told { rollout, servers, packages: package_changes(app, (&from, &build.image)) }))
}

async fn change(staff: Staff, Path((id, what)): Path<(Id<Rollout>, String)>) -> Result<Json<Rollout>, Fault> {
    let what = Act::of(&what).ok_or_else(Fault::missing)?;
    Ok(Json(act(&staff.visit.app, &staff.session.actor(), (&id, what)).await?))
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "LeftOut")]
struct LeftOut {
    /// A server's id or name.
    #[serde(default)]
    server: String,
    /// Why; its customer reads it.
    #[serde(default)]
    reason: String,
}

async fn leave(
    staff: Staff,
    Path(id): Path<Id<Rollout>>,
    Json(asked): Json<LeftOut>,
) -> Result<Json<Member>, Fault> {
    let app = &staff.visit.app;
    let server = any_named(app, &asked.server).await?;
    let both = (&id, &server.id);
    Ok(Json(leave_out(app, &staff.session.actor(), (both, &asked.reason)).await?))
}

async fn take(staff: Staff, Path((id, server)): Path<(Id<Rollout>, String)>) -> Result<Json<Member>, Fault> {
    let app = &staff.visit.app;
    let server = any_named(app, &server).await?;
    Ok(Json(take_in(app, &staff.session.actor(), (&id, &server.id)).await?))
}

async fn tested(staff: &Staff, (id, test): (&str, Test)) -> Result<Json<Server>, Fault> {
    let app = &staff.visit.app;
    let server = any_named(app, id).await?;
    name_test_server(app, &staff.session.actor(), (&server, test)).await?;
    Ok(Json(any_named(app, server.id.as_str()).await?))
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "TestServer")]
struct Named {
    /// A server's id or name.
    #[serde(default)]
    server: String,
}

async fn name(staff: Staff, Json(asked): Json<Named>) -> Result<Json<Server>, Fault> {
    tested(&staff, (&asked.server, Test::Server)).await
}

async fn unname(staff: Staff, Path(id): Path<String>) -> Result<Json<Server>, Fault> {
    tested(&staff, (&id, Test::NoServer)).await
}
