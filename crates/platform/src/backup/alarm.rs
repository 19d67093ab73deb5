//! Trouble with backups, told to whoever watches.

use crate::app::App;
use crate::monitoring::{self, Trouble};
use crate::servers::Server;
use hostler_kit::db::Tx;

/// A backup is there: what was missing or failed is over.
pub async fn over(app: &App, tx: &mut Tx, server: &Server) -> Result<(), sqlx::Error> {
    monitoring::over(app, tx, (Some(&server.id), "backup-missed")).await?;
    monitoring::over(app, tx, (Some(&server.id), "backup-failed")).await
}

pub async fn failed(app: &App, tx: &mut Tx, server: &Server, why: &str) -> Result<(), sqlx::Error> {
    let detail = format!("The backup could not be made: {why}");
    monitoring::raise(app, tx, Trouble { server: Some(server), kind: "backup-failed", detail }).await
}

pub async fn missed(app: &App, tx: &mut Tx, server: &Server, day: &str) -> Result<(), sqlx::Error> {
    let detail = format!("There is no backup of the night of {day} yet.");
    monitoring::raise(app, tx, Trouble { server: Some(server), kind: "backup-missed", detail }).await
}

/// A restore was broken off, and the server is not yet what it was before: it may be kept stopped.
pub async fn not_put_back(app: &App, tx: &mut Tx, server: &Server, why: &str) -> Result<(), sqlx::Error> {
    let detail = format!("A restore was broken off, and the server is not back to what it was before: {why}");
    monitoring::raise(app, tx, Trouble { server: Some(server), kind: "restore-failed", detail }).await
}

pub async fn put_back(app: &App, tx: &mut Tx, server: &Server) -> Result<(), sqlx::Error> {
    monitoring::over(app, tx, (Some(&server.id), "restore-failed")).await
}

/// A drill: how it ended.
pub async fn drill_failed(app: &App, tx: &mut Tx, server: &Server, why: &str) -> Result<(), sqlx::Error> {
    let detail = format!("A backup was not tried out, or was not right: {why}");
    monitoring::raise(app, tx, Trouble { server: Some(server), kind: "drill-failed", detail }).await
}

pub async fn drill_passed(app: &App, tx: &mut Tx, server: &Server) -> Result<(), sqlx::Error> {
    monitoring::over(app, tx, (Some(&server.id), "drill-failed")).await
}
