//! Invoices and months as JSON.

use super::model::{Document, Draft, Filter, Invoice, Sums, Which};
use super::{
    CreditWish, Credited, Expected, Size, Verification, Waits, close_as, credit, months, pages, store, verify,
};
use crate::accounts::Customer;
use crate::api::{Api, Who};
use crate::app::App;
use crate::billing::settlement::{self, Settlement};
use crate::web::{Answer, Member, Paging, Staff};
use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::{Month, day};
use hostler_kit::ui::ListQuery;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/invoices", get(list))
        .route("/api/v1/invoices/{id}", get(one))
        .route("/api/v1/invoices/{id}/pdf", get(pdf))
        .route("/api/v1/staff/invoices", get(list_all))
        .route("/api/v1/staff/invoices/{id}", get(one_of_all))
        .route("/api/v1/staff/invoices/{id}/pdf", get(pdf_of_all))
        .route("/api/v1/staff/invoices/{id}/credit", post(credit_invoice))
        .route("/api/v1/staff/months/{month}", get(month))
        .route("/api/v1/staff/months/{month}/verification", get(verification))
        .route("/api/v1/staff/months/{month}/close", post(close_month))
}

pub fn describe(api: &mut Api) {
    describe_customers(api);
    let staff = Who::Staff;
    api.get(
        "/api/v1/staff/invoices",
        "Everybody's invoices; `state` is open, overdue, paid, credited or written-off",
    )
    .by(staff)
    .asks::<Asked>()
    .answers::<List>(200);
    api.get("/api/v1/staff/invoices/{id}", "Any invoice with its document, by id or number")
        .by(staff)
        .answers::<One>(200);
    api.get("/api/v1/staff/invoices/{id}/pdf", "The same on paper").by(staff).answers_file("application/pdf");
    api.post("/api/v1/staff/invoices/{id}/credit", "Credit an invoice, whole or an amount of some lines")
        .by(staff)
        .takes::<CreditWish>()
        .answers::<Credited>(200);
    api.get("/api/v1/staff/months/{month}", "A month as it stands: closed, or every customer's draft")
        .by(staff)
        .asks::<ListQuery>()
        .answers::<MonthAnswer>(200);
    api.post("/api/v1/staff/months/{month}/close", "Close a month: how far its invoices are")
        .by(staff)
        .answers::<super::ClosedMonth>(200);
    api.get("/api/v1/staff/months/{month}/verification", "Compute a closed month again and compare")
        .by(staff)
        .answers::<Verification>(200);
}

fn describe_customers(api: &mut Api) {
    let customer = Who::Customer;
    api.get(
        "/api/v1/invoices",
        "Invoices, newest first, 50 to a page; `state` is open, overdue, paid or credited",
    )
    .by(customer)
    .asks::<Asked>()
    .answers::<List>(200);
    api.get("/api/v1/invoices/{id}", "An invoice with its document, by id or number")
        .by(customer)
        .answers::<One>(200);
    api.get("/api/v1/invoices/{id}/pdf", "The same on paper").by(customer).answers_file("application/pdf");
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "InvoiceList")]
struct List {
    invoices: Vec<Invoice>,
    total: i64,
    /// Of all of them, not only of this page.
    open_minor: i64,
    overdue_minor: i64,
}

/// An invoice and the document that was sent.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "InvoiceWithDocument")]
struct One {
    #[serde(flatten)]
    invoice: Invoice,
    document: Document,
    /// What came off it, oldest first.
    settlements: Vec<Settlement>,
}

/// Which invoices.
#[derive(Deserialize, Default, schemars::JsonSchema)]
#[serde(default)]
#[schemars(rename = "InvoicesAsked")]
struct Asked {
    /// In number or customer's name.
    q: String,
    /// `open`, `overdue`, `paid`, `credited` or `written-off`; empty: all.
    state: String,
    /// From 1.
    page: String,
}

