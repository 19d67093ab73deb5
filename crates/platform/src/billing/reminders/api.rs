//! Reminders, suspensions and write-offs as JSON.

use super::model::{Hold, Reminder, Standing};
use super::{hold, release, resume, send, send_again, skip, standing, store, suspend, today};
use crate::accounts::Customer;
use crate::api::{Api, Who};
use crate::app::App;
use crate::billing::invoices::Invoice;
use crate::billing::write_offs::{self, Wish, WriteOff};
use crate::servers::Server;
use crate::servers::suspension::{self, Suspension};
use crate::web::{Paging, Staff};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::ListQuery;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/staff/reminders", get(list))
        .route("/api/v1/staff/reminders/customers/{id}", get(one))
        .route("/api/v1/staff/reminders/customers/{id}/send", post(send_next))
        .route("/api/v1/staff/reminders/customers/{id}/again", post(send_last))
        .route("/api/v1/staff/reminders/customers/{id}/skip", post(skip_next))
        .route("/api/v1/staff/reminders/customers/{id}/hold", post(hold_letters))
        .route("/api/v1/staff/reminders/customers/{id}/release", post(release_letters))
        .route("/api/v1/staff/servers/{id}/suspend", post(suspend_server))
        .route("/api/v1/staff/servers/{id}/resume", post(resume_server))
        .route("/api/v1/staff/invoices/{id}/write-off", post(write_off))
}

pub fn describe(api: &mut Api) {
    let staff = Who::Staff;
    api.get("/api/v1/staff/reminders", "Customers with something overdue, the oldest first, 50 to a page")
        .by(staff)
        .asks::<ListQuery>()
        .answers::<List>(200);
    api.get(
        "/api/v1/staff/reminders/customers/{id}",
        "How a customer stands: open invoices, what was sent, what comes next",
    )
    .by(staff)
    .answers::<Standing>(200);
    for (path, what) in [
        ("/api/v1/staff/reminders/customers/{id}/send", "Send the next letter now"),
        ("/api/v1/staff/reminders/customers/{id}/again", "Send the last letter again"),
        ("/api/v1/staff/reminders/customers/{id}/skip", "Take the next step without a letter"),
    ] {
        api.post(path, what).by(staff).answers::<Reminder>(200);
    }
    api.post("/api/v1/staff/reminders/customers/{id}/hold", "Send no letters until a day")
        .by(staff)
        .takes::<AskedHold>()
        .answers::<Hold>(200);
    api.post("/api/v1/staff/reminders/customers/{id}/release", "Let letters be sent again")
        .by(staff)
        .answers_nothing(204);
    api.post("/api/v1/staff/servers/{id}/suspend", "Stop a server for unpaid bills, after notice")
        .by(staff)
        .takes::<AskedSuspension>()
        .answers::<Suspension>(200);
    api.post("/api/v1/staff/servers/{id}/resume", "End a server's suspension").by(staff).answers_nothing(204);
    api.post("/api/v1/staff/invoices/{id}/write-off", "Write an invoice off, whole or in part")
        .by(staff)
        .takes::<AskedWriteOff>()
        .answers::<WrittenOff>(200);
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "OverdueCustomers")]
struct List {
    customers: Vec<Standing>,
    total: i64,
    overdue_minor: i64,
}

async fn list(staff: Staff, Query(query): Query<ListQuery>) -> Result<Json<List>, Fault> {
    let app = &staff.visit.app;
    let day = today(app).to_string();
    let mut customers = Vec::new();
    for overdue in store::overdue(&app.db, &day, query.term(), &Paging::of(&query)).await? {
        customers.push(standing(app, &overdue.customer_id).await?);
    }
    let (total, overdue_minor) = store::total_overdue(&app.db, &day, query.term()).await?;
    Ok(Json(List { customers, total, overdue_minor }))
}

async fn one(staff: Staff, Path(id): Path<Id<Customer>>) -> Result<Json<Standing>, Fault> {
    Ok(Json(standing(&staff.visit.app, &id).await?))
}

async fn send_next(staff: Staff, Path(id): Path<Id<Customer>>) -> Result<Json<Reminder>, Fault> {
    Ok(Json(send(&staff.visit.app, &staff.session, &id).await?))
}

async fn send_last(staff: Staff, Path(id): Path<Id<Customer>>) -> Result<Json<Reminder>, Fault> {
    Ok(Json(send_again(&staff.visit.app, &staff.session, &id).await?))
}

async fn skip_next(staff: Staff, Path(id): Path<Id<Customer>>) -> Result<Json<Reminder>, Fault> {
    Ok(Json(skip(&staff.visit.app, &staff.session, &id).await?))
}

#[derive(Deserialize, Default, schemars::JsonSchema)]
#[serde(default)]
#[schemars(rename = "HoldReminders")]
struct AskedHold {
    /// The first day on which letters may be sent again, `YYYY-MM-DD`.
    until: String,
    because: String,
}

async fn hold_letters(
    staff: Staff,
    Path(id): Path<Id<Customer>>,
    Json(asked): Json<AskedHold>,
) -> Result<Json<Hold>, Fault> {
    Ok(Json(hold(&staff.visit.app, &staff.session, (&id, &asked.until, &asked.because)).await?))
}

async fn release_letters(staff: Staff, Path(id): Path<Id<Customer>>) -> Result<StatusCode, Fault> {
    release(&staff.visit.app, &staff.session, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, Default, schemars::JsonSchema)]
#[serde(default)]
#[schemars(rename = "SuspendServer")]
struct AskedSuspension {
    because: String,
}

async fn suspend_server(
    staff: Staff,
    Path(id): Path<Id<Server>>,
    Json(asked): Json<AskedSuspension>,
) -> Result<Json<Suspension>, Fault> {
    let app = &staff.visit.app;
    suspend(app, &staff.session, (&id, &asked.because)).await?;
    Ok(Json(suspension::of(&app.db, &id).await?.ok_or_else(Fault::missing)?))
}

async fn resume_server(staff: Staff, Path(id): Path<Id<Server>>) -> Result<StatusCode, Fault> {
    resume(&staff.visit.app, &staff.session, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, Default, schemars::JsonSchema)]
#[serde(default)]
#[schemars(rename = "WriteOffInvoice")]
struct AskedWriteOff {
    /// In minor units; all that is open unless said.
    amount_minor: Option<i64>,
    reason: String,
}

/// The invoice as it is then, and everything that was written off it.
#[derive(Serialize, schemars::JsonSchema)]
struct WrittenOff {
    #[serde(flatten)]
    invoice: Invoice,
    write_offs: Vec<WriteOff>,
}

async fn write_off(
    staff: Staff,
    Path(id): Path<Id<Invoice>>,
    Json(asked): Json<AskedWriteOff>,
) -> Result<Json<WrittenOff>, Fault> {
    let app = &staff.visit.app;
    let wish = Wish { invoice: &id, amount_minor: asked.amount_minor, reason: &asked.reason };
    let invoice = write_offs::write_off(app, &staff.session, &wish).await?;
    let write_offs = write_offs::of_invoice(&app.db, &id).await?;
    Ok(Json(WrittenOff { invoice, write_offs }))
}
