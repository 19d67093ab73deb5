//! Places to watch from, for staff: when each last reported; add one, take one away.

use super::super::store::vantages as store;
use super::model::Vantage;
use super::{add, fresh_ms, remove};
use crate::app::App;
use crate::web::{Answer, Posted, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Field, Form, Page, Tone};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/vantages", get(list_page).post(add_form))
        .route("/staff/vantages/{id}/remove", post(take_away))
}

#[derive(askama::Template)]
#[template(path = "monitoring/vantages.html")]
struct ListPage {
    page: Page,
    /// A token that was just made: shown here, once.
    made: Option<String>,
    rows: Vec<Row>,
    form: Form,
}

struct Row {
    name: String,
    badge: Badge,
    heard: String,
    from: String,
    version: String,
    remove: String,
}

fn row(visit: &Visit, vantage: Vantage) -> Row {
    let (app, t) = (&visit.app, |key: &str| visit.words.t(key));
    let oldest_ms = app.now_ms() - fresh_ms(&app.catalogue.monitoring);
    let (tone, key) = match vantage.heard_at_ms {
        None => (Tone::Quiet, "vantage-never"),
        Some(at_ms) if at_ms < oldest_ms => (Tone::Bad, "vantage-silent"),
        Some(_) => (Tone::Good, "vantage-reports"),
    };
    let heard = vantage.heard_at_ms.map(|ms| visit.words.relative(instant(ms), app.clock.now()));
    Row {
        badge: Badge::new(tone, t(key)),
        heard: heard.unwrap_or_default(),
        from: vantage.heard_from,
        version: vantage.version,
        remove: format!("/staff/vantages/{}/remove", vantage.id),
        name: vantage.name,
    }
}

fn form(visit: &Visit) -> Form {
    let t = |key: &str| visit.words.t(key);
    Form::new("/staff/vantages", t("vantage-add"))
        .field(Field::text("name", t("vantage-name")).hint(t("vantage-name-hint")))
}

async fn shown(visit: &Visit, form: Form, made: Option<String>) -> Result<ListPage, Fault> {
    let all = store::all(&visit.app.db).await?;
    let frame = visit.page(visit.words.t("nav-vantages")).lead(visit.words.t("vantages-lead"));
    let frame = frame.crumb(visit.words.t("nav-monitoring"), "/staff/monitoring");
    let rows = all.into_iter().map(|vantage| row(visit, vantage)).collect();
    Ok(ListPage { page: frame.with_form(&form), made, rows, form })
}

async fn list_page(staff: Staff) -> Answer {
    page(&shown(&staff.visit, form(&staff.visit), None).await?)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    name: String,
}

async fn add_form(staff: Staff, Posted(typed): Posted<Typed>) -> Answer {
    let visit = &staff.visit;
    match add(&visit.app, &staff.session.actor(), &typed.name).await {
        Ok((_, token)) => page(&shown(visit, form(visit), Some(token)).await?),
        Err(fault) if matches!(fault.kind, Kind::Invalid | Kind::Conflict) => {
            let form = form(visit).fill("name", &typed.name).refuse("name", visit.sentence(&fault));
            refused(&shown(visit, form, None).await?)
        }
        Err(fault) => Err(fault),
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn take_away(staff: Staff, Path(id): Path<Id<Vantage>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    remove(&staff.visit.app, &staff.session.actor(), &id).await?;
    Ok(see_told("/staff/vantages", "flash-vantage-removed"))
}
