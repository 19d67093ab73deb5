//! Incidents: a customer's own, and everybody's for staff, who take them on.

use super::super::model::{Incident, IncidentRefused};
use super::super::store::incidents as store;
use super::super::{acknowledge, note};
use super::{at, badge, history, lasted, titled};
use crate::app::App;
use crate::servers::pages::own;
use crate::servers::{self, Server, host_name};
use crate::web::{Answer, Member, Paging, Posted, ROWS, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::{Badge, Column, Empty, Field, Form, History, ListQuery, Listing, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/incidents", get(own_list_page))
        .route("/servers/{id}/incidents/{incident}", get(own_page))
        .route("/staff/incidents", get(list_page))
        .route("/staff/incidents/{id}", get(staff_page))
        .route("/staff/incidents/{id}/acknowledge", post(take_on))
        .route("/staff/incidents/{id}/notes", post(add_note))
}

#[derive(askama::Template)]
#[template(path = "monitoring/incidents.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
    /// Staff see whose they are.
    staff: Option<()>,
}

struct Row {
    href: String,
    title: String,
    host: String,
    badge: Badge,
    began: String,
    lasted: String,
    detail: String,
}

fn row(visit: &Visit, incident: &Incident, (host, under): (String, &str)) -> Row {
    let until = incident.over_at_ms.unwrap_or(visit.app.now_ms());
    Row {
        href: format!("{under}/{}", incident.id),
        title: titled(visit, incident),
        host,
        badge: badge(visit, incident),
        began: at(visit, incident.began_at_ms),
        lasted: lasted(visit, until - incident.began_at_ms),
        detail: incident.detail.clone(),
    }
}

fn listing(visit: &Visit, path: &str, total: i64) -> Listing {
    let t = |key: &str| visit.words.t(key);
    Listing::new(path, t("nav-incidents"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("incident-what")))
        .column(Column::text(t("server-state")))
        .column(Column::text(t("incident-began")))
        .column(Column::text(t("incident-lasted")))
        .column(Column::text(t("incident-seen")))
        .empty(Empty::new(t("incidents-none"), t("incidents-none-do")))
}

async fn own_list_page(member: Member, Path(id): Path<Id<Server>>, Query(query): Query<ListQuery>) -> Answer {
    let visit = &member.visit;
    let server = own(visit, &member, &id).await?;
    let paging = Paging::of(&query);
    let total = store::count_of_server(&visit.app.db, &server.id).await?;
    let found = store::of_server(&visit.app.db, &server.id, (paging.limit, paging.offset)).await?;
    let path = format!("/servers/{id}/incidents");
    let rows = found.iter().map(|incident| row(visit, incident, (String::new(), &path)));
    page(&ListPage {
        rows: rows.collect(),
        list: listing(visit, &path, total).query(query, ROWS),
        page: under_server(visit, visit.words.t("nav-incidents"), &server),
        staff: None,
    })
}

fn under_server(visit: &Visit, title: String, server: &Server) -> Page {
    visit
        .page(title)
        .crumb(visit.words.t("nav-servers"), "/servers")
        .crumb(host_name(&visit.app, server), format!("/servers/{}", server.id))
}

#[derive(askama::Template)]
#[template(path = "monitoring/incident.html")]
struct IncidentPage {
    page: Page,
    host: String,
    /// The server's page, for staff.
    server: Option<String>,
    began: String,
    over: Option<String>,
    lasted: String,
    detail: String,
    taken_by: Option<String>,
    /// Where staff take it on.
    acknowledge: Option<String>,
    note: Option<Form>,
    history: History,
}

async fn shown(visit: &Visit, incident: &Incident, frame: Page) -> Result<IncidentPage, Fault> {
    let app = &visit.app;
    let server = match &incident.server_id {
        Some(id) => servers::find(&app.db, id).await?,
        None => None,
    };
    let until = incident.over_at_ms.unwrap_or(app.now_ms());
    let lines = store::lines(&app.db, &incident.id).await?;
    let taken = Some(incident.acknowledged_by.clone()).filter(|name| !name.is_empty());
    Ok(IncidentPage {
        page: frame.badge(badge(visit, incident)),
        host: server.as_ref().map_or_else(|| visit.words.t("incident-node"), |one| host_name(app, one)),
        server: None,
        began: at(visit, incident.began_at_ms),
        over: incident.over_at_ms.map(|ms| at(visit, ms)),
        lasted: lasted(visit, until - incident.began_at_ms),
        detail: incident.detail.clone(),
        taken_by: taken,
        acknowledge: None,
        note: None,
        history: history(visit, &lines),
    })
}

