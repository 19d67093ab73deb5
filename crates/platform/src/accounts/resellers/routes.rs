//! Resellers for programs. For whom a reseller's program asks, the header `Hostler-Customer` says in each request.

use super::Served;
use crate::accounts::{Customer, SignUp};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Answer, Member, Paging, Staff};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::ui::ListQuery;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/customers", get(list).post(create))
        .route("/api/v1/customers/{id}/invitation", post(invite))
        .route("/api/v1/reseller", get(show).delete(end))
        .route("/api/v1/staff/customers/{id}/reseller", put(mark).delete(unmark))
}

pub fn describe(api: &mut Api) {
    let path = "/api/v1/customers";
    api.get(path, "A reseller's customers").by(Who::Owner).asks::<ListQuery>().answers::<List>(200);
    api.post(path, "A new customer of the reseller, whose owner is invited")
        .by(Who::Owner)
        .takes::<Asked>()
        .answers::<Created>(201);
    api.post("/api/v1/customers/{id}/invitation", "Invite the owner again, while nobody has joined")
        .by(Who::Owner)
        .takes::<Owner>()
        .answers_nothing(204);
    let path = "/api/v1/reseller";
    api.get(path, "The customer's reseller").by(Who::Customer).not_by_token().answers::<Seller>(200);
    api.delete(path, "End that it acts for the customer").by(Who::Owner).not_by_token().answers_nothing(204);
    let path = "/api/v1/staff/customers/{id}/reseller";
    api.put(path, "Say that a customer is a reseller").by(Who::Staff).answers_nothing(204);
    api.delete(path, "A reseller no more: its customers are their own").by(Who::Staff).answers_nothing(204);
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OwnCustomers")]
pub(in crate::accounts) struct List {
    customers: Vec<Shown>,
    total: i64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OwnCustomer")]
pub(in crate::accounts) struct Shown {
    /// What the header `Hostler-Customer` takes.
    id: String,
    name: String,
    city: String,
    since_ms: i64,
    /// How many have joined; 0: the owner has not followed the invitation yet.
    people: i64,
}

impl From<Served> for Shown {
    fn from(customer: Served) -> Shown {
        Shown {
            id: customer.id.to_string(),
            name: customer.name,
            city: customer.city,
            since_ms: customer.since_ms,
            people: customer.people,
        }
    }
}

#[derive(Deserialize, JsonSchema, Default)]
#[schemars(rename = "NewCustomer")]
#[serde(default)]
pub(in crate::accounts) struct Asked {
    company: String,
    street: String,
    postcode: String,
    city: String,
    /// ISO 3166-1 alpha-2.
    country: String,
    /// Empty, or with its country prefix.
    vat_number: String,
    /// Of the owner-to-be, who is invited.
    email: String,
    /// `en` or `nl`.
    language: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CreatedCustomer")]
pub(in crate::accounts) struct Created {
    id: String,
    name: String,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "OwnerInvitation")]
pub(in crate::accounts) struct Owner {
    #[serde(default)]
    email: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Reseller")]
pub(in crate::accounts) struct Seller {
    /// Null: there is none.
    name: Option<String>,
    id: Option<String>,
}

async fn list(member: Member, Query(query): Query<ListQuery>) -> Answer {
    let (db, reseller, paging) = (&member.visit.app.db, super::own(&member.session)?, Paging::of(&query));
    let total = super::count_served(db, reseller, query.term()).await?;
    let found = super::served(db, reseller, query.term(), (paging.limit, paging.offset)).await?;
    Ok(Json(List { customers: found.into_iter().map(Shown::from).collect(), total }).into_response())
}

async fn create(member: Member, Json(asked): Json<Asked>) -> Answer {
    let form = SignUp {
        company: asked.company,
        street: asked.street,
        postcode: asked.postcode,
        city: asked.city,
        country: asked.country,
        vat_number: asked.vat_number,
        email: asked.email,
        language: asked.language,
        ..SignUp::default()
    };
    let created = super::create_customer(&member.visit.app, &member.session, form).await;
    let customer = created.map_err(|faults| faults.into_iter().next().unwrap_or_else(Fault::missing))?;
    let created = Created { id: customer.id.to_string(), name: customer.name };
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

async fn invite(member: Member, Path(id): Path<Id<Customer>>, Json(asked): Json<Owner>) -> Answer {
    super::invite_owner(&member.visit.app, &member.session, &id, &asked.email).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn show(member: Member) -> Answer {
    let found = super::of_customer(&member.visit.app.db, &member.customer).await?;
    let (name, id) = found.map(|reseller| (reseller.name, reseller.id.to_string())).unzip();
    Ok(Json(Seller { name, id }).into_response())
}

async fn end(member: Member) -> Answer {
    super::end(&member.visit.app, &member.session).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn mark(staff: Staff, Path(id): Path<Id<Customer>>) -> Answer {
    super::mark(&staff.visit.app, &staff.session, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn unmark(staff: Staff, Path(id): Path<Id<Customer>>) -> Answer {
    super::unmark(&staff.visit.app, &staff.session, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
