//! Vantages for programs: what they ask and report, with a token of their own; and for staff, who adds them.

use super::super::store::vantages as store;
use super::model::{Vantage, VantageRefused};
use super::{add, opened, remove, report, targets};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Staff, Visit};
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_wire::vantage::{ANSWERS, Answers, TARGETS, Targets, Told};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Room for the longest report, in bytes.
const LONGEST_REPORT: usize = 8 << 20;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/vantage/targets", get(ask))
        .route("/api/v1/vantage/answers", post(tell).layer(DefaultBodyLimit::max(LONGEST_REPORT)))
        .route("/api/v1/staff/vantages", get(list).post(make))
        .route("/api/v1/staff/vantages/{id}", delete(take_away))
}

pub fn describe(api: &mut Api) {
    api.get(TARGETS, "What a vantage is to ask, with its own token").by(Who::Anybody).answers::<Targets>(200);
    api.post(ANSWERS, "What a vantage saw, with its own token")
        .by(Who::Anybody)
        .takes::<Answers>()
        .answers::<Told>(200);
    api.get("/api/v1/staff/vantages", "Places from which servers are asked as well")
        .by(Who::Staff)
        .answers::<Vec<Vantage>>(200);
    api.post("/api/v1/staff/vantages", "Add such a place; its token is told this once")
        .by(Who::Staff)
        .takes::<NewVantage>()
        .answers::<Made>(201);
    api.delete("/api/v1/staff/vantages/{id}", "Take such a place away")
        .by(Who::Staff)
        .answers::<Vantage>(200);
}

async fn who(visit: &Visit, headers: &HeaderMap) -> Result<Vantage, Fault> {
    let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    opened(&visit.app, token.ok_or(VantageRefused::Token)?).await
}

async fn ask(visit: Visit, headers: HeaderMap) -> Result<Json<Targets>, Fault> {
    who(&visit, &headers).await?;
    targets(&visit.app).await.map(Json)
}

async fn tell(visit: Visit, headers: HeaderMap, body: axum::body::Bytes) -> Result<Json<Told>, Fault> {
    let vantage = who(&visit, &headers).await?;
    let told: Answers =
        serde_json::from_slice(&body).map_err(|_| Fault::new(Kind::Invalid, "vantage-report"))?;
    report(&visit.app, (&vantage, &visit.place), &told).await.map(Json)
}

async fn list(staff: Staff) -> Result<Json<Vec<Vantage>>, Fault> {
    Ok(Json(store::all(&staff.visit.app.db).await?))
}

#[derive(Deserialize, Default, schemars::JsonSchema)]
#[serde(default)]
struct NewVantage {
    /// What people call the place, such as `Frankfurt`.
    name: String,
}

/// A place that was just added.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "NewVantageMade")]
struct Made {
    #[serde(flatten)]
    vantage: Vantage,
    /// For `hostler vantage run`. It is shown here and never again.
    token: String,
}

async fn make(staff: Staff, Json(asked): Json<NewVantage>) -> Result<(StatusCode, Json<Made>), Fault> {
    let (vantage, token) = add(&staff.visit.app, &staff.session.actor(), &asked.name).await?;
    Ok((StatusCode::CREATED, Json(Made { vantage, token })))
}

async fn take_away(staff: Staff, Path(id): Path<Id<Vantage>>) -> Result<Json<Vantage>, Fault> {
    Ok(Json(remove(&staff.visit.app, &staff.session.actor(), &id).await?))
}
