//! Staff's side of billing: all invoices, and the months that are closed here.

use super::lists::{Narrow, Shelf};
use super::model::ClosedMonth;
use super::pages::{any, pdf, shown, which};
use super::{close, credit_page, month_page, months};
use crate::app::App;
use crate::web::{Answer, Posted, Staff, Visit, page, refused, see_told};
use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;
use hostler_kit::time::Month;
use hostler_kit::ui::{Badge, Column, Confirm, Empty, Html, ListQuery, Listing, Page, Tone};
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/staff/invoices", get(list_page))
        .route("/staff/invoices/invoices.csv", get(csv))
        .route("/staff/invoices/{id}", get(invoice_page))
        .route("/staff/months", get(months_page))
        .merge(month_page::router())
        .merge(credit_page::router())
        .route("/staff/months/{month}/close", get(confirm_page).post(close_month))
}

fn shelf(staff: &Staff) -> Shelf<'_> {
    Shelf { visit: &staff.visit, customer: None, base: "/staff/invoices" }
}

async fn list_page(staff: Staff, Query(narrow): Query<Narrow>, Query(query): Query<ListQuery>) -> Answer {
    let t = |key: &str| staff.visit.words.t(key);
    let empty = Empty::new(t("invoices-none"), t("staff-invoices-none-do"));
    let empty = empty.action(t("nav-months"), "/staff/months");
    page(&shelf(&staff).page(&narrow, query, empty).await?)
}

async fn csv(staff: Staff, Query(narrow): Query<Narrow>, Query(query): Query<ListQuery>) -> Answer {
    shelf(&staff).csv(&narrow, &query).await
}

async fn invoice_page(staff: Staff, Path(named): Path<String>) -> Answer {
    let (id, on_paper) = which(&named)?;
    let (invoice, document) = any(&staff.visit.app, &id).await?;
    if on_paper.is_some() {
        return pdf(&staff.visit, document).await;
    }
    shown(&staff.visit, (&invoice, &document), ("nav-all-invoices", "/staff/invoices")).await
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

pub(super) fn state(visit: &Visit, is_running: bool, closed: Option<&ClosedMonth>) -> Badge {
    let (tone, key) = match closed {
        Some(closed) if closed.is_done() => (Tone::Good, "month-closed"),
        Some(closed) if closed.is_through() => (Tone::Warn, "month-waits"),
        Some(_) => (Tone::Busy, "month-closing"),
        None if is_running => (Tone::Quiet, "month-running"),
        None => (Tone::Warn, "month-to-close"),
    };
    Badge::new(tone, visit.words.t(key))
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
