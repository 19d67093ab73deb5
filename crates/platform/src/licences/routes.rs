//! Licences and keys for programs of a customer (L14).

use super::model::{Issued, Licence};
use super::{
    Declaration, Explained, For, LicenceRefused, declare_offline, explain, file, look_up, named, redeem,
};
use crate::accounts::Doing;
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Answer, Member};
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_wire::registration::{KeyFound, Told};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// Everything of licences that machines, customers, staff and programs ask.
pub fn portal() -> Router<Arc<App>> {
    router().merge(super::pages::router()).merge(super::public::router()).merge(super::staff::router())
}

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/licences", get(list))
        .route("/api/v1/licences/{id}", get(show))
        .route("/api/v1/licences/{id}/file", get(download))
        .route("/api/v1/licences/{id}/keys", post(add_keys))
        .route("/api/v1/licences/{id}/offline", post(offline))
        .route("/api/v1/keys", get(keys))
        .route("/api/v1/keys/{key}", get(key))
}

pub fn describe(api: &mut Api) {
    super::public::describe(api);
    super::staff::describe(api);
    let by = Who::Customer;
    api.get("/api/v1/licences", "The newest 1000 licences").by(by).answers::<Vec<Licence>>(200);
    api.get("/api/v1/licences/{id}", "A licence, by id or number, with the reason of every number and date")
        .by(by)
        .answers::<Explained>(200);
    api.get("/api/v1/licences/{id}/file", "Its newest licence file").by(by).answers_file("text/plain");
    api.post("/api/v1/licences/{id}/keys", "Add keys to it, and what was renewed in place")
        .by(by)
        .takes::<Typed>()
        .answers::<Vec<Told>>(200);
    api.post("/api/v1/licences/{id}/offline", "Declare its machine permanently offline")
        .by(by)
        .takes::<Declared>()
        .answers::<Licence>(200);
    api.get("/api/v1/keys", "The newest 1000 keys, with their texts").by(by).answers::<Vec<Issued>>(200);
    api.get("/api/v1/keys/{key}", "What a key is").by(by).answers::<KeyFound>(200);
}

async fn list(member: Member) -> Result<Json<Vec<Licence>>, Fault> {
    Ok(Json(super::of_customer(&member.visit.app.db, &member.customer).await?))
}

async fn own(member: &Member, id: &str) -> Result<Licence, Fault> {
    named(&member.visit.app, For::Customer(&member.customer), id).await
}

async fn show(member: Member, Path(id): Path<String>) -> Result<Json<Explained>, Fault> {
    let licence = own(&member, &id).await?;
    Ok(Json(explain(&member.visit.app, licence).await?))
}

async fn download(member: Member, Path(id): Path<String>) -> Answer {
    let licence = own(&member, &id).await?;
    download_of(&member.visit.app, &licence).await
}

/// The licence file, as a file to be saved.
pub(super) async fn download_of(app: &App, licence: &Licence) -> Answer {
    let text = file(app, licence).await?;
    let name = format!("attachment; filename=\"{}.licence\"", licence.number);
    let kind = "text/plain; charset=utf-8".to_string();
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], text).into_response())
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "FurtherKeys")]
struct Typed {
    /// As typed; none: only what was renewed in place comes in.
    #[serde(default)]
    keys: Vec<String>,
}

async fn add_keys(
    member: Member,
    Path(id): Path<String>,
    Json(typed): Json<Typed>,
) -> Result<Json<Vec<Told>>, Fault> {
    let licence = own(&member, &id).await?;
    let (app, whose) = (&member.visit.app, For::Customer(&member.customer));
    redeem(app, &member.session.actor(), whose, (&licence.id, &typed.keys)).await.map(Json)
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "PermanentlyOffline")]
pub(super) struct Declared {
    /// The machine's id; none: whichever hold the licence.
    #[serde(default)]
    machine: Option<String>,
    /// Why it will never be reached again.
    #[serde(default)]
    reason: String,
}

impl From<Declared> for Declaration {
    fn from(declared: Declared) -> Declaration {
        Declaration { machine: declared.machine, reason: declared.reason }
    }
}

async fn offline(
    member: Member,
    Path(id): Path<String>,
    Json(declared): Json<Declared>,
) -> Result<Json<Licence>, Fault> {
    let licence = own(&member, &id).await?;
    member.session.may(Doing::RegisterLicences).map_err(|_| LicenceRefused::NotYours)?;
    let (app, whose) = (&member.visit.app, For::Customer(&member.customer));
    let gone = declare_offline(app, &member.session.actor(), whose, (&licence.id, &declared.into())).await?;
    Ok(Json(gone))
}

async fn keys(member: Member) -> Result<Json<Vec<Issued>>, Fault> {
    Ok(Json(super::keys_of_customer(&member.visit.app, &member.customer).await?))
}

async fn key(member: Member, Path(key): Path<String>) -> Result<Json<KeyFound>, Fault> {
    look_up(&member.visit.app, Some(For::Customer(&member.customer)), &key).await.map(Json)
}
