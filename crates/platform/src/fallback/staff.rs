//! Held mail for staff: everything that waits, oldest first, and what may be done about it.

use super::model::Act;
use super::pages::{MessageRow, listing, message_row};
pub use super::staff_routes::describe;
use super::staff_routes::{ShownDispute, disputed};
use super::{
    Overview, discard, domain_of, message, messages, name, on_domain, on_message, overview, staff_routes,
};
use crate::app::App;
use crate::servers::host_name;
use crate::web::{Answer, Paging, Posted, ROWS, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use hostler_kit::ui::{Column, Confirm, Empty, ListQuery, Listing, Page};
use hostler_relay::admin::{DomainStanding, Message};
use hostler_relay::checks::Looked;
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    staff_routes::router()
        .merge(name::pages::router())
        .route("/staff/fallback", get(list_page))
        .route("/staff/fallback/{domain}", get(domain_page))
        .route("/staff/fallback/{domain}/{act}", post(domain_act))
        .route("/staff/fallback/{domain}/messages/{message}", get(message_page).post(message_discard))
        .route("/staff/fallback/{domain}/messages/{message}/{act}", post(message_act))
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
    disputes: Vec<ShownDispute>,
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
        disputes: disputed(&visit.app).await?,
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
    /// Whether it is no server's.
    ownerless: bool,
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
        ownerless: domain_of(&visit.app, &domain).await?.is_none(),
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
