//! Servers for programs.

use super::{Server, host_name, pages, store};
use crate::app::App;
use crate::web::{Member, Visit};
use axum::extract::Path;
use axum::routing::get;
use axum::{Json, Router};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use serde::Serialize;
use std::sync::Arc;

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/api/v1/servers", get(list)).route("/api/v1/servers/{id}", get(show))
}

/// A server as programs see it.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    server: Server,
    host: String,
    address: String,
}

fn shown(visit: &Visit, server: Server) -> Shown {
    let address = super::address(&visit.app, server.slot).to_string();
    Shown { host: host_name(&visit.app, &server), address, server }
}

async fn list(member: Member) -> Result<Json<Vec<Shown>>, Fault> {
    let servers = store::of_customer(&member.visit.app.db, &member.customer).await?;
    Ok(Json(servers.into_iter().map(|server| shown(&member.visit, server)).collect()))
}

async fn show(member: Member, Path(id): Path<Id<Server>>) -> Result<Json<Shown>, Fault> {
    Ok(Json(shown(&member.visit, pages::own(&member.visit, &member, &id).await?)))
}
