//! What servers deliver, each with its own credential.

use super::journal::{JournalRefused, take};
use crate::app::App;
use crate::servers::{self, Server};
use crate::web::sentence;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use hostler_kit::http::{Fault, Kind, Problem};
use hostler_kit::secret::token_hash;
use hostler_kit::ui::Lang;
use hostler_wire::journal::Acknowledgement;
use std::sync::Arc;

pub fn internal() -> Router<Arc<App>> {
    Router::new().route("/internal/v1/journal", post(journal))
}

async fn journal(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Response {
    match delivered(&app, &headers, &body).await {
        Ok(acknowledged) => Json(acknowledged).into_response(),
        Err(fault) => {
            if fault.kind == Kind::Broken {
                tracing::error!(detail = fault.detail, "a delivery could not be stored");
            }
            Problem::new(&fault, sentence(&app.languages.of(Lang::En), &fault)).into_response()
        }
    }
}

async fn delivered(app: &App, headers: &HeaderMap, body: &[u8]) -> Result<Acknowledgement, Fault> {
    let server = sender(app, headers).await?;
    let delivery = serde_json::from_slice(body).map_err(|_| JournalRefused::Malformed)?;
    take(app, &server, &delivery).await
}

async fn sender(app: &App, headers: &HeaderMap) -> Result<Server, Fault> {
    let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let token = token.ok_or(JournalRefused::Credential)?;
    let server = servers::by_credential(&app.db, &token_hash(token)).await?;
    Ok(server.ok_or(JournalRefused::Credential)?)
}
