//! Exports for programs, and the file itself.

use super::{Export, ExportRefused, ask, of_server, path, store};
use crate::api::{Api, Who};
use crate::app::App;
use crate::servers::host_name;
use crate::servers::routes::named;
use crate::web::{Answer, Member};
use axum::body::Body;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use std::sync::Arc;
use tokio_util::io::ReaderStream;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/servers/{id}/exports/{export}", get(file))
        .route("/api/v1/servers/{id}/exports", get(list).post(make))
        .route("/api/v1/servers/{id}/exports/{export}", get(file))
}

pub fn describe(api: &mut Api) {
    let path = "/api/v1/servers/{id}/exports";
    api.get(path, "The exports of a server, newest first").by(Who::Owner).answers::<Vec<Export>>(200);
    api.post(path, "Have the whole server exported to a file").by(Who::Owner).answers::<Export>(202);
    let path = "/api/v1/servers/{id}/exports/{export}";
    api.get(path, "The file of an export that is ready").by(Who::Owner).answers_file("application/x-tar");
}

async fn list(member: Member, Path(id): Path<String>) -> Result<Json<Vec<Export>>, Fault> {
    let server = named(&member, &id).await?;
    Ok(Json(of_server(&member.visit.app.db, &server.id).await?))
}

async fn make(member: Member, Path(id): Path<String>) -> Result<(StatusCode, Json<Export>), Fault> {
    let server = named(&member, &id).await?;
    let export = ask(&member.visit.app, &server, &member.session.actor()).await?;
    Ok((StatusCode::ACCEPTED, Json(export)))
}

async fn file(member: Member, Path((id, export)): Path<(String, Id<Export>)>) -> Answer {
    let server = named(&member, &id).await?;
    let app = &member.visit.app;
    let export = store::find(&app.db, &export).await?.filter(|export| export.server_id == server.id);
    let export = export.ok_or_else(Fault::missing)?;
    if export.state != "ready" {
        return Err(ExportRefused::NotReady.into());
    }
    let file = tokio::fs::File::open(path(app, &export.id)).await.map_err(Fault::broken)?;
    let name = format!("attachment; filename=\"{}.tar\"", host_name(app, &server));
    let headers = [
        (CONTENT_TYPE, "application/x-tar".to_string()),
        (CONTENT_LENGTH, export.bytes.to_string()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, Body::from_stream(ReaderStream::with_capacity(file, 1 << 16))).into_response())
}
