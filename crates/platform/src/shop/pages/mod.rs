//! The shop's pages: prices, the order with its live quote, the orders that were placed, evidence.

mod front;
mod order;
mod priced;
mod show;
mod typed;

pub(super) use priced::Priced;
pub(super) use show::{badge, download, facts, held_up, invoice_link, steps};

use super::rules::MOST_FILE_BYTES;
use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use std::sync::Arc;

/// A form around the largest file, or the file as text in JSON; what is a little larger is told so by its rule.
pub(super) const MOST_BYTES: usize = MOST_FILE_BYTES * 8 / 5;

pub fn router() -> Router<Arc<App>> {
    let evidence = show::evidence().layer(DefaultBodyLimit::max(MOST_BYTES));
    Router::new().merge(front::router()).merge(order::router()).merge(show::router()).merge(evidence)
}
