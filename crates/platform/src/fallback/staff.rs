//! Held mail for staff: everything that waits, oldest first, and what may be done about it.

use super::model::Act;
use super::pages::{MessageRow, listing, message_row};
use super::routes::Message as Told;
use super::{Overview, discard, domain_of, message, messages, on_domain, on_message, overview};
use crate::api::{Api, Who};
use crate::app::App;
use crate::servers::host_name;
use crate::web::{Answer, Paging, Posted, ROWS, Staff, Visit, page, refused, see_told};
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use hostler_kit::ui::{Column, Confirm, Empty, ListQuery, Listing, Page};
use hostler_relay::admin::{DomainStanding, Message};
use hostler_relay::checks::Looked;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/fallback", get(list_page))
        .route("/staff/fallback/{domain}", get(domain_page))
        .route("/staff/fallback/{domain}/{act}", post(domain_act))
        .route("/staff/fallback/{domain}/messages/{message}", get(message_page).post(message_discard))
        .route("/staff/fallback/{domain}/messages/{message}/{act}", post(message_act))
        .route("/api/v1/staff/fallback", get(list))
        .route("/api/v1/staff/fallback/{domain}", get(domain_list).post(act))
        .route("/api/v1/staff/fallback/{domain}/{message}", post(act_on_message).delete(forget))
}

pub fn describe(api: &mut Api) {
    api.get("/api/v1/staff/fallback", "Everything that the fallback keeps, by domain, oldest first")
        .by(Who::Staff)
        .answers::<Shown>(200);
    let path = "/api/v1/staff/fallback/{domain}";
    api.get(path, "Messages for a domain, oldest first, 50 to a page")
        .by(Who::Staff)
        .asks::<ListQuery>()
        .answers::<Vec<Told>>(200);
    api.post(path, "Hold, release or deliver everything for a domain")
        .by(Who::Staff)
        .takes::<Wish>()
        .answers::<Done>(200);
    let path = "/api/v1/staff/fallback/{domain}/{message}";
    api.post(path, "Hold, release or deliver a message").by(Who::Staff).takes::<Wish>().answers::<Told>(200);
    api.delete(path, "Discard a message for good").by(Who::Staff).answers::<Told>(200);
}

#[derive(askama::Template)]
#[template(path = "fallback/staff.html")]
struct ListPage {
    page: Page,
    /// Why no mail is taken.
    stopped: Option<String>,
    on_disk: String,
    room: String,
    /// What came of the looks for spam and viruses since the start.
    checks: Vec<Counted>,
    /// Scanners that do not answer.
    troubles: Vec<String>,
    list: Listing,
    rows: Vec<DomainRow>,
}

/// A number of messages, and the words for it.
struct Counted {
    key: &'static str,
    count: u64,
}

struct DomainRow {
    href: String,
    domain: String,
    /// The server's page and name; none: the domain is nobody's any more.
    server: Option<(String, String)>,
    messages: u64,
    held: u64,
    bytes: String,
    oldest: String,
}

async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let Overview { waiting, room_bytes } = overview(&visit.app).await?;
    let term = query.term().to_lowercase();
    let found: Vec<DomainStanding> =
        waiting.domains.into_iter().filter(|domain| domain.domain.contains(&term)).collect();
    let paging = Paging::of(&query);
    let (offset, limit) = (paging.offset.max(0) as usize, paging.limit.max(0) as usize);
    let total = found.len() as u64;
    let mut rows = Vec::new();
    for domain in found.into_iter().skip(offset).take(limit) {
        rows.push(domain_row(visit, domain).await?);
    }
    let list = Listing::new("/staff/fallback", t("fallback-title"), total)
        .column(Column::text(t("fallback-domain")))
        .column(Column::text(t("fallback-server")))
        .column(Column::text(t("fallback-oldest")))
        .column(Column::number(t("fallback-messages")))
        .column(Column::number(t("fallback-held")))
        .column(Column::number(t("fallback-size")))
        .search(t("fallback-search"))
        .query(query, ROWS)
        .empty(Empty::new(t("fallback-none"), t("fallback-staff-none-do")));
    let looked = waiting.checks;
    page(&ListPage {
        page: visit.page(t("nav-fallback")).lead(t("fallback-staff-lead")),
        stopped: waiting.stopped,
        checks: looked.as_ref().map(counted).unwrap_or_default(),
        troubles: looked.map(|looked| looked.troubles).unwrap_or_default(),
        on_disk: bytes(visit, waiting.disk_bytes),
        room: bytes(visit, room_bytes),
        list,
        rows,
    })
}

