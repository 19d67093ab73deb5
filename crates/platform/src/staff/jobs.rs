//! The job queue: what waits, what runs, what is dead and may be tried again.

use crate::app::App;
use crate::web::{Answer, Paging, Posted, ROWS, Staff, page, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::jobs::{self, JobRow, JobState};
use hostler_kit::time::instant;
use hostler_kit::ui::{Column, Empty, ListQuery, Listing, NavItem, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/staff/jobs", get(list_page)).route("/staff/jobs/{id}/retry", post(retry))
}

#[derive(askama::Template)]
#[template(path = "staff/jobs.html")]
struct JobsPage {
    page: Page,
    tabs: Vec<NavItem>,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    kind: String,
    subject: String,
    at: String,
    attempts: i64,
    error: String,
    /// Where a dead job is tried again.
    retry: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wanted {
    state: String,
}

const STATES: [JobState; 4] = [JobState::Waiting, JobState::Leased, JobState::Dead, JobState::Done];

/// Where jobs in this state are shown; those that wait, first.
fn path(state: JobState) -> String {
    match state {
        JobState::Waiting => "/staff/jobs".into(),
        state => format!("/staff/jobs?state={}", state.as_str()),
    }
}

async fn list_page(staff: Staff, Query(wanted): Query<Wanted>, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let state = STATES.into_iter().find(|state| state.as_str() == wanted.state).unwrap_or(JobState::Waiting);
    let counts = jobs::counts(&visit.app.db).await?;
    let count =
        |state: JobState| counts.iter().find(|(own, _)| own == state.as_str()).map_or(0, |(_, count)| *count);
    let paging = Paging::of(&query);
    let rows = jobs::list(&visit.app.db, state, paging.limit, paging.offset).await?;
    let rows: Vec<Row> = rows.into_iter().map(|job| row(&staff, state, job)).collect();
    let tabs = STATES.map(|state| {
        let label = t(&format!("job-{}", state.as_str()));
        NavItem::new(label, path(state))
            .count(visit.words.number(count(state)))
    });
    let list = Listing::new(path(state), t("nav-jobs"), u64::try_from(count(state)).unwrap_or(0))
        .column(Column::text(t("job-kind")))
        .column(Column::text(t("job-subject")))
        .column(Column::text(t("job-since")))
        .column(Column::number(t("job-attempts")))
        .column(Column::text(t("job-error")))
        .column(Column::actions(t("job-retry")))
        .query(query, ROWS)
        .empty(Empty::new(t("jobs-none"), t("jobs-none-do")));
    page(&JobsPage { page: visit.page(t("nav-jobs")), tabs: tabs.into(), list, rows })
}

fn row(staff: &Staff, state: JobState, job: JobRow) -> Row {
    let visit = &staff.visit;
    Row {
        at: visit.words.instant(instant(job.created_at_ms), visit.app.zone()),
        attempts: job.attempts,
        retry: (state == JobState::Dead).then(|| format!("/staff/jobs/{}/retry", job.id)),
        kind: job.kind,
        subject: job.subject,
        error: job.last_error,
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn retry(staff: Staff, Path(id): Path<Id<JobRow>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let app = &staff.visit.app;
    jobs::find(&app.db, &id).await?.ok_or_else(Fault::missing)?;
    let mut tx = app.db.begin().await?;
    jobs::retry(&mut tx, &id, app.now_ms()).await?;
    tx.commit().await?;
    app.wake.wake();
    Ok(see_told("/staff/jobs?state=waiting", "flash-job-retried"))
}
