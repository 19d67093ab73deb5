//! Held mail for staff's programs: everything that waits, what came of the looks, and what may be done about a message.

use super::disputes;
use super::model::Act;
use super::routes::Message as Told;
use super::{Overview, discard, domain_of, messages, name, on_domain, on_message, overview};
use crate::api::{Api, Who};
use crate::app::App;
use crate::servers::{self, host_name};
use crate::web::{Paging, Staff};
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::ui::ListQuery;
use hostler_relay::checks::{Looked, Scanned};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/staff/fallback", get(list))
        .route("/api/v1/staff/fallback/{domain}", get(domain_list).post(act))
        .route("/api/v1/staff/fallback/{domain}/{message}", post(act_on_message).delete(forget))
}

pub fn describe(api: &mut Api) {
    name::pages::describe(api);
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
    /// Domains that several servers name.
    disputes: Vec<ShownDispute>,
}

/// A domain that several servers name.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackDispute")]
pub(super) struct ShownDispute {
    pub domain: String,
    /// Whose it is: the server's to which its MX records lead; none: nobody's.
    pub holder: Option<String>,
    /// Who names it beside.
    pub others: Vec<String>,
}

/// Those that there are, with servers' names.
pub(super) async fn disputed(app: &App) -> Result<Vec<ShownDispute>, Fault> {
    let mut shown = Vec::new();
    for dispute in disputes::all(app).await? {
        let (mut holder, mut others) = (None, Vec::new());
        if let Some(id) = &dispute.holder {
            holder = servers::find(&app.db, id).await?.map(|server| host_name(app, &server));
        }
        for id in &dispute.others {
            others.extend(servers::find(&app.db, id).await?.map(|server| host_name(app, &server)));
        }
        shown.push(ShownDispute { domain: dispute.domain, holder, others });
    }
    Ok(shown)
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
    scanners: Vec<ShownScanner>,
}

/// How often a scanner was asked since the start, and what it answered.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackScanner")]
struct ShownScanner {
    /// `rspamd` or `clamav`.
    scanner: String,
    /// All questions: the three below together.
    asked: u64,
    clean: u64,
    /// Spam, or a virus.
    found: u64,
    /// No answer that is understood, in time.
    silent: u64,
    /// What all questions took together, in milliseconds.
    took_ms: u64,
}

impl From<Scanned> for ShownScanner {
    fn from(scanned: Scanned) -> ShownScanner {
        ShownScanner {
            scanner: scanned.scanner,
            asked: scanned.asked,
            clean: scanned.clean,
            found: scanned.found,
            silent: scanned.silent,
            took_ms: scanned.micros / 1_000,
        }
    }
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
            scanners: looked.scanners.into_iter().map(ShownScanner::from).collect(),
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
        disputes: disputed(app).await?,
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
