//! The whole of what the platform answers: every page and route, and the few pages that bring several domains together.

pub mod api;
mod prices;
mod server;
#[cfg(test)]
mod tests;
mod usage;
mod verify;

use crate::app::App;
use crate::{
    accounts, backup, billing, certificates, events, fallback, inbox, licences, mail, metering, monitoring,
    orders, releases, servers, shop, signing, staff, updates, web, webhooks,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use hostler_kit::ui;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// Largest request the portal reads; a console's CSV import passes through it.
const MOST_BYTES: usize = 2 << 20;

/// Pages and API for people and programs.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/health", get(health))
        .merge(api::router())
        .merge(prices::router())
        .merge(server::router())
        .merge(verify::router())
        .merge(accounts::routes::portal())
        .merge(orders::routes::portal())
        .merge(servers::routes::portal())
        .merge(certificates::routes::portal())
        .merge(monitoring::routes::portal())
        .merge(updates::routes::portal())
        .merge(backup::routes::portal())
        .merge(fallback::routes::portal())
        .merge(shop::routes::portal())
        .merge(licences::routes::portal())
        .merge(billing::routes::portal())
        .merge(releases::routes::portal())
        .merge(events::routes::portal())
        .merge(webhooks::routes::portal())
        .merge(metering::export::router())
        .merge(inbox::pages::router())
        .merge(inbox::links::router())
        .merge(mail::pages::router())
        .merge(signing::pages::router())
        .merge(staff::router())
        .merge(ui::assets())
        .merge(ui::preferences())
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(app.clone(), web::around))
        .with_state(app)
}

/// That the portal answers, for whoever watches it; nothing is looked up for it.
async fn health() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// What servers ask, each with its own credential.
pub fn internal(app: Arc<App>) -> Router {
    Router::new()
        .merge(metering::routes::internal())
        .merge(fallback::routes::internal())
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(CatchPanicLayer::new())
        .with_state(app)
}
