//! The status page: how many servers are all right, what is announced, what went wrong lately. It names no customer and no
//! server, since a server's name is often its customer's. Public only if the catalogue says so.

use super::super::model::Incident;
use super::super::store::{incidents, maintenance, standings};
use super::super::{KINDS, Standing};
use super::{at, badge, lasted, titled};
use crate::app::App;
use crate::catalogue::StatusPage as Seen;
use crate::servers;
use crate::web::{Answer, Visit, page};
use axum::Router;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::ui::{Badge, Page};
use std::sync::Arc;

/// How far back it shows, in milliseconds.
const SHOWN_MS: i64 = 7 * 86_400_000;
/// The most lines of incidents.
const MOST: i64 = 200;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/status", get(status_page))
}

#[derive(askama::Template)]
#[template(path = "monitoring/status.html")]
struct StatusPage {
    page: Page,
    all_right: Option<()>,
    up: String,
    down: String,
    windows: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    badge: Badge,
    what: String,
    began: String,
    lasted: String,
}

async fn status_page(visit: Visit) -> Answer {
    let app = &visit.app;
    let staff = visit.session.as_ref().is_some_and(|session| session.role == crate::accounts::Role::Staff);
    if app.catalogue.monitoring.status_page == Seen::Staff && !staff {
        return Err(Fault::missing());
    }
    let shall_run: Vec<_> = servers::alive(&app.db)
        .await?
        .into_iter()
        .filter(|server| server.desired == "running" && server.running_at_ms.is_some())
        .collect();
    let stands = standings::standings(&app.db).await?;
    let count = |standing: Standing| {
        let number = shall_run.iter().filter(|server| stands.get(&server.id) == Some(&standing)).count();
        i64::try_from(number).unwrap_or(0)
    };
    let recent = incidents::list(&app.db, "", (MOST, 0)).await?;
    let recent: Vec<&Incident> = recent.iter().filter(|incident| is_shown(&visit, incident)).collect();
    let windows = maintenance::coming(&app.db, app.now_ms()).await?;
    let common = windows.iter().filter(|window| window.server_id.is_none());
    page(&StatusPage {
        all_right: recent.iter().all(|incident| incident.over_at_ms.is_some()).then_some(()),
        up: visit.words.number(count(Standing::Up)),
        down: visit.words.number(count(Standing::Down)),
        windows: common
            .map(|window| {
                let values = [
                    ("begins", at(&visit, window.begins_at_ms).into()),
                    ("ends", at(&visit, window.ends_at_ms).into()),
                    ("reason", window.reason.as_str().into()),
                ];
                visit.words.tr("maintenance-coming", &values)
            })
            .collect(),
        rows: recent.iter().map(|incident| row(&visit, incident)).collect(),
        page: visit.page(visit.words.t("status-title")),
    })
}

/// What customers are told of, and what concerns all.
fn is_shown(visit: &Visit, incident: &Incident) -> bool {
    let told =
        KINDS.iter().any(|(kind, told)| *kind == incident.kind && *told == super::super::model::Told::Owners);
    let until = incident.over_at_ms.unwrap_or(i64::MAX);
    (told || incident.kind == "node-down") && until > visit.app.now_ms() - SHOWN_MS
}

fn row(visit: &Visit, incident: &Incident) -> Row {
    let until = incident.over_at_ms.unwrap_or(visit.app.now_ms());
    let key = if incident.server_id.is_some() { "status-one-server" } else { "status-all-servers" };
    Row {
        badge: badge(visit, incident),
        what: visit.words.with(key, "what", titled(visit, incident)),
        began: at(visit, incident.began_at_ms),
        lasted: lasted(visit, until - incident.began_at_ms),
    }
}
