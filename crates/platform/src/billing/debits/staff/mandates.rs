//! Every mandate, what was signed of it, and its end by staff.

use super::super::store::mandates as store;
use crate::accounts;
use crate::app::App;
use crate::billing::debits::mandates::{self, mandate_by_id};
use crate::billing::debits::model::{Mandate, Signature};
use crate::billing::debits::rules::DebitRefused;
use crate::billing::debits::shown::{self, MandateShown};
use crate::web::{Answer, Paging, Posted, ROWS, Staff, Visit, asked, asked_again, page, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::{Column, Confirm, Empty, ListQuery, Listing, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/debits/mandates", get(list_page))
        .route("/staff/debits/mandates/{id}", get(mandate_page))
        .route("/staff/debits/mandates/{id}/withdraw", get(withdraw_page).post(withdraw))
}

#[derive(askama::Template)]
#[template(path = "billing/debits/mandates.html")]
struct MandatesPage {
    page: Page,
    list: Listing,
    rows: Vec<MandateShown>,
}

async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let (db, t) = (&visit.app.db, |key: &str| visit.words.t(key));
    let found = store::list(db, query.term(), &Paging::of(&query)).await?;
    let total = store::count(db, query.term()).await?;
    let list =
        Listing::new("/staff/debits/mandates", t("debits-mandates"), u64::try_from(total).unwrap_or(0))
            .column(Column::text(t("mandate-reference")))
            .column(Column::text(t("mandate-holder")))
            .column(Column::text(t("mandate-iban")))
            .column(Column::text(t("mandate-signed-at")))
            .column(Column::text(t("mandate-last-used")))
            .column(Column::text(t("mandate-state")))
            .search(t("debits-mandates-search"))
            .query(query, ROWS)
            .empty(Empty::new(t("payment-mandates-none"), t("debits-none-do")));
    page(&MandatesPage {
        page: visit.page(t("debits-mandates")).crumb(t("debits-title"), "/staff/debits"),
        list,
        rows: found.iter().map(|mandate| shown::mandate(visit, mandate)).collect(),
    })
}

#[derive(askama::Template)]
#[template(path = "billing/debits/mandate.html")]
struct MandatePage {
    page: Page,
    facts: Vec<(String, String)>,
    /// Name and page.
    customer: (String, String),
    signatures: Vec<Signed>,
}

/// One signature, with its text.
struct Signed {
    facts: Vec<(String, String)>,
    lines: Vec<String>,
}

fn signed(visit: &Visit, signature: &Signature) -> Signed {
    let t = |key: &str| visit.words.t(key);
    let by = format!("{} <{}>", signature.person_name, signature.person_email);
    Signed {
        facts: vec![
            (t("mandate-iban"), signature.iban_shown.clone()),
            (t("mandate-holder"), signature.holder.clone()),
            (t("mandate-signed-by"), by),
            (t("mandate-signed-at"), shown::at(visit, signature.signed_at_ms)),
            (t("mandate-signed-from"), signature.signed_from.clone()),
        ],
        lines: signature.text.lines().map(str::to_string).collect(),
    }
}

async fn mandate_page(staff: Staff, Path(id): Path<Id<Mandate>>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let mandate = mandate_by_id(&visit.app.db, &id).await?;
    let signatures = store::signatures(&visit.app.db, &id).await?;
    let customer =
        accounts::customer(&visit.app.db, &mandate.customer_id).await?.ok_or_else(Fault::missing)?;
    let shown = shown::mandate(visit, &mandate);
    let mut frame = visit
        .page(mandate.reference.clone())
        .badge(shown.state)
        .crumb(t("debits-mandates"), "/staff/debits/mandates");
    if mandate.is_active() {
        frame = frame.action(t("payment-withdraw"), format!("/staff/debits/mandates/{id}/withdraw"));
    }
    page(&MandatePage {
        page: frame,
        facts: vec![
            (t("mandate-creditor-id"), mandate.creditor_id.clone()),
            (t("mandate-iban"), shown.iban),
            (t("mandate-holder"), shown.holder),
            (t("mandate-last-used"), shown.used),
        ],
        customer: (customer.name, format!("/staff/customers/{}", mandate.customer_id)),
        signatures: signatures.iter().map(|signature| signed(visit, signature)).collect(),
    })
}

fn question(visit: &Visit, mandate: &Mandate) -> (Page, Confirm) {
    let t = |key: &str| visit.words.t(key);
    let here = format!("/staff/debits/mandates/{}", mandate.id);
    let title = visit.words.with("payment-withdraw-title", "reference", mandate.reference.as_str());
    let confirm = Confirm::new(format!("{here}/withdraw"), t("payment-withdraw"), mandate.reference.as_str())
        .consequence(t("payment-withdraw-1"))
        .consequence(t("payment-withdraw-2"))
        .consequence(t("payment-withdraw-3"))
        .cancel(here.as_str());
    (visit.page(title).crumb(mandate.reference.as_str(), here), confirm)
}

async fn in_force(staff: &Staff, id: &Id<Mandate>) -> Result<Mandate, Fault> {
    let mandate = mandate_by_id(&staff.visit.app.db, id).await?;
    if mandate.is_active() { Ok(mandate) } else { Err(DebitRefused::NoMandate.into()) }
}

async fn withdraw_page(staff: Staff, Path(id): Path<Id<Mandate>>) -> Answer {
    let (frame, confirm) = question(&staff.visit, &in_force(&staff, &id).await?);
    asked(frame, confirm)
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    confirm: String,
}

async fn withdraw(staff: Staff, Path(id): Path<Id<Mandate>>, Posted(typed): Posted<Confirmed>) -> Answer {
    let (frame, confirm) = question(&staff.visit, &in_force(&staff, &id).await?);
    if let Err(again) = confirm.check(&typed.confirm, &frame) {
        return asked_again(frame, *again);
    }
    mandates::withdraw(&staff.visit.app, &id, &staff.session.actor()).await?;
    Ok(see_told(&format!("/staff/debits/mandates/{id}"), "flash-mandate-withdrawn"))
}
