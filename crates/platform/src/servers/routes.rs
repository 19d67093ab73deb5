//! Servers for programs.

use super::{Server, host_name, store};
use crate::api::{Api, Who};
use crate::app::App;
use crate::web::{Member, Visit};
use axum::extract::Path;
use axum::routing::get;
use axum::{Json, Router};
use hostler_kit::http::Fault;
use serde::Serialize;
use std::sync::Arc;

/// Everything of servers that people and programs ask.
pub fn portal() -> Router<Arc<App>> {
    router()
        .merge(super::pages::router())
        .merge(super::console::router())
        .merge(super::ending::pages::router())
        .merge(super::ending::routes::router())
        .merge(super::exports::routes::router())
        .merge(super::history::router())
}

pub fn router() -> Router<Arc<App>> {
    Router::new().route("/api/v1/servers", get(list)).route("/api/v1/servers/{id}", get(show))
}

pub fn describe(api: &mut Api) {
    super::ending::routes::describe(api);
    super::exports::routes::describe(api);
    super::history::describe(api);
    api.get("/api/v1/servers", "The customer's servers").by(Who::Customer).answers::<Vec<Shown>>(200);
    api.get("/api/v1/servers/{id}", "A server, by id or name").by(Who::Customer).answers::<Shown>(200);
}

/// A server as programs see it.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "ServerWithAddress")]
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

/// By id, or by name: the first label of its host name.
async fn show(member: Member, Path(id): Path<String>) -> Result<Json<Shown>, Fault> {
    Ok(Json(shown(&member.visit, named(&member, &id).await?)))
}

/// The server of this id or name, if it is this customer's.
pub async fn named(member: &Member, named: &str) -> Result<Server, Fault> {
    let server = any_named(&member.visit.app, named).await?;
    Some(server).filter(|server| server.customer_id == member.customer).ok_or_else(Fault::missing)
}

/// The server of this id or name, whosever it is.
pub async fn any_named(app: &App, named: &str) -> Result<Server, Fault> {
    let server = match named.parse() {
        Ok(id) => store::find(&app.db, &id).await?,
        Err(_) => store::by_name(&app.db, named).await?,
    };
    server.ok_or_else(Fault::missing)
}
