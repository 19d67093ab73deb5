//! The way into a server: console for people and JSON API for programs, both behind a sign-in.
//!
//! A hosted server answers nothing without an assertion of the portal for this very server (`wire::sign_in`); a
//! customer's own machine has sessions of its own (`entrance`), and answers without one only where one signs in. Forms
//! also carry back a value against cross-site requests. A refusal is a page for a person and
//! `application/problem+json` for a program, with the same sentence.

mod backup;
mod certificate;
pub mod clock;
mod engines;
mod export;
mod overview;
mod queue;
mod report;

#[cfg(test)]
pub mod tests;

use crate::app::App;
use crate::web::{faults, sign_in};
use crate::{accounts, entrance, history, licensing, updates, usage};
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::response::Response;
use axum::routing::{get, post, put};
use axum::{Router, middleware};
use hostler_kit::http::Fault;
use hostler_kit::ui;
use hostler_wire::backup::MOST_MESSAGE;
use hostler_wire::bootstrap::Holding;
use std::sync::Arc;

/// Most bytes of a request.
pub const MOST_BODY: usize = 1_100_000;

/// Everything that a server answers on its port.
pub fn router(app: Arc<App>) -> Router {
    let api = Router::new()
        .route("/report", get(report::report))
        .route("/queue", get(queue::queue))
        .route("/demo/clock", post(clock::move_clock))
        .route("/export", get(export::export))
        .route("/backup", get(backup::manifest).post(backup::copy))
        .route("/restored", put(backup::put_back).layer(DefaultBodyLimit::max(MOST_MESSAGE)))
        .merge(accounts::routes::api())
        .merge(usage::routes::api())
        .merge(history::routes::api());
    let api = match &app.bootstrap.holding {
        Holding::Hosted(_) => api
            .route("/engines/{name}/restart", post(engines::restart))
            .route("/certificate", put(certificate::install))
            .route("/certificates/{name}", put(certificate::install_named).delete(certificate::remove_named)),
        Holding::Licence(_) => api.merge(licensing::routes::api()).merge(updates::routes::api()),
    };
    let looks = ui::assets().merge(ui::preferences());
    let (own, outside) = match &app.bootstrap.holding {
        Holding::Hosted(_) => (looks, Router::new()),
        Holding::Licence(_) => (
            entrance::pages::inside().merge(licensing::pages::pages()).merge(updates::pages::pages()),
            looks.merge(entrance::pages::outside()).merge(updates::routes::outside()),
        ),
    };
    Router::new()
        .nest("/api/v1", api)
        .route("/", get(overview::page))
        .merge(accounts::pages::pages())
        .merge(usage::pages::pages())
        .merge(history::pages::pages())
        .merge(own)
        .fallback(|| async { Fault::missing() })
        .method_not_allowed_fallback(|| async { Fault::missing() })
        .layer(middleware::from_fn_with_state(app.clone(), sign_in::only_with))
        .merge(outside)
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(middleware::from_fn_with_state(app.clone(), faults::in_words))
        .layer(middleware::map_response(guarded))
        .with_state(app)
}

/// Headers of every answer.
async fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(ui::CONTENT_SECURITY_POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
