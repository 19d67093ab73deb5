//! Backups for programs of staff: of all servers.

use super::browse::{self, Listed};
use super::model::{Backup, Drill, Look, Restore};
use super::own::{self, OwnBackup};
use super::routes::{At, Looked, OfServer, Wanted, found, of};
use super::search::Found;
use super::{ask, drill, looks, restore};
use crate::api::{Api, Who};
use crate::app::App;
use crate::servers::{self, any_named};
use crate::web::Staff;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use serde::Deserialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/staff/backups", get(staff_list))
        .route("/api/v1/staff/platform-backups", get(staff_own).post(staff_make_own))
        .route("/api/v1/staff/servers/{id}/backups", get(staff_of_server).post(staff_make))
        .route("/api/v1/staff/servers/{id}/backups/{backup}/mailboxes", get(staff_mailboxes))
        .route("/api/v1/staff/servers/{id}/backups/{backup}/messages", get(staff_messages))
        .route("/api/v1/staff/servers/{id}/backups/{backup}/restores", post(staff_bring_back))
        .route("/api/v1/staff/servers/{id}/restores", get(staff_restores))
        .route("/api/v1/staff/servers/{id}/restores/{restore}", get(staff_show_restore).delete(staff_remove))
        .route("/api/v1/staff/servers/{id}/backups/search", get(staff_search))
        .route("/api/v1/staff/servers/{id}/looks", post(staff_look))
        .route("/api/v1/staff/servers/{id}/backups/{backup}/drill", post(staff_drill))
}

pub fn describe(api: &mut Api) {
    api.get("/api/v1/staff/backups", "Every server with its newest backup and drill")
        .by(Who::Staff)
        .answers::<Vec<OfServer>>(200);
    let path = "/api/v1/staff/platform-backups";
    api.get(path, "The platform's own backups, newest first, 100 at most")
        .by(Who::Staff)
        .answers::<Vec<OwnBackup>>(200);
    api.post(path, "Have a backup of the platform itself made now").by(Who::Staff).answers::<OwnBackup>(202);
    let path = "/api/v1/staff/servers/{id}/backups";
    api.get(path, "The backups of a server, newest first").by(Who::Staff).answers::<OfServer>(200);
    api.post(path, "Have a backup made now").by(Who::Staff).answers::<Backup>(202);
    api.post(
        "/api/v1/staff/servers/{id}/backups/{backup}/restores",
        "Restore a whole server, or a part of it",
    )
    .by(Who::Staff)
    .takes::<Wanted>()
    .answers::<Restore>(202);
    api.get("/api/v1/staff/servers/{id}/backups/{backup}/mailboxes", "The mailboxes in a backup")
        .by(Who::Staff)
        .answers::<Vec<String>>(200);
    let path = "/api/v1/staff/servers/{id}/backups/{backup}/messages";
    api.get(path, "Messages of a folder in a backup, newest first, for who has said why")
        .by(Who::Staff)
        .asks::<At>()
        .answers::<Listed>(200);
    api.get("/api/v1/staff/servers/{id}/restores", "The newest restores of a server")
        .by(Who::Staff)
        .answers::<Vec<Restore>>(200);
    api.get("/api/v1/staff/servers/{id}/restores/{restore}", "How far a restore is")
        .by(Who::Staff)
        .answers::<Restore>(200);
    api.delete(
        "/api/v1/staff/servers/{id}/restores/{restore}",
        "Remove a file, or a server beside, before its time",
    )
    .by(Who::Staff)
    .answers_nothing(204);
    let path = "/api/v1/staff/servers/{id}/backups/search";
    api.get(path, "Messages of a mailbox in all backups, for who has said why")
        .by(Who::Staff)
        .asks::<Looked>()
        .answers::<Found>(200);
    let says = "Say why you look at what messages in a server's backups are about; the customer reads it";
    api.post("/api/v1/staff/servers/{id}/looks", says).by(Who::Staff).takes::<Why>().answers::<Look>(201);
    api.post("/api/v1/staff/servers/{id}/backups/{backup}/drill", "Try a backup out now")
        .by(Who::Staff)
        .answers::<Drill>(202);
}

async fn staff_list(staff: Staff) -> Result<Json<Vec<OfServer>>, Fault> {
    let app = &staff.visit.app;
    let mut all = Vec::new();
    for server in servers::alive(&app.db).await? {
        let mut one = of(app, &server).await?;
        one.backups.truncate(1);
        all.push(one);
    }
    Ok(Json(all))
}

