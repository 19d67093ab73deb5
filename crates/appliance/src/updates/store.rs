//! The server's database as a file: copied whole while nobody or somebody writes, and compared by its tables' version.

use crate::app::MIGRATOR;
use hostler_kit::db::{DbError, Versions};
use sqlx::{AnyConnection, Connection};
use std::path::Path;

fn url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// Writes a copy to a file that does not exist yet: one instant of the database, whoever writes meanwhile.
pub async fn copy(from: &Path, to: &Path) -> Result<(), sqlx::Error> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&url(from)).await?;
    sqlx::query("VACUUM INTO $1").bind(to.display().to_string()).execute(&mut connection).await?;
    connection.close().await
}

/// Whether two databases have the same tables, so that the same programs can work with them.
pub async fn have_same_tables(one: &Path, other: &Path) -> Result<bool, DbError> {
    let one = Versions::of(&url(one), &MIGRATOR).await?;
    Ok(one.database == Versions::of(&url(other), &MIGRATOR).await?.database)
}
