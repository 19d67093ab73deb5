//! Backups for programs: of a customer's own servers.

use super::browse::{self, Listed, Search};
use super::model::{Backup, Beside, Drill, Restore, Wish};
use super::search::{self, Found, Sought};
use super::{BackupRefused, ask, last_drill, restore};
use crate::api::{Api, Who};
use crate::app::App;
use crate::servers::{self, Server, named};
use crate::web::{Answer, Member};
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio_util::io::ReaderStream;

/// Messages on one page.
pub const MESSAGES: usize = 50;

/// Everything of backups that customers, staff and programs ask.
pub fn portal() -> Router<Arc<App>> {
    router().merge(super::pages::router()).merge(super::staff::router())
}

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/restores/{restore}/file", get(file))
        .route("/api/v1/servers/{id}/backups", get(list).post(make))
        .route("/api/v1/servers/{id}/backups/search", get(search_all))
        .route("/api/v1/servers/{id}/backups/{backup}/mailboxes", get(mailboxes))
        .route("/api/v1/servers/{id}/backups/{backup}/messages", get(messages))
        .route("/api/v1/servers/{id}/backups/{backup}/restores", post(bring_back))
        .route("/api/v1/servers/{id}/restores", get(restores))
        .route("/api/v1/servers/{id}/restores/{restore}", get(show_restore).delete(remove))
        .route("/api/v1/servers/{id}/restores/{restore}/file", get(file))
}

pub fn describe(api: &mut Api) {
    super::staff::describe(api);
    let path = "/api/v1/servers/{id}/backups";
    api.get(path, "The backups of a server, newest first, and its last drill")
        .by(Who::Customer)
        .answers::<OfServer>(200);
    api.post(path, "Have a backup made now").by(Who::Owner).answers::<Backup>(202);
    api.get("/api/v1/servers/{id}/backups/search", "Messages of a mailbox in all backups, each once")
        .by(Who::Owner)
        .asks::<Looked>()
        .answers::<Found>(200);
    api.get("/api/v1/servers/{id}/backups/{backup}/mailboxes", "The mailboxes in a backup")
        .by(Who::Owner)
        .answers::<Vec<String>>(200);
    api.get(
        "/api/v1/servers/{id}/backups/{backup}/messages",
        "Messages of a folder in a backup, newest first",
    )
    .by(Who::Owner)
    .asks::<At>()
    .answers::<Listed>(200);
    api.post("/api/v1/servers/{id}/backups/{backup}/restores", "Restore a whole server, or a part of it")
        .by(Who::Owner)
        .takes::<Wanted>()
        .answers::<Restore>(202);
    api.get("/api/v1/servers/{id}/restores", "The newest restores of a server")
        .by(Who::Owner)
        .answers::<Vec<Restore>>(200);
    let path = "/api/v1/servers/{id}/restores/{restore}";
    api.get(path, "How far a restore is, and how a server beside is reached")
        .by(Who::Owner)
        .answers::<Restored>(200);
    api.delete(path, "Remove a file, or a server beside, before its time")
        .by(Who::Owner)
        .answers_nothing(204);
    let path = "/api/v1/servers/{id}/restores/{restore}/file";
    api.get(path, "The file of a restore that is ready").by(Who::Owner).answers_file("application/x-tar");
}

/// A restore, for the customer.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "RestoreOfServer")]
struct Restored {
    #[serde(flatten)]
    restore: Restore,
    /// How the server beside is reached; null: it does not run.
    beside: Option<Beside>,
}

/// How a server's backups stand.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "BackupsOfServer")]
pub struct OfServer {
    pub server: String,
    pub name: String,
    pub backups: Vec<Backup>,
    /// The last that is over; null: none yet.
    pub drill: Option<Drill>,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "MessagesAt")]
pub struct At {
    address: String,
    /// As IMAP names it; `INBOX` if it is left out.
    #[serde(default)]
    folder: String,
    /// Part of the subject or the sender.
    #[serde(default)]
    search: String,
    /// From 1.
    #[serde(default)]
    page: usize,
}

impl At {
    pub fn search(self) -> Search {
        Search {
            address: self.address,
            folder: if self.folder.is_empty() { "INBOX".into() } else { self.folder },
            term: self.search.to_lowercase(),
            offset: self.page.saturating_sub(1).saturating_mul(MESSAGES),
            limit: MESSAGES,
        }
    }
}

#[derive(Deserialize, schemars::JsonSchema)]
#[schemars(rename = "RestoreWanted")]
pub struct Wanted {
    #[serde(flatten)]
    wish: Wish,
    /// For a whole server in its place: its name, so that no other is meant.
    #[serde(default)]
    confirm: String,
}

impl Wanted {
    pub fn wish(self, server: &Server) -> Result<Wish, Fault> {
        match self.wish.what == "server" && self.confirm != server.name {
            true => Err(super::restore::NotConfirmed { name: server.name.clone() }.into()),
            false => Ok(self.wish),
        }
    }
}

pub async fn of(app: &App, server: &Server) -> Result<OfServer, Fault> {
    Ok(OfServer {
        server: server.id.to_string(),
        name: server.name.clone(),
        backups: super::of_server(app, &server.id).await?,
        drill: last_drill(&app.db, &server.id).await?,
    })
}