async fn staff_of_server(staff: Staff, Path(id): Path<String>) -> Result<Json<OfServer>, Fault> {
    let app = &staff.visit.app;
    Ok(Json(of(app, &any_named(app, &id).await?).await?))
}

async fn staff_make(staff: Staff, Path(id): Path<String>) -> Result<(StatusCode, Json<Backup>), Fault> {
    let app = &staff.visit.app;
    let backup = ask(app, &any_named(app, &id).await?, &staff.session.actor()).await?;
    Ok((StatusCode::ACCEPTED, Json(backup)))
}

type StaffBackup = Path<(String, Id<Backup>)>;

async fn staff_bring_back(
    staff: Staff,
    Path((id, backup)): StaffBackup,
    Json(wanted): Json<Wanted>,
) -> Result<(StatusCode, Json<Restore>), Fault> {
    let app = &staff.visit.app;
    let server = any_named(app, &id).await?;
    let backup = super::of(app, &server, &backup).await?;
    let wish = wanted.wish(&server)?;
    let restore = restore::ask(app, (&server, &backup), wish, &staff.session.actor()).await?;
    Ok((StatusCode::ACCEPTED, Json(restore)))
}

async fn staff_mailboxes(staff: Staff, Path((id, backup)): StaffBackup) -> Result<Json<Vec<String>>, Fault> {
    let app = &staff.visit.app;
    let backup = super::of(app, &any_named(app, &id).await?, &backup).await?;
    Ok(Json(browse::mailboxes(app, &backup).await?))
}

async fn staff_messages(
    staff: Staff,
    Path((id, backup)): StaffBackup,
    Query(at): Query<At>,
) -> Result<Json<Listed>, Fault> {
    let app = &staff.visit.app;
    let server = any_named(app, &id).await?;
    let backup = super::of(app, &server, &backup).await?;
    looks::may(app, &server, &staff.session.actor()).await?;
    Ok(Json(browse::messages(app, &backup, at.search()).await?))
}

async fn staff_restores(staff: Staff, Path(id): Path<String>) -> Result<Json<Vec<Restore>>, Fault> {
    let app = &staff.visit.app;
    Ok(Json(restore::of_server(app, &any_named(app, &id).await?.id).await?))
}

async fn staff_show_restore(
    staff: Staff,
    Path((id, restore)): Path<(String, Id<Restore>)>,
) -> Result<Json<Restore>, Fault> {
    let app = &staff.visit.app;
    Ok(Json(restore::of(app, &any_named(app, &id).await?, &restore).await?))
}

async fn staff_remove(
    staff: Staff,
    Path((id, restore)): Path<(String, Id<Restore>)>,
) -> Result<StatusCode, Fault> {
    let app = &staff.visit.app;
    let server = any_named(app, &id).await?;
    let restore = restore::of(app, &server, &restore).await?;
    restore::remove(app, (&server, &restore), &staff.session.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ReasonToLook")]
struct Why {
    /// 10 to 500 letters, for the customer to read.
    #[serde(default)]
    reason: String,
}

async fn staff_look(
    staff: Staff,
    Path(id): Path<String>,
    Json(why): Json<Why>,
) -> Result<(StatusCode, Json<Look>), Fault> {
    let app = &staff.visit.app;
    let by = staff.session.actor();
    let look = looks::open(app, &any_named(app, &id).await?, (&why.reason, &by)).await?;
    Ok((StatusCode::CREATED, Json(look)))
}

async fn staff_drill(
    staff: Staff,
    Path((id, backup)): StaffBackup,
) -> Result<(StatusCode, Json<Drill>), Fault> {
    let app = &staff.visit.app;
    let server = any_named(app, &id).await?;
    let backup = super::of(app, &server, &backup).await?;
    let drill = drill::ask(app, (&server, &backup), &staff.session.actor()).await?;
    Ok((StatusCode::ACCEPTED, Json(drill)))
}

async fn staff_search(
    staff: Staff,
    Path(id): Path<String>,
    Query(looked): Query<Looked>,
) -> Result<Json<Found>, Fault> {
    let app = &staff.visit.app;
    let server = any_named(app, &id).await?;
    looks::may(app, &server, &staff.session.actor()).await?;
    found(app, &server, &looked).await
}

async fn staff_own(staff: Staff) -> Result<Json<Vec<OwnBackup>>, Fault> {
    Ok(Json(own::newest(&staff.visit.app.db, 100).await?))
}

async fn staff_make_own(staff: Staff) -> Result<(StatusCode, Json<OwnBackup>), Fault> {
    let made = own::ask(&staff.visit.app, &staff.session.actor()).await?;
    Ok((StatusCode::ACCEPTED, Json(made)))
}
