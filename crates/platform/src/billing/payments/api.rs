//! Statements, payments and refunds as JSON.

use super::found::{self, Found, Received, Standing, Wanted};
use super::model::{Imported, Match, Part, Payment, Plan, Refund, Statement};
use super::refunds::Wish;
use crate::api::{Api, Who};
use crate::app::App;
use crate::drivers::bank::LARGEST;
use crate::web::{Member, Paging, Staff};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::ListQuery;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/staff/statements", get(statements))
        .route("/api/v1/staff/statements/import", post(import).layer(DefaultBodyLimit::max(LARGEST + 1)))
        .route("/api/v1/staff/payments", get(list))
        .route("/api/v1/staff/payments/{id}", get(one))
        .route("/api/v1/staff/payments/{id}/matches", post(settle))
        .route("/api/v1/staff/payments/matches/{id}/undo", post(undo))
        .route("/api/v1/staff/refunds", get(refunds).post(ask))
        .route("/api/v1/staff/refunds/{id}/withdraw", post(withdraw))
        .route("/api/v1/invoices/payments", get(received))
}

pub fn describe(api: &mut Api) {
    let staff = Who::Staff;
    api.get("/api/v1/staff/statements", "The bank account, and its statements, newest first")
        .by(staff)
        .asks::<ListQuery>()
        .answers::<Statements>(200);
    let import = api.post("/api/v1/staff/statements/import", "Take a bank's file in: the body is the file");
    import.by(staff).asks::<FileName>().takes_text("application/octet-stream").answers::<Imported>(200);
    api.get("/api/v1/staff/payments", "Payments, newest first, 50 to a page")
        .by(staff)
        .asks::<Wanted>()
        .answers::<Found>(200);
    api.get("/api/v1/staff/payments/{id}", "A payment, what it was for, and what it may be for")
        .by(staff)
        .answers::<One>(200);
    api.post("/api/v1/staff/payments/{id}/matches", "Say what a payment was for")
        .by(staff)
        .takes::<Parts>()
        .answers::<Payment>(200);
    api.post("/api/v1/staff/payments/matches/{id}/undo", "Take a match back")
        .by(staff)
        .answers::<Payment>(200);
    api.get("/api/v1/staff/refunds", "Refunds, those that wait first")
        .by(staff)
        .asks::<ListQuery>()
        .answers::<Refunds>(200);
    let ask = api.post("/api/v1/staff/refunds", "Write down that credit is to be paid back").by(staff);
    ask.takes::<Wish>().answers::<Refund>(200);
    api.post("/api/v1/staff/refunds/{id}/withdraw", "Give a refund up that has not left")
        .by(staff)
        .answers::<Refund>(200);
    api.get("/api/v1/invoices/payments", "What came in, and what you have too much")
        .by(Who::Customer)
        .answers::<Received>(200);
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "BankStatementList")]
struct Statements {
    #[serde(flatten)]
    standing: Standing,
    statements: Vec<Statement>,
    total: i64,
}

async fn statements(staff: Staff, Query(query): Query<ListQuery>) -> Result<Json<Statements>, Fault> {
    let app = &staff.visit.app;
    let (statements, total) = found::statements(&app.db, &Paging::of(&query)).await?;
    Ok(Json(Statements { standing: found::standing(app).await?, statements, total }))
}

#[derive(Deserialize, schemars::JsonSchema)]
struct FileName {
    /// For the list of statements.
    #[serde(default)]
    file: String,
}

async fn import(staff: Staff, Query(name): Query<FileName>, body: Bytes) -> Result<Json<Imported>, Fault> {
    let actor = staff.session.actor();
    Ok(Json(super::import(&staff.visit.app, &actor, &name.file, body.to_vec()).await?))
}

async fn list(staff: Staff, Query(wanted): Query<Wanted>) -> Result<Json<Found>, Fault> {
    let query = ListQuery { page: wanted.page.clone(), ..ListQuery::default() };
    Ok(Json(found::found(&staff.visit.app, &wanted, &Paging::of(&query)).await?))
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "BankPaymentWithMatches")]
struct One {
    #[serde(flatten)]
    payment: Payment,
    matches: Vec<Match>,
    suggestions: Vec<Plan>,
}

async fn one(staff: Staff, Path(id): Path<Id<Payment>>) -> Result<Json<One>, Fault> {
    let app = &staff.visit.app;
    let (payment, matches) = found::one(&app.db, &id).await?;
    let suggestions = super::suggestions(app, &payment).await?;
    Ok(Json(One { payment, matches, suggestions }))
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "PaymentParts")]
struct Parts {
    parts: Vec<Part>,
}

async fn settle(
    staff: Staff,
    Path(id): Path<Id<Payment>>,
    Json(asked): Json<Parts>,
) -> Result<Json<Payment>, Fault> {
    let actor = staff.session.actor();
    Ok(Json(super::settle_by_hand(&staff.visit.app, &actor, &id, asked.parts).await?))
}

async fn undo(staff: Staff, Path(id): Path<Id<Match>>) -> Result<Json<Payment>, Fault> {
    Ok(Json(super::undo(&staff.visit.app, &staff.session.actor(), &id).await?))
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "RefundList")]
struct Refunds {
    refunds: Vec<Refund>,
    total: i64,
}

async fn refunds(staff: Staff, Query(query): Query<ListQuery>) -> Result<Json<Refunds>, Fault> {
    let (refunds, total) = found::refunds(&staff.visit.app.db, &Paging::of(&query)).await?;
    Ok(Json(Refunds { refunds, total }))
}

async fn ask(staff: Staff, Json(wish): Json<Wish>) -> Result<Json<Refund>, Fault> {
    Ok(Json(super::ask_refund(&staff.visit.app, &staff.session.actor(), &wish).await?))
}

async fn withdraw(staff: Staff, Path(id): Path<Id<Refund>>) -> Result<Json<Refund>, Fault> {
    Ok(Json(super::withdraw_refund(&staff.visit.app, &staff.session.actor(), &id).await?))
}

async fn received(member: Member) -> Result<Json<Received>, Fault> {
    Ok(Json(found::received(&member.visit.app, &member.customer).await?))
}
