//! The ledger as JSON, and its files.

use super::rules::{self, Days, LedgerRefused, Sought, Span};
use super::{
    Aged, AgedTotal, Entry, Finding, Format, KeptTransfer, Listed, TrialBalance, VatReturn, check, export,
    quarter, quarter_of, store, trial_balance, vat_return,
};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Answer, Paging, Staff};
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::{Month, day};
use hostler_kit::ui::ListQuery;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/staff/ledger/trial-balance", get(balance))
        .route("/api/v1/staff/ledger/entries", get(entries))
        .route("/api/v1/staff/ledger/entries/{id}", get(entry))
        .route("/api/v1/staff/ledger/debtors", get(debtors))
        .route("/api/v1/staff/ledger/vat", get(vat))
        .route("/api/v1/staff/ledger/check", get(findings))
        .route("/api/v1/staff/ledger/export", get(file))
}

pub fn describe(api: &mut Api) {
    let staff = Who::Staff;
    api.get("/api/v1/staff/ledger/trial-balance", "Every account over a span of months")
        .by(staff)
        .asks::<Asked>()
        .answers::<TrialBalance>(200);
    api.get("/api/v1/staff/ledger/entries", "Entries of the ledger, newest first, 50 to a page")
        .by(staff)
        .asks::<Asked>()
        .asks::<ListQuery>()
        .answers::<Entries>(200);
    api.get("/api/v1/staff/ledger/entries/{id}", "An entry with its transfers").by(staff).answers::<One>(200);
    api.get("/api/v1/staff/ledger/debtors", "What customers owe, by how long it has been due, 50 to a page")
        .by(staff)
        .asks::<ListQuery>()
        .answers::<Debtors>(200);
    api.get("/api/v1/staff/ledger/vat", "A quarter's VAT by rate and category, from the documents")
        .by(staff)
        .asks::<Quarter>()
        .answers::<VatReturn>(200);
    api.get(
        "/api/v1/staff/ledger/check",
        "Where ledger, invoices and credits disagree; empty where all is well",
    )
    .by(staff)
    .answers::<Vec<Finding>>(200);
    api.get("/api/v1/staff/ledger/export", "The ledger as a file: CSV, or the Dutch XML auditfile (XAF 3.2)")
        .by(staff)
        .asks::<Asked>()
        .answers_file("text/csv");
}

/// A span of months, both included; this year up to now where it is not said.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
#[schemars(rename = "LedgerSpan")]
pub(super) struct Asked {
    /// `YYYY-MM`.
    pub from: String,
    pub to: String,
    /// Entries of this account only, such as `debtors` or `revenue:connect`.
    pub account: String,
    /// Of a file: `csv` or `xaf`.
    pub format: Format,
}

impl Asked {
    pub fn span(&self, app: &App) -> Result<Span, Fault> {
        let month = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse::<Month>().map(Some),
        };
        let malformed = |_| Fault::from(LedgerRefused::malformed());
        let (from, to) = (month(&self.from).map_err(malformed)?, month(&self.to).map_err(malformed)?);
        Ok(Span::asked(from, to, Month::of(app.now_ms(), app.zone()))?)
    }

    pub fn sought(&self, days: Days, query: &ListQuery) -> Sought {
        Sought { days, account: self.account.clone(), term: query.term().to_string() }
    }
}

async fn balance(staff: Staff, Query(asked): Query<Asked>) -> Result<Json<TrialBalance>, Fault> {
    let app = &staff.visit.app;
    Ok(Json(trial_balance(app, asked.span(app)?).await?))
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "LedgerEntries")]
struct Entries {
    entries: Vec<Listed>,
    total: i64,
}

async fn entries(
    staff: Staff,
    Query(asked): Query<Asked>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Entries>, Fault> {
    let app = &staff.visit.app;
    let sought = asked.sought(asked.span(app)?.days(), &query);
    let entries = store::entries(&app.db, &sought, &Paging::of(&query)).await?;
    Ok(Json(Entries { entries, total: store::count_entries(&app.db, &sought).await? }))
}

/// An entry and what it is made of.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "LedgerEntryWithTransfers")]
struct One {
    #[serde(flatten)]
    entry: Listed,
    transfers: Vec<KeptTransfer>,
}

async fn entry(staff: Staff, Path(id): Path<Id<Entry>>) -> Result<Json<One>, Fault> {
    let db = &staff.visit.app.db;
    let entry = store::find(db, &id).await?.ok_or_else(Fault::missing)?;
    Ok(Json(One { entry, transfers: store::transfers(db, &id).await? }))
}

#[derive(Serialize, schemars::JsonSchema)]
struct Debtors {
    customers: Vec<Aged>,
    /// How many customers there are.
    count: i64,
    total: AgedTotal,
    /// The account's balance in the ledger: the same as the total.
    ledger_minor: i64,
    currency: String,
}

async fn debtors(staff: Staff, Query(query): Query<ListQuery>) -> Result<Json<Debtors>, Fault> {
    let app = &staff.visit.app;
    let today = day(app.now_ms(), app.zone());
    Ok(Json(Debtors {
        customers: store::ageing(&app.db, today, query.term(), &Paging::of(&query)).await?,
        count: store::count_ageing(&app.db, query.term()).await?,
        total: store::total_ageing(&app.db, today).await?,
        ledger_minor: store::balance(&app.db, &super::Account::Debtors).await?,
        currency: app.catalogue.provider.currency.clone(),
    }))
}

#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(default)]
#[schemars(rename = "VatQuarter")]
pub(super) struct Quarter {
    /// `2026-Q4`; the running one where it is not said.
    pub quarter: String,
}

impl Quarter {
    /// Its name and its months.
    pub fn span(&self, app: &App) -> Result<(String, Span), Fault> {
        let text = match self.quarter.trim() {
            "" => quarter_of(Month::of(app.now_ms(), app.zone())),
            text => text.to_string(),
        };
        let span = quarter(&text)?;
        Ok((rules::quarter_of(span.from), span))
    }
}

async fn vat(staff: Staff, Query(asked): Query<Quarter>) -> Result<Json<VatReturn>, Fault> {
    let app = &staff.visit.app;
    Ok(Json(vat_return(app, asked.span(app)?.1).await?))
}

async fn findings(staff: Staff) -> Result<Json<Vec<Finding>>, Fault> {
    Ok(Json(check(&staff.visit.app.db).await?))
}

/// The file, for programs and for people.
pub(super) async fn file(staff: Staff, Query(asked): Query<Asked>) -> Answer {
    let app = &staff.visit.app;
    let span = asked.span(app)?;
    let parts = export(app, span, asked.format).await?;
    let name = format!("attachment; filename=\"{}\"", asked.format.file_name(span));
    let head = [(CONTENT_TYPE, asked.format.media_type().to_string()), (CONTENT_DISPOSITION, name)];
    Ok((head, Body::from_stream(parts)).into_response())
}
