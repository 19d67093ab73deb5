//! Staff: one key, by its id; a key that is in no licence can be withdrawn.

use super::facts::Speech;
use super::moving::reason;
use crate::app::App;
use crate::licences::look_up::brings;
use crate::licences::model::KeyRow;
use crate::licences::revoke_key;
use crate::licences::store::keys;
use crate::web::{Answer, Posted, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use hostler_kit::http::{Fault, Kind};
use hostler_kit::time::instant;
use hostler_kit::ui::{Confirm, Link, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/staff/keys/{id}", get(key_page).post(withdraw))
}

#[derive(askama::Template)]
#[template(path = "licences/pages/key.html")]
struct KeyPage {
    page: Page,
    facts: Vec<(String, String)>,
    licence: Option<Link>,
    confirm: Option<Confirm>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    reason: String,
    confirm: String,
}

async fn found(staff: &Staff, id: &str) -> Result<KeyRow, Fault> {
    keys::find(&staff.visit.app.db, id).await?.ok_or_else(Fault::missing)
}

async fn key_page(staff: Staff, Path(id): Path<String>) -> Answer {
    let key = found(&staff, &id).await?;
    page(&shown(&staff.visit, &key, &Typed::default()).await?)
}

async fn shown(visit: &Visit, key: &KeyRow, typed: &Typed) -> Result<KeyPage, Fault> {
    let speech = Speech(visit);
    let brings = brings(key.grant().map_err(Fault::broken)?);
    let licence = match &key.licence_id {
        Some(id) => crate::licences::find(&visit.app.db, id).await?,
        None => None,
    };
    let facts = vec![
        (speech.t("licence-key-for"), speech.brings(&brings)),
        (speech.t("licence-product"), speech.product(&brings.product)),
        (speech.t("licence-issued-at"), visit.words.instant(instant(key.created_at_ms), visit.app.zone())),
        (speech.t("licence-order"), key.order_id.clone()),
        (speech.t("licence-reason"), format!("{}{}", key.reason, key.revoked_reason)),
    ];
    let frame = visit.page(visit.words.with("licence-key-title", "hint", key.hint.as_str()));
    let confirm =
        Confirm::new(format!("/staff/keys/{}", key.id), speech.t("licence-key-revoke"), key.hint.as_str())
            .consequence(speech.t("licence-key-revoke-means"))
            .ask(reason(&speech).value(&typed.reason));
    Ok(KeyPage {
        page: frame
            .badge(speech.key_badge(&key.state))
            .crumb(speech.t("nav-all-licences"), "/staff/licences"),
        facts: facts.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        licence: licence.map(|licence| Link::new(licence.number, format!("/staff/licences/{}", licence.id))),
        confirm: (key.state == "new").then_some(confirm),
    })
}

async fn withdraw(staff: Staff, Path(id): Path<String>, Posted(typed): Posted<Typed>) -> Answer {
    let (visit, key) = (&staff.visit, found(&staff, &id).await?);
    let shown = shown(visit, &key, &typed).await?;
    let Some(confirm) = shown.confirm.clone() else {
        revoke_key(&visit.app, &staff.session.actor(), &key.id, &typed.reason).await?;
        return Ok(see_told(&format!("/staff/keys/{id}"), "flash-key-revoked"));
    };
    if let Err(confirm) = confirm.clone().check(&typed.confirm, &shown.page) {
        return refused(&KeyPage { confirm: Some(*confirm), ..shown });
    }
    match revoke_key(&visit.app, &staff.session.actor(), &key.id, &typed.reason).await {
        Ok(()) => Ok(see_told(&format!("/staff/keys/{id}"), "flash-key-revoked")),
        Err(fault) if fault.kind == Kind::Invalid => {
            let confirm = confirm.refuse(fault.field.unwrap_or_default(), visit.sentence(&fault));
            refused(&KeyPage { confirm: Some(confirm), ..shown })
        }
        Err(fault) => Err(fault),
    }
}
