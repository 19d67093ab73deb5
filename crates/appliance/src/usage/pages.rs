//! Pages.
use crate::app::App;
use axum::Router;
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new()
}
