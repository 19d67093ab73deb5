//! The job queue: what waits, what runs, what is dead and may be tried again.

use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Answer, Paging, Posted, ROWS, Staff, page, see_told};
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::jobs::{self, JobRow, JobState};
use hostler_kit::time::instant;
use hostler_kit::ui::{Column, Empty, ListQuery, Listing, NavItem, Page};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/jobs", get(list_page))
        .route("/staff/jobs/{id}/retry", post(retry))
        .route("/api/v1/staff/jobs", get(list))
        .route("/api/v1/staff/jobs/{id}/retry", post(retry_for_program))
}

pub fn describe(api: &mut Api) {
    api.get("/api/v1/staff/jobs", "Jobs in a state, newest first, 50 to a page")
        .by(Who::Staff)
        .asks::<Wanted>()
        .asks::<ListQuery>()
        .answers::<Vec<Shown>>(200);
    api.post("/api/v1/staff/jobs/{id}/retry", "Give a dead job all its attempts again")
        .by(Who::Staff)
        .answers::<Shown>(200);
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

#[derive(Deserialize, Default, schemars::JsonSchema)]
#[serde(default)]
#[schemars(rename = "JobsWanted")]
struct Wanted {
    state: String,
}

impl Wanted {
    fn state(&self) -> JobState {
        STATES.into_iter().find(|state| state.as_str() == self.state).unwrap_or(JobState::Waiting)
    }
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
    let state = wanted.state();
    let counts = jobs::counts(&visit.app.db).await?;
    let count =
        |state: JobState| counts.iter().find(|(own, _)| own == state.as_str()).map_or(0, |(_, count)| *count);
    let paging = Paging::of(&query);
    let rows = jobs::list(&visit.app.db, state, paging.limit, paging.offset).await?;
    let rows: Vec<Row> = rows.into_iter().map(|job| row(&staff, state, job)).collect();
    let tabs = STATES.map(|state| {
        let label = t(&format!("job-{}", state.as_str()));
        NavItem::new(label, path(state)).count(visit.words.number(count(state)))
    });
    let list = Listing::new("/staff/jobs", t("nav-jobs"), u64::try_from(count(state)).unwrap_or(0))
        .narrowed("state", if state == JobState::Waiting { "" } else { state.as_str() })
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
    let_run_again(&staff.visit.app, &id).await?;
    Ok(see_told("/staff/jobs?state=waiting", "flash-job-retried"))
}

/// A dead job has all its attempts again.
async fn let_run_again(app: &App, id: &Id<JobRow>) -> Result<JobRow, Fault> {
    let mut tx = app.db.begin().await?;
    let retried = jobs::retry(&mut tx, id, app.now_ms()).await?;
    tx.commit().await?;
    let job = jobs::find(&app.db, id).await?.ok_or_else(Fault::missing)?;
    if !retried {
        return Err(Fault::new(Kind::Conflict, "job-not-dead"));
    }
    app.wake.wake();
    Ok(job)
}

/// A job as programs see it.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Job")]
struct Shown {
    id: Id<JobRow>,
    kind: String,
    subject: String,
    state: String,
    attempts: i64,
    last_error: String,
    created_at_ms: i64,
    run_at_ms: i64,
}

impl From<JobRow> for Shown {
    fn from(job: JobRow) -> Shown {
        Shown {
            id: job.id,
            kind: job.kind,
            subject: job.subject,
            state: job.state,
            attempts: job.attempts,
            last_error: job.last_error,
            created_at_ms: job.created_at_ms,
            run_at_ms: job.run_at_ms,
        }
    }
}

async fn list(
    staff: Staff,
    Query(wanted): Query<Wanted>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Vec<Shown>>, Fault> {
    let paging = Paging::of(&query);
    let rows = jobs::list(&staff.visit.app.db, wanted.state(), paging.limit, paging.offset).await?;
    Ok(Json(rows.into_iter().map(Shown::from).collect()))
}

async fn retry_for_program(staff: Staff, Path(id): Path<Id<JobRow>>) -> Result<Json<Shown>, Fault> {
    Ok(Json(let_run_again(&staff.visit.app, &id).await?.into()))
}
