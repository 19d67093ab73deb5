//! Bringing a database to this version by itself, before anything is started.

use super::lock::{opening, take};
use super::{Part, UpError, database_url};
use crate::app::{open_database, versions};
use hostler_kit::db::Versions;
use std::path::Path;

/// Brings the database (none: SQLite in the data folder) to this version; the answer is what it was before. Nothing
/// else may use the folder meanwhile.
pub async fn migrate(data: &Path, database: Option<&str>) -> Result<Versions, UpError> {
    let _alone = take(data, &Part::ALL)?;
    let _opening = opening(data).await?;
    let url = database_url(data, database);
    let before = versions(&url).await?;
    open_database(&url).await?.close().await;
    Ok(before)
}

/// The same without changing anything.
pub async fn check(data: &Path, database: Option<&str>) -> Result<Versions, UpError> {
    Ok(versions(&database_url(data, database)).await?)
}