fn counted(looked: &Looked) -> Vec<Counted> {
    let all = [
        ("fallback-looked-at", looked.looked_at),
        ("fallback-spam-refused", looked.spam_refused),
        ("fallback-viruses-refused", looked.viruses_refused),
        ("fallback-marked", looked.marked),
        ("fallback-put-off", looked.put_off),
        ("fallback-unchecked", looked.unchecked),
    ];
    all.into_iter().map(|(key, count)| Counted { key, count }).collect()
}

fn bytes(visit: &Visit, bytes: u64) -> String {
    visit.words.bytes(i64::try_from(bytes).unwrap_or(i64::MAX))
}

async fn domain_row(visit: &Visit, domain: DomainStanding) -> Result<DomainRow, Fault> {
    let server = domain_of(&visit.app, &domain.domain).await?;
    let since = visit.app.now_ms() - domain.oldest_seconds.unwrap_or(0) * 1000;
    Ok(DomainRow {
        href: format!("/staff/fallback/{}", domain.domain),
        server: server.map(|own| (format!("/staff/servers/{}", own.id), host_name(&visit.app, &own))),
        messages: domain.messages,
        held: domain.held,
        bytes: bytes(visit, domain.bytes),
        oldest: visit.words.relative(instant(since), visit.app.clock.now()),
        domain: domain.domain,
    })
}

#[derive(askama::Template)]
#[template(path = "fallback/domain.html")]
struct DomainPage {
    page: Page,
    acts: Acts,
    list: Listing,
    rows: Vec<MessageRow>,
}

/// Where each thing is done that staff may do.
struct Acts {
    deliver: String,
    hold: String,
    release: String,
}

impl Acts {
    fn under(path: &str) -> Acts {
        let [deliver, hold, release] = ["deliver", "hold", "release"].map(|act| format!("{path}/{act}"));
        Acts { deliver, hold, release }
    }
}

async fn domain_page(staff: Staff, Path(domain): Path<String>, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let paging = Paging::of(&query);
    let found = messages(&visit.app, vec![domain.clone()], (paging.offset, paging.limit)).await?;
    let (messages, total) = found;
    let path = format!("/staff/fallback/{domain}");
    page(&DomainPage {
        page: visit.page(domain).crumb(visit.words.t("nav-fallback"), "/staff/fallback"),
        list: listing(visit, path.clone(), total).query(query, ROWS),
        rows: messages.into_iter().map(|message| message_row(visit, message, Some(&path))).collect(),
        acts: Acts::under(&path),
    })
}

#[derive(Deserialize)]
struct Nothing {}

async fn domain_act(
    staff: Staff,
    Path((domain, act)): Path<(String, Act)>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    on_domain(&staff.visit.app, &staff.session.actor(), (&domain, act)).await?;
    Ok(see_told(&format!("/staff/fallback/{domain}"), flash(act)))
}

fn flash(act: Act) -> &'static str {
    match act {
        Act::Hold => "flash-fallback-held",
        Act::Release => "flash-fallback-released",
        Act::Deliver => "flash-fallback-delivers",
    }
}

#[derive(askama::Template)]
#[template(path = "fallback/message.html")]
struct MessagePage {
    page: Page,
    acts: Acts,
    row: MessageRow,
    at: String,
    confirm: Confirm,
}

async fn shown(visit: &Visit, (domain, id): (&str, &str)) -> Result<(MessagePage, Message), Fault> {
    let message = message(&visit.app, domain, id).await?;
    let t = |key: &str| visit.words.t(key);
    let under = format!("/staff/fallback/{domain}");
    let path = format!("{under}/messages/{}", message.id);
    let confirm = Confirm::new(path.clone(), t("fallback-discard"), domain.to_string())
        .consequence(t("fallback-discard-gone"))
        .consequence(t("fallback-discard-sender"))
        .cancel(under.clone());
    let row = message_row(visit, message.clone(), None);
    let frame = visit.page(visit.words.with("fallback-message", "id", message.id.as_str()));
    let page = MessagePage {
        page: frame.crumb(t("nav-fallback"), "/staff/fallback").crumb(domain, under).badge(row.badge.clone()),
        at: visit.words.instant(instant(message.since_ms), visit.app.zone()),
        acts: Acts::under(&path),
        row,
        confirm,
    };
    Ok((page, message))
}

async fn message_page(staff: Staff, Path((domain, id)): Path<(String, String)>) -> Answer {
    page(&shown(&staff.visit, (&domain, &id)).await?.0)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    confirm: String,
}

