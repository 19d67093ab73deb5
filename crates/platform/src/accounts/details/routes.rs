//! A customer's invoice details as JSON.

use super::{Details, change};
use crate::accounts::{Customer, customer};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Member, Staff};
use axum::extract::Path;
use axum::routing::get;
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/invoices/details", get(own).put(change_own))
        .route("/api/v1/staff/customers/{id}/details", get(of_customer).put(change_of_customer))
}

pub fn describe(api: &mut Api) {
    api.get("/api/v1/invoices/details", "What stands on invoices, and where they are sent")
        .by(Who::Customer)
        .answers::<Details>(200);
    api.put("/api/v1/invoices/details", "Change what stands on invoices, from the next one on")
        .by(Who::Customer)
        .takes::<Details>()
        .answers::<Details>(200);
    api.get("/api/v1/staff/customers/{id}/details", "The same of any customer")
        .by(Who::Staff)
        .answers::<Details>(200);
    api.put("/api/v1/staff/customers/{id}/details", "Change them")
        .by(Who::Staff)
        .takes::<Details>()
        .answers::<Details>(200);
}

type Answered = Result<Json<Details>, Fault>;

fn first(wrong: Vec<Fault>) -> Fault {
    wrong.into_iter().next().unwrap_or_else(Fault::missing)
}

async fn own(member: Member) -> Answered {
    let found = customer(&member.visit.app.db, &member.customer).await?.ok_or_else(Fault::missing)?;
    Ok(Json(Details::of(&found)))
}

async fn change_own(member: Member, Json(details): Json<Details>) -> Answered {
    let by = member.session.actor();
    let changed = change(&member.visit.app, &by, &member.customer, &details).await;
    changed.map(Json).map_err(first)
}

async fn of_customer(staff: Staff, Path(id): Path<Id<Customer>>) -> Answered {
    let found = customer(&staff.visit.app.db, &id).await?.ok_or_else(Fault::missing)?;
    Ok(Json(Details::of(&found)))
}

async fn change_of_customer(
    staff: Staff,
    Path(id): Path<Id<Customer>>,
    Json(details): Json<Details>,
) -> Answered {
    let changed = change(&staff.visit.app, &staff.session.actor(), &id, &details).await;
    changed.map(Json).map_err(first)
}
