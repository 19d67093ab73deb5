//! Notice for programs.

use super::{Ending, EndingRefused, give, store, withdraw};
use crate::api::{Api, Who};
use crate::app::App;
use crate::servers::Server;
use crate::servers::routes::named;
use crate::web::Member;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use hostler_kit::http::Fault;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const PATH: &str = "/api/v1/servers/{id}/ending";

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/api/v1/servers/{id}/ending", get(show).post(end).delete(keep))
}

pub fn describe(api: &mut Api) {
    api.get(PATH, "When a server ends, or would end if notice were given now")
        .by(Who::Customer)
        .answers::<Shown>(200);
    api.post(PATH, "Give notice: the server is deleted after its last day")
        .by(Who::Owner)
        .takes::<Notice>()
        .answers::<Ending>(201);
    api.delete(PATH, "Take the notice back").by(Who::Owner).answers::<Ending>(200);
}

/// How it stands with a server's end.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "EndingOfServer")]
struct Shown {
    /// The newest notice, whatever became of it.
    notice: Option<Ending>,
    /// The last day if notice were given now.
    would_end: String,
    /// Accounts besides the administrator's, which have to be deleted first.
    accounts: Vec<String>,
}

#[derive(Deserialize, schemars::JsonSchema)]
struct Notice {
    /// The server's name, so that no other is meant.
    #[serde(default)]
    confirm: String,
}

async fn own(member: &Member, id: &str) -> Result<Server, Fault> {
    named(member, id).await
}

async fn show(member: Member, Path(id): Path<String>) -> Result<Json<Shown>, Fault> {
    let server = own(&member, &id).await?;
    let app = &member.visit.app;
    Ok(Json(Shown {
        notice: store::newest(&app.db, &server.id).await?,
        would_end: super::rules::end_of_notice(app.now_ms(), app.zone()).0.to_string(),
        accounts: super::left(app, &server).await?.accounts,
    }))
}

async fn end(
    member: Member,
    Path(id): Path<String>,
    Json(notice): Json<Notice>,
) -> Result<(StatusCode, Json<Ending>), Fault> {
    let server = own(&member, &id).await?;
    if notice.confirm != server.name {
        return Err(EndingRefused::NotConfirmed { name: server.name }.into());
    }
    let ending = give(&member.visit.app, &server, &member.session.actor()).await?;
    Ok((StatusCode::CREATED, Json(ending)))
}

async fn keep(member: Member, Path(id): Path<String>) -> Result<Json<Ending>, Fault> {
    let server = own(&member, &id).await?;
    Ok(Json(withdraw(&member.visit.app, &server, &member.session.actor()).await?))
}
