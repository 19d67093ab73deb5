//! Staff's side of billing: all invoices, and the months that are closed here.

use super::model::{ClosedMonth, Draft, Warning};
use super::pages::{Bill, ListPage, any, columns, pdf, row, shown, which};
use super::{close, months, store};
use crate::app::App;
use crate::web::{Answer, Paging, Posted, ROWS, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use hostler_kit::http::Fault;
use hostler_kit::time::Month;
use hostler_kit::ui::{Badge, Column, Confirm, Empty, Html, ListQuery, Listing, Page, Tone};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/invoices", get(list_page))
        .route("/staff/invoices/{id}", get(invoice_page))
        .route("/staff/months", get(months_page))
        .route("/staff/months/{month}", get(month_page))
        .route("/staff/months/{month}/close", get(confirm_page).post(close_month))
}

async fn list_page(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let (db, t) = (&visit.app.db, |key: &str| visit.words.t(key));
    let found = store::list(db, query.term(), &Paging::of(&query)).await?;
    let total = store::count(db, query.term()).await?;
    let list =
        columns(visit, "/staff/invoices", total).search(t("invoices-search")).query(query, ROWS).empty(
            Empty::new(t("invoices-none"), t("staff-invoices-none-do"))
                .action(t("nav-months"), "/staff/months"),
        );
    let rows = found.iter().map(|invoice| row(visit, invoice, "/staff/invoices")).collect();
    page(&ListPage { page: visit.page(t("nav-all-invoices")), list, rows, next: None, received: None })
}

async fn invoice_page(staff: Staff, Path(named): Path<String>) -> Answer {
    let (id, on_paper) = which(&named)?;
    let (invoice, document) = any(&staff.visit.app, &id).await?;
    if on_paper.is_some() {
        return pdf(&staff.visit, document).await;
    }
    shown(&staff.visit, &invoice, &document, ("nav-all-invoices", "/staff/invoices"))
}

#[derive(askama::Template)]
#[template(path = "billing/invoices/months.html")]
struct MonthsPage {
    page: Page,
    list: Listing,
    rows: Vec<MonthRow>,
}

struct MonthRow {
    href: String,
    month: String,
    state: Badge,
    invoices: String,
    total: String,
}

async fn months_page(staff: Staff) -> Answer {
    let visit = &staff.visit;
    let t = |key: &str| visit.words.t(key);
    let months = months::all(&visit.app).await?;
    let now = Month::of(visit.app.now_ms(), visit.app.zone());
    let row = |(month, closed): &(Month, Option<ClosedMonth>)| MonthRow {
        href: format!("/staff/months/{month}"),
        month: visit.words.month(month.first_day()),
        state: state(visit, *month >= now, closed.as_ref()),
        invoices: closed.as_ref().map_or("–".into(), |closed| visit.words.number(closed.invoices)),
        total: closed.as_ref().map_or("–".into(), |closed| {
            visit.words.money(closed.total_minor, &visit.app.catalogue.provider.currency)
        }),
    };
    let list = Listing::new("/staff/months", t("nav-months"), months.len() as u64)
        .column(Column::text(t("invoice-month")))
        .column(Column::text(t("invoice-state")))
        .column(Column::number(t("nav-all-invoices")))
        .column(Column::number(t("invoice-total")))
        .empty(Empty::new(t("months-none"), t("months-none-do")));
    page(&MonthsPage { page: visit.page(t("nav-months")), list, rows: months.iter().map(row).collect() })
}

fn state(visit: &Visit, is_running: bool, closed: Option<&ClosedMonth>) -> Badge {
    let (tone, key) = match closed {
        Some(closed) if closed.is_done() => (Tone::Good, "month-closed"),
        Some(_) => (Tone::Busy, "month-closing"),
        None if is_running => (Tone::Quiet, "month-running"),
        None => (Tone::Warn, "month-to-close"),
    };
    Badge::new(tone, visit.words.t(key))
}

#[derive(askama::Template)]
#[template(path = "billing/invoices/month.html")]
struct MonthPage {
    page: Page,
    sum: String,
    progress: Option<(String, String)>,
    list: Listing,
    drafts: Vec<DraftRow>,
    invoices: Vec<super::pages::Row>,
}

impl MonthPage {
    fn summary(&self, row: &DraftRow) -> String {
        format!("{}: {}", row.customer, row.total)
    }
}

/// A customer's part of a month that is not closed.
struct DraftRow {
    customer: String,
    total: String,
    difference: String,
    warnings: Vec<String>,
    bill: Bill,
}

