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
        .merge(accounts::pages::router())
        .merge(accounts::routes::router())
        .merge(accounts::details::pages::router())
        .merge(accounts::details::routes::router())
        .merge(accounts::people::pages::router())
        .merge(accounts::people::routes::router())
        .merge(accounts::resellers::pages::router())
        .merge(accounts::resellers::routes::router())
        .merge(accounts::tokens::pages::router())
        .merge(accounts::tokens::routes::router())
        .merge(events::pages::router())
        .merge(events::routes::router())
        .merge(webhooks::pages::router())
        .merge(webhooks::routes::router())
        .merge(verify::router())
        .merge(shop::pages::router())
        .merge(shop::routes::router())
        .merge(shop::staff::router())
        .merge(orders::pages::router())
        .merge(orders::routes::router())
        .merge(servers::pages::router())
        .merge(servers::routes::router())
        .merge(servers::console::router())
        .merge(servers::ending::pages::router())
        .merge(servers::ending::routes::router())
        .merge(servers::exports::routes::router())
        .merge(certificates::routes::portal())
        .merge(fallback::pages::router())
        .merge(fallback::routes::router())
        .merge(fallback::staff::router())
        .merge(backup::pages::router())
        .merge(backup::routes::router())
        .merge(backup::staff::router())
        .merge(inbox::pages::router())
        .merge(inbox::links::router())
        .merge(billing::routes::portal())
        .merge(licences::pages::router())
        .merge(licences::public::router())
        .merge(licences::routes::router())
        .merge(licences::staff::router())
        .merge(metering::export::router())
        .merge(monitoring::pages::router().merge(monitoring::routes::router()))
        .merge(updates::pages::router().merge(updates::routes::router()))
        .merge(mail::pages::router())
        .merge(releases::routes::router())
        .merge(releases::pages::router())
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
