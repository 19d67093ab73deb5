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

/// The weekly reading of a repository found it damaged.
pub async fn damaged(app: &App, tx: &mut Tx, server: &Server, why: &str) -> Result<(), sqlx::Error> {
    let detail = format!("The repository of the backups was read through and is not whole: {why}");
    monitoring::raise(app, tx, Trouble { server: Some(server), kind: "repository-damaged", detail }).await
}

pub async fn whole(app: &App, tx: &mut Tx, server: &Server) -> Result<(), sqlx::Error> {
    monitoring::over(app, tx, (Some(&server.id), "repository-damaged")).await
}

/// What was kept of a server that ended should be gone by now.
pub async fn not_removed(app: &App, tx: &mut Tx, server: &Server, why: &str) -> Result<(), sqlx::Error> {
    let detail = format!("The server ended a month ago and its backups could not be removed: {why}");
    monitoring::raise(app, tx, Trouble { server: Some(server), kind: "backup-not-removed", detail }).await
}

pub async fn removed(app: &App, tx: &mut Tx, server: &Server) -> Result<(), sqlx::Error> {
    monitoring::over(app, tx, (Some(&server.id), "repository-damaged")).await?;
    monitoring::over(app, tx, (Some(&server.id), "backup-not-removed")).await
}

/// A drill: how it ended.
pub async fn drill_failed(app: &App, tx: &mut Tx, server: &Server, why: &str) -> Result<(), sqlx::Error> {
    let detail = format!("A backup was not tried out, or was not right: {why}");
    monitoring::raise(app, tx, Trouble { server: Some(server), kind: "drill-failed", detail }).await
}

pub async fn drill_passed(app: &App, tx: &mut Tx, server: &Server) -> Result<(), sqlx::Error> {
    monitoring::over(app, tx, (Some(&server.id), "drill-failed")).await?;
    monitoring::over(app, tx, (Some(&server.id), "drill-overdue")).await
}

/// No drill of a server passed for long.
pub async fn drill_overdue(app: &App, tx: &mut Tx, server: &Server) -> Result<(), sqlx::Error> {
    let detail = "No backup of it was restored to try it, and was right, for two weeks.".to_owned();
    monitoring::raise(app, tx, Trouble { server: Some(server), kind: "drill-overdue", detail }).await
}

/// The platform's own backup.
pub async fn own_failed(app: &App, tx: &mut Tx, why: &str) -> Result<(), sqlx::Error> {
    let detail = format!("The backup of the platform itself could not be made: {why}");
    monitoring::raise(app, tx, Trouble { server: None, kind: "backup-failed", detail }).await
}

pub async fn own_missed(app: &App, tx: &mut Tx, day: &str) -> Result<(), sqlx::Error> {
    let detail = format!("There is no backup of the platform itself of the night of {day} yet.");
    monitoring::raise(app, tx, Trouble { server: None, kind: "backup-missed", detail }).await
}