async fn list(member: Member, Path(id): Path<String>) -> Result<Json<OfServer>, Fault> {
    let server = named(&member, &id).await?;
    Ok(Json(of(&member.visit.app, &server).await?))
}

async fn make(member: Member, Path(id): Path<String>) -> Result<(StatusCode, Json<Backup>), Fault> {
    let server = named(&member, &id).await?;
    let backup = ask(&member.visit.app, &server, &member.session.actor()).await?;
    Ok((StatusCode::ACCEPTED, Json(backup)))
}

type OfBackup = Path<(String, Id<Backup>)>;

async fn mailboxes(member: Member, Path((id, backup)): OfBackup) -> Result<Json<Vec<String>>, Fault> {
    let server = named(&member, &id).await?;
    let backup = super::of(&member.visit.app, &server, &backup).await?;
    Ok(Json(browse::mailboxes(&member.visit.app, &backup).await?))
}

async fn messages(
    member: Member,
    Path((id, backup)): OfBackup,
    Query(at): Query<At>,
) -> Result<Json<Listed>, Fault> {
    let server = named(&member, &id).await?;
    let backup = super::of(&member.visit.app, &server, &backup).await?;
    Ok(Json(browse::messages(&member.visit.app, &backup, at.search()).await?))
}

/// What is looked for in all backups; what is left out is not asked.
#[derive(Default, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "MessageLookedFor")]
#[serde(default)]
pub struct Looked {
    /// The mailbox.
    address: String,
    /// Part of the sender.
    from: String,
    /// Part of the subject.
    subject: String,
    /// Words that all stand in sender, recipients or subject.
    words: String,
    /// The first day on which it was written: `2026-10-01`.
    since: String,
    /// The last day.
    until: String,
    /// `true`: only what the newest backup has no more.
    gone: bool,
    /// From 1; 50 messages each.
    page: usize,
}

impl Looked {
    fn sought(&self) -> Result<Sought, BackupRefused> {
        Ok(Sought {
            address: self.address.clone(),
            from: self.from.clone(),
            subject: self.subject.clone(),
            words: self.words.clone(),
            since: search::day(&self.since)?,
            until: search::day(&self.until)?,
            gone: self.gone,
        })
    }
}

pub async fn found(app: &App, server: &Server, looked: &Looked) -> Result<Json<Found>, Fault> {
    let found = search::search(app, server, &looked.sought()?).await?;
    Ok(Json(found.page((looked.page.saturating_sub(1).saturating_mul(MESSAGES), MESSAGES))))
}

async fn search_all(
    member: Member,
    Path(id): Path<String>,
    Query(looked): Query<Looked>,
) -> Result<Json<Found>, Fault> {
    let server = named(&member, &id).await?;
    found(&member.visit.app, &server, &looked).await
}

async fn bring_back(
    member: Member,
    Path((id, backup)): OfBackup,
    Json(wanted): Json<Wanted>,
) -> Result<(StatusCode, Json<Restore>), Fault> {
    let server = named(&member, &id).await?;
    let app = &member.visit.app;
    let backup = super::of(app, &server, &backup).await?;
    let wish = wanted.wish(&server)?;
    let restore = restore::ask(app, (&server, &backup), wish, &member.session.actor()).await?;
    Ok((StatusCode::ACCEPTED, Json(restore)))
}

async fn restores(member: Member, Path(id): Path<String>) -> Result<Json<Vec<Restore>>, Fault> {
    let server = named(&member, &id).await?;
    Ok(Json(restore::of_server(&member.visit.app, &server.id).await?))
}

async fn show_restore(
    member: Member,
    Path((id, restore)): Path<(String, Id<Restore>)>,
) -> Result<Json<Restored>, Fault> {
    let server = named(&member, &id).await?;
    let app = &member.visit.app;
    let restore = restore::of(app, &server, &restore).await?;
    let beside = restore::beside(app, &server, &restore).await?;
    Ok(Json(Restored { restore, beside }))
}

async fn remove(
    member: Member,
    Path((id, restore)): Path<(String, Id<Restore>)>,
) -> Result<StatusCode, Fault> {
    let server = named(&member, &id).await?;
    let app = &member.visit.app;
    let restore = restore::of(app, &server, &restore).await?;
    restore::remove(app, (&server, &restore), &member.session.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn file(member: Member, Path((id, restore)): Path<(String, Id<Restore>)>) -> Answer {
    let server = named(&member, &id).await?;
    let app = &member.visit.app;
    let restore = restore::of(app, &server, &restore).await?;
    if restore.state != "ready" || restore.what != "file" {
        return Err(BackupRefused::NoFile.into());
    }
    let file = tokio::fs::File::open(restore::path(app, &restore.id)).await.map_err(Fault::broken)?;
    let length = file.metadata().await.map_err(Fault::broken)?.len();
    let headers = [
        (CONTENT_TYPE, "application/x-tar".to_string()),
        (CONTENT_LENGTH, length.to_string()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}-backup.tar\"", servers::host_name(app, &server)),
        ),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(file))).into_response())
}
