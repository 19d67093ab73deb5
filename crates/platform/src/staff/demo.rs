//! The demo's clock: moved here, and nowhere but in a demo.

use crate::api::{Api, Who};
use crate::app::App;
use crate::servers::{self, Phase, api};
use crate::web::Staff;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::time::{Clock, ClockRefused};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/api/v1/demo/clock", post(advance))
}

pub fn describe(api: &mut Api) {
    api.post("/api/v1/demo/clock", "Move the clock, in a demo only")
        .by(Who::Staff)
        .takes::<Advance>()
        .answers::<Now>(200);
}

#[derive(Deserialize, schemars::JsonSchema)]
struct Advance {
    /// RFC 3339; never before the demo's present time.
    to: Timestamp,
}

#[derive(Serialize, schemars::JsonSchema)]
struct Now {
    now: Timestamp,
}

async fn advance(
    State(app): State<Arc<App>>,
    _: Staff,
    Json(asked): Json<Advance>,
) -> Result<Json<Now>, Fault> {
    move_to(&app, asked.to).await?;
    Ok(Json(Now { now: app.clock.now() }))
}

/// Moves the platform's clock and that of every running server, and remembers it for the next start.
async fn move_to(app: &App, to: Timestamp) -> Result<(), Fault> {
    if !matches!(app.clock, Clock::Demo(_)) {
        return Err(Fault::new(Kind::Forbidden, "clock-not-movable"));
    }
    app.clock.advance_to(to).map_err(|refused| match refused {
        ClockRefused::NotMovable => Fault::new(Kind::Forbidden, "clock-not-movable"),
        ClockRefused::Backward => Fault::new(Kind::Conflict, "clock-backward"),
    })?;
    crate::app::remember(&app.db, "clock_offset_ms", &app.clock.offset_ms().to_string()).await?;
    for server in servers::alive(&app.db).await? {
        if server.phase() == Phase::Running {
            api::move_clock(app, &server).await?;
        }
    }
    app.wake.wake();
    Ok(())
}
