//! The link by which an owner confirms a notice that came by mail. It is opened by scanners too: only the button does
//! something.

use super::act::{confirm, linked};
use crate::app::App;
use crate::servers::ending::rules::end_of_notice;
use crate::servers::host_name;
use crate::web::{Answer, Posted, Visit, page};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::ui::Page;
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/notice/{token}", get(ask).post(give))
}

#[derive(askama::Template)]
#[template(path = "inbox/link.html")]
struct LinkPage {
    page: Page,
    sentences: Vec<String>,
    /// Where the button leads; none once it was pressed.
    action: Option<String>,
}

async fn ask(visit: Visit, Path(token): Path<String>) -> Answer {
    let (app, words) = (&visit.app, &visit.words);
    let (_, server) = linked(app, &token).await?;
    let last_day = end_of_notice(app.now_ms(), app.zone()).0;
    page(&LinkPage {
        page: visit.page(words.with("notice-title", "host", host_name(app, &server))),
        sentences: vec![
            words.with("ending-then-until", "day", words.date(last_day)),
            words.t("ending-then-deleted"),
            words.with("ending-then-withdraw", "day", words.date(last_day)),
            words.t("notice-or-nothing"),
        ],
        action: Some(format!("/notice/{token}")),
    })
}

#[derive(Deserialize)]
struct Nothing {}

async fn give(visit: Visit, Path(token): Path<String>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let ending = confirm(&visit.app, &token).await?;
    let day = visit.words.date(ending.last_day());
    page(&LinkPage {
        page: visit.page(visit.words.t("flash-notice-given")),
        sentences: vec![visit.words.with("ending-then-until", "day", day)],
        action: None,
    })
}
