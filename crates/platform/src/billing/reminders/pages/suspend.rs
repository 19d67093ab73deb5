//! Suspending a server for unpaid bills, with its reason and a typed confirmation.

use crate::billing::reminders::{resume, suspend};
use crate::servers::{self, Server};
use crate::web::{Answer, Posted, Staff, Visit, page, refused, see_told};
use axum::extract::Path;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::ui::{Confirm, Field, Page};
use serde::Deserialize;

#[derive(askama::Template)]
#[template(path = "servers/confirm.html")]
struct ConfirmPage {
    page: Page,
    confirm: Confirm,
}

async fn question(visit: &Visit, id: &Id<Server>) -> Result<ConfirmPage, Fault> {
    let server = servers::find(&visit.app.db, id).await?.ok_or_else(Fault::missing)?;
    let (host, here) = (servers::host_name(&visit.app, &server), format!("/staff/servers/{id}"));
    let t = |key: &str| visit.words.t(key);
    let confirm = Confirm::new(format!("{here}/suspend"), t("server-suspend"), server.name)
        .consequence(t("suspend-notice"))
        .consequence(t("suspend-mail"))
        .consequence(t("suspend-keeps"))
        .consequence(t("suspend-ends"))
        .ask(Field::text("because", t("reminder-because")))
        .cancel(&here);
    let frame = visit.page(visit.words.with("suspend-title", "host", &host));
    Ok(ConfirmPage { page: frame.crumb(t("nav-all-servers"), "/staff/servers").crumb(host, here), confirm })
}

pub async fn suspend_page(staff: Staff, Path(id): Path<Id<Server>>) -> Answer {
    page(&question(&staff.visit, &id).await?)
}

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    confirm: String,
    #[serde(default)]
    because: String,
}

pub async fn suspend_server(
    staff: Staff,
    Path(id): Path<Id<Server>>,
    Posted(typed): Posted<Typed>,
) -> Answer {
    let visit = &staff.visit;
    let shown = question(visit, &id).await?;
    let confirm = shown.confirm.fill("because", typed.because.as_str());
    if let Err(confirm) = confirm.clone().check(&typed.confirm, &shown.page) {
        return refused(&ConfirmPage { page: shown.page, confirm: *confirm });
    }
    match suspend(&visit.app, &staff.session, (&id, &typed.because)).await {
        Ok(()) => Ok(see_told(&format!("/staff/servers/{id}"), "flash-server-suspended")),
        Err(fault) if fault.kind == Kind::Invalid => {
            let confirm = confirm.refuse("because", visit.sentence(&fault));
            refused(&ConfirmPage { page: shown.page, confirm })
        }
        Err(fault) => Err(fault),
    }
}

#[derive(Deserialize)]
pub struct Nothing {}

pub async fn resume_server(
    staff: Staff,
    Path(id): Path<Id<Server>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    resume(&staff.visit.app, &staff.session, &id).await?;
    Ok(see_told(&format!("/staff/servers/{id}"), "flash-server-resumed"))
}
