//! Mail that waits to be sent on.

use crate::app::App;
use crate::engines::queue::{self, Queue};
use axum::Json;
use axum::extract::State;
use hostler_kit::http::{Fault, Kind};
use std::sync::Arc;

/// `GET /api/v1/queue`.
pub async fn queue(State(app): State<Arc<App>>) -> Result<Json<Queue>, Fault> {
    Ok(Json(of(&app).await?))
}

pub async fn of(app: &App) -> Result<Queue, Fault> {
    let unknown = |error: std::io::Error| Fault {
        detail: error.to_string(),
        ..Fault::new(Kind::Unavailable, "queue-unknown")
    };
    queue::measure(&app.site()).await.map_err(unknown)
}
