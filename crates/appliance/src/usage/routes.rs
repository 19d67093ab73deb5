//! Usage for programs.

use super::users::{Users, users};
use crate::app::App;
use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use hostler_kit::http::Fault;
use std::sync::Arc;

pub fn api() -> Router<Arc<App>> {
    Router::new().route("/users", get(who_counts))
}

/// `GET /api/v1/users`: who counts and why, by which rule.
async fn who_counts(State(app): State<Arc<App>>) -> Result<Json<Users>, Fault> {
    Ok(Json(users(&app).await?))
}
