//! Orders for programs.

use super::{Order, TERMS, Wish};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::Member;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use serde::Deserialize;
use std::sync::Arc;

/// Orders, for people and programs.
pub fn portal() -> Router<Arc<App>> {
    router().merge(super::pages::router())
}

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/api/v1/orders", get(list).post(place)).route("/api/v1/orders/{id}", get(show))
}

pub fn describe(api: &mut Api) {
    let path = "/api/v1/orders";
    api.get(path, "The newest 200 orders").by(Who::Customer).answers::<Vec<Order>>(200);
    api.post(path, "Order a server").by(Who::Owner).takes::<Asked>().answers::<Order>(201);
    api.get("/api/v1/orders/{id}", "An order").by(Who::Customer).answers::<Order>(200);
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "NewOrder")]
struct Asked {
    product: String,
    server_name: String,
    /// Version of the terms, as on the page `/terms`.
    #[serde(default)]
    terms: String,
}

async fn place(member: Member, Json(asked): Json<Asked>) -> Result<(StatusCode, Json<Order>), Fault> {
    let wish = Wish { product: asked.product, server_name: asked.server_name, terms: asked.terms };
    let placed = super::place_as(&member.visit.app, &member.session, wish).await;
    let order = placed.map_err(|faults| faults.into_iter().next().unwrap_or_else(Fault::missing))?;
    debug_assert_eq!(order.terms, TERMS);
    Ok((StatusCode::CREATED, Json(order)))
}

async fn list(member: Member) -> Result<Json<Vec<Order>>, Fault> {
    Ok(Json(super::of_customer(&member.visit.app.db, &member.customer).await?))
}

async fn show(member: Member, Path(id): Path<Id<Order>>) -> Result<Json<Order>, Fault> {
    let order = super::find(&member.visit.app.db, &id).await?;
    Ok(Json(order.filter(|order| order.customer_id == member.customer).ok_or_else(Fault::missing)?))
}
