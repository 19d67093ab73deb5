//! Releases for programs: the channel that machines read, and publishing for staff.

use super::{Announcement, Release, Shown};
use crate::api::{Api, Who};
use crate::app::App;
use crate::signing;
use crate::web::{Staff, Visit};
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_licence::release::Manifest;
use hostler_wire::channel::Channel;
use serde::Deserialize;
use std::sync::Arc;
use tokio_util::io::ReaderStream;

/// Published versions, for staff, machines and programs.
pub fn portal() -> Router<Arc<App>> {
    router().merge(super::pages::router())
}

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/releases/{product}", get(channel))
        .route("/api/v1/releases/{product}/{version}/package", get(package))
        .route("/api/v1/staff/releases", get(list))
        .route("/api/v1/staff/releases/{product}/{version}", put(publish).layer(DefaultBodyLimit::disable()))
        .route("/api/v1/staff/releases/{product}/{version}/withdrawal", post(withdraw))
}

pub fn describe(api: &mut Api) {
    let path = "/api/v1/releases/{product}";
    api.get(path, "The versions of a product that are offered, newest first")
        .by(Who::Anybody)
        .answers::<Channel>(200);
    let path = "/api/v1/releases/{product}/{version}/package";
    api.get(path, "A version's package").by(Who::Anybody).answers_file("application/octet-stream");
    api.get("/api/v1/staff/releases", "Every version, newest first")
        .by(Who::Staff)
        .answers::<Vec<Shown>>(200);
    let path = "/api/v1/staff/releases/{product}/{version}";
    let publish = api.put(path, "Publish a version: the body is its package").by(Who::Staff);
    publish.asks::<Announcement>().takes_text("application/octet-stream").answers::<Shown>(201);
    let path = "/api/v1/staff/releases/{product}/{version}/withdrawal";
    let withdraw = api.post(path, "Offer a version to nobody any more").by(Who::Staff);
    withdraw.takes::<Withdrawal>().answers::<Shown>(200);
}

/// What machines ask: every version that is offered, newest first, and the keys that signed them.
async fn channel(visit: Visit, Path(product): Path<String>) -> Result<Json<Channel>, Fault> {
    let app = &visit.app;
    if app.catalogue.licence(&product).is_none() {
        return Err(Fault::missing());
    }
    let offered = super::newest_first(app, &product).await?.into_iter();
    let offered = offered.filter(|release| release.withdrawn_at_ms.is_none());
    let releases = offered.map(|release| release.manifest).collect();
    let keyring = signing::newest_keyring(app).await?.text;
    Ok(Json(Channel { product, keyring, releases }))
}

async fn package(visit: Visit, Path((product, version)): Path<(String, String)>) -> Result<Response, Fault> {
    let release = super::find(&visit.app.db, &product, &version).await?.ok_or_else(Fault::missing)?;
    if release.withdrawn_at_ms.is_some() {
        return Err(Fault::missing());
    }
    let file = tokio::fs::File::open(super::package(&visit.app, &release)).await.map_err(Fault::broken)?;
    let name = format!("attachment; filename=\"{}\"", release.file);
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_string()),
        (CONTENT_LENGTH, release.bytes.to_string()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, Body::from_stream(ReaderStream::with_capacity(file, 1 << 16))).into_response())
}

async fn list(staff: Staff) -> Result<Json<Vec<Shown>>, Fault> {
    let releases = super::newest_first(&staff.visit.app, "").await?;
    Ok(Json(releases.into_iter().map(shown).collect()))
}

pub(super) fn shown(release: Release) -> Shown {
    let manifest = manifest(&release);
    let certificates = manifest.iter().flat_map(|manifest| &manifest.certificates);
    Shown {
        certificates: certificates.map(|one| format!("{}:{}", one.scheme, one.number)).collect(),
        security: manifest.as_ref().is_some_and(|manifest| manifest.security),
        product: release.product,
        version: release.version,
        released: release.released,
        file: release.file,
        bytes: release.bytes,
        sha256: release.sha256,
        published_at_ms: release.published_at_ms,
        withdrawn_at_ms: release.withdrawn_at_ms,
        withdrawn_why: release.withdrawn_why,
    }
}

/// What was signed: the platform reads its own text without asking who signed it.
pub(super) fn manifest(release: &Release) -> Option<Manifest> {
    hostler_licence::signed::unproven(&release.manifest)
}

/// The body is the package itself.
async fn publish(
    staff: Staff,
    Path((product, version)): Path<(String, String)>,
    Query(announcement): Query<Announcement>,
    request: Request,
) -> Result<(StatusCode, Json<Shown>), Fault> {
    let app = &staff.visit.app;
    let arrived = super::receive(app, request.into_body()).await?;
    let at = (product.as_str(), version.as_str());
    let release = super::publish(app, &staff.session.actor(), at, (arrived, announcement)).await?;
    Ok((StatusCode::CREATED, Json(shown(release))))
}

#[derive(Deserialize, schemars::JsonSchema)]
struct Withdrawal {
    reason: String,
}

async fn withdraw(
    staff: Staff,
    Path((product, version)): Path<(String, String)>,
    Json(asked): Json<Withdrawal>,
) -> Result<Json<Shown>, Fault> {
    let at = (product.as_str(), version.as_str());
    let release = super::withdraw(&staff.visit.app, &staff.session.actor(), at, &asked.reason).await?;
    Ok(Json(shown(release)))
}