async fn listed(app: &App, customer: Option<&Id<Customer>>, asked: Asked) -> Answer {
    let (filter, today) = (Filter::of(&asked.state), day(app.now_ms(), app.zone()));
    let query = ListQuery { q: asked.q, page: asked.page, ..ListQuery::default() };
    let which = Which { customer, search: query.term(), filter, today };
    let invoices = store::select(&app.db, &which, &Paging::of(&query)).await?;
    let Sums { count: total, open_minor, overdue_minor } = store::sums(&app.db, &which).await?;
    Ok(Json(List { invoices, total, open_minor, overdue_minor }).into_response())
}

async fn list(member: Member, Query(asked): Query<Asked>) -> Answer {
    listed(&member.visit.app, Some(&member.customer), asked).await
}

async fn list_all(staff: Staff, Query(asked): Query<Asked>) -> Answer {
    listed(&staff.visit.app, None, asked).await
}

async fn named(app: &App, named: &str) -> Result<Id<Invoice>, Fault> {
    match named.parse() {
        Ok(id) => Ok(id),
        Err(_) => Ok(store::by_number(&app.db, named).await?.ok_or_else(Fault::missing)?.id),
    }
}

/// By id, or by number.
pub(in crate::billing) async fn own(member: &Member, named: &str) -> Result<(Invoice, Document), Fault> {
    let id = self::named(&member.visit.app, named).await?;
    pages::own(member, &id).await
}

async fn one(member: Member, Path(named): Path<String>) -> Answer {
    let (invoice, document) = own(&member, &named).await?;
    with_settlements(&member.visit.app, invoice, document).await
}

async fn with_settlements(app: &App, invoice: Invoice, document: Document) -> Answer {
    let settlements = settlement::of_invoice(&app.db, &invoice.id).await?;
    Ok(Json(One { invoice, document, settlements }).into_response())
}

async fn one_of_all(staff: Staff, Path(name): Path<String>) -> Answer {
    let app = &staff.visit.app;
    let (invoice, document) = pages::any(app, &named(app, &name).await?).await?;
    with_settlements(app, invoice, document).await
}

async fn pdf_of_all(staff: Staff, Path(name): Path<String>) -> Answer {
    let app = &staff.visit.app;
    let (_, document) = pages::any(app, &named(app, &name).await?).await?;
    pages::pdf(&staff.visit, document).await
}

async fn credit_invoice(staff: Staff, Path(name): Path<String>, Json(wish): Json<CreditWish>) -> Answer {
    let app = &staff.visit.app;
    let id = named(app, &name).await?;
    Ok(Json(credit(app, &staff.session.actor(), &id, &wish).await?).into_response())
}

async fn verification(staff: Staff, Path(month): Path<Month>) -> Answer {
    Ok(Json(verify(&staff.visit.app, month).await?).into_response())
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
    waiting: Vec<Waits>,
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "DraftOfCustomer")]
struct OfCustomer {
    customer: String,
    name: String,
    now: Size,
    /// The month before, where it was billed.
    before: Option<Size>,
    #[serde(flatten)]
    draft: Draft,
}

async fn month(staff: Staff, Path(month): Path<Month>, Query(query): Query<ListQuery>) -> Answer {
    let app = &staff.visit.app;
    let view = months::view(app, month, &Paging::of(&query)).await?;
    let of_customer = |one: Expected| OfCustomer {
        customer: one.draft.customer.id.to_string(),
        name: one.draft.customer.name.clone(),
        now: one.now,
        before: one.before,
        draft: one.draft,
    };
    let drafts = view.expected.into_iter().map(of_customer).collect();
    let (closed, invoices, waiting) = (view.closed, view.invoices, view.waiting);
    Ok(Json(MonthAnswer { month, closed, drafts, invoices, waiting }).into_response())
}

async fn close_month(staff: Staff, Path(month): Path<Month>) -> Answer {
    let closed = close_as(&staff.visit.app, month, &staff.session.person, &staff.session.actor()).await?;
    Ok(Json(closed).into_response())
}
