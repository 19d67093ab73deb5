//! Staff's side of direct debit: what is due, the files, the bank's answers, and every mandate.

mod batches;
mod mandates;

pub(super) use batches::MOST_ANSWER_BYTES;

use crate::app::App;
use axum::Router;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().merge(batches::router()).merge(mandates::router())
}
