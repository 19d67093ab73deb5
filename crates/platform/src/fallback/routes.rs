//! The fallback for programs: servers tell for whom they take mail, customers see what waits for theirs.

use super::disputes::{self, Side};
use super::model::{Claim, Verdict};
use super::policy::{self, Reports, Sts};
use super::{FallbackRefused, Held, claims_of, held, keeper, look_up_now, messages, take};
use crate::api::{Api, Who};
use crate::app::App;
use crate::servers::routes::named;
use crate::servers::{self, Server};
use crate::web::{Member, Paging, sentence};
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use hostler_kit::http::{Fault, Kind, Problem};
use hostler_kit::secret::token_hash;
use hostler_kit::ui::{Lang, ListQuery};
use hostler_relay::admin;
use hostler_wire::recipients::Answer;
use serde::Serialize;
use std::sync::Arc;

pub fn internal() -> Router<Arc<App>> {
    Router::new().route("/internal/v1/recipients", put(recipients))
}

/// What waits for servers, for customers, staff and programs.
pub fn portal() -> Router<Arc<App>> {
    router().merge(super::pages::router()).merge(super::staff::router())
}

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/servers/{id}/fallback", get(show))
        .route("/api/v1/servers/{id}/fallback/messages", get(list))
        .route("/api/v1/servers/{id}/fallback/look-up", post(look_again))
}

pub fn describe(api: &mut Api) {
    super::staff::describe(api);
    api.get(
        "/api/v1/servers/{id}/fallback",
        "Mail that the fallback keeps for a server, its MX records and MTA-STS policies",
    )
    .by(Who::Customer)
    .answers::<Shown>(200);
    api.post("/api/v1/servers/{id}/fallback/look-up", "Look up records and policies of its domains now")
        .by(Who::Customer)
        .answers::<Shown>(200);
    api.get(
        "/api/v1/servers/{id}/fallback/messages",
        "The messages that it keeps, oldest first, 50 to a page",
    )
    .by(Who::Customer)
    .asks::<ListQuery>()
    .answers::<Vec<Message>>(200);
}

async fn recipients(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Response {
    match told(&app, &headers, &body).await {
        Ok(answer) => Json(answer).into_response(),
        Err(fault) => {
            if fault.kind == Kind::Broken {
                tracing::error!(detail = fault.detail, "a server's recipients could not be stored");
            }
            Problem::new(&fault, sentence(&app.languages.of(Lang::En), &fault)).into_response()
        }
    }
}

async fn told(app: &App, headers: &HeaderMap, body: &[u8]) -> Result<Answer, Fault> {
    let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let token = token.ok_or(FallbackRefused::Credential)?;
    let server = servers::by_credential(&app.db, &token_hash(token)).await?;
    let server = server.ok_or(FallbackRefused::Credential)?;
    take(app, &server, serde_json::from_slice(body).map_err(|_| FallbackRefused::Malformed)?).await
}

/// How it stands with a server's fallback.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackOfServer")]
struct Shown {
    /// What waits; none while the fallback cannot be asked.
    held: Option<Held>,
    /// The records to publish for each domain, the most wanted first: the server, then the fallback.
    publish: Vec<String>,
    /// The lines that an MTA-STS policy (RFC 8461) of a domain needs, if it has one.
    policy_lines: Vec<String>,
    domains: Vec<Domain>,
    /// Domains that other servers of this provider name, too.
    disputes: Vec<Disputed>,
}

/// A domain that several servers name, as it stands for one of them.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackDisputed")]
struct Disputed {
    domain: String,
    side: Side,
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackDomain")]
struct Domain {
    name: String,
    /// None: not looked up yet.
    verdict: Option<Verdict>,
    /// Its MX records as they were found, or why they were not.
    found: Vec<String>,
    looked_up_at_ms: Option<i64>,
    /// What its MTA-STS policy comes to; none: not looked up yet.
    mta_sts: Option<Sts>,
    /// The policy as it was found, or why it was not.
    policy: Vec<String>,
    /// Of server and fallback, those that the policy does not name.
    policy_lacks: Vec<String>,
    /// Whether senders are asked for reports on encryption (TLSRPT, RFC 8460); none: not looked up yet.
    tls_reports: Option<Reports>,
    /// The record that asks for them, as it was found.
    tls_report_found: Vec<String>,
    /// The record that would ask for them.
    publish_tls_reports: String,
}

impl Domain {
    fn of(claim: Claim, hosts: &(String, String)) -> Domain {
        let lines = |text: &str| text.lines().map(str::to_string).collect();
        Domain {
            verdict: claim.verdict(),
            mta_sts: claim.sts(),
            policy: lines(&claim.sts_found),
            policy_lacks: policy::lacking(&claim.sts_found, &[&hosts.0, &hosts.1])
                .into_iter()
                .map(str::to_string)
                .collect(),
            tls_reports: claim.reports(),
            tls_report_found: lines(&claim.report_found),
            publish_tls_reports: policy::publish_reports(&claim.name),
            found: claim.found.lines().map(str::to_string).collect(),
            looked_up_at_ms: claim.looked_up_at_ms,
            name: claim.name,
        }
    }
}

/// A message that waits, without its text.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackMessage")]
pub(super) struct Message {
    id: String,
    domain: String,
    sender: String,
    /// Those that still want it.
    recipients: Vec<String>,
    bytes: u64,
    since_ms: i64,
    /// `waiting`, `delivering`, `deferred` or `held`.
    standing: String,
    held_because: Option<String>,
}

impl From<admin::Message> for Message {
    fn from(message: admin::Message) -> Message {
        Message {
            id: message.id,
            domain: message.domain,
            sender: message.sender,
            recipients: message.recipients,
            bytes: message.bytes,
            since_ms: message.since_ms,
            standing: message.standing,
            held_because: message.held_because,
        }
    }
}

/// The MX records to publish, as a zone file has them behind the domain's name.
pub(super) fn publish(app: &App, server: &Server) -> Vec<String> {
    let (host, fallback) = keeper::mail_hosts(app, server);
    vec![format!("10 {host}"), format!("20 {fallback}")]
}

async fn show(member: Member, Path(id): Path<String>) -> Result<Json<Shown>, Fault> {
    let server = named(&member, &id).await?;
    shown(&member.visit.app, &server).await
}

async fn shown(app: &App, server: &Server) -> Result<Json<Shown>, Fault> {
    let hosts = keeper::mail_hosts(app, server);
    let claims = claims_of(&app.db, &server.id).await?.into_iter();
    let disputes = disputes::of_server(app, &server.id).await?.into_iter();
    Ok(Json(Shown {
        held: held(app, server).await.ok(),
        publish: publish(app, server),
        policy_lines: policy::lines((&hosts.0, &hosts.1)),
        domains: claims.map(|claim| Domain::of(claim, &hosts)).collect(),
        disputes: disputes.map(|(domain, side)| Disputed { domain, side }).collect(),
    }))
}

async fn look_again(member: Member, Path(id): Path<String>) -> Result<Json<Shown>, Fault> {
    let server = named(&member, &id).await?;
    look_up_now(&member.visit.app, &server).await?;
    shown(&member.visit.app, &server).await
}

async fn list(
    member: Member,
    Path(id): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Vec<Message>>, Fault> {
    let server = named(&member, &id).await?;
    let (app, paging) = (&member.visit.app, Paging::of(&query));
    let domains = claims_of(&app.db, &server.id).await?.into_iter().map(|claim| claim.name).collect();
    let (page, _) = messages(app, domains, (paging.offset, paging.limit)).await?;
    Ok(Json(page.into_iter().map(Message::from).collect()))
}
