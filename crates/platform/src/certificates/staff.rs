//! Certificates of all servers for staff: what fails first, then what runs out first.

use super::model::{Certificate, State};
use super::pages::badge;
use super::routes::{Asked, Wanted};
use super::rules::{self, Footing};
use super::standing::{Standing, of_server};
use super::{ask, store};
use crate::api::{Api, Who};
use crate::app::App;
use crate::servers::any_named;
use crate::web::{Answer, Paging, ROWS, Staff, Visit, page};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Empty, ListQuery, Listing, Page};
use serde::Serialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/certificates", get(list_page))
        .route("/api/v1/staff/certificates", get(list))
        .route("/api/v1/staff/servers/{id}/certificates", get(of_one))
        .route("/api/v1/staff/servers/{id}/certificates/renew", post(renew))
}

pub fn describe(api: &mut Api) {
    api.get("/api/v1/staff/certificates", "Certificates of all servers, what fails first, 50 to a page")
        .by(Who::Staff)
        .asks::<ListQuery>()
        .answers::<Vec<Shown>>(200);
    api.get(
        "/api/v1/staff/servers/{id}/certificates",
        "Each name of a server with its certificate and its DNS",
    )
    .by(Who::Staff)
    .answers::<Vec<Standing>>(200);
    api.post("/api/v1/staff/servers/{id}/certificates/renew", "Have certificates got now, before their time")
        .by(Who::Staff)
        .takes::<Wanted>()
        .answers::<Asked>(202);
}

/// The certificate for a name, and whose it is.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "CertificateForStaff")]
struct Shown {
    name: String,
    /// The server's id.
    server: String,
    state: State,
    /// Tries in vain since the last that came through.
    failures: i64,
    /// Who signed it; null: nobody yet.
    issuer: Option<String>,
    valid_until_ms: Option<i64>,
    /// Why the last try was in vain; null: it was not.
    failure: Option<String>,
    next_try_ms: i64,
}

fn shown(app: &App, one: Certificate) -> Shown {
    Shown {
        state: rules::state(Some(&one), Footing::Proven, app.now_ms()),
        valid_until_ms: one.installed_at_ms.and(one.until_ms),
        name: one.host,
        server: one.server_id.to_string(),
        failures: one.failures,
        issuer: Some(one.issuer).filter(|issuer| !issuer.is_empty()),
        failure: Some(one.last_error).filter(|error| !error.is_empty()),
        next_try_ms: one.try_at_ms,
    }
}

async fn list(staff: Staff, Query(query): Query<ListQuery>) -> Result<Json<Vec<Shown>>, Fault> {
    let (app, paging) = (&staff.visit.app, Paging::of(&query));
    let found = store::list(&app.db, query.term(), (paging.limit, paging.offset)).await?;
    Ok(Json(found.into_iter().map(|one| shown(app, one)).collect()))
}

async fn of_one(staff: Staff, Path(id): Path<String>) -> Result<Json<Vec<Standing>>, Fault> {
    let server = any_named(&staff.visit.app, &id).await?;
    Ok(Json(of_server(&staff.visit.app, &server).await?))
}

async fn renew(
    staff: Staff,
    Path(id): Path<String>,
    Json(wanted): Json<Wanted>,
) -> Result<(StatusCode, Json<Asked>), Fault> {
    let server = any_named(&staff.visit.app, &id).await?;
    let by = staff.session.actor();
    let names = ask(&staff.visit.app, &by, (&server, wanted.name.as_deref())).await?;
    Ok((StatusCode::ACCEPTED, Json(Asked { names })))
}

#[derive(askama::Template)]
#[template(path = "certificates/staff.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    badge: Badge,
    trouble: String,
    issuer: String,
    until: String,
    next: String,
}

fn row(visit: &Visit, one: Certificate) -> Row {
    let at = |ms: i64| visit.words.instant(instant(ms), visit.app.zone());
    let one = shown(&visit.app, one);
    Row {
        href: format!("/staff/servers/{}", one.server),
        name: url::quirks::domain_to_unicode(&one.name),
        badge: badge(visit, one.state),
        trouble: one.failure.unwrap_or_default(),
        issuer: one.issuer.unwrap_or_default(),
        until: one.valid_until_ms.map(at).unwrap_or_default(),
        next: at(one.next_try_ms),
    }
}

async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let (db, paging) = (&visit.app.db, Paging::of(&query));
    let found = store::list(db, query.term(), (paging.limit, paging.offset)).await?;
    let total = u64::try_from(store::count(db, query.term()).await?).unwrap_or(0);
    let list = Listing::new("/staff/certificates", t("nav-certificates"), total)
        .column(Column::text(t("host-name")))
        .column(Column::text(t("server-certificate")))
        .column(Column::text(t("certificate-issuer")))
        .column(Column::text(t("certificate-valid-until")))
        .column(Column::text(t("certificate-next-try")))
        .search(t("certificates-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("certificates-none"), t("certificates-none-do")));
    page(&ListPage {
        page: visit.page(t("nav-certificates")).lead(t("certificates-staff-lead")),
        list,
        rows: found.into_iter().map(|one| row(visit, one)).collect(),
    })
}
