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

/// A drill: how it ended.
pub async fn drill_failed(app: &App, tx: &mut Tx, server: &Server, why: &str) -> Result<(), sqlx::Error> {
    let detail = format!("A backup was restored to try it, and was not right: {why}");
    monitoring::raise(app, tx, Trouble { server: Some(server), kind: "drill-failed", detail }).await
}

pub async fn drill_passed(app: &App, tx: &mut Tx, server: &Server) -> Result<(), sqlx::Error> {
    monitoring::over(app, tx, (Some(&server.id), "drill-failed")).await
}
