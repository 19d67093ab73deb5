//! A customer's VAT, for programs.

use super::model::{Treatment, VatCheck};
use super::store;
use crate::accounts::{self, Customer};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Member, Staff};
use axum::extract::Path;
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/invoices/vat", get(own).put(change))
        .route("/api/v1/staff/customers/{id}/vat", get(any))
        .route("/api/v1/staff/customers/{id}/vat/check", post(check))
        .route("/api/v1/staff/customers/{id}/vat/acceptance", post(accept))
}

pub fn describe(api: &mut Api) {
    let any = "/api/v1/staff/customers/{id}/vat";
    api.get("/api/v1/invoices/vat", "Your VAT number, what follows from it, and how it was checked")
        .by(Who::Customer)
        .answers::<Vat>(200);
    api.put("/api/v1/invoices/vat", "Another VAT number")
        .by(Who::Owner)
        .takes::<Number>()
        .answers::<Vat>(200);
    api.get(any, "A customer's VAT number and its checks").by(Who::Staff).answers::<Vat>(200);
    api.post("/api/v1/staff/customers/{id}/vat/check", "Ask VIES about a customer's VAT number now")
        .by(Who::Staff)
        .answers::<VatCheck>(200);
    api.post("/api/v1/staff/customers/{id}/vat/acceptance", "Accept a VAT number by hand, with a reason")
        .by(Who::Staff)
        .takes::<Acceptance>()
        .answers::<VatCheck>(200);
}

/// How VAT is treated for a customer today.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "VatOfCustomer")]
struct Vat {
    country: String,
    /// Empty: none.
    vat_number: String,
    /// None where it cannot be worked out.
    treatment: Option<Treatment>,
    /// Newest first.
    checks: Vec<VatCheck>,
}

async fn vat(app: &App, customer: Customer) -> Result<Json<Vat>, Fault> {
    let treatment = super::treatment(app, &customer, day(app.now_ms(), app.zone())).ok();
    let checks = store::of_customer(&app.db, &customer.id, 50).await?;
    Ok(Json(Vat { country: customer.country, vat_number: customer.vat_number, treatment, checks }))
}

async fn customer(app: &App, id: &Id<Customer>) -> Result<Customer, Fault> {
    accounts::customer(&app.db, id).await?.ok_or_else(Fault::missing)
}

async fn own(member: Member) -> Result<Json<Vat>, Fault> {
    let app = &member.visit.app;
    vat(app, customer(app, &member.customer).await?).await
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "NewVatNumber")]
struct Number {
    /// With its country's letters; empty for none.
    vat_number: String,
}

async fn change(member: Member, Json(new): Json<Number>) -> Result<Json<Vat>, Fault> {
    let app = &member.visit.app;
    let before = customer(app, &member.customer).await?;
    let after = super::change_number(app, &member.session.actor(), &before, &new.vat_number).await?;
    vat(app, after).await
}

async fn any(staff: Staff, Path(id): Path<Id<Customer>>) -> Result<Json<Vat>, Fault> {
    let app = &staff.visit.app;
    vat(app, customer(app, &id).await?).await
}

async fn check(staff: Staff, Path(id): Path<Id<Customer>>) -> Result<Json<VatCheck>, Fault> {
    let app = &staff.visit.app;
    Ok(Json(super::ask(app, &customer(app, &id).await?).await?))
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "VatAcceptance")]
struct Acceptance {
    /// Kept with the check.
    reason: String,
}

async fn accept(
    staff: Staff,
    Path(id): Path<Id<Customer>>,
    Json(new): Json<Acceptance>,
) -> Result<Json<VatCheck>, Fault> {
    let app = &staff.visit.app;
    let by = (&staff.session.person, &staff.session.actor());
    Ok(Json(super::accept(app, by, &customer(app, &id).await?, &new.reason).await?))
}