async fn message_discard(
    staff: Staff,
    Path((domain, id)): Path<(String, String)>,
    Posted(typed): Posted<Typed>,
) -> Answer {
    let (seen, _) = shown(&staff.visit, (&domain, &id)).await?;
    if let Err(confirm) = seen.confirm.clone().check(&typed.confirm, &seen.page) {
        return refused(&MessagePage { confirm: *confirm, ..seen });
    }
    discard(&staff.visit.app, &staff.session.actor(), (&domain, &id)).await?;
    Ok(see_told(&format!("/staff/fallback/{domain}"), "flash-fallback-discarded"))
}

async fn message_act(
    staff: Staff,
    Path((domain, id, act)): Path<(String, String, Act)>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    on_message(&staff.visit.app, &staff.session.actor(), (&domain, &id, act)).await?;
    Ok(see_told(&format!("/staff/fallback/{domain}"), flash(act)))
}

/// What the fallback keeps.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackOverview")]
struct Shown {
    /// Why no mail is taken any more; none: it is.
    stopped: Option<String>,
    messages: u64,
    bytes: u64,
    /// Of the log, with what is delivered and not cleared up yet.
    disk_bytes: u64,
    /// So much mail there is room for.
    room_bytes: u64,
    /// What came of the looks for spam and viruses since the start; none: nobody looks.
    checks: Option<Checks>,
    domains: Vec<ShownDomain>,
}

/// Messages that were looked at for spam and viruses.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackChecks")]
struct Checks {
    looked_at: u64,
    spam_refused: u64,
    viruses_refused: u64,
    /// Answered 451: the senders try again.
    put_off: u64,
    /// Taken as spam and marked so.
    marked: u64,
    /// Taken although not all looked at them.
    unchecked: u64,
    /// Who does not answer now, and why.
    troubles: Vec<String>,
}

impl From<Looked> for Checks {
    fn from(looked: Looked) -> Checks {
        Checks {
            looked_at: looked.looked_at,
            spam_refused: looked.spam_refused,
            viruses_refused: looked.viruses_refused,
            put_off: looked.put_off,
            marked: looked.marked,
            unchecked: looked.unchecked,
            troubles: looked.troubles,
        }
    }
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackDomainHeld")]
struct ShownDomain {
    domain: String,
    /// None: the domain is nobody's any more.
    host: Option<String>,
    messages: u64,
    bytes: u64,
    held: u64,
    deferred: u64,
    oldest_seconds: Option<i64>,
}

async fn list(staff: Staff) -> Result<Json<Shown>, Fault> {
    let app = &staff.visit.app;
    let Overview { waiting, room_bytes } = overview(app).await?;
    let mut domains = Vec::new();
    for domain in waiting.domains {
        let server = domain_of(app, &domain.domain).await?;
        domains.push(ShownDomain {
            host: server.map(|server| host_name(app, &server)),
            domain: domain.domain,
            messages: domain.messages,
            bytes: domain.bytes,
            held: domain.held,
            deferred: domain.deferred,
            oldest_seconds: domain.oldest_seconds,
        });
    }
    Ok(Json(Shown {
        stopped: waiting.stopped,
        messages: waiting.messages,
        bytes: waiting.bytes,
        disk_bytes: waiting.disk_bytes,
        room_bytes,
        checks: waiting.checks.map(Checks::from),
        domains,
    }))
}

async fn domain_list(
    staff: Staff,
    Path(domain): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Vec<Told>>, Fault> {
    let paging = Paging::of(&query);
    let (page, _) = messages(&staff.visit.app, vec![domain], (paging.offset, paging.limit)).await?;
    Ok(Json(page.into_iter().map(Told::from).collect()))
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackWish")]
struct Wish {
    act: Act,
}

/// It was done to so many messages.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackDone")]
struct Done {
    messages: usize,
}

async fn act(staff: Staff, Path(domain): Path<String>, Json(wish): Json<Wish>) -> Result<Json<Done>, Fault> {
    let messages = on_domain(&staff.visit.app, &staff.session.actor(), (&domain, wish.act)).await?;
    Ok(Json(Done { messages }))
}

async fn act_on_message(
    staff: Staff,
    Path((domain, id)): Path<(String, String)>,
    Json(wish): Json<Wish>,
) -> Result<Json<Told>, Fault> {
    let done = on_message(&staff.visit.app, &staff.session.actor(), (&domain, &id, wish.act)).await?;
    Ok(Json(done.into()))
}

async fn forget(staff: Staff, Path((domain, id)): Path<(String, String)>) -> Result<Json<Told>, Fault> {
    Ok(Json(discard(&staff.visit.app, &staff.session.actor(), (&domain, &id)).await?.into()))
}
