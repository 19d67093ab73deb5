//! Mandates, debits and batches as JSON.

use super::answers::{self, Taken};
use super::mandates::{self, mandate_by_id};
use super::model::{Batch, Debit, Mandate, Signature};
use super::rules::DebitRefused;
use super::staff::MOST_ANSWER_BYTES;
use super::store::debits::Row;
use super::store::{batches as batch_store, debits, mandates as store};
use super::{batches, mandate_of};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Answer, Member, Paging, Staff};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::ListQuery;
use serde::Serialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/payment", get(payment))
        .route("/api/v1/payment/mandate", delete(withdraw_own))
        .route("/api/v1/staff/mandates", get(list))
        .route("/api/v1/staff/mandates/{id}", get(one).delete(withdraw))
        .route("/api/v1/staff/debits", get(all_debits))
        .route("/api/v1/staff/debits/batches", get(all_batches).post(make))
        .route("/api/v1/staff/debits/batches/{id}/file", get(file))
        .route(
            "/api/v1/staff/debits/answers",
            post(take_answer).layer(DefaultBodyLimit::max(MOST_ANSWER_BYTES)),
        )
}

pub fn describe(api: &mut Api) {
    let (customer, staff) = (Who::Customer, Who::Staff);
    api.get("/api/v1/payment", "How invoices are paid: mandates and what was collected")
        .by(customer)
        .answers::<PaymentAnswer>(200);
    api.delete("/api/v1/payment/mandate", "Withdraw the mandate that is in force")
        .by(customer)
        .answers::<Mandate>(200);
    api.get("/api/v1/staff/mandates", "Every mandate, newest first, 50 to a page")
        .by(staff)
        .asks::<ListQuery>()
        .answers::<MandateList>(200);
    api.get("/api/v1/staff/mandates/{id}", "A mandate with what was signed").by(staff).answers::<Signed>(200);
    api.delete("/api/v1/staff/mandates/{id}", "Withdraw a mandate").by(staff).answers::<Mandate>(200);
    api.get("/api/v1/staff/debits", "Debits: planned ones in front, then newest first, 50 to a page")
        .by(staff)
        .asks::<ListQuery>()
        .answers::<DebitList>(200);
    let path = "/api/v1/staff/debits/batches";
    api.get(path, "Files for the bank, newest first").by(staff).asks::<ListQuery>().answers::<BatchList>(200);
    api.post(path, "Put everything that is due into files, one for each day of collection")
        .by(staff)
        .answers::<Vec<Batch>>(201);
    api.get("/api/v1/staff/debits/batches/{id}/file", "The file itself (pain.008)")
        .by(staff)
        .answers_file("application/xml");
    api.post("/api/v1/staff/debits/answers", "Take an answer of the bank (pain.002)")
        .by(staff)
        .takes_text("application/xml")
        .answers::<Taken>(200);
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Payment")]
struct PaymentAnswer {
    /// The one in force; null: by transfer.
    mandate: Option<Mandate>,
    /// All there were, newest first.
    mandates: Vec<Mandate>,
    /// Newest first.
    debits: Vec<Debit>,
}

async fn payment(member: Member) -> Answer {
    let db = &member.visit.app.db;
    let answer = PaymentAnswer {
        mandate: mandate_of(db, &member.customer).await?,
        mandates: store::of_customer(db, &member.customer).await?,
        debits: debits::of_customer(db, &member.customer).await?,
    };
    Ok(Json(answer).into_response())
}

async fn withdraw_own(member: Member) -> Answer {
    let app = &member.visit.app;
    let mandate = mandate_of(&app.db, &member.customer).await?.ok_or(DebitRefused::NoMandate)?;
    let ended = mandates::withdraw(app, &mandate.id, &member.session.actor()).await?;
    Ok(Json(ended).into_response())
}

#[derive(Serialize, schemars::JsonSchema)]
struct MandateList {
    mandates: Vec<Mandate>,
    total: i64,
}

async fn list(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let db = &staff.visit.app.db;
    let mandates = store::list(db, query.term(), &Paging::of(&query)).await?;
    let total = store::count(db, query.term()).await?;
    Ok(Json(MandateList { mandates, total }).into_response())
}

/// A mandate and each of its signatures, in order.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "MandateWithSignatures")]
struct Signed {
    #[serde(flatten)]
    mandate: Mandate,
    signatures: Vec<Signature>,
}

async fn one(staff: Staff, Path(id): Path<Id<Mandate>>) -> Answer {
    let db = &staff.visit.app.db;
    let mandate = mandate_by_id(db, &id).await?;
    let signatures = store::signatures(db, &id).await?;
    Ok(Json(Signed { mandate, signatures }).into_response())
}

async fn withdraw(staff: Staff, Path(id): Path<Id<Mandate>>) -> Answer {
    let app = &staff.visit.app;
    if !mandate_by_id(&app.db, &id).await?.is_active() {
        return Err(DebitRefused::NoMandate.into());
    }
    let ended = mandates::withdraw(app, &id, &staff.session.actor()).await?;
    Ok(Json(ended).into_response())
}

#[derive(Serialize, schemars::JsonSchema)]
struct DebitList {
    debits: Vec<Row>,
    total: i64,
}

async fn all_debits(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let db = &staff.visit.app.db;
    let found = debits::list(db, query.term(), &Paging::of(&query)).await?;
    let total = debits::count(db, query.term()).await?;
    Ok(Json(DebitList { debits: found, total }).into_response())
}

#[derive(Serialize, schemars::JsonSchema)]
struct BatchList {
    batches: Vec<Batch>,
    total: i64,
}

async fn all_batches(staff: Staff, Query(query): Query<ListQuery>) -> Answer {
    let db = &staff.visit.app.db;
    let batches = batch_store::list(db, &Paging::of(&query)).await?;
    Ok(Json(BatchList { batches, total: batch_store::count(db).await? }).into_response())
}

async fn make(staff: Staff) -> Answer {
    let made = batches::make(&staff.visit.app, &staff.session.actor()).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

async fn file(staff: Staff, Path(id): Path<Id<Batch>>) -> Answer {
    let (_, text) = batches::file(&staff.visit.app, &id).await?;
    Ok(([(CONTENT_TYPE, "application/xml")], text).into_response())
}

async fn take_answer(staff: Staff, bytes: Bytes) -> Answer {
    let taken = answers::take(&staff.visit.app, &bytes, &staff.session.actor()).await;
    Ok(Json(taken.map_err(|fault| Fault { field: None, ..fault })?).into_response())
}
