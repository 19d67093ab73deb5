//! Backups for people: which days can be brought back, what is in one, how far a restore is; and for staff, how the
//! last night went.

mod inside;
mod list;
mod looker;
mod mail;
mod month;
mod progress;
mod search;
mod staff;

use crate::app::App;
use axum::Router;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .merge(list::router())
        .merge(inside::router())
        .merge(mail::router())
        .merge(progress::router())
        .merge(search::router())
        .merge(staff::router())
}
