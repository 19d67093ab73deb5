//! The provider's own pages that belong to no single domain: the overview, customers, jobs, the demo's clock.

mod customers;
mod demo;
mod jobs;
mod overview;

use crate::api::Api;
use crate::app::App;
use axum::Router;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .merge(overview::router())
        .merge(customers::router())
        .merge(jobs::router())
        .merge(demo::router())
}

pub fn describe(api: &mut Api) {
    jobs::describe(api);
    demo::describe(api);
}
