//! Downloads for customers, and releases for staff.

use super::{Release, routes};
use crate::app::App;
use crate::web::{Answer, Member, Posted, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::ui::{Badge, Column, Empty, Field, Form, Listing, Page, Tone};
use hostler_licence::release::Manifest;
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/downloads", get(downloads_page))
        .route("/staff/releases", get(list_page))
        .route("/staff/releases/{product}/{version}", get(release_page).post(withdraw))
}

struct Row {
    product: String,
    version: String,
    /// Where staff look at it, or customers get it.
    href: String,
    day: String,
    kind: Badge,
    certified: String,
    size: String,
    state: Badge,
}

#[derive(askama::Template)]
#[template(path = "releases/list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
}

async fn downloads_page(member: Member) -> Answer {
    let visit = &member.visit;
    let t = |key: &str| visit.words.t(key);
    let releases = super::newest_first(&visit.app, "").await?.into_iter();
    let offered = releases.filter(|release| release.withdrawn_at_ms.is_none());
    let rows: Vec<Row> = offered
        .map(|release| {
            let href = hostler_wire::channel::package_path(&release.product, &release.version);
            row(visit, release, href)
        })
        .collect();
    let list = listing(visit, "/downloads", rows.len())
        .empty(Empty::new(t("downloads-none"), t("downloads-none-do")));
    page(&ListPage { page: visit.page(t("nav-downloads")).lead(t("downloads-lead")), list, rows })
}

async fn list_page(staff: Staff) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let releases = super::newest_first(&visit.app, "").await?.into_iter();
    let rows: Vec<Row> = releases
        .map(|release| {
            let href = format!("/staff/releases/{}/{}", release.product, release.version);
            row(visit, release, href)
        })
        .collect();
    let list = listing(visit, "/staff/releases", rows.len())
        .empty(Empty::new(t("releases-none"), t("releases-none-do")));
    page(&ListPage { page: visit.page(t("nav-releases")).lead(t("releases-publish-lead")), list, rows })
}

fn listing(visit: &Visit, path: &str, rows: usize) -> Listing {
    let t = |key: &str| visit.words.t(key);
    Listing::new(path, t("nav-releases"), rows as u64)
        .column(Column::text(t("releases-version")))
        .column(Column::text(t("releases-product")))
        .column(Column::text(t("releases-day")))
        .column(Column::text(t("releases-kind")))
        .column(Column::text(t("releases-certified")))
        .column(Column::number(t("releases-size")))
        .column(Column::text(t("releases-state")))
}

fn row(visit: &Visit, release: Release, href: String) -> Row {
    let manifest = routes::manifest(&release);
    Row {
        product: product_name(visit, &release.product),
        day: day(visit, &release.released),
        kind: kind(visit, manifest.as_ref()),
        certified: certified(manifest.as_ref()),
        size: visit.words.bytes(release.bytes),
        state: state(visit, &release),
        version: release.version,
        href,
    }
}

fn product_name(visit: &Visit, id: &str) -> String {
    visit.app.catalogue.product(id).map_or(id.to_string(), |product| product.name.clone())
}

fn day(visit: &Visit, text: &str) -> String {
    text.parse::<Date>().map_or(text.to_string(), |day| visit.words.date(day))
}

fn kind(visit: &Visit, manifest: Option<&Manifest>) -> Badge {
    match manifest.is_some_and(|manifest| manifest.security) {
        true => Badge::new(Tone::Busy, visit.words.t("releases-security")),
        false => Badge::new(Tone::Quiet, visit.words.t("releases-normal")),
    }
}

fn certified(manifest: Option<&Manifest>) -> String {
    let told = manifest.iter().flat_map(|manifest| &manifest.certificates);
    let told: Vec<String> = told.map(|one| format!("{} ({})", one.scheme, one.number)).collect();
    if told.is_empty() { "–".into() } else { told.join(", ") }
}

fn state(visit: &Visit, release: &Release) -> Badge {
    match release.withdrawn_at_ms {
        Some(_) => Badge::new(Tone::Bad, visit.words.t("releases-withdrawn")),
        None => Badge::new(Tone::Good, visit.words.t("releases-offered")),
    }
}

#[derive(askama::Template)]
#[template(path = "releases/show.html")]
struct ShowPage {
    page: Page,
    release: Release,
    day: String,
    certified: String,
    size: String,
    notes: Option<String>,
    withdraw: Option<Form>,
}

async fn release_page(staff: Staff, Path((product, version)): Path<(String, String)>) -> Answer {
    let form = withdraw_form(&staff.visit, &product, &version);
    page(&show(&staff.visit, (&product, &version), form).await?)
}

fn withdraw_form(visit: &Visit, product: &str, version: &str) -> Form {
    let t = |key: &str| visit.words.t(key);
    let reason = Field::text("reason", t("release-withdraw-reason")).hint(t("release-withdraw-reason-hint"));
    Form::new(format!("/staff/releases/{product}/{version}"), t("release-withdraw")).field(reason)
}

async fn show(visit: &Visit, (product, version): (&str, &str), form: Form) -> Result<ShowPage, Fault> {
    let release = super::find(&visit.app.db, product, version).await?.ok_or_else(Fault::missing)?;
    let manifest = routes::manifest(&release);
    let notes = manifest.as_ref().and_then(|manifest| {
        let own = manifest.notes.get(visit.language());
        own.or(manifest.notes.get("en")).cloned()
    });
    let title = format!("{} {}", product_name(visit, &release.product), release.version);
    Ok(ShowPage {
        page: visit.page(title).badge(state(visit, &release)).with_form(&form),
        day: day(visit, &release.released),
        certified: certified(manifest.as_ref()),
        size: visit.words.bytes(release.bytes),
        notes,
        withdraw: release.withdrawn_at_ms.is_none().then_some(form),
        release,
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    reason: String,
}

async fn withdraw(
    staff: Staff,
    Path((product, version)): Path<(String, String)>,
    Posted(typed): Posted<Typed>,
) -> Answer {
    let (visit, at) = (&staff.visit, (product.as_str(), version.as_str()));
    match super::withdraw(&visit.app, &staff.session.actor(), at, &typed.reason).await {
        Ok(_) => Ok(see_told(&format!("/staff/releases/{product}/{version}"), "flash-release-withdrawn")),
        Err(fault) if fault.kind == Kind::Invalid => {
            let form = withdraw_form(visit, &product, &version).fill("reason", &typed.reason);
            let form = form.refuse(fault.field.unwrap_or_default(), visit.sentence(&fault));
            refused(&show(visit, at, form).await?)
        }
        Err(fault) => Err(fault),
    }
}
