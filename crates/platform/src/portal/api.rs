//! The API's document, from every part that routes something under `/api/v1`.

use crate::api::{Api, Who, pages};
use crate::app::App;
use crate::web::{Answer, Visit};
use crate::{
    accounts, backup, billing, certificates, events, fallback, licences, mail, metering, monitoring, orders,
    releases, servers, shop, staff, updates, webhooks,
};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::Value;
use std::sync::{Arc, OnceLock};

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/api", get(api_page)).route("/api/v1/openapi.json", get(json))
}

/// Every part describes its own routes.
fn describe(api: &mut Api) {
    accounts::routes::describe(api);
    orders::routes::describe(api);
    servers::routes::describe(api);
    monitoring::routes::describe(api);
    updates::routes::describe(api);
    certificates::routes::describe(api);
    fallback::routes::describe(api);
    backup::routes::describe(api);
    shop::routes::describe(api);
    billing::routes::describe(api);
    licences::routes::describe(api);
    metering::export::describe(api);
    events::routes::describe(api);
    webhooks::routes::describe(api);
    mail::pages::describe(api);
    releases::routes::describe(api);
    staff::describe(api);
    api.get("/api/v1/openapi.json", "This document").by(Who::Anybody).answers::<Value>(200);
}

/// The document: made once.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let mut api = Api::default();
        describe(&mut api);
        api.document()
    })
}

async fn json() -> Answer {
    Ok(([(CONTENT_TYPE, "application/json")], document().to_string()).into_response())
}

async fn api_page(visit: Visit) -> Answer {
    pages::shown(&visit, document())
}
