//! One month for staff: what each customer would be billed, the odd ones first; once it is closed, its invoices, what
//! waits, and whether all of it is right.

use super::lists::{Row, columns, row};
use super::model::Warning;
use super::months::{self, View, Waits};
use super::pages::Bill;
use super::preview::Expected;
use super::staff::state;
use super::verify::{self, Difference, What};
use crate::accounts::Person;
use crate::app::App;
use crate::web::{Answer, Paging, Posted, ROWS, Staff, Visit, page, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use hostler_kit::time::Month;
use hostler_kit::ui::{Arg, Column, Empty, ListQuery, Listing, Page, Plot, Shape};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/months/{month}", get(month_page))
        .route("/staff/months/{month}/retry", post(retry))
        .route("/staff/months/{month}/verification", get(verification_page))
}

#[derive(askama::Template)]
#[template(path = "billing/invoices/month.html")]
struct MonthPage {
    page: Page,
    figures: Vec<(String, String)>,
    progress: Option<(String, String)>,
    /// Customer and sentence.
    waiting: Vec<(String, String)>,
    retry: String,
    verify: Option<String>,
    plot: Plot,
    list: Listing,
    drafts: Vec<DraftRow>,
    invoices: Vec<Row>,
}

impl MonthPage {
    fn summary(&self, row: &DraftRow) -> String {
        format!("{}: {}", row.customer, row.total)
    }
}

/// A customer's part of a month that is not closed.
struct DraftRow {
    href: String,
    customer: String,
    total: String,
    before: String,
    difference: String,
    users: String,
    gb: String,
    warnings: Vec<String>,
    bill: Bill,
}

async fn month_page(staff: Staff, Path(month): Path<Month>, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let view = months::view(&visit.app, month, &Paging::of(&query)).await?;
    let stands: i64 = view.expected.iter().map(|one| one.draft.totals.net_minor).sum();
    let stands = view.closed.is_none().then_some(stands);
    let net = months::year_before(&visit.app, month, stands).await?;
    let found = sought(&view.expected, query.term());
    let total = view.closed.as_ref().map_or(found.len() as i64, |closed| closed.invoices);
    let first = usize::try_from(query.offset(ROWS)).unwrap_or(usize::MAX);
    let drafts = found.iter().skip(first).take(ROWS as usize).map(|one| draft_row(visit, one));
    let unfinished = view.closed.as_ref().filter(|closed| !closed.is_through());
    page(&MonthPage {
        page: framed(visit, month, &view),
        figures: figures(visit, &view),
        progress: unfinished
            .map(|closed| (visit.words.number(closed.done), visit.words.number(closed.customers))),
        waiting: view.waiting.iter().map(|one| (one.name.clone(), why(visit, one))).collect(),
        retry: format!("/staff/months/{month}/retry"),
        verify: view.closed.as_ref().map(|_| format!("/staff/months/{month}/verification")),
        plot: Plot::new(visit.words.t("month-by-month"), Shape::Months, net)
            .money(&visit.app.catalogue.provider.currency),
        drafts: drafts.collect(),
        invoices: view.invoices.iter().map(|invoice| row(visit, invoice, "/staff/invoices")).collect(),
        list: list(visit, month, (total, view.closed.is_some()), query),
    })
}

fn sought<'a>(expected: &'a [Expected], term: &str) -> Vec<&'a Expected> {
    let term = term.to_lowercase();
    expected.iter().filter(|one| one.draft.customer.name.to_lowercase().contains(&term)).collect()
}

fn framed(visit: &Visit, month: Month, view: &View) -> Page {
    let now = Month::of(visit.app.now_ms(), visit.app.zone());
    let name = visit.words.month(month.first_day());
    let mut frame = visit.page(name).crumb(visit.words.t("nav-months"), "/staff/months");
    frame = frame.badge(state(visit, month >= now, view.closed.as_ref()));
    let unfinished = view.closed.as_ref().filter(|closed| !closed.is_through());
    if (view.closed.is_none() && month < now) || unfinished.is_some() {
        let key = if unfinished.is_some() { "month-close-again" } else { "month-close" };
        frame = frame.action(visit.words.t(key), format!("/staff/months/{month}/close"));
    }
    frame.refresh = unfinished.map(|_| 5);
    frame
}

fn figures(visit: &Visit, view: &View) -> Vec<(String, String)> {
    let (words, currency) = (&visit.words, &visit.app.catalogue.provider.currency);
    let Some(closed) = &view.closed else {
        let total = view.expected.iter().map(|one| one.now.total_minor).sum::<i64>();
        let before: i64 =
            view.expected.iter().filter_map(|one| one.before).map(|before| before.total_minor).sum();
        let odd = view.expected.iter().filter(|one| one.oddness() > 1).count();
        return vec![
            (words.t("invoice-total"), words.money(total, currency)),
            (words.t("month-before"), words.money(before, currency)),
            (words.t("month-customers"), words.number(view.expected.len() as i64)),
            (words.t("month-odd"), words.number(odd as i64)),
        ];
    };
    vec![
        (words.t("invoice-total"), words.money(closed.total_minor, currency)),
        (words.t("invoices-count"), words.number(closed.invoices)),
    ]
}

fn list(visit: &Visit, month: Month, (total, is_closed): (i64, bool), query: ListQuery) -> Listing {
    let t = |key: &str| visit.words.t(key);
    let path = format!("/staff/months/{month}");
    let empty = Empty::new(t("month-nothing"), t("month-nothing-do"));
    if is_closed {
        return columns(visit, &path, total).query(query, ROWS).empty(empty);
    }
    Listing::new(path, t("month-preview"), total as u64)
        .column(Column::text(t("invoice-customer")))
        .column(Column::number(t("invoice-total")))
        .column(Column::number(t("month-before")))
        .column(Column::number(t("month-difference")))
        .column(Column::number(t("month-users")))
        .column(Column::number(t("month-storage")))
        .column(Column::text(t("month-warnings")))
        .search(t("month-search"))
        .query(query, ROWS)
        .empty(empty)
}

