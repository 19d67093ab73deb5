//! Is everything all right? What needs a person, first.

use crate::app::App;
use crate::licences::{self, Sought};
use crate::servers::{self, Phase};
use crate::shop;
use crate::web::{Answer, Staff, Visit, page};
use axum::Router;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::jobs;
use hostler_kit::time::day;
use hostler_kit::ui::{Link, Page};
use jiff::ToSpan;
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
    licences: Licences,
    /// What needs a person.
    needs: Vec<Link>,
}

/// How many licences and orders for them somebody may want to look at.
struct Licences {
    /// Whose maintenance ends within [`SOON_DAYS`].
    ending: i64,
    revoked: i64,
    /// Orders that wait for their customer's evidence.
    without_evidence: i64,
    /// Orders whose evidence waits for staff.
    to_decide: i64,
}

const SOON_DAYS: i64 = 30;

impl Licences {
    async fn of(visit: &Visit) -> Result<Licences, Fault> {
        let app = &visit.app;
        let today = day(app.now_ms(), app.zone());
        let (from, to) = (today.to_string(), today.saturating_add(SOON_DAYS.days()).to_string());
        let revoked = Sought { state: "revoked", ..Sought::all() };
        let (without_evidence, to_decide) = shop::count_waiting(&app.db).await?;
        Ok(Licences {
            ending: licences::count_ending(&app.db, &from, &to).await?,
            revoked: licences::count_found(&app.db, &revoked).await?,
            without_evidence,
            to_decide,
        })
    }
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
    let licences = Licences::of(visit).await?;
    if licences.to_decide > 0 {
        needs.push(Link::new(visit.words.with("overview-to-decide", "n", licences.to_decide), "/staff/shop"));
    }
    let running = servers.iter().filter(|server| server.phase() == Phase::Running).count();
    page(&OverviewPage {
        page: visit.page(visit.words.t("overview-title")),
        running: i64::try_from(running).unwrap_or(i64::MAX),
        servers: i64::try_from(servers.len()).unwrap_or(i64::MAX),
        dead: count("dead"),
        waiting: count("waiting") + count("leased"),
        licences,
        needs,
    })
}