async fn own_page(member: Member, Path((id, incident)): Path<(Id<Server>, Id<Incident>)>) -> Answer {
    let visit = &member.visit;
    let server = own(visit, &member, &id).await?;
    let incident = store::find(&visit.app.db, &incident).await?;
    let incident = incident.filter(|found| found.server_id.as_ref() == Some(&server.id));
    let incident = incident.ok_or_else(Fault::missing)?;
    let frame = under_server(visit, titled(visit, &incident), &server);
    let frame = frame.crumb(visit.words.t("nav-incidents"), format!("/servers/{id}/incidents"));
    page(&shown(visit, &incident, frame).await?)
}

async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let (db, paging) = (&visit.app.db, Paging::of(&query));
    let total = store::count(db, query.term()).await?;
    let mut rows = Vec::new();
    for incident in store::list(db, query.term(), (paging.limit, paging.offset)).await? {
        let host = match &incident.server_id {
            Some(id) => servers::find(db, id).await?.map(|server| host_name(&visit.app, &server)),
            None => None,
        };
        let host = host.unwrap_or_else(|| visit.words.t("incident-node"));
        rows.push(row(visit, &incident, (host, "/staff/incidents")));
    }
    let list = listing(visit, "/staff/incidents", total)
        .column(Column::text(visit.words.t("server-name")))
        .search(visit.words.t("incidents-search"))
        .query(query, ROWS);
    page(&ListPage { page: visit.page(visit.words.t("nav-incidents")), list, rows, staff: Some(()) })
}

fn note_form(visit: &Visit, id: &Id<Incident>) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new(format!("/staff/incidents/{id}/notes"), t("incident-note-add"))
        .field(Field::area("note", t("incident-note")).hint(t("incident-note-hint")))
}

async fn for_staff(visit: &Visit, id: &Id<Incident>, note: Form) -> Result<IncidentPage, Fault> {
    let incident = store::find(&visit.app.db, id).await?.ok_or_else(Fault::missing)?;
    let frame =
        visit.page(titled(visit, &incident)).crumb(visit.words.t("nav-incidents"), "/staff/incidents");
    let open = incident.over_at_ms.is_none() && incident.acknowledged_at_ms.is_none();
    Ok(IncidentPage {
        server: incident.server_id.as_ref().map(|id| format!("/staff/monitoring/{id}")),
        acknowledge: open.then(|| format!("/staff/incidents/{id}/acknowledge")),
        note: Some(note.clone()),
        ..shown(visit, &incident, frame.with_form(&note)).await?
    })
}

async fn staff_page(staff: Staff, Path(id): Path<Id<Incident>>) -> Answer {
    let visit = &staff.visit;
    page(&for_staff(visit, &id, note_form(visit, &id)).await?)
}

#[derive(Deserialize)]
struct Nothing {}

async fn take_on(staff: Staff, Path(id): Path<Id<Incident>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    acknowledge(&staff.visit.app, &staff.session.actor(), &id).await?;
    Ok(see_told(&format!("/staff/incidents/{id}"), "flash-incident-taken"))
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    note: String,
}

async fn add_note(staff: Staff, Path(id): Path<Id<Incident>>, Posted(typed): Posted<Typed>) -> Answer {
    let visit = &staff.visit;
    match note(&visit.app, &staff.session.actor(), (&id, &typed.note)).await {
        Ok(_) => Ok(see_told(&format!("/staff/incidents/{id}"), "flash-incident-noted")),
        Err(fault) if fault.code == hostler_kit::http::Refuse::code(&IncidentRefused::EmptyNote) => {
            let form = note_form(visit, &id).fill("note", &typed.note).refuse("note", visit.sentence(&fault));
            refused(&for_staff(visit, &id, form).await?)
        }
        Err(fault) => Err(fault),
    }
}
