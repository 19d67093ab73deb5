//! A customer's page: does anything wait for my server, and do my MX records lead here?

use super::disputes::{self, Side};
use super::model::{Claim, Verdict};
use super::routes::publish;
use super::strict::{self, StrictRow};
use super::{Held, claims_of, held, keeper, look_up_now, messages, policy};
use crate::app::App;
use crate::servers::pages::own;
use crate::servers::{Server, host_name};
use crate::web::{Answer, Member, Paging, Posted, ROWS, Visit, page, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Empty, ListQuery, Listing, Page, Tone};
use hostler_relay::admin::Message;
use serde::Deserialize;
use std::sync::Arc;

/// So many domains that others name, too, are told of.
const MOST_DISPUTES: usize = 20;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/fallback", get(show))
        .route("/servers/{id}/fallback/look-up", post(look_again))
}

#[derive(askama::Template)]
#[template(path = "fallback/show.html")]
struct ShowPage {
    page: Page,
    /// None: the fallback cannot be asked.
    held: Option<HeldShown>,
    publish: Vec<String>,
    /// What holds for each domain that another server names, too.
    disputes: Vec<String>,
    domains: Vec<DomainRow>,
    policy_lines: Vec<String>,
    strict: Vec<StrictRow>,
    look_up: String,
    list: Listing,
    rows: Vec<MessageRow>,
}

struct HeldShown {
    summary: String,
    badge: Badge,
    bytes: String,
    oldest: Option<String>,
    trouble: Option<String>,
}

struct DomainRow {
    name: String,
    badge: Badge,
    found: Vec<String>,
    at: String,
}

/// A message in a list.
pub(super) struct MessageRow {
    pub href: Option<String>,
    pub sender: String,
    pub recipients: String,
    pub bytes: String,
    pub since: String,
    pub badge: Badge,
    pub because: Option<String>,
}

async fn show(member: Member, Path(id): Path<Id<Server>>, Query(query): Query<ListQuery>) -> Answer {
    let visit = &member.visit;
    let server = own(visit, &member, &id).await?;
    let claims = claims_of(&visit.app.db, &server.id).await?;
    let paging = Paging::of(&query);
    let names = claims.iter().map(|claim| claim.name.clone()).collect();
    let found = messages(&visit.app, names, (paging.offset, paging.limit)).await;
    let held = held(&visit.app, &server).await.ok();
    let (messages, total) = found.unwrap_or_default();
    let host = host_name(&visit.app, &server);
    let path = format!("/servers/{id}/fallback");
    let hosts = keeper::mail_hosts(&visit.app, &server);
    let hosts = (hosts.0.as_str(), hosts.1.as_str());
    page(&ShowPage {
        page: visit
            .page(visit.words.t("fallback-title"))
            .lead(visit.words.with("fallback-lead", "host", host.as_str()))
            .crumb(visit.words.t("nav-servers"), "/servers")
            .crumb(host, format!("/servers/{id}")),
        held: held.map(|held| held_shown(visit, held)),
        publish: publish(&visit.app, &server),
        disputes: disputed(visit, &server, hosts.0).await?,
        domains: claims.iter().map(|claim| domain_row(visit, claim)).collect(),
        policy_lines: policy::lines(hosts),
        strict: claims.iter().map(|claim| strict::row(visit, claim, hosts)).collect(),
        look_up: format!("{path}/look-up"),
        list: listing(visit, path, total).query(query, ROWS),
        rows: messages.into_iter().map(|message| message_row(visit, message, None)).collect(),
    })
}

async fn disputed(visit: &Visit, server: &Server, host: &str) -> Result<Vec<String>, Fault> {
    let said = |(domain, side): (String, Side)| {
        let values = [("domain", domain.into()), ("host", host.into())];
        visit.words.tr(&format!("fallback-dispute-{}", side.as_str()), &values)
    };
    Ok(disputes::of_server(&visit.app, &server.id).await?.into_iter().take(MOST_DISPUTES).map(said).collect())
}

/// The list of messages that wait, here or for staff.
pub(super) fn listing(visit: &Visit, path: String, total: u64) -> Listing {
    let t = |key: &str| visit.words.t(key);
    Listing::new(path, t("fallback-messages"), total)
        .column(Column::text(t("fallback-sender")))
        .column(Column::text(t("fallback-recipients")))
        .column(Column::text(t("fallback-since")))
        .column(Column::number(t("fallback-size")))
        .column(Column::text(t("fallback-state")))
        .empty(Empty::new(t("fallback-none"), t("fallback-none-do")))
}

pub(super) fn message_row(visit: &Visit, message: Message, under: Option<&str>) -> MessageRow {
    let tone = match message.standing.as_str() {
        "held" => Tone::Warn,
        "delivering" => Tone::Busy,
        _ => Tone::Quiet,
    };
    MessageRow {
        href: under.map(|under| format!("{under}/messages/{}", message.id)),
        sender: match message.sender.as_str() {
            "" => visit.words.t("fallback-no-sender"),
            sender => sender.to_string(),
        },
        recipients: message.recipients.join(", "),
        bytes: visit.words.bytes(i64::try_from(message.bytes).unwrap_or(i64::MAX)),
        since: visit.words.relative(instant(message.since_ms), visit.app.clock.now()),
        badge: Badge::new(tone, visit.words.t(&format!("fallback-is-{}", message.standing))),
        because: message.held_because,
    }
}

fn held_shown(visit: &Visit, held: Held) -> HeldShown {
    let (tone, key) = match held.seen.as_str() {
        "up" => (Tone::Good, "fallback-seen-up"),
        "down" => (Tone::Bad, "fallback-seen-down"),
        _ => (Tone::Quiet, "fallback-seen-not-yet"),
    };
    let count = i64::try_from(held.messages).unwrap_or(i64::MAX);
    HeldShown {
        summary: visit.words.with("fallback-summary", "count", count),
        badge: Badge::new(tone, visit.words.t(key)),
        bytes: visit.words.bytes(i64::try_from(held.bytes).unwrap_or(i64::MAX)),
        oldest: held.oldest_seconds.map(|seconds| {
            visit.words.relative(instant(visit.app.now_ms() - seconds * 1000), visit.app.clock.now())
        }),
        trouble: held.trouble,
    }
}

fn domain_row(visit: &Visit, claim: &Claim) -> DomainRow {
    let (tone, key) = match claim.verdict() {
        Some(Verdict::Good) => (Tone::Good, "good"),
        Some(Verdict::NoFallback) => (Tone::Warn, "no-fallback"),
        Some(Verdict::FallbackFirst) => (Tone::Warn, "fallback-first"),
        Some(Verdict::Elsewhere) => (Tone::Warn, "elsewhere"),
        Some(Verdict::Nothing) => (Tone::Warn, "nothing"),
        Some(Verdict::Unknown) => (Tone::Quiet, "unknown"),
        None => (Tone::Quiet, "not-yet"),
    };
    let at = claim.looked_up_at_ms;
    DomainRow {
        name: claim.name.clone(),
        badge: Badge::new(tone, visit.words.t(&format!("fallback-mx-{key}"))),
        found: claim.found.lines().map(str::to_string).collect(),
        at: at.map_or_else(String::new, |at| visit.words.relative(instant(at), visit.app.clock.now())),
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn look_again(
    member: Member,
    Path(id): Path<Id<Server>>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    let visit = &member.visit;
    let server = own(visit, &member, &id).await?;
    look_up_now(&visit.app, &server).await?;
    Ok(see_told(&format!("/servers/{id}/fallback"), "flash-fallback-looked-up"))
}
