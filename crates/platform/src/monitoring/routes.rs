//! The watch for programs.

use super::maintenance::{Announced, announce, of_server, withdraw};
use super::metrics::metrics;
use super::model::{Incident, Line, Maintenance, Standing};
use super::rules::reached_permyriad;
use super::store::targets::{MonthOf, Slot, TargetRow};
use super::store::{incidents as store, maintenance, standings, targets, vantages};
use super::vantages::model::SeenFrom;
use super::{acknowledge, note};
use crate::api::{Api, Who};
use crate::app::App;
use crate::servers::{self, Server, host_name};
use crate::web::{Member, Paging, Staff, Visit};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::ListQuery;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The watch, for people and programs.
pub fn portal() -> Router<Arc<App>> {
    router().merge(super::pages::router())
}

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/servers/{id}/monitoring", get(own_state))
        .route("/api/v1/servers/{id}/monitoring/day", get(own_day))
        .route("/api/v1/servers/{id}/incidents", get(own_incidents))
        .route("/api/v1/staff/monitoring", get(all_states))
        .route("/api/v1/staff/incidents", get(list))
        .route("/api/v1/staff/incidents/{id}", get(show))
        .route("/api/v1/staff/incidents/{id}/acknowledge", post(take_on))
        .route("/api/v1/staff/incidents/{id}/notes", post(add_note))
        .route("/api/v1/staff/maintenance", get(windows).post(announce_window))
        .route("/api/v1/staff/maintenance/{id}", delete(take_back))
        .route("/api/v1/staff/metrics", get(metrics))
        .merge(super::vantages::routes::router())
}

pub fn describe(api: &mut Api) {
    super::vantages::routes::describe(api);
    let staff = Who::Staff;
    api.get("/api/v1/servers/{id}/monitoring", "How a server stands, as seen from outside")
        .by(Who::Customer)
        .answers::<State>(200);
    api.get("/api/v1/servers/{id}/monitoring/day", "Its answers of the last 24 hours, five minutes together")
        .by(Who::Customer)
        .answers::<Vec<Slot>>(200);
    api.get(
        "/api/v1/servers/{id}/incidents",
        "A server's incidents with their lines, newest first, 50 to a page",
    )
    .by(Who::Customer)
    .asks::<ListQuery>()
    .answers::<Vec<Told>>(200);
    api.get("/api/v1/staff/monitoring", "How every server stands").by(staff).answers::<Vec<State>>(200);
    api.get("/api/v1/staff/incidents", "Incidents: those that last first, then the newest, 50 to a page")
        .by(staff)
        .asks::<ListQuery>()
        .answers::<Vec<Told>>(200);
    api.get("/api/v1/staff/incidents/{id}", "An incident with its lines").by(staff).answers::<Told>(200);
    api.post("/api/v1/staff/incidents/{id}/acknowledge", "Take an incident on: nobody is asked again")
        .by(staff)
        .answers::<Incident>(200);
    api.post("/api/v1/staff/incidents/{id}/notes", "Add a note; the customer reads it too")
        .by(staff)
        .takes::<Noted>()
        .answers::<Incident>(200);
    api.get("/api/v1/staff/maintenance", "Maintenance that goes on or is to come")
        .by(staff)
        .answers::<Vec<Maintenance>>(200);
    api.post("/api/v1/staff/maintenance", "Announce maintenance: no alarms and no actions meanwhile")
        .by(staff)
        .takes::<AskedMaintenance>()
        .answers::<Maintenance>(201);
    api.delete("/api/v1/staff/maintenance/{id}", "Take maintenance back, or end it")
        .by(staff)
        .answers::<Maintenance>(200);
    api.get("/api/v1/staff/metrics", "What was seen, as Prometheus reads it")
        .by(staff)
        .answers_file("text/plain");
}

/// How a server stands.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "WatchedServer")]
struct State {
    server_id: Id<Server>,
    host: String,
    standing: Standing,
    protocols: Vec<TargetRow>,
    /// As seen from other places.
    elsewhere: Vec<SeenFrom>,
    /// Incidents that last.
    incidents: Vec<Incident>,
    /// That goes on or is to come.
    maintenance: Vec<Maintenance>,
    /// How much of the last twelve months each protocol could be used, the newest first.
    availability: Vec<Availability>,
}

/// How much of a month a protocol could be used.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "WatchedAvailability")]
struct Availability {
    #[serde(flatten)]
    month: MonthOf,
    /// In hundredths of a per cent; none: it was not watched.
    reached_permyriad: Option<i64>,
}

/// A year, of at most eight protocols.
const MONTHS_TOLD: i64 = 96;

async fn state(visit: &Visit, server: &Server) -> Result<State, Fault> {
    let app = &visit.app;
    Ok(State {
        host: host_name(app, server),
        standing: standings::standing(&app.db, &server.id).await?,
        protocols: targets::of_server(&app.db, &server.id).await?,
        elsewhere: vantages::of_server(&app.db, &server.id).await?,
        incidents: store::running_of_server(&app.db, &server.id).await?,
        maintenance: of_server(app, &server.id).await?,
        availability: availability(targets::months(&app.db, &server.id, MONTHS_TOLD).await?),
        server_id: server.id.clone(),
    })
}

