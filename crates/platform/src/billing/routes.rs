//! Everything of billing that people and programs ask.

use super::{calculator, debits, invoices};
use crate::app::App;
use axum::Router;
use std::sync::Arc;

pub fn portal() -> Router<Arc<App>> {
    Router::new()
        .merge(calculator::router())
        .merge(debits::pages::router())
        .merge(debits::staff::router())
        .merge(debits::routes::router())
        .merge(invoices::pages::router())
        .merge(invoices::staff::router())
        .merge(invoices::api::router())
}
