//! Giving notice for people: what happens when, before anything happens; what stands in the way; and the way back.

use super::model::{Ending, Left, SaidBy};
use super::{give, rules, standing, store, withdraw};
use crate::accounts::{Doing, may};
use crate::app::App;
use crate::servers::exports::{self, Export};
use crate::servers::pages::{badge, own};
use crate::servers::plan::Desired;
use crate::servers::{Phase, Server, host_name};
use crate::web::{Answer, Member, Posted, Visit, page, see_told};
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::{Month, day, instant};
use hostler_kit::ui::{Badge, Confirm, Page, Tone};
use serde::Deserialize;
use std::sync::Arc;

/// Accounts that are listed; it is said how many more there are.
const LISTED: usize = 50;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/ending", get(ending_page).post(give_notice))
        .route("/servers/{id}/ending/withdrawal", post(take_back))
        .route("/servers/{id}/exports", post(export))
}

#[derive(askama::Template)]
#[template(path = "servers/ending/show.html")]
struct EndingPage {
    page: Page,
    /// The last day, and what becomes of it, where notice stands.
    noticed: Option<String>,
    /// What became of an earlier notice.
    earlier: Option<String>,
    accounts: Vec<String>,
    /// How many accounts there are beyond those listed.
    more: Option<String>,
    /// Where they can be deleted.
    console: Option<String>,
    /// That the server was not asked itself.
    from_readings: Option<()>,
    confirm: Option<Confirm>,
    withdrawal: Option<String>,
    exports: Exports,
}

/// Exports of the server, and how to ask for another.
struct Exports {
    rows: Vec<ExportRow>,
    /// Where another is asked for.
    ask: Option<String>,
}

struct ExportRow {
    asked: String,
    badge: Badge,
    detail: String,
    /// Where its file is.
    file: Option<String>,
}

/// `The server ends on 30 November 2026`, on lists and pages.
pub fn ends_on(visit: &Visit, ending: &Ending) -> String {
    visit.words.with("ending-on", "day", visit.words.date(ending.last_day()))
}

fn is_owner(member: &Member) -> bool {
    may(member.session.role, Doing::Anything).is_ok()
}

async fn show(member: &Member, server: &Server) -> Result<EndingPage, Fault> {
    let visit = &member.visit;
    let app = &visit.app;
    let (host, newest) = (host_name(app, server), store::newest(&app.db, &server.id).await?);
    let noticed = newest.clone().filter(Ending::is_noticed);
    let is_over = server.desired() == Desired::Gone;
    let left = match is_over {
        true => Left { accounts: Vec::new(), said_by: SaidBy::Server },
        false => super::left(app, server).await?,
    };
    let may_give = is_owner(member) && !is_over && noticed.is_none() && left.accounts.is_empty();
    let at = format!("/servers/{}", server.id);
    let frame = visit.page(visit.words.with("ending-title", "host", &host)).badge(badge(visit, server));
    let mut shown = EndingPage {
        page: frame.crumb(visit.words.t("nav-servers"), "/servers").crumb(host, at.clone()),
        earlier: newest.filter(|ending| !ending.is_noticed()).map(|ending| became(visit, &ending)),
        withdrawal: (noticed.is_some() && is_owner(member)).then(|| format!("{at}/ending/withdrawal")),
        noticed: noticed.map(|ending| stands(visit, &ending)),
        more: more(visit, left.accounts.len()),
        console: (server.phase() == Phase::Running).then(|| format!("{at}/console/mailboxes")),
        from_readings: (!is_over && left.said_by == SaidBy::Readings).then_some(()),
        accounts: left.accounts.into_iter().take(LISTED).collect(),
        confirm: may_give.then(|| confirm(visit, server)),
        exports: exports_of(member, server).await?,
    };
    if exports::under_way(&app.db, &server.id).await? {
        shown.page.refresh = Some(3);
    }
    Ok(shown)
}

fn more(visit: &Visit, accounts: usize) -> Option<String> {
    let more = accounts.checked_sub(LISTED).filter(|more| *more > 0)?;
    Some(visit.words.with("ending-accounts-more", "n", more))
}

fn stands(visit: &Visit, ending: &Ending) -> String {
    let given = visit.words.instant(instant(ending.given_at_ms), visit.app.zone());
    let day = visit.words.date(ending.last_day());
    let who = ending.given_name.as_str();
    visit.words.tr("ending-stands", &[("day", day.into()), ("at", given.into()), ("who", who.into())])
}