fn availability(months: Vec<MonthOf>) -> Vec<Availability> {
    let reached = |month: &MonthOf| reached_permyriad(month.watched_ms, month.down_ms);
    months.into_iter().map(|month| Availability { reached_permyriad: reached(&month), month }).collect()
}

async fn own_day(member: Member, Path(id): Path<String>) -> Result<Json<Vec<Slot>>, Fault> {
    let server = servers::routes::named(&member, &id).await?;
    let app = &member.visit.app;
    Ok(Json(targets::slots(&app.db, &server.id, app.now_ms() - DAY_MS).await?))
}

const DAY_MS: i64 = 86_400_000;

/// An incident with its lines.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "IncidentWithLines")]
struct Told {
    #[serde(flatten)]
    incident: Incident,
    /// The server's name; none: it is about the provider's own machine.
    server: Option<String>,
    /// Oldest first.
    lines: Vec<Line>,
}

async fn told(app: &App, incident: Incident) -> Result<Told, Fault> {
    let server = match &incident.server_id {
        Some(id) => servers::find(&app.db, id).await?.map(|server| server.name),
        None => None,
    };
    Ok(Told { server, lines: store::lines(&app.db, &incident.id).await?, incident })
}

async fn own_state(member: Member, Path(id): Path<String>) -> Result<Json<State>, Fault> {
    let server = servers::routes::named(&member, &id).await?;
    Ok(Json(state(&member.visit, &server).await?))
}

async fn own_incidents(
    member: Member,
    Path(id): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Vec<Told>>, Fault> {
    let server = servers::routes::named(&member, &id).await?;
    let (app, paging) = (&member.visit.app, Paging::of(&query));
    let mut found = Vec::new();
    for incident in store::of_server(&app.db, &server.id, (paging.limit, paging.offset)).await? {
        found.push(told(app, incident).await?);
    }
    Ok(Json(found))
}

async fn all_states(staff: Staff) -> Result<Json<Vec<State>>, Fault> {
    let mut states = Vec::new();
    for server in servers::alive(&staff.visit.app.db).await? {
        states.push(state(&staff.visit, &server).await?);
    }
    Ok(Json(states))
}

async fn list(staff: Staff, Query(query): Query<ListQuery>) -> Result<Json<Vec<Told>>, Fault> {
    let (app, paging) = (&staff.visit.app, Paging::of(&query));
    let mut found = Vec::new();
    for incident in store::list(&app.db, query.term(), (paging.limit, paging.offset)).await? {
        found.push(told(app, incident).await?);
    }
    Ok(Json(found))
}

async fn show(staff: Staff, Path(id): Path<Id<Incident>>) -> Result<Json<Told>, Fault> {
    let app = &staff.visit.app;
    let incident = store::find(&app.db, &id).await?.ok_or_else(Fault::missing)?;
    Ok(Json(told(app, incident).await?))
}

async fn take_on(staff: Staff, Path(id): Path<Id<Incident>>) -> Result<Json<Incident>, Fault> {
    Ok(Json(acknowledge(&staff.visit.app, &staff.session.actor(), &id).await?))
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "IncidentNote")]
struct Noted {
    #[serde(default)]
    note: String,
}

async fn add_note(
    staff: Staff,
    Path(id): Path<Id<Incident>>,
    Json(noted): Json<Noted>,
) -> Result<Json<Incident>, Fault> {
    Ok(Json(note(&staff.visit.app, &staff.session.actor(), (&id, &noted.note)).await?))
}

async fn windows(staff: Staff) -> Result<Json<Vec<Maintenance>>, Fault> {
    let app = &staff.visit.app;
    Ok(Json(maintenance::coming(&app.db, app.now_ms()).await?))
}

#[derive(Deserialize, Default, schemars::JsonSchema)]
#[serde(default)]
struct AskedMaintenance {
    /// A server's id or name; none: every server.
    server: Option<String>,
    /// None: now.
    begins_at_ms: Option<i64>,
    /// How long it lasts, in minutes.
    minutes: i64,
    /// What is done, for those whose servers it concerns.
    reason: String,
}

async fn announce_window(
    staff: Staff,
    Json(asked): Json<AskedMaintenance>,
) -> Result<(StatusCode, Json<Maintenance>), Fault> {
    let app = &staff.visit.app;
    let server = match asked.server.as_deref().filter(|named| !named.is_empty()) {
        Some(named) => {
            let found = match named.parse() {
                Ok(id) => servers::find(&app.db, &id).await?,
                Err(_) => servers::by_name(&app.db, named).await?,
            };
            Some(found.ok_or_else(Fault::missing)?)
        }
        None => None,
    };
    let begins_at_ms = asked.begins_at_ms.unwrap_or(app.now_ms());
    let announced = Announced {
        server: server.as_ref(),
        begins_at_ms,
        ends_at_ms: begins_at_ms.saturating_add(asked.minutes.saturating_mul(60_000)),
        reason: &asked.reason,
    };
    let window = announce(app, &staff.session.actor(), announced).await?;
    Ok((StatusCode::CREATED, Json(window)))
}

async fn take_back(staff: Staff, Path(id): Path<Id<Maintenance>>) -> Result<Json<Maintenance>, Fault> {
    Ok(Json(withdraw(&staff.visit.app, &staff.session.actor(), &id).await?))
}
