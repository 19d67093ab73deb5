//! What an authority asks for when it proves a name (RFC 8555 section 8.3): the answer to its own question, nothing else.

use super::store;
use crate::app::App;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use hostler_kit::http::Fault;
use std::sync::Arc;

/// Longest token that is looked up.
const LONGEST: usize = 200;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/.well-known/acme-challenge/{token}", get(answer))
}

async fn answer(State(app): State<Arc<App>>, Path(token): Path<String>) -> Result<impl IntoResponse, Fault> {
    if token.len() > LONGEST {
        return Err(Fault::missing());
    }
    let answer = store::answer(&app.db, &token).await?.ok_or_else(Fault::missing)?;
    Ok(([(CONTENT_TYPE, "application/octet-stream")], answer))
}