fn signed(minor: i64, said: String) -> String {
    if minor > 0 { format!("+{said}") } else { said }
}

fn draft_row(visit: &Visit, one: &Expected) -> DraftRow {
    let (words, draft) = (&visit.words, &one.draft);
    let money = |minor: i64| words.money(minor, &draft.currency);
    let difference = match (one.difference_minor(), one.difference_permyriad()) {
        (Some(0), _) | (None, _) => "–".into(),
        (Some(minor), Some(percent)) => {
            format!("{} ({})", signed(minor, money(minor)), signed(percent, words.percent(percent)))
        }
        (Some(minor), None) => signed(minor, money(minor)),
    };
    let against = |now: i64, before: Option<i64>| match before.map(|before| now - before) {
        None | Some(0) => words.number(now),
        Some(more) => format!("{} ({})", words.number(now), signed(more, words.number(more))),
    };
    DraftRow {
        href: format!("/staff/customers/{}", draft.customer.id),
        customer: draft.customer.name.clone(),
        total: money(one.now.total_minor),
        before: one.before.map_or("–".into(), |before| money(before.total_minor)),
        difference,
        users: against(one.now.users, one.before.map(|before| before.users)),
        gb: against(one.now.gb, one.before.map(|before| before.gb)),
        warnings: draft.warnings.iter().map(|warning| said(visit, warning, &draft.currency)).collect(),
        bill: Bill::draft(visit, draft),
    }
}

fn said(visit: &Visit, warning: &Warning, currency: &str) -> String {
    let words = &visit.words;
    let before = |key: &str, minor: &i64| words.with(key, "before", words.money(minor, currency));
    let price = |micro: &i64| Arg::from(words.unit_price(micro, currency));
    match warning {
        Warning::NotReached { host } => words.with("month-warn-not-reached", "host", host.as_str()),
        Warning::NoReadings { host } => words.with("month-warn-no-readings", "host", host.as_str()),
        Warning::Doubled { before_minor } => before("month-warn-doubled", before_minor),
        Warning::Halved { before_minor } => before("month-warn-halved", before_minor),
        Warning::Nothing => words.t("month-warn-nothing"),
        Warning::First => words.t("month-warn-first"),
        Warning::PriceChanged { product, from_micro, to_micro } => {
            let values =
                [("product", product.as_str().into()), ("from", price(from_micro)), ("to", price(to_micro))];
            words.tr("month-warn-price", &values)
        }
        Warning::PriceAnnounced { product, from, to_micro } => {
            let day = Arg::from(words.date(from));
            let values = [("product", product.as_str().into()), ("to", price(to_micro)), ("day", day)];
            words.tr("month-warn-announced", &values)
        }
        Warning::CountryChanged { from, to } => {
            words.tr("month-warn-country", &[("from", from.as_str().into()), ("to", to.as_str().into())])
        }
        Warning::MayNotBeIssued { code, values } => refusal(visit, code, values),
    }
}

/// The sentence of a refusal that was kept.
pub(in crate::billing) fn refusal(visit: &Visit, code: &str, values: &BTreeMap<String, String>) -> String {
    let args: Vec<(&str, Arg)> =
        values.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
    visit.words.tr(&format!("refusal-{code}"), &args)
}

fn why(visit: &Visit, waits: &Waits) -> String {
    refusal(visit, &waits.code, &waits.values)
}

#[derive(Deserialize)]
struct Nothing {}

/// What waits is tried again: as closing the month once more, which changes nothing that is done.
async fn retry(staff: Staff, Path(month): Path<Month>, Posted(Nothing {}): Posted<Nothing>) -> Answer {
    let by: &Person = &staff.session.person;
    super::close(&staff.visit.app, month, by).await?;
    Ok(see_told(&format!("/staff/months/{month}"), "flash-month-retried"))
}

#[derive(askama::Template)]
#[template(path = "billing/invoices/verification.html")]
struct VerificationPage {
    page: Page,
    checked: String,
    differences: Vec<(String, String)>,
}

async fn verification_page(staff: Staff, Path(month): Path<Month>) -> Answer {
    let visit = &staff.visit;
    let found = verify::verify(&visit.app, month).await?;
    let name = visit.words.month(month.first_day());
    let frame = visit
        .page(visit.words.with("month-verify-title", "month", name.as_str()))
        .crumb(visit.words.t("nav-months"), "/staff/months")
        .crumb(name, format!("/staff/months/{month}"));
    let differences = found.differences.iter().map(|one| (one.about.clone(), differs(visit, one)));
    page(&VerificationPage {
        page: frame,
        checked: visit.words.number(found.documents),
        differences: differences.collect(),
    })
}

fn differs(visit: &Visit, one: &Difference) -> String {
    let (words, currency) = (&visit.words, &visit.app.catalogue.provider.currency);
    let money = |minor: &i64| Arg::from(words.money(minor, currency));
    match &one.what {
        What::Amount { month, billed_minor, right_minor } => words.tr(
            "verify-amount",
            &[
                ("billed", money(billed_minor)),
                ("right", money(right_minor)),
                ("month", words.month(month.first_day()).into()),
            ],
        ),
        What::Hash => words.t("verify-hash"),
        What::Totals => words.t("verify-totals"),
        What::Ledger => words.t("verify-ledger"),
        What::Open => words.t("verify-open"),
        What::Gap { have, last } => words.tr(
            "verify-gap",
            &[("series", one.about.as_str().into()), ("have", have.into()), ("last", last.into())],
        ),
    }
}
