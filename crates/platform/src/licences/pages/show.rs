//! One licence of a customer: what it is, and what can be done with it.

use super::facts::Speech;
use super::sheet::{Look, Sheet};
use crate::accounts::Doing;
use crate::app::App;
use crate::events::Whose;
use crate::licences::model::{Issued, Licence};
use crate::licences::routes::download_of;
use crate::licences::{For, LicenceRefused, named, show_key};
use crate::web::{Answer, Member, Posted, page};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use hostler_kit::http::Fault;
use hostler_kit::ui::{Link, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/licences/{id}", get(licence_page))
        .route("/licences/{id}/file", get(download))
        .route("/licences/{id}/keys/{key}", post(key))
}

#[derive(askama::Template)]
#[template(path = "licences/pages/show.html")]
struct LicencePage {
    page: Page,
    revoked: Option<String>,
    actions: Vec<Link>,
    sheet: Sheet,
}

pub async fn own(member: &Member, id: &str) -> Result<Licence, Fault> {
    named(&member.visit.app, For::Customer(&member.customer), id).await
}

/// Who may move a licence and see its keys.
pub fn check_role(member: &Member) -> Result<(), LicenceRefused> {
    member.session.may(Doing::RegisterLicences).map_err(|_| LicenceRefused::NotYours)
}

async fn licence_page(member: Member, Path(id): Path<String>) -> Answer {
    let licence = own(&member, &id).await?;
    page(&shown(&member, &licence, None).await?)
}

async fn shown(member: &Member, licence: &Licence, key: Option<&Issued>) -> Result<LicencePage, Fault> {
    let visit = &member.visit;
    let speech = Speech(visit);
    let look = Look {
        whose: Whose::Customer(member.customer.to_string()),
        path: format!("/licences/{}", licence.id),
        shown: key,
    };
    let title = format!("{} {}", speech.product(&licence.product), licence.number);
    let frame = visit.page(title).badge(speech.badge(licence)).crumb(speech.t("nav-licences"), "/licences");
    let renew = format!("/shop/order?licence={}&kind=renewal", licence.id);
    let revoked = licence.revoked_at_ms.is_some();
    Ok(LicencePage {
        page: if revoked { frame } else { frame.action(speech.t("licence-renew"), renew) },
        revoked: revoked
            .then(|| visit.words.with("licence-revoked-why", "why", licence.revoked_reason.as_str())),
        actions: actions(&speech, licence),
        sheet: Sheet::of(visit, licence, &look).await?,
    })
}

fn actions(speech: &Speech<'_>, licence: &Licence) -> Vec<Link> {
    let to_shop = |kind: &str| format!("/shop/order?licence={}&kind={kind}", licence.id);
    let own = |part: &str| format!("/licences/{}/{part}", licence.id);
    let all = [
        (licence.serial > 0, "licence-download", own("file")),
        (licence.revoked_at_ms.is_none(), "licence-more-users", to_shop("users")),
        (licence.revoked_at_ms.is_none(), "licence-another-add-on", to_shop("add-on")),
        (licence.revoked_at_ms.is_none(), "licence-register-key", "/licences/register".into()),
        (licence.serial > 0, "licence-move", own("move")),
    ];
    all.into_iter()
        .filter(|(there, ..)| *there)
        .map(|(_, key, href)| Link::new(speech.t(key), href))
        .collect()
}

async fn download(member: Member, Path(id): Path<String>) -> Answer {
    download_of(&member.visit.app, &own(&member, &id).await?).await
}

#[derive(Deserialize)]
pub struct Nothing {}

async fn key(
    member: Member,
    Path((id, key)): Path<(String, String)>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    let licence = own(&member, &id).await?;
    check_role(&member)?;
    let issued = show_key(&member.visit.app, &member.session.actor(), &licence, &key).await?;
    page(&shown(&member, &licence, Some(&issued)).await?)
}
