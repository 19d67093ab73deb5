//! Sign-in for programs: a session's token, to be sent as `Authorization: Bearer …`.

use crate::api::{Api, Who};
use crate::app::App;
use crate::web::Visit;
use axum::routing::{delete, post};
use axum::{Json, Router};
use hostler_kit::http::{Fault, Kind};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything of customers and people that people and programs ask.
pub fn portal() -> Router<Arc<App>> {
    router()
        .merge(super::pages::router())
        .merge(super::details::pages::router())
        .merge(super::details::routes::router())
        .merge(super::people::pages::router())
        .merge(super::people::routes::router())
        .merge(super::resellers::pages::router())
        .merge(super::resellers::routes::router())
        .merge(super::tokens::pages::router())
        .merge(super::tokens::routes::router())
}

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/sessions", post(create))
        .route("/api/v1/sessions/current", delete(end).get(current))
}

pub fn describe(api: &mut Api) {
    super::details::routes::describe(api);
    super::tokens::routes::describe(api);
    super::people::routes::describe(api);
    super::resellers::routes::describe(api);
    api.post("/api/v1/sessions", "Sign in: a token good for twelve hours")
        .by(Who::Anybody)
        .takes::<SignIn>()
        .answers::<Token>(200);
    api.get("/api/v1/sessions/current", "Who is asking").answers::<Current>(200);
    api.delete("/api/v1/sessions/current", "Sign out").not_by_token().answers_nothing(200);
}

#[derive(Deserialize, schemars::JsonSchema)]
struct SignIn {
    email: String,
    password: String,
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "SessionToken")]
struct Token {
    /// Good for twelve hours.
    token: String,
}

async fn create(visit: Visit, Json(sign_in): Json<SignIn>) -> Result<Json<Token>, Fault> {
    let token = super::sign_in(&visit.app, &sign_in.email, &sign_in.password, &visit.place).await?;
    Ok(Json(Token { token }))
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "CurrentSession")]
struct Current {
    person: String,
    name: String,
    email: String,
    role: &'static str,
    customer: Option<String>,
}

async fn current(visit: Visit) -> Result<Json<Current>, Fault> {
    let session = visit.session.ok_or(Fault::new(Kind::SignInNeeded, "sign-in-needed"))?;
    Ok(Json(Current {
        person: session.person.id.to_string(),
        name: session.person.name,
        email: session.person.email,
        role: session.role.as_str(),
        customer: session.person.customer_id.map(|id| id.to_string()),
    }))
}

async fn end(visit: Visit) -> Result<(), Fault> {
    if let Some(token) = &visit.token {
        super::sign_out(&visit.app, token).await?;
    }
    Ok(())
}
