//! Staff's pages of what came and left by the bank, and what a customer sees of it.

mod by_hand;
mod list;
mod received;
mod refunds;
mod show;
mod statements;

pub use received::Panel;

use crate::app::App;
use crate::web::Visit;
use axum::Router;
use hostler_kit::ui::{Badge, NavItem, Tone};
use jiff::civil::Date;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    list::router()
        .merge(show::router())
        .merge(by_hand::router())
        .merge(statements::router())
        .merge(refunds::router())
}

/// The views of what the bank says.
fn tabs(visit: &Visit) -> Vec<NavItem> {
    let views = [
        ("payments-unsettled", "/staff/payments?show=unsettled"),
        ("payments-suggested", "/staff/payments?show=suggested"),
        ("payments-settled", "/staff/payments?show=settled"),
        ("payments-all", "/staff/payments"),
        ("payments-statements", "/staff/payments/statements"),
        ("payments-refunds", "/staff/payments/refunds"),
    ];
    views.map(|(key, path)| NavItem::new(visit.words.t(key), path)).into()
}

fn date_words(visit: &Visit, date: &str) -> String {
    date.parse::<Date>().map_or(date.into(), |date| visit.words.date(date))
}

fn state(visit: &Visit, state: &str) -> Badge {
    let (tone, key) = match state {
        "settled" => (Tone::Good, "payment-settled"),
        "suggested" => (Tone::Busy, "payment-suggested"),
        _ => (Tone::Warn, "payment-open"),
    };
    Badge::new(tone, visit.words.t(key))
}

/// The sentence of the rule that says what a payment is for.
fn why(visit: &Visit, code: &str) -> String {
    let key = match code {
        "debit" => "payment-why-debit",
        "return" => "payment-why-return",
        "reference" => "payment-why-reference",
        "number" => "payment-why-number",
        "account-amount" => "payment-why-account-amount",
        "account-sum" => "payment-why-account-sum",
        "account" => "payment-why-account",
        "name-amount" => "payment-why-name-amount",
        "name" => "payment-why-name",
        "amount" => "payment-why-amount",
        "refund" => "payment-why-refund",
        _ => "payment-why-hand",
    };
    visit.words.t(key)
}
