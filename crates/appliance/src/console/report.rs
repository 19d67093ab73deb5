//! What the server says about itself, for the platform.

use crate::app::App;
use crate::{accounts, journal, licensing, usage};
use axum::Json;
use axum::extract::State;
use hostler_kit::http::Fault;
use hostler_licence::counting;
use hostler_wire::Report;
use std::sync::Arc;

/// `GET /api/v1/report`.
pub async fn report(State(app): State<Arc<App>>) -> Result<Json<Report>, Fault> {
    Ok(Json(of(&app).await?))
}

pub async fn of(app: &App) -> Result<Report, sqlx::Error> {
    let accounts = accounts::all_accounts(&app.db).await?;
    let probe = app.bootstrap.hosted().and_then(|hosted| hosted.probe.as_ref());
    Ok(Report {
        server: app.bootstrap.server.clone(),
        version: env!("CARGO_PKG_VERSION").to_string(),
        users: counting::count(&licensing::rule(app), &accounts::items(&accounts)).number,
        bytes: usage::measured(app).await?.map_or(0, |measured| measured.bytes),
        written: journal::last(&app.db).await?,
        acknowledged: journal::acknowledged(&app.db).await?,
        engines: app.signals.engines.borrow().clone(),
        load: *app.signals.load.borrow(),
        probe: probe.map_or_else(String::new, |probe| probe.address.clone()),
    })
}
