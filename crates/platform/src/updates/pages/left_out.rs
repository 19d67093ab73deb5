//! One server is left out of a rollout, with a reason; or takes part again.

use super::super::model::Rollout;
use super::super::{leave_out, take_in};
use crate::app::App;
use crate::servers::any_named;
use crate::servers::{self, Server, host_name};
use crate::web::{Answer, Posted, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::ui::{Field, Form, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/updates/{id}/left-out/{server}", get(ask).post(leave))
        .route("/staff/updates/{id}/left-out/{server}/end", post(take))
}

#[derive(askama::Template)]
#[template(path = "updates/pages/left_out.html")]
struct LeaveOutPage {
    page: Page,
    form: Form,
}

type Both = (Id<Rollout>, Id<Server>);

/// A rollout, and a server by its id or name.
async fn meant(visit: &Visit, (rollout, server): (Id<Rollout>, String)) -> Result<Both, Fault> {
    Ok((rollout, any_named(&visit.app, &server).await?.id))
}

async fn shown(
    visit: &Visit,
    (rollout, server): &Both,
    fill: impl FnOnce(Form) -> Form,
) -> Result<LeaveOutPage, Fault> {
    let t = |key: &str| visit.words.t(key);
    let found = servers::find(&visit.app.db, server).await?.ok_or_else(Fault::missing)?;
    super::super::find(&visit.app.db, rollout).await?.ok_or_else(Fault::missing)?;
    let action = format!("/staff/updates/{rollout}/left-out/{server}");
    let form = Form::new(action, t("update-leave-out"));
    let form = fill(form.field(Field::area("reason", t("update-reason")).hint(t("update-reason-hint"))));
    let frame = visit.page(visit.words.with("update-leave-out-title", "host", host_name(&visit.app, &found)));
    let frame = frame.lead(t("update-leave-out-means")).crumb(t("nav-updates"), "/staff/updates");
    Ok(LeaveOutPage { page: frame.with_form(&form), form })
}

async fn ask(staff: Staff, Path(both): Path<(Id<Rollout>, String)>) -> Answer {
    let both = meant(&staff.visit, both).await?;
    page(&shown(&staff.visit, &both, |form| form).await?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    reason: String,
}

async fn leave(
    staff: Staff,
    Path(both): Path<(Id<Rollout>, String)>,
    Posted(typed): Posted<Typed>,
) -> Answer {
    let both = meant(&staff.visit, both).await?;
    let asked = ((&both.0, &both.1), typed.reason.as_str());
    match leave_out(&staff.visit.app, &staff.session.actor(), asked).await {
        Ok(_) => Ok(see_told(&format!("/staff/updates/{}", both.0), "flash-update-left-out")),
        Err(fault) if fault.kind == Kind::Invalid => {
            let (field, sentence) = (fault.field.unwrap_or("reason"), staff.visit.sentence(&fault));
            let fill = |form: Form| form.fill("reason", &typed.reason).refuse(field, sentence);
            refused(&shown(&staff.visit, &both, fill).await?)
        }
        Err(fault) => Err(fault),
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn take(
    staff: Staff,
    Path(both): Path<(Id<Rollout>, String)>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    let both = meant(&staff.visit, both).await?;
    take_in(&staff.visit.app, &staff.session.actor(), (&both.0, &both.1)).await?;
    Ok(see_told(&format!("/staff/updates/{}", both.0), "flash-update-taken-in"))
}
