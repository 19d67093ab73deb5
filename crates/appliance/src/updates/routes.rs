//! Updates for programs, and the answer for whoever waits on the machine itself.

use super::model::{Health, Installation, Offer, Picture, Wish};
use super::sentences;
use crate::app::App;
use crate::web::Visitor;
use crate::web::form::Accept;
use crate::web::words::LANGUAGES;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::ui::{Preferences, Words};
use serde::Serialize;
use std::net::SocketAddr;
use std::sync::Arc;

pub fn api() -> Router<Arc<App>> {
    Router::new()
        .route("/updates", get(show))
        .route("/updates/question", post(ask))
        .route("/updates/installation", post(install))
}

/// What answers without a session.
pub fn outside() -> Router<Arc<App>> {
    Router::new().route("/health", get(health))
}

/// [`Picture`], with the sentence of each verdict and of the last installation.
#[derive(Serialize)]
pub struct Report {
    #[serde(flatten)]
    picture: Picture,
    /// By version, in the caller's language.
    verdicts: std::collections::BTreeMap<String, String>,
    /// How the last installation ended.
    last: Option<String>,
}

pub fn report(picture: Picture, words: &Words) -> Report {
    let sentence = |offer: &Offer| (offer.version.clone(), sentences::verdict(offer, &picture, words));
    let verdicts = picture.releases.iter().map(sentence).collect();
    let last = picture.installation.as_ref().and_then(|one| sentences::outcome(one, words));
    Report { picture, verdicts, last }
}

fn words(headers: &HeaderMap, visitor: &Visitor) -> Arc<Words> {
    LANGUAGES.of(Preferences::read(headers, visitor.lang()).lang)
}

/// `GET /api/v1/updates`: from what was heard last; nobody is asked.
async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Json<Report>, Fault> {
    Ok(Json(report(super::look(&app).await?, &words(&headers, &visitor))))
}

/// `POST /api/v1/updates/question`: the vendor is asked now.
async fn ask(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Json<Report>, Fault> {
    Ok(Json(report(super::check(&app).await?, &words(&headers, &visitor))))
}

/// `POST /api/v1/updates/installation` `{version?, accept_uncertified?}`: 202; how far it is stands in
/// `GET /api/v1/updates`.
async fn install(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Accept(wish): Accept<Wish>,
) -> Result<(StatusCode, Json<Installation>), Fault> {
    let begun = super::begin(&app, &visitor.actor(), &wish).await?;
    let installation = begun.installation.clone();
    go_on(app, begun);
    Ok((StatusCode::ACCEPTED, Json(installation)))
}

/// The rest goes on after the answer.
pub(super) fn go_on(app: Arc<App>, begun: super::Begun) {
    tokio::spawn(async move {
        if let Err(error) = super::carry(&app, begun).await {
            tracing::error!(%error, "an installation could not be carried on");
        }
    });
}

/// `GET /health`: for this machine itself only; anybody else finds nothing here.
async fn health(
    State(app): State<Arc<App>>,
    from: Option<Extension<ConnectInfo<SocketAddr>>>,
) -> Result<Json<Health>, Fault> {
    match from {
        Some(Extension(ConnectInfo(address))) if address.ip().is_loopback() => Ok(Json(super::health(&app))),
        _ => Err(Fault::missing()),
    }
}
