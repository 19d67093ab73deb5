//! The history for programs.

use super::Event;
use crate::accounts::routes::{List, Part};
use crate::app::App;
use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use hostler_kit::http::Fault;
use std::sync::Arc;

pub fn api() -> Router<Arc<App>> {
    Router::new().route("/history", get(list))
}

/// `GET /api/v1/history`: newest first.
async fn list(State(app): State<Arc<App>>, Query(part): Query<Part>) -> Result<Json<List<Event>>, Fault> {
    let (items, total) = super::list(&app.db, part.page()).await?;
    Ok(Json(List { total, items }))
}
