//! All servers as the watch sees them, trouble first; and one of them.

use super::super::model::Standing;
use super::super::store::{incidents, standings, targets};
use super::panel::{Panel, standing_badge};
use super::titled;
use crate::app::App;
use crate::servers::{self, Server, host_name};
use crate::web::{Answer, Paging, ROWS, Staff, page};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Empty, ListQuery, Listing, Page};
use std::cmp::Reverse;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/staff/monitoring", get(list_page)).route("/staff/monitoring/{id}", get(server_page))
}

#[derive(askama::Template)]
#[template(path = "monitoring/servers.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    host: String,
    badge: Badge,
    troubles: String,
    asked: String,
    slowest: String,
}

async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let (app, paging) = (&visit.app, Paging::of(&query));
    let t = |key: &str| visit.words.t(key);
    let stands = standings::standings(&app.db).await?;
    let (lasting, seen) = (incidents::running(&app.db).await?, targets::all(&app.db).await?);
    let mut found: Vec<(Server, Standing, Vec<String>)> = Vec::new();
    for server in servers::alive(&app.db).await? {
        if !server.name.contains(&query.term().to_lowercase()) {
            continue;
        }
        let standing = stands.get(&server.id).copied().unwrap_or(Standing::Unwatched);
        let own = lasting.iter().filter(|incident| incident.server_id.as_ref() == Some(&server.id));
        let troubles = own.map(|incident| titled(visit, incident)).collect();
        found.push((server, standing, troubles));
    }
    found.sort_by_key(|(server, standing, troubles)| {
        (Reverse(troubles.len()), *standing != Standing::Down, server.name.clone())
    });
    let total = u64::try_from(found.len()).unwrap_or(0);
    let (offset, limit) = (paging.offset.try_into().unwrap_or(0), paging.limit.try_into().unwrap_or(0));
    let rows = found.into_iter().skip(offset).take(limit).map(|(server, standing, troubles)| {
        let own = || seen.iter().filter(|target| target.server_id == server.id);
        let asked = own().map(|target| target.asked_at_ms).max();
        let slowest = own().filter(|target| target.protocol != "loop").map(|target| target.total_ms).max();
        Row {
            href: format!("/staff/monitoring/{}", server.id),
            host: host_name(app, &server),
            badge: standing_badge(visit, standing),
            troubles: troubles.join(", "),
            asked: asked.map_or(String::new(), |ms| visit.words.relative(instant(ms), app.clock.now())),
            slowest: slowest
                .map_or(String::new(), |ms| visit.words.with("watch-ms", "n", visit.words.number(ms))),
        }
    });
    let list = Listing::new("/staff/monitoring", t("nav-monitoring"), total)
        .column(Column::text(t("server-name")))
        .column(Column::text(t("watch-mail")))
        .column(Column::text(t("watch-troubles")))
        .column(Column::text(t("watch-asked")))
        .column(Column::number(t("watch-slowest")))
        .search(t("servers-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("servers-none"), t("staff-servers-none-do")));
    let frame = visit.page(t("nav-monitoring")).lead(t("monitoring-lead"));
    page(&ListPage {
        page: frame
            .action(t("nav-maintenance"), "/staff/maintenance")
            .action(t("nav-vantages"), "/staff/vantages"),
        rows: rows.collect(),
        list,
    })
}

#[derive(askama::Template)]
#[template(path = "monitoring/server.html")]
struct ServerPage {
    page: Page,
    panel: Panel,
    server: String,
}

async fn server_page(staff: Staff, Path(id): Path<Id<Server>>) -> Answer {
    let visit = &staff.visit;
    let server = servers::find(&visit.app.db, &id).await?.ok_or_else(Fault::missing)?;
    let frame = visit.page(host_name(&visit.app, &server));
    page(&ServerPage {
        page: frame.crumb(visit.words.t("nav-monitoring"), "/staff/monitoring"),
        panel: Panel::of(visit, &server, "/staff/incidents").await?,
        server: format!("/staff/servers/{id}"),
    })
}
