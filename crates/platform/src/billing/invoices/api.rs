//! Invoices and months as JSON.

use super::model::{Document, Draft, Invoice};
use super::{close_as, months, pages, store};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Answer, Member, Paging, Staff};
use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::time::Month;
use hostler_kit::ui::ListQuery;
use serde::Serialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/invoices", get(list))
        .route("/api/v1/invoices/{id}", get(one))
        .route("/api/v1/invoices/{id}/pdf", get(pdf))
        .route("/api/v1/staff/months/{month}", get(month))
        .route("/api/v1/staff/months/{month}/close", post(close_month))
}

pub fn describe(api: &mut Api) {
    let (customer, staff) = (Who::Customer, Who::Staff);
    api.get("/api/v1/invoices", "Invoices, newest first, 50 to a page")
        .by(customer)
        .asks::<ListQuery>()
        .answers::<List>(200);
    api.get("/api/v1/invoices/{id}", "An invoice with its document, by id or number")
        .by(customer)
        .answers::<One>(200);
    api.get("/api/v1/invoices/{id}/pdf", "The same on paper").by(customer).answers_file("application/pdf");
    api.get("/api/v1/staff/months/{month}", "A month as it stands: closed, or every customer's draft")
        .by(staff)
        .asks::<ListQuery>()
        .answers::<MonthAnswer>(200);
    api.post("/api/v1/staff/months/{month}/close", "Close a month: how far its invoices are")
        .by(staff)
        .answers::<super::ClosedMonth>(200);
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "InvoiceList")]
struct List {
    invoices: Vec<Invoice>,
    total: i64,
}

/// An invoice and the document that was sent.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "InvoiceWithDocument")]
struct One {
    #[serde(flatten)]
    invoice: Invoice,
    document: Document,
}

async fn list(member: Member, Query(query): Query<ListQuery>) -> Answer {
    let db = &member.visit.app.db;
    let invoices = store::of_customer(db, &member.customer, &Paging::of(&query)).await?;
    let total = store::count_of_customer(db, &member.customer).await?;
    Ok(Json(List { invoices, total }).into_response())
}

/// By id, or by number.
pub(in crate::billing) async fn own(member: &Member, named: &str) -> Result<(Invoice, Document), Fault> {
    let id = match named.parse() {
        Ok(id) => id,
        Err(_) => store::by_number(&member.visit.app.db, named).await?.ok_or_else(Fault::missing)?.id,
    };
    pages::own(member, &id).await
}

async fn one(member: Member, Path(named): Path<String>) -> Answer {
    let (invoice, document) = own(&member, &named).await?;
    Ok(Json(One { invoice, document }).into_response())
}

async fn pdf(member: Member, Path(named): Path<String>) -> Answer {
    let (_, document) = own(&member, &named).await?;
    pages::pdf(&member.visit, document).await
}

/// A month: how far it is closed, and what each customer's part stands at while it is not.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "MonthAsItStands")]
struct MonthAnswer {
    month: Month,
    closed: Option<super::ClosedMonth>,
    drafts: Vec<OfCustomer>,
    invoices: Vec<Invoice>,
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "DraftOfCustomer")]
struct OfCustomer {
    customer: String,
    name: String,
    #[serde(flatten)]
    draft: Draft,
}

async fn month(staff: Staff, Path(month): Path<Month>, Query(query): Query<ListQuery>) -> Answer {
    let app = &staff.visit.app;
    let view = months::view(app, month, &Paging::of(&query)).await?;
    let of_customer = |draft: Draft| OfCustomer {
        customer: draft.customer.id.to_string(),
        name: draft.customer.name.clone(),
        draft,
    };
    let drafts = view.drafts.into_iter().map(of_customer).collect();
    Ok(Json(MonthAnswer { month, closed: view.closed, drafts, invoices: view.invoices }).into_response())
}

async fn close_month(staff: Staff, Path(month): Path<Month>) -> Answer {
    let closed = close_as(&staff.visit.app, month, &staff.session.person, &staff.session.actor()).await?;
    Ok(Json(closed).into_response())
}
