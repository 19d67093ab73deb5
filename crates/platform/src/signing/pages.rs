//! Staff: the keys that sign licences and releases; a new one in place of an old one, and withdrawing one that somebody
//! else may have.

use super::model::{Purpose, SignKey};
use super::{keys, revoke, rotate};
use crate::app::App;
use crate::web::{Answer, Posted, Staff, Visit, asked, asked_again, page, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Confirm, Field, Listing, Page, Tone};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/signing-keys", get(list_page))
        .route("/staff/signing-keys/rotate/{purpose}", get(ask_rotate).post(do_rotate))
        .route("/staff/signing-keys/{id}/revoke", get(ask_revoke).post(do_revoke))
}

#[derive(askama::Template)]
#[template(path = "signing/list.html")]
struct ListPage {
    page: Page,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    purpose: String,
    badge: Badge,
    documents: i64,
    since: String,
    public: String,
    /// What can be done with it: words and address.
    actions: Vec<(String, String)>,
}

async fn list_page(staff: Staff) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let mut found = keys(&visit.app.db).await?;
    found.reverse();
    let list = Listing::new("/staff/signing-keys", t("nav-signing-keys"), found.len() as u64)
        .column(Column::text(t("signing-key")))
        .column(Column::text(t("signing-purpose")))
        .column(Column::text(t("licence-state")))
        .column(Column::number(t("signing-documents")))
        .column(Column::text(t("signing-since")))
        .column(Column::actions(t("signing-actions")));
    let rows = found.iter().map(|key| row(visit, key)).collect();
    page(&ListPage { page: visit.page(t("nav-signing-keys")).lead(t("signing-lead")), list, rows })
}

fn badge(visit: &Visit, key: &SignKey) -> Badge {
    let (tone, word) = match (key.revoked_at_ms, key.retired_at_ms) {
        (Some(_), _) => (Tone::Bad, "signing-revoked"),
        (None, Some(_)) => (Tone::Quiet, "signing-retired"),
        (None, None) => (Tone::Good, "signing-current"),
    };
    Badge::new(tone, visit.words.t(word))
}

fn row(visit: &Visit, key: &SignKey) -> Row {
    let t = |key: &str| visit.words.t(key);
    let root = key.purpose == Purpose::Root.code();
    let current = key.retired_at_ms.is_none() && key.revoked_at_ms.is_none();
    let rotate = (t("signing-rotate"), format!("/staff/signing-keys/rotate/{}", key.purpose));
    let revoke = (t("signing-revoke"), format!("/staff/signing-keys/{}/revoke", key.id));
    let actions = [(current, rotate), (key.revoked_at_ms.is_none(), revoke)];
    Row {
        id: key.id.clone(),
        purpose: t(&format!("signing-for-{}", key.purpose)),
        badge: badge(visit, key),
        documents: key.documents,
        since: visit.words.instant(instant(key.created_at_ms), visit.app.zone()),
        public: key.public_key.clone(),
        actions: actions.into_iter().filter(|(there, _)| *there && !root).map(|(_, action)| action).collect(),
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    reason: String,
    confirm: String,
}

fn frame(visit: &Visit, title: String) -> Page {
    visit.page(title).crumb(visit.words.t("nav-signing-keys"), "/staff/signing-keys")
}

fn rotation(visit: &Visit, purpose: &str) -> Result<(Purpose, Page, Confirm), Fault> {
    let known =
        Purpose::of(purpose).filter(|purpose| *purpose != Purpose::Root).ok_or_else(Fault::missing)?;
    let t = |key: &str| visit.words.t(key);
    let confirm = Confirm::new(format!("/staff/signing-keys/rotate/{purpose}"), t("signing-rotate"), purpose)
        .consequence(t("signing-rotate-keeps"))
        .consequence(t("signing-rotate-next"))
        .cancel("/staff/signing-keys");
    Ok((known, frame(visit, t("signing-rotate")), confirm))
}

async fn ask_rotate(staff: Staff, Path(purpose): Path<String>) -> Answer {
    let (_, frame, confirm) = rotation(&staff.visit, &purpose)?;
    asked(frame, confirm)
}

async fn do_rotate(staff: Staff, Path(purpose): Path<String>, Posted(typed): Posted<Typed>) -> Answer {
    let (purpose, frame, confirm) = rotation(&staff.visit, &purpose)?;
    if let Err(confirm) = confirm.check(&typed.confirm, &frame) {
        return asked_again(frame, *confirm);
    }
    rotate(&staff.visit.app, &staff.session.actor(), purpose).await?;
    Ok(see_told("/staff/signing-keys", "flash-signing-rotated"))
}

fn revocation(visit: &Visit, id: &str, typed: &Typed) -> (Page, Confirm) {
    let t = |key: &str| visit.words.t(key);
    let reason = Field::text("reason", t("licence-reason"))
        .hint(t("licence-reason-hint"))
        .attribute("maxlength", "200");
    let confirm = Confirm::new(format!("/staff/signing-keys/{id}/revoke"), t("signing-revoke"), id)
        .consequence(t("signing-revoke-means"))
        .consequence(t("signing-revoke-again"))
        .ask(reason.value(&typed.reason))
        .cancel("/staff/signing-keys");
    (frame(visit, t("signing-revoke")), confirm)
}

async fn known(staff: &Staff, id: &str) -> Result<(), Fault> {
    let found = keys(&staff.visit.app.db).await?.into_iter().find(|key| key.id == id);
    found.map(drop).ok_or_else(Fault::missing)
}

async fn ask_revoke(staff: Staff, Path(id): Path<String>) -> Answer {
    known(&staff, &id).await?;
    let (frame, confirm) = revocation(&staff.visit, &id, &Typed::default());
    asked(frame, confirm)
}

async fn do_revoke(staff: Staff, Path(id): Path<String>, Posted(typed): Posted<Typed>) -> Answer {
    known(&staff, &id).await?;
    let (frame, confirm) = revocation(&staff.visit, &id, &typed);
    if let Err(confirm) = confirm.clone().check(&typed.confirm, &frame) {
        return asked_again(frame, *confirm);
    }
    match revoke(&staff.visit.app, &staff.session.actor(), &id, &typed.reason).await {
        Ok(_) => Ok(see_told("/staff/signing-keys", "flash-signing-revoked")),
        Err(fault) if fault.code == "reason-missing" => {
            asked_again(frame, confirm.refuse("reason", staff.visit.sentence(&fault)))
        }
        Err(fault) => Err(fault),
    }
}
