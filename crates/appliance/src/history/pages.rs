//! The history for people.

use super::Event;
use crate::accounts::Page as Part;
use crate::app::App;
use crate::web::Frame;
use crate::web::frame::{PER_PAGE, shown};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use hostler_kit::ui::{Arg, Entry, History, ListQuery, Listing, Page, Tone};
use std::sync::Arc;

pub fn pages() -> Router<Arc<App>> {
    Router::new().route("/history", get(list))
}

#[derive(Template)]
#[template(path = "history/history.html")]
struct HistoryPage {
    page: Page,
    history: History,
    list: Listing,
}

/// The lines of a history, each a sentence.
pub fn entries(events: &[Event], frame: &Frame) -> History {
    let entry = |event: &Event| {
        let args: [(&str, Arg); 2] = [("subject", count(&event.subject)), ("detail", (&event.detail).into())];
        Entry {
            at: frame.at(event.at_ms),
            exact: instant(event.at_ms).to_string(),
            what: frame.words().tr(&format!("history-{}", event.action), &args),
            who: (event.person != "server").then(|| event.name.clone()),
            tone: Tone::Quiet,
        }
    };
    History { entries: events.iter().map(entry).collect() }
}

/// A subject that is a number decides a plural.
fn count(subject: &str) -> Arg {
    subject.parse::<i64>().map_or_else(|_| subject.into(), Arg::from)
}

async fn list(
    State(app): State<Arc<App>>,
    frame: Frame,
    Query(query): Query<ListQuery>,
) -> Result<Response, Fault> {
    let part = Part { limit: PER_PAGE as i64, offset: query.offset(PER_PAGE).min(i64::MAX as u64) as i64 };
    let (events, total) = super::list(&app.db, part).await?;
    let list = Listing::new("/history", frame.t("nav-history"), total as u64).query(query, PER_PAGE);
    let lead = match app.bootstrap.hosted() {
        Some(_) => frame.t("history-lead"),
        None => frame.t("history-lead-own"),
    };
    let page = frame.page().titled(frame.t("nav-history")).lead(lead);
    shown(&HistoryPage { page, history: entries(&events, &frame), list })
}
