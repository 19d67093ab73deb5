//! One payment: what the bank says of it, what it was for, what it may be for, and the ways to say so.

use super::super::found;
use super::super::model::{Match, Payment};
use super::by_hand::Forms;
use super::list::{Suggestion, suggestions};
use super::{date_words, state, why};
use crate::app::App;
use crate::web::{Answer, Posted, Staff, Visit, page, see_told};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use hostler_kit::http::{Fault, Kind};
use hostler_kit::id::Id;
use hostler_kit::time::instant;
use hostler_kit::ui::{Form, Page};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/payments/{id}", get(show_page))
        .route("/staff/payments/{id}/settle", post(settle))
        .route("/staff/payments/matches/{id}/undo", post(undo))
}

#[derive(askama::Template)]
#[template(path = "billing/payments/pages/show.html")]
pub(super) struct ShowPage {
    page: Page,
    facts: Vec<(String, String)>,
    matches: Vec<Row>,
    suggestions: Vec<Suggestion>,
    forms: Vec<(String, Form)>,
}

struct Row {
    what: String,
    href: Option<String>,
    amount: String,
    why: String,
    who: String,
    undone: Option<String>,
    undo: Option<String>,
}

async fn show_page(staff: Staff, Path(id): Path<Id<Payment>>) -> Answer {
    page(&shown(&staff.visit, &id, Forms::of(&staff.visit, &id)).await?)
}

pub(super) async fn shown(visit: &Visit, id: &Id<Payment>, forms: Forms) -> Result<ShowPage, Fault> {
    let (payment, matches) = found::one(&visit.app.db, id).await?;
    let t = |key: &str| visit.words.t(key);
    let title = if payment.name.is_empty() { t("payment-nobody") } else { payment.name.clone() };
    let frame =
        visit.page(title).badge(state(visit, &payment.state)).crumb(t("nav-payments"), "/staff/payments");
    Ok(ShowPage {
        page: frame,
        facts: facts(visit, &payment)?,
        matches: matches.iter().map(|one| row(visit, &payment, one)).collect(),
        suggestions: suggestions(visit, &payment).await?,
        forms: if payment.open_minor == 0 { Vec::new() } else { forms.shown(visit, payment.open_minor) },
    })
}

fn facts(visit: &Visit, payment: &Payment) -> Result<Vec<(String, String)>, Fault> {
    let t = |key: &str| visit.words.t(key);
    let money = |minor: i64| visit.words.money(minor, &payment.currency);
    let iban = match payment.party_sealed.is_empty() {
        true => String::new(),
        false => {
            let opened = visit.app.vault.open(&payment.party_sealed, payment.id.as_str());
            opened.map_err(Fault::broken)?
        }
    };
    let some = |minor: i64| if minor == 0 { String::new() } else { money(minor) };
    let facts = vec![
        (t("payment-amount"), money(payment.amount_minor)),
        (t("payment-charges"), some(payment.charges_minor)),
        (t("payment-unsettled"), some(payment.open_minor)),
        (t("payment-date"), date_words(visit, &payment.date)),
        (t("bank-payment-account"), iban),
        (t("payment-reference"), payment.reference.clone()),
        (t("payment-words"), payment.words.clone()),
        (t("payment-end-to-end"), payment.end_to_end_id.clone()),
        (t("payment-mandate"), payment.mandate.clone()),
        (t("payment-return"), payment.return_reason.clone()),
        (t("payment-batch"), payment.payment_info_id.clone()),
    ];
    Ok(facts.into_iter().filter(|(_, value)| !value.is_empty()).collect())
}

fn row(visit: &Visit, payment: &Payment, one: &Match) -> Row {
    let when = |ms: i64| visit.words.instant(instant(ms), visit.app.zone());
    let key = match one.kind.as_str() {
        "invoice" => "match-invoice",
        "credit" => "match-credit",
        "refund" => "match-refund",
        "debit" => "match-debit",
        "return" => "match-return",
        _ => "match-account",
    };
    let is_banks = ["debit", "return"].contains(&one.kind.as_str());
    Row {
        what: format!("{}: {}", visit.words.t(key), one.words),
        href: (one.kind == "invoice").then(|| format!("/staff/invoices/{}", one.subject)),
        amount: visit.words.money(one.amount_minor, &payment.currency),
        why: why(visit, &one.why),
        who: format!("{}, {}", one.by_name, when(one.at_ms)),
        undone: one.undone_at_ms.map(|ms| {
            let who = format!("{}, {}", one.undone_by.as_deref().unwrap_or_default(), when(ms));
            visit.words.with("match-undone", "who", who)
        }),
        undo: (one.undone_at_ms.is_none() && !is_banks)
            .then(|| format!("/staff/payments/matches/{}/undo", one.id)),
    }
}

/// A suggestion, as its button sends it.
#[derive(Deserialize)]
struct Taken {
    #[serde(default)]
    parts: String,
}

async fn settle(staff: Staff, Path(id): Path<Id<Payment>>, Posted(taken): Posted<Taken>) -> Answer {
    let parts =
        serde_json::from_str(&taken.parts).map_err(|_| Fault::new(Kind::Invalid, "form-malformed"))?;
    super::super::settle_by_hand(&staff.visit.app, &staff.session.actor(), &id, parts).await?;
    Ok(see_told(&format!("/staff/payments/{id}"), "flash-payment-settled"))
}

#[derive(Deserialize)]
struct Nothing {}

async fn undo(staff: Staff, Path(id): Path<Id<Match>>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let payment = super::super::undo(&staff.visit.app, &staff.session.actor(), &id).await?;
    Ok(see_told(&format!("/staff/payments/{}", payment.id), "flash-match-undone"))
}
