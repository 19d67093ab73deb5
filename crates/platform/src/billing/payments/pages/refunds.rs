//! Credit that is paid back: what waits for the bank, and where it is asked for.

use super::super::found;
use super::super::model::Refund;
use super::super::refunds::Wish;
use super::by_hand::{amount_of, customer};
use super::tabs;
use crate::accounts;
use crate::app::App;
use crate::web::{Answer, Paging, Posted, ROWS, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Badge, Column, Empty, Field, Form, ListQuery, Listing, NavItem, Page, Tone};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/payments/refunds", get(list_page).post(ask))
        .route("/staff/payments/refunds/{id}/withdraw", post(withdraw))
}

#[derive(askama::Template)]
#[template(path = "billing/payments/pages/refunds.html")]
struct RefundsPage {
    page: Page,
    tabs: Vec<NavItem>,
    form: Form,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    customer: String,
    href: String,
    name: String,
    iban: String,
    amount: String,
    asked: String,
    state: Badge,
    withdraw: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Typed {
    customer: String,
    name: String,
    iban: String,
    amount: String,
}

fn form(visit: &Visit, typed: &Typed) -> Form {
    let t = |key: &str| visit.words.t(key);
    let customer = Field::text("customer", t("payment-customer")).hint(t("payment-customer-hint"));
    let iban = Field::text("iban", t("refund-iban")).attribute("spellcheck", "false");
    Form::new("/staff/payments/refunds", t("refund-ask"))
        .field(customer.value(&typed.customer))
        .field(Field::text("amount", t("payment-amount")).short().value(&typed.amount))
        .field(iban.value(&typed.iban))
        .field(Field::text("name", t("refund-name")).optional().value(&typed.name))
}

/// The customer may stand in the address, as its page links it.
async fn list_page(staff: Staff, Query(query): Query<ListQuery>, Query(typed): Query<Typed>) -> Answer {
    page(&shown(&staff.visit, query, form(&staff.visit, &typed)).await?)
}

async fn shown(visit: &Visit, query: ListQuery, form: Form) -> Result<RefundsPage, Fault> {
    let t = |key: &str| visit.words.t(key);
    let (refunds, total) = found::refunds(&visit.app.db, &Paging::of(&query)).await?;
    let mut rows = Vec::with_capacity(refunds.len());
    for refund in &refunds {
        rows.push(row(visit, refund).await?);
    }
    let path = "/staff/payments/refunds";
    let list = Listing::new(path, t("payments-refunds"), u64::try_from(total).unwrap_or(0))
        .column(Column::text(t("invoice-customer")))
        .column(Column::text(t("refund-to")))
        .column(Column::number(t("payment-amount")))
        .column(Column::text(t("refund-asked")))
        .column(Column::text(t("payment-state")))
        .column(Column::actions(t("refund-withdraw")))
        .query(query, ROWS)
        .empty(Empty::new(t("refunds-none"), t("refunds-none-do")));
    let frame = visit.page(t("payments-refunds")).lead(t("refunds-lead"));
    let frame = frame.crumb(t("nav-payments"), "/staff/payments").with_form(&form);
    Ok(RefundsPage { page: frame, tabs: tabs(visit), form, list, rows })
}

async fn row(visit: &Visit, refund: &Refund) -> Result<Row, Fault> {
    let customer =
        accounts::customer(&visit.app.db, &refund.customer_id).await?.ok_or_else(Fault::missing)?;
    // Whoever transfers it needs the whole account; afterwards its end is enough.
    let iban = match refund.state.as_str() {
        "asked" => {
            let opened = visit.app.vault.open(&refund.party_sealed, refund.id.as_str());
            opened.map_err(Fault::broken)?
        }
        _ => refund.party_shown.clone(),
    };
    let (tone, key) = match refund.state.as_str() {
        "asked" => (Tone::Busy, "refund-state-asked"),
        "paid" => (Tone::Good, "refund-state-paid"),
        _ => (Tone::Quiet, "refund-state-withdrawn"),
    };
    Ok(Row {
        customer: customer.name,
        href: format!("/staff/customers/{}", refund.customer_id),
        name: refund.name.clone(),
        iban,
        amount: visit.words.money(refund.amount_minor, &refund.currency),
        asked: format!(
            "{}, {}",
            refund.asked_by,
            visit.words.instant(instant(refund.asked_at_ms), visit.app.zone())
        ),
        state: Badge::new(tone, visit.words.t(key)),
        withdraw: (refund.state == "asked")
            .then(|| format!("/staff/payments/refunds/{}/withdraw", refund.id)),
    })
}

async fn ask(staff: Staff, Posted(typed): Posted<Typed>) -> Answer {
    let visit = &staff.visit;
    let asked = async {
        let customer = customer(&visit.app, typed.customer.trim()).await;
        let customer = customer.map_err(|fault| Fault { field: Some("customer"), ..fault })?;
        let amount_minor = amount_of(&typed.amount)?;
        let wish = Wish { customer, amount_minor, iban: typed.iban.clone(), name: typed.name.clone() };
        super::super::ask_refund(&visit.app, &staff.session.actor(), &wish).await
    };
    match asked.await {
        Ok(_) => Ok(see_told("/staff/payments/refunds", "flash-refund-asked")),
        Err(fault) if matches!(fault.kind, Kind::Invalid | Kind::Conflict) => {
            let form = form(visit, &typed).refuse(fault.field.unwrap_or_default(), visit.sentence(&fault));
            refused(&shown(visit, ListQuery::default(), form).await?)
        }
        Err(fault) => Err(fault),
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn withdraw(staff: Staff, Path(id): Path<Id<Refund>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    super::super::withdraw_refund(&staff.visit.app, &staff.session.actor(), &id).await?;
    Ok(see_told("/staff/payments/refunds", "flash-refund-withdrawn"))
}
