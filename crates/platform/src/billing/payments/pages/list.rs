//! All payments, those that wait for somebody, and for each the likeliest suggestion with its button.

use super::super::found::{self, Wanted};
use super::super::model::Payment;
use super::{date_words, state, tabs, why};
use crate::app::App;
use crate::web::{Answer, Paging, ROWS, Staff, Visit, page};
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::ui::{Badge, Column, Empty, ListQuery, Listing, NavItem, Page};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/staff/payments", get(list_page))
}

#[derive(askama::Template)]
#[template(path = "billing/payments/pages/list.html")]
struct ListPage {
    page: Page,
    tabs: Vec<NavItem>,
    list: Listing,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    date: String,
    name: String,
    words: String,
    amount: String,
    state: Badge,
    suggestion: Option<Suggestion>,
}

/// What a payment may be for, and what its button sends.
pub(super) struct Suggestion {
    pub action: String,
    pub why: String,
    pub words: String,
    pub parts: String,
}

async fn list_page(staff: Staff, Query(wanted): Query<Wanted>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let query = ListQuery { q: wanted.q.clone(), page: wanted.page.clone(), ..ListQuery::default() };
    let found = found::found(&visit.app, &wanted, &Paging::of(&query)).await?;
    let mut rows = Vec::with_capacity(found.payments.len());
    for payment in &found.payments {
        rows.push(row(visit, payment).await?);
    }
    let nothing_left = wanted.shown() == "unsettled" || wanted.shown() == "suggested";
    let empty = match nothing_left {
        true => Empty::new(t("payments-nothing-left"), t("payments-nothing-left-do")),
        false => Empty::new(t("payments-none"), t("payments-none-do"))
            .action(t("statement-import"), "/staff/payments/statements"),
    };
    let list = Listing::new("/staff/payments", t("nav-payments"), u64::try_from(found.total).unwrap_or(0))
        .narrowed("show", wanted.shown())
        .column(Column::text(t("payment-from")))
        .column(Column::text(t("payment-date")))
        .column(Column::text(t("payment-words")))
        .column(Column::number(t("payment-amount")))
        .column(Column::text(t("payment-state")))
        .column(Column::actions(t("payment-suggestion")))
        .search(t("payments-search"))
        .query(query, ROWS)
        .empty(empty);
    let frame = visit.page(t("nav-payments")).action(t("statement-import"), "/staff/payments/statements");
    page(&ListPage { page: frame, tabs: tabs(visit), list, rows })
}

async fn row(visit: &Visit, payment: &Payment) -> Result<Row, Fault> {
    let name = match payment.name.is_empty() {
        true => visit.words.t("payment-nobody"),
        false => payment.name.clone(),
    };
    Ok(Row {
        href: format!("/staff/payments/{}", payment.id),
        date: date_words(visit, &payment.date),
        name,
        words: shortened(&payment.reference, &payment.words),
        amount: visit.words.money(payment.amount_minor, &payment.currency),
        state: state(visit, &payment.state),
        suggestion: suggestions(visit, payment).await?.into_iter().next(),
    })
}

fn shortened(reference: &str, words: &str) -> String {
    let text = format!("{reference} {words}");
    let text = text.trim();
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

pub(super) async fn suggestions(visit: &Visit, payment: &Payment) -> Result<Vec<Suggestion>, Fault> {
    let plans = super::super::suggestions(&visit.app, payment).await?;
    let suggestion = |plan: super::super::Plan| Suggestion {
        action: format!("/staff/payments/{}/settle", payment.id),
        why: why(visit, plan.why.code()),
        parts: serde_json::to_string(&plan.parts).expect("parts are plain data"),
        words: plan.words,
    };
    Ok(plans.into_iter().map(suggestion).collect())
}
