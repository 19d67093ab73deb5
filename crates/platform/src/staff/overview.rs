//! Is everything all right? What needs a person, first.

use crate::app::App;
use crate::servers::{self, Phase};
use crate::web::{Answer, Staff, page};
use axum::Router;
use axum::routing::get;
use hostler_kit::jobs;
use hostler_kit::ui::{Link, Page};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/staff", get(overview_page))
}

#[derive(askama::Template)]
#[template(path = "staff/overview.html")]
struct OverviewPage {
    page: Page,
    /// Servers that run, and all that are not gone.
    running: i64,
    servers: i64,
    dead: i64,
    waiting: i64,
    /// What needs a person.
    needs: Vec<Link>,
}

async fn overview_page(staff: Staff) -> Answer {
    let visit = &staff.visit;
    let servers = servers::alive(&visit.app.db).await?;
    let counts = jobs::counts(&visit.app.db).await?;
    let count = |state: &str| counts.iter().find(|(own, _)| own == state).map_or(0, |(_, count)| *count);
    let mut needs: Vec<Link> = servers
        .iter()
        .filter(|server| !server.last_error.is_empty())
        .map(|server| {
            let text = visit.words.with("overview-server-fails", "server", server.name.as_str());
            Link::new(text, format!("/staff/servers/{}", server.id))
        })
        .collect();
    if count("dead") > 0 {
        needs.push(Link::new(
            visit.words.with("overview-dead-jobs", "n", count("dead")),
            "/staff/jobs?state=dead",
        ));
    }
    let running = servers.iter().filter(|server| server.phase() == Phase::Running).count();
    page(&OverviewPage {
        page: visit.page(visit.words.t("overview-title")),
        running: i64::try_from(running).unwrap_or(i64::MAX),
        servers: i64::try_from(servers.len()).unwrap_or(i64::MAX),
        dead: count("dead"),
        waiting: count("waiting") + count("leased"),
        needs,
    })
}
