//! Certificates and host names for programs; and what an authority asks for when it proves a name (RFC 8555 section 8.3):
//! the answer to its own question, nothing else.

use super::standing::{Standing, of_name, of_server};
use super::{ask, host_names, pages, staff, store};
use crate::api::{Api, Who};
use crate::app::App;
use crate::servers::named;
use crate::web::Member;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Longest token that is looked up.
const LONGEST: usize = 200;

/// What an authority asks for.
pub fn router() -> Router<Arc<App>> {
    Router::new().route("/.well-known/acme-challenge/{token}", get(answer))
}

/// The same, with everything for customers and staff.
pub fn portal() -> Router<Arc<App>> {
    router()
        .merge(pages::router())
        .merge(staff::router())
        .route("/api/v1/servers/{id}/certificates", get(list))
        .route("/api/v1/servers/{id}/certificates/renew", post(renew))
        .route("/api/v1/servers/{id}/host-names", post(add))
        .route("/api/v1/servers/{id}/host-names/{name}", delete(remove))
        .route("/api/v1/servers/{id}/host-names/{name}/look-up", post(look_up))
}

pub fn describe(api: &mut Api) {
    staff::describe(api);
    api.get("/api/v1/servers/{id}/certificates", "Each name of a server with its certificate and its DNS")
        .by(Who::Customer)
        .answers::<Vec<Standing>>(200);
    api.post("/api/v1/servers/{id}/certificates/renew", "Have certificates got now, before their time")
        .by(Who::Owner)
        .takes::<Wanted>()
        .answers::<Asked>(202);
    api.post("/api/v1/servers/{id}/host-names", "Add a host name of one's own to a server")
        .by(Who::Owner)
        .takes::<Added>()
        .answers::<Standing>(201);
    let path = "/api/v1/servers/{id}/host-names/{name}";
    api.delete(path, "Take a host name away, and its certificate").by(Who::Owner).answers_nothing(204);
    let path = "/api/v1/servers/{id}/host-names/{name}/look-up";
    api.post(path, "Look up now what DNS has for a host name").by(Who::Owner).answers::<Standing>(200);
}

async fn answer(State(app): State<Arc<App>>, Path(token): Path<String>) -> Result<impl IntoResponse, Fault> {
    if token.len() > LONGEST {
        return Err(Fault::missing());
    }
    let answer = store::answer(&app.db, &token).await?.ok_or_else(Fault::missing)?;
    Ok(([(CONTENT_TYPE, "application/octet-stream")], answer))
}

async fn list(member: Member, Path(id): Path<String>) -> Result<Json<Vec<Standing>>, Fault> {
    let server = named(&member, &id).await?;
    Ok(Json(of_server(&member.visit.app, &server).await?))
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "CertificateWanted")]
pub(super) struct Wanted {
    /// Left out: all that may be.
    #[serde(default)]
    pub name: Option<String>,
}

/// For which names a certificate is got now.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "CertificatesAsked")]
pub(super) struct Asked {
    pub names: Vec<String>,
}

async fn renew(
    member: Member,
    Path(id): Path<String>,
    Json(wanted): Json<Wanted>,
) -> Result<(StatusCode, Json<Asked>), Fault> {
    let server = named(&member, &id).await?;
    let by = member.session.actor();
    let names = ask(&member.visit.app, &by, (&server, wanted.name.as_deref())).await?;
    Ok((StatusCode::ACCEPTED, Json(Asked { names })))
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "HostNameWanted")]
struct Added {
    /// Such as `mail.bakkerij.example`; in any script.
    name: String,
}

async fn add(
    member: Member,
    Path(id): Path<String>,
    Json(wanted): Json<Added>,
) -> Result<(StatusCode, Json<Standing>), Fault> {
    let server = named(&member, &id).await?;
    let app = &member.visit.app;
    let added = host_names::add(app, &member.session.actor(), (&server, &wanted.name)).await?;
    let standing = of_name(app, (&server, &added.name)).await?.ok_or_else(Fault::missing)?;
    Ok((StatusCode::CREATED, Json(standing)))
}

async fn remove(member: Member, Path((id, name)): Path<(String, String)>) -> Result<StatusCode, Fault> {
    let server = named(&member, &id).await?;
    host_names::remove(&member.visit.app, &member.session.actor(), (&server, &name)).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn look_up(member: Member, Path((id, name)): Path<(String, String)>) -> Result<Json<Standing>, Fault> {
    let server = named(&member, &id).await?;
    let app = &member.visit.app;
    let missing = || host_names::HostNameRefused::NotThere { name: name.clone() };
    let found = host_names::find(&app.db, (&server.id, &name)).await?.ok_or_else(missing)?;
    host_names::look_up(app, found).await?;
    Ok(Json(of_name(app, (&server, &name)).await?.ok_or_else(missing)?))
}
