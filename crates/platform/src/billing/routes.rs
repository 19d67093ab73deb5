//! Everything of billing that people and programs ask.

use super::{calculator, debits, einvoice, invoices, ledger, payments, reminders, vat};
use crate::api::Api;
use crate::app::App;
use axum::Router;
use std::sync::Arc;

pub fn portal() -> Router<Arc<App>> {
    Router::new()
        .merge(calculator::router())
        .merge(debits::pages::router())
        .merge(debits::staff::router())
        .merge(debits::routes::router())
        .merge(payments::api::router())
        .merge(payments::pages::router())
        .merge(invoices::pages::router())
        .merge(invoices::staff::router())
        .merge(invoices::api::router())
        .merge(einvoice::pages::router())
        .merge(einvoice::routes::router())
        .merge(vat::pages::router())
        .merge(vat::routes::router())
        .merge(ledger::pages::router())
        .merge(ledger::api::router())
        .merge(reminders::pages::router())
        .merge(reminders::api::router())
}

pub fn describe(api: &mut Api) {
    invoices::api::describe(api);
    einvoice::routes::describe(api);
    vat::routes::describe(api);
    ledger::api::describe(api);
    reminders::api::describe(api);
    debits::routes::describe(api);
    payments::api::describe(api);
}