async fn month_page(staff: Staff, Path(month): Path<Month>, Query(query): Query<ListQuery>) -> Answer {
    let visit = &staff.visit;
    let view = months::view(&visit.app, month, &Paging::of(&query)).await?;
    let now = Month::of(visit.app.now_ms(), visit.app.zone());
    let name = visit.words.month(month.first_day());
    let mut frame = visit.page(name).crumb(visit.words.t("nav-months"), "/staff/months");
    frame = frame.badge(state(visit, month >= now, view.closed.as_ref()));
    let unfinished = view.closed.as_ref().filter(|closed| !closed.is_done());
    if (view.closed.is_none() && month < now) || unfinished.is_some() {
        let key = if unfinished.is_some() { "month-close-again" } else { "month-close" };
        frame = frame.action(visit.words.t(key), format!("/staff/months/{month}/close"));
    }
    frame.refresh = unfinished.map(|_| 5);
    let currency = &visit.app.catalogue.provider.currency;
    let drafted: i64 = view.drafts.iter().map(|draft| draft.totals.total_minor).sum();
    let sum = view.closed.as_ref().map_or(drafted, |closed| closed.total_minor);
    let total = view.closed.as_ref().map_or(view.drafts.len() as i64, |closed| closed.invoices);
    let mut drafts = Vec::new();
    for draft in &view.drafts {
        drafts.push(draft_row(visit, draft).await?);
    }
    page(&MonthPage {
        page: frame,
        sum: visit.words.money(sum, currency),
        progress: unfinished
            .map(|closed| (visit.words.number(closed.done), visit.words.number(closed.customers))),
        list: list(visit, month, (total, view.closed.is_some()), query),
        drafts,
        invoices: view.invoices.iter().map(|invoice| row(visit, invoice, "/staff/invoices")).collect(),
    })
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
        .column(Column::number(t("month-difference")))
        .column(Column::text(t("month-warnings")))
        .empty(empty)
}

async fn draft_row(visit: &Visit, draft: &Draft) -> Result<DraftRow, Fault> {
    let before = store::of_month(&visit.app.db, &draft.customer.id, draft.month.previous()).await?;
    let difference = before.map(|before| draft.totals.total_minor - before.total_minor);
    let signed = |minor: i64| {
        let money = visit.words.money(minor, &draft.currency);
        if minor > 0 { format!("+{money}") } else { money }
    };
    Ok(DraftRow {
        customer: draft.customer.name.clone(),
        total: visit.words.money(draft.totals.total_minor, &draft.currency),
        difference: difference.map_or(visit.words.t("month-first"), signed),
        warnings: draft.warnings.iter().map(|warning| said(visit, warning, &draft.currency)).collect(),
        bill: Bill::draft(visit, draft),
    })
}

fn said(visit: &Visit, warning: &Warning, currency: &str) -> String {
    match warning {
        Warning::NotReached { host } => visit.words.with("month-warn-not-reached", "host", host.as_str()),
        Warning::NoReadings { host } => visit.words.with("month-warn-no-readings", "host", host.as_str()),
        Warning::Doubled { before_minor } => {
            visit.words.with("month-warn-doubled", "before", visit.words.money(before_minor, currency))
        }
    }
}

#[derive(askama::Template)]
#[template(path = "billing/invoices/close.html")]
struct ClosePage {
    page: Page,
    confirm: Html,
}

fn question(visit: &Visit, month: Month) -> (Page, Confirm) {
    let t = |key: &str| visit.words.t(key);
    let name = visit.words.month(month.first_day());
    let here = format!("/staff/months/{month}");
    let frame = visit
        .page(visit.words.with("month-close-title", "month", name.as_str()))
        .crumb(t("nav-months"), "/staff/months")
        .crumb(name, here.clone());
    let confirm = Confirm::new(format!("{here}/close"), t("month-close"), month.to_string())
        .consequence(t("month-close-1"))
        .consequence(t("month-close-2"))
        .consequence(t("month-close-3"))
        .cancel(here);
    (frame, confirm)
}

async fn confirm_page(staff: Staff, Path(month): Path<Month>) -> Answer {
    let (frame, confirm) = question(&staff.visit, month);
    page(&ClosePage { confirm: confirm.html(&frame), page: frame })
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    confirm: String,
}

async fn close_month(staff: Staff, Path(month): Path<Month>, Posted(typed): Posted<Typed>) -> Answer {
    let (frame, confirm) = question(&staff.visit, month);
    if let Err(again) = confirm.check(&typed.confirm, &frame) {
        return refused(&ClosePage { confirm: again.html(&frame), page: frame });
    }
    close(&staff.visit.app, month, &staff.session.person).await?;
    Ok(see_told(&format!("/staff/months/{month}"), "flash-month-closing"))
}
