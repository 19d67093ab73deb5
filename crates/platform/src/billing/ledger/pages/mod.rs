//! The ledger for people: trial balance, accounts, entries, debtors, VAT, and whether all of it agrees.

mod accounts;
mod debtors;
mod entries;
mod vat;

use super::api::Asked;
use super::rules::{Days, Span};
use super::{check, store, trial_balance};
use crate::app::App;
use crate::web::{Answer, Staff, Visit, page};
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use hostler_kit::time::Month;
use hostler_kit::ui::{Column, Empty, Listing, NavItem, Page, Plot, Shape};
use jiff::ToSpan;
use jiff::civil::Date;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/ledger", get(balance_page))
        .route("/staff/ledger/accounts/{account}", get(accounts::account_page))
        .route("/staff/ledger/entries", get(entries::list_page))
        .route("/staff/ledger/entries/{id}", get(entries::entry_page))
        .route("/staff/ledger/debtors", get(debtors::list_page))
        .route("/staff/ledger/vat", get(vat::vat_page))
        .route("/staff/ledger/check", get(check_page))
        .route("/staff/ledger/export", get(super::api::file))
}

/// The ledger's views.
fn tabs(visit: &Visit) -> Vec<NavItem> {
    [
        ("ledger-balance", "/staff/ledger"),
        ("ledger-entries", "/staff/ledger/entries"),
        ("ledger-debtors", "/staff/ledger/debtors"),
        ("ledger-vat", "/staff/ledger/vat"),
        ("ledger-check", "/staff/ledger/check"),
    ]
    .map(|(key, href)| NavItem::new(visit.words.t(key), href))
    .into()
}

/// `?from=…&to=…` of a span.
fn query_of(span: Span) -> String {
    format!("?from={}&to={}", span.from, span.to)
}

fn money(visit: &Visit, minor: i64) -> String {
    visit.words.money(minor, &visit.app.catalogue.provider.currency)
}

fn date(visit: &Visit, text: &str) -> String {
    text.parse::<Date>().map_or(text.into(), |date| visit.words.date(date))
}

/// The word of a kind of entry; one that has none is shown as it is written.
fn kind_words(visit: &Visit, kind: &str) -> String {
    let key = format!("entry-{kind}");
    let said = visit.words.t(&key);
    if said.contains(&key) { kind.to_string() } else { said }
}

/// An account as the bookkeeper calls it: number and name.
fn account_words(visit: &Visit, account: &str) -> String {
    let line = visit.app.catalogue.chart.of(account);
    line.map_or(account.to_string(), |line| format!("{} {}", line.number, line.name))
}

#[derive(askama::Template)]
#[template(path = "billing/ledger/balance.html")]
struct BalancePage {
    page: Page,
    tabs: Vec<NavItem>,
    from: String,
    to: String,
    csv: String,
    xaf: Option<String>,
    list: Listing,
    rows: Vec<BalanceRow>,
    total: BalanceRow,
    revenue: Plot,
}

struct BalanceRow {
    href: String,
    number: String,
    name: String,
    opening: String,
    debit: String,
    credit: String,
    closing: String,
}

async fn balance_page(staff: Staff, Query(asked): Query<Asked>) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let span = asked.span(&visit.app)?;
    let balance = trial_balance(&visit.app, span).await?;
    let row = |own: &super::Balance| BalanceRow {
        href: format!("/staff/ledger/accounts/{}{}", own.account, query_of(span)),
        number: own.number.clone(),
        name: own.name.clone(),
        opening: money(visit, own.opening_minor),
        debit: money(visit, own.debit_minor),
        credit: money(visit, own.credit_minor),
        closing: money(visit, own.closing_minor),
    };
    let list = Listing::new("/staff/ledger", t("ledger-balance"), balance.balances.len() as u64)
        .column(Column::text(t("ledger-account")))
        .column(Column::number(t("ledger-opening")))
        .column(Column::number(t("ledger-debit")))
        .column(Column::number(t("ledger-credit")))
        .column(Column::number(t("ledger-closing")))
        .empty(Empty::new(t("ledger-none"), t("ledger-none-do")).action(t("nav-months"), "/staff/months"))
        .scrolling();
    page(&BalancePage {
        page: visit.page(t("ledger-title")).lead(t("ledger-lead")),
        tabs: tabs(visit),
        csv: format!("/staff/ledger/export{}&format=csv", query_of(span)),
        xaf: span
            .within_a_year()
            .ok()
            .map(|span| format!("/staff/ledger/export{}&format=xaf", query_of(span))),
        list,
        rows: balance.balances.iter().map(row).collect(),
        total: BalanceRow {
            href: String::new(),
            number: String::new(),
            name: t("ledger-total"),
            opening: money(visit, balance.opening_minor),
            debit: money(visit, balance.debit_minor),
            credit: money(visit, balance.credit_minor),
            closing: money(visit, balance.closing_minor),
        },
        revenue: revenue(visit, span.to).await?,
        from: balance.from,
        to: balance.to,
    })
}

/// Revenue of the twelve months up to one, in whole units of the currency.
async fn revenue(visit: &Visit, to: Month) -> Result<Plot, sqlx::Error> {
    let from = Month::of(0, visit.app.zone()).max(twelve_before(to));
    let span = Span { from, to };
    let found = store::by_month(&visit.app.db, "revenue", &span.days()).await?;
    let of = |month: &Month| {
        let name = month.to_string();
        found.iter().find(|(own, _)| *own == name).map_or(0, |(_, minor)| (minor / 100).max(0))
    };
    let months = span.months().iter().map(|month| (month.first_day(), of(month))).collect();
    let title =
        visit.words.with("ledger-revenue", "currency", visit.app.catalogue.provider.currency.as_str());
    Ok(Plot::new(title, Shape::Months, months))
}

fn twelve_before(month: Month) -> Month {
    let first = month.first_day().saturating_sub(11.months());
    Month::new(first.year(), first.month()).unwrap_or(month)
}

#[derive(askama::Template)]
#[template(path = "billing/ledger/check.html")]
struct CheckPage {
    page: Page,
    tabs: Vec<NavItem>,
    found: Vec<String>,
    entries: String,
}

async fn check_page(staff: Staff) -> Answer {
    let visit = &staff.visit;
    let found = check(&visit.app.db).await?;
    let everything = super::Sought { days: Days::always(), account: String::new(), term: String::new() };
    let entries = store::count_entries(&visit.app.db, &everything).await?;
    page(&CheckPage {
        page: visit
            .page(visit.words.t("ledger-check-title"))
            .crumb(visit.words.t("ledger-title"), "/staff/ledger"),
        tabs: tabs(visit),
        found: found.iter().map(super::Finding::said).collect(),
        entries: visit.words.number(entries),
    })
}
