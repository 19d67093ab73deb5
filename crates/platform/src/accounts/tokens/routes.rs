//! A person's tokens for programs that hold a session: `hostler token`.

use super::{Token, Wanted};
use crate::api::Api;
use crate::app::App;
use crate::web::{Answer, SignedIn};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{delete, get};
use axum::{Json, Router};
use hostler_kit::id::Id;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/api/v1/tokens", get(list).post(create)).route("/api/v1/tokens/{id}", delete(revoke))
}

pub fn describe(api: &mut Api) {
    api.get("/api/v1/tokens", "Your API tokens").not_by_token().answers::<Vec<Shown>>(200);
    api.post("/api/v1/tokens", "Make an API token").not_by_token().takes::<Asked>().answers::<Made>(201);
    api.delete("/api/v1/tokens/{id}", "Revoke one").not_by_token().answers::<Shown>(200);
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "NewToken")]
pub(in crate::accounts) struct Asked {
    /// What it is for.
    #[serde(default)]
    name: String,
    /// `AREA:read` or `AREA:write`, such as `orders:write`; writing includes reading.
    #[serde(default)]
    scopes: Vec<String>,
    /// Days until it expires, 1 to 366.
    #[serde(default = "usual_days")]
    days: i64,
}

/// A token's life in days unless asked otherwise.
pub(super) const USUAL_DAYS: i64 = 90;

fn usual_days() -> i64 {
    USUAL_DAYS
}

/// A token without its secret.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Token")]
pub(in crate::accounts) struct Shown {
    id: String,
    name: String,
    scopes: Vec<String>,
    created_at_ms: i64,
    expires_at_ms: i64,
    /// To the minute.
    last_used_at_ms: Option<i64>,
    last_used_from: Option<String>,
    revoked_at_ms: Option<i64>,
}

impl From<Token> for Shown {
    fn from(token: Token) -> Shown {
        Shown {
            id: token.id.to_string(),
            scopes: token.scopes.split(' ').map(str::to_string).collect(),
            name: token.name,
            created_at_ms: token.created_at_ms,
            expires_at_ms: token.expires_at_ms,
            last_used_at_ms: token.last_used_at_ms,
            last_used_from: Some(token.last_used_from).filter(|place| !place.is_empty()),
            revoked_at_ms: token.revoked_at_ms,
        }
    }
}

/// A token that was just made.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MadeToken")]
pub(in crate::accounts) struct Made {
    #[serde(flatten)]
    shown: Shown,
    /// Send it as `Authorization: Bearer …`. It is shown here and never again.
    token: String,
}

async fn list(who: SignedIn) -> Answer {
    let tokens = super::all(&who.visit.app, &who.session.person.id).await?;
    Ok(Json(tokens.into_iter().map(Shown::from).collect::<Vec<_>>()).into_response())
}

async fn create(who: SignedIn, Json(asked): Json<Asked>) -> Answer {
    let wanted = Wanted { name: asked.name, scopes: asked.scopes, days: asked.days };
    let (token, secret) = super::create(&who.visit.app, &who.session, wanted).await?;
    Ok((StatusCode::CREATED, Json(Made { shown: token.into(), token: secret })).into_response())
}

async fn revoke(who: SignedIn, Path(id): Path<Id<Token>>) -> Answer {
    let token = super::revoke(&who.visit.app, &who.session, &id).await?;
    Ok(Json(Shown::from(token)).into_response())
}