fn became(visit: &Visit, ending: &Ending) -> String {
    let day = visit.words.date(ending.last_day());
    let at = ending.closed_at_ms.unwrap_or(ending.given_at_ms);
    let at = visit.words.instant(instant(at), visit.app.zone());
    let who = ending.closed_name.as_str();
    let key = format!("ending-was-{}", ending.state);
    visit.words.tr(&key, &[("day", day.into()), ("at", at.into()), ("who", who.into())])
}

fn confirm(visit: &Visit, server: &Server) -> Confirm {
    let (last_day, ends_at_ms) = rules::end_of_notice(visit.app.now_ms(), visit.app.zone());
    let words = &visit.words;
    let kept = Month::of(ends_at_ms, visit.app.zone()).last_day();
    Confirm::new(format!("/servers/{}/ending", server.id), words.t("ending-give"), server.name.clone())
        .consequence(words.with("ending-then-until", "day", words.date(last_day)))
        .consequence(words.t("ending-then-deleted"))
        .consequence(words.with("ending-then-invoice", "month", words.month(last_day.first_of_month())))
        .consequence(words.with("ending-then-export", "day", words.date(kept)))
        .consequence(words.with("ending-then-withdraw", "day", words.date(last_day)))
        .cancel(format!("/servers/{}", server.id))
}

async fn exports_of(member: &Member, server: &Server) -> Result<Exports, Fault> {
    let visit = &member.visit;
    let found = exports::of_server(&visit.app.db, &server.id).await?;
    let may_ask =
        is_owner(member) && server.phase() == Phase::Running && !found.iter().any(Export::is_under_way);
    Ok(Exports {
        rows: found.iter().map(|export| row(member, export)).collect(),
        ask: may_ask.then(|| format!("/servers/{}/exports", server.id)),
    })
}

/// Nobody but an owner gets the file.
fn row(member: &Member, export: &Export) -> ExportRow {
    let visit = &member.visit;
    let words = &visit.words;
    let (tone, detail) = match export.state.as_str() {
        "ready" => (Tone::Good, words.with("export-kept", "day", until(visit, export))),
        "failed" => (Tone::Bad, export.error.clone()),
        _ => (Tone::Busy, words.with("export-percent", "n", export.percent())),
    };
    let file = format!("/servers/{}/exports/{}", export.server_id, export.id);
    ExportRow {
        asked: words.instant(instant(export.asked_at_ms), visit.app.zone()),
        badge: Badge::new(tone, words.t(&format!("export-is-{}", export.state))),
        detail,
        file: (is_owner(member) && export.state == "ready").then_some(file),
    }
}

fn until(visit: &Visit, export: &Export) -> String {
    visit.words.date(day(export.expires_at_ms.unwrap_or_default() - 1, visit.app.zone()))
}

async fn ending_page(member: Member, Path(id): Path<Id<Server>>) -> Answer {
    let server = own(&member.visit, &member, &id).await?;
    page(&show(&member, &server).await?)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    confirm: String,
}

async fn give_notice(member: Member, Path(id): Path<Id<Server>>, Posted(typed): Posted<Typed>) -> Answer {
    let visit = &member.visit;
    let server = own(visit, &member, &id).await?;
    let mut shown = show(&member, &server).await?;
    let Some(confirm) = shown.confirm.take() else {
        // There are accounts, as the page says, or somebody was quicker.
        return match shown.noticed.is_none() && !shown.accounts.is_empty() {
            true => Ok((StatusCode::CONFLICT, page(&shown)?).into_response()),
            false => Err(standing_fault(visit, &server).await?),
        };
    };
    if let Err(confirm) = confirm.check(&typed.confirm, &shown.page) {
        shown.confirm = Some(*confirm);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response());
    }
    give(&visit.app, &server, &member.session.actor()).await?;
    Ok(see_told(&format!("/servers/{id}/ending"), "flash-notice-given"))
}

async fn standing_fault(visit: &Visit, server: &Server) -> Result<Fault, Fault> {
    Ok(match standing(&visit.app, &server.id).await? {
        Some(ending) => super::EndingRefused::Given { last_day: ending.last_day }.into(),
        None => crate::servers::ServerRefused::Gone.into(),
    })
}

#[derive(Deserialize)]
struct Nothing {}

async fn take_back(
    member: Member,
    Path(id): Path<Id<Server>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    let server = own(&member.visit, &member, &id).await?;
    withdraw(&member.visit.app, &server, &member.session.actor()).await?;
    Ok(see_told(&format!("/servers/{id}/ending"), "flash-notice-withdrawn"))
}

async fn export(member: Member, Path(id): Path<Id<Server>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let server = own(&member.visit, &member, &id).await?;
    exports::ask(&member.visit.app, &server, &member.session.actor()).await?;
    Ok(see_told(&format!("/servers/{id}/ending"), "flash-export-wanted"))
}
