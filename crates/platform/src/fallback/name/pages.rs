//! The fallback's name for staff, who own the zone that it lies in: what to publish, and what is there.

use super::{Dane, MailName, look_again, of};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Answer, Posted, Staff, Visit, page, see_told};
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Page, Tone};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const PATH: &str = "/staff/fallback/name";

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/fallback/name", get(show_page))
        .route("/staff/fallback/name/look-up", post(look_page))
        .route("/api/v1/staff/fallback/name", get(show).post(look))
}

pub fn describe(api: &mut Api) {
    let path = "/api/v1/staff/fallback/name";
    api.get(path, "The fallback's own name: addresses, certificate, TLSA record")
        .by(Who::Staff)
        .answers::<Shown>(200);
    api.post(path, "Look at it again, within a minute").by(Who::Staff).answers::<Shown>(200);
}

#[derive(askama::Template)]
#[template(path = "fallback/name/show.html")]
struct ShowPage {
    page: Page,
    host: String,
    seen: Option<SeenShown>,
    look_up: String,
}

struct SeenShown {
    at: String,
    addresses: String,
    certificate: Badge,
    until: Option<String>,
    trouble: String,
    dane: Badge,
    /// What follows from it.
    dane_says: String,
    publish: Option<String>,
    found: Vec<String>,
}

async fn show_page(staff: Staff) -> Answer {
    let visit = &staff.visit;
    page(&ShowPage {
        page: visit
            .page(visit.words.t("fallback-name"))
            .lead(visit.words.t("fallback-name-lead"))
            .crumb(visit.words.t("nav-fallback"), "/staff/fallback"),
        host: visit.app.catalogue.fallback.host.clone(),
        seen: of(&visit.app).await?.map(|name| seen(visit, name)),
        look_up: format!("{PATH}/look-up"),
    })
}

fn seen(visit: &Visit, name: MailName) -> SeenShown {
    let t = |key: &str| visit.words.t(key);
    let dane = name.verdict().unwrap_or(Dane::Unknown);
    let tone = match dane {
        Dane::Good => Tone::Good,
        Dane::Wrong => Tone::Bad,
        Dane::Useless | Dane::NotShown => Tone::Warn,
        Dane::None | Dane::Unknown => Tone::Quiet,
    };
    let certificate = match name.certificate_trouble.is_empty() {
        true => Badge::new(Tone::Good, t("fallback-name-certificate-good")),
        false => Badge::new(Tone::Warn, t("fallback-name-certificate-loose")),
    };
    let relative = |at_ms: i64| visit.words.relative(instant(at_ms), visit.app.clock.now());
    SeenShown {
        at: name.looked_at_ms.map_or_else(|| t("fallback-name-soon"), relative),
        publish: name.publish(),
        addresses: match (name.addresses.as_str(), dane) {
            ("", Dane::Unknown) => t("fallback-dane-unknown"),
            ("", _) => t("fallback-name-no-addresses"),
            (known, _) => known.replace(' ', ", "),
        },
        until: name
            .certificate_until_ms
            .map(|until_ms| visit.words.instant(instant(until_ms), visit.app.zone())),
        trouble: name.certificate_trouble,
        certificate,
        dane: Badge::new(tone, t(&format!("fallback-dane-{}", dane.as_str()))),
        dane_says: t(&format!("fallback-dane-{}-says", dane.as_str())),
        found: name.found.lines().map(str::to_string).collect(),
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn look_page(staff: Staff, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    look_again(&staff.visit.app).await?;
    Ok(see_told(PATH, "flash-fallback-name"))
}

/// How it stands with the fallback's name.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "FallbackName")]
struct Shown {
    host: String,
    /// Its addresses in DNS.
    addresses: Vec<String>,
    /// What strict senders find wrong with the certificate that it shows; none: nothing.
    certificate_trouble: Option<String>,
    certificate_until_ms: Option<i64>,
    /// The TLSA record that fits that certificate, as a zone file has it.
    publish: Option<String>,
    /// None: it was not looked at yet.
    tlsa: Option<Dane>,
    /// Its TLSA records as they were found, or why they were not.
    found: Vec<String>,
    /// None: it is looked at within a minute.
    looked_at_ms: Option<i64>,
}

async fn told(app: &App) -> Result<Json<Shown>, Fault> {
    let host = app.catalogue.fallback.host.clone();
    let Some(name) = of(app).await? else {
        return Ok(Json(Shown {
            host,
            addresses: vec![],
            certificate_trouble: None,
            certificate_until_ms: None,
            publish: None,
            tlsa: None,
            found: vec![],
            looked_at_ms: None,
        }));
    };
    Ok(Json(Shown {
        host,
        addresses: name.addresses.split_whitespace().map(str::to_string).collect(),
        publish: name.publish(),
        tlsa: name.verdict(),
        found: name.found.lines().map(str::to_string).collect(),
        certificate_trouble: Some(name.certificate_trouble).filter(|trouble| !trouble.is_empty()),
        certificate_until_ms: name.certificate_until_ms,
        looked_at_ms: name.looked_at_ms,
    }))
}

async fn show(staff: Staff) -> Result<Json<Shown>, Fault> {
    told(&staff.visit.app).await
}

async fn look(staff: Staff) -> Result<Json<Shown>, Fault> {
    look_again(&staff.visit.app).await?;
    told(&staff.visit.app).await
}
