//! Maintenance is announced and taken back by staff.

use super::super::maintenance::{Announced, announce, withdraw};
use super::super::model::Maintenance;
use super::super::store::maintenance as store;
use super::at;
use crate::app::App;
use crate::servers::{self, host_name};
use crate::web::{Answer, Posted, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::ui::{Choice, Field, Form, Page};
use jiff::civil::DateTime;
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/maintenance", get(list_page).post(announce_form))
        .route("/staff/maintenance/{id}/withdraw", post(take_back))
}

#[derive(askama::Template)]
#[template(path = "monitoring/maintenance.html")]
struct MaintenancePage {
    page: Page,
    rows: Vec<Row>,
    form: Form,
}

struct Row {
    host: String,
    begins: String,
    ends: String,
    reason: String,
    withdraw: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    server: String,
    date: String,
    time: String,
    minutes: String,
    reason: String,
}

async fn form(visit: &Visit) -> Result<Form, Fault> {
    let t = |key: &str| visit.words.t(key);
    let mut choices = vec![Choice::new("", t("maintenance-everywhere"))];
    for server in servers::alive(&visit.app.db).await? {
        choices.push(Choice::new(server.id.to_string(), host_name(&visit.app, &server)));
    }
    Ok(Form::new("/staff/maintenance", t("maintenance-announce"))
        .field(Field::select("server", t("maintenance-server"), choices))
        .field(Field::date("date", t("maintenance-date")))
        .field(Field::text("time", t("maintenance-time")).hint(t("maintenance-time-hint")).short())
        .field(Field::number("minutes", t("maintenance-minutes")).short())
        .field(Field::text("reason", t("maintenance-reason")).hint(t("maintenance-reason-hint"))))
}

async fn shown(visit: &Visit, form: Form) -> Result<MaintenancePage, Fault> {
    let app = &visit.app;
    let mut rows = Vec::new();
    for window in store::coming(&app.db, app.now_ms()).await? {
        let server = match &window.server_id {
            Some(id) => servers::find(&app.db, id).await?,
            None => None,
        };
        rows.push(Row {
            host: server.map_or_else(|| visit.words.t("maintenance-everywhere"), |one| host_name(app, &one)),
            begins: at(visit, window.begins_at_ms),
            ends: at(visit, window.ends_at_ms),
            reason: window.reason,
            withdraw: format!("/staff/maintenance/{}/withdraw", window.id),
        });
    }
    let frame = visit.page(visit.words.t("nav-maintenance")).lead(visit.words.t("maintenance-lead"));
    let frame = frame.crumb(visit.words.t("nav-monitoring"), "/staff/monitoring");
    Ok(MaintenancePage { page: frame.with_form(&form), rows, form })
}

async fn list_page(staff: Staff) -> Answer {
    let form = form(&staff.visit).await?;
    page(&shown(&staff.visit, form).await?)
}

async fn announce_form(staff: Staff, Posted(typed): Posted<Typed>) -> Answer {
    let visit = &staff.visit;
    match try_announce(&staff, &typed).await {
        Ok(()) => Ok(see_told("/staff/maintenance", "flash-maintenance-announced")),
        Err(fault) if fault.kind == Kind::Invalid => {
            let field = fault.field.unwrap_or("minutes");
            let form = form(visit).await?;
            let form = form
                .fill("server", &typed.server)
                .fill("date", &typed.date)
                .fill("time", &typed.time)
                .fill("minutes", &typed.minutes)
                .fill("reason", &typed.reason)
                .refuse(field, visit.sentence(&fault));
            refused(&shown(visit, form).await?)
        }
        Err(fault) => Err(fault),
    }
}

async fn try_announce(staff: &Staff, typed: &Typed) -> Result<(), Fault> {
    let app = &staff.visit.app;
    let server = match typed.server.parse() {
        Ok(id) => Some(servers::find(&app.db, &id).await?.ok_or_else(Fault::missing)?),
        Err(_) => None,
    };
    let begins: Option<DateTime> = format!("{}T{}", typed.date.trim(), typed.time.trim()).parse().ok();
    let begins = begins.and_then(|begins| begins.to_zoned(app.zone().clone()).ok());
    let begins =
        begins.ok_or(Fault { field: Some("time"), ..Fault::new(Kind::Invalid, "maintenance-time") })?;
    let begins_at_ms = begins.timestamp().as_millisecond();
    let minutes: i64 = typed.minutes.trim().parse().unwrap_or(0);
    let announced = Announced {
        server: server.as_ref(),
        begins_at_ms,
        ends_at_ms: begins_at_ms.saturating_add(minutes.saturating_mul(60_000)),
        reason: &typed.reason,
    };
    announce(app, &staff.session.actor(), announced).await.map(|_| ())
}

#[derive(Deserialize)]
struct Nothing {}

async fn take_back(
    staff: Staff,
    Path(id): Path<Id<Maintenance>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    withdraw(&staff.visit.app, &staff.session.actor(), &id).await?;
    Ok(see_told("/staff/maintenance", "flash-maintenance-withdrawn"))
}
