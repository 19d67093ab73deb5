//! Sign-in for programs: a session's token, to be sent as `Authorization: Bearer …`.

use crate::app::App;
use crate::web::Visit;
use axum::routing::{delete, post};
use axum::{Json, Router};
use hostler_kit::http::{Fault, Kind};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/sessions", post(create))
        .route("/api/v1/sessions/current", delete(end).get(current))
}

#[derive(Deserialize)]
struct SignIn {
    email: String,
    password: String,
}

#[derive(Serialize)]
struct Token {
    /// Good for twelve hours.
    token: String,
}

async fn create(visit: Visit, Json(sign_in): Json<SignIn>) -> Result<Json<Token>, Fault> {
    let token = super::sign_in(&visit.app, &sign_in.email, &sign_in.password, &visit.place).await?;
    Ok(Json(Token { token }))
}

#[derive(Serialize)]
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
