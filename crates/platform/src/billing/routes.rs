//! Everything of billing that people and programs ask.

use super::{calculator, invoices, payments};
use crate::app::App;
use axum::Router;
use std::sync::Arc;

pub fn portal() -> Router<Arc<App>> {
    Router::new()
        .merge(calculator::router())
        .merge(payments::api::router())
        .merge(payments::pages::router())
        .merge(invoices::pages::router())
        .merge(invoices::staff::router())
        .merge(invoices::api::router())
}
