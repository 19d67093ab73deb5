//! A server's history: what happened to it and when, for the customer whose it is, for staff and for programs.

use super::model::Happening;
use super::pages::own;
use super::{Server, host_name, routes, store};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Answer, Member, Paging, ROWS, Staff, Visit, page};
use axum::extract::{Path, Query};
use axum::routing::get;
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Column, Empty, Entry, History, ListQuery, Listing, Page, Tone};
use std::sync::Arc;

/// Lines that a server's own page shows.
pub const SHOWN: i64 = 8;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/history", get(customer_page))
        .route("/staff/servers/{id}/history", get(staff_page))
        .route("/api/v1/servers/{id}/history", get(own_lines))
        .route("/api/v1/staff/servers/{id}/history", get(staff_lines))
}

pub fn describe(api: &mut Api) {
    let about = "What happened to a server, by id or name, newest first, 50 to a page";
    for (path, who) in
        [("/api/v1/servers/{id}/history", Who::Customer), ("/api/v1/staff/servers/{id}/history", Who::Staff)]
    {
        api.get(path, about).by(who).asks::<ListQuery>().answers::<Vec<Happening>>(200);
    }
}

/// What happened, in words.
fn said(visit: &Visit, line: &Happening) -> String {
    let what = visit.words.t(&format!("happened-{}", line.what));
    if line.detail.is_empty() { what } else { format!("{what}: {}", line.detail) }
}

fn tone(line: &Happening) -> Tone {
    match line.what.as_str() {
        "failed" => Tone::Bad,
        "running" => Tone::Good,
        _ => Tone::Quiet,
    }
}

/// The newest lines, in words.
pub async fn newest(visit: &Visit, server: &Server, most: i64) -> Result<History, Fault> {
    let lines = store::history_lines(&visit.app.db, &server.id, (most, 0)).await?;
    let entries = lines.iter().map(|line| Entry {
        at: visit.words.relative(instant(line.at_ms), visit.app.clock.now()),
        exact: instant(line.at_ms).to_string(),
        what: said(visit, line),
        who: None,
        tone: tone(line),
    });
    Ok(History { entries: entries.collect() })
}

struct Row {
    at: String,
    what: String,
}

#[derive(askama::Template)]
#[template(path = "servers/history.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
}

async fn shown(visit: &Visit, server: &Server, (query, under): (ListQuery, &str)) -> Answer {
    let t = |key: &str| visit.words.t(key);
    let (db, paging, host) = (&visit.app.db, Paging::of(&query), host_name(&visit.app, server));
    let total = store::history_count(db, &server.id).await?;
    let lines = store::history_lines(db, &server.id, (paging.limit, paging.offset)).await?;
    let rows = lines.iter().map(|line| Row {
        at: visit.words.instant_exact(instant(line.at_ms), visit.app.zone()),
        what: said(visit, line),
    });
    let (above, here) = (format!("{under}/{}", server.id), format!("{under}/{}/history", server.id));
    let list = Listing::new(here, t("server-history"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("server-happened")))
        .column(Column::text(t("server-happened-at")))
        .query(query, ROWS)
        .empty(Empty::new(t("server-history-none"), t("server-history-none-do")));
    let title = if under == "/servers" { "nav-servers" } else { "nav-all-servers" };
    let frame = visit.page(t("server-history")).crumb(t(title), under).crumb(host, above);
    page(&ListPage { page: frame, list, rows: rows.collect() })
}

async fn customer_page(member: Member, Path(id): Path<Id<Server>>, Query(query): Query<ListQuery>) -> Answer {
    let server = own(&member.visit, &member, &id).await?;
    shown(&member.visit, &server, (query, "/servers")).await
}

async fn staff_page(staff: Staff, Path(id): Path<Id<Server>>, Query(query): Query<ListQuery>) -> Answer {
    let server = store::find(&staff.visit.app.db, &id).await?.ok_or_else(Fault::missing)?;
    shown(&staff.visit, &server, (query, "/staff/servers")).await
}

async fn lines(app: &App, server: &Server, query: &ListQuery) -> Result<Json<Vec<Happening>>, Fault> {
    let paging = Paging::of(query);
    Ok(Json(store::history_lines(&app.db, &server.id, (paging.limit, paging.offset)).await?))
}

async fn own_lines(
    member: Member,
    Path(id): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Vec<Happening>>, Fault> {
    lines(&member.visit.app, &routes::named(&member, &id).await?, &query).await
}

async fn staff_lines(
    staff: Staff,
    Path(id): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Vec<Happening>>, Fault> {
    let app = &staff.visit.app;
    lines(app, &routes::any_named(app, &id).await?, &query).await
}
