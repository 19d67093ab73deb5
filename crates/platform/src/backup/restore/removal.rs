//! What is kept no longer: files, and servers beside.

use super::path;
use crate::app::App;
use crate::backup::model::Restore;
use crate::backup::{BackupRefused, store};
use crate::events::Actor;
use crate::servers::{Note, Server, note};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use std::io;

/// Removes what a restore made, if its time is over.
pub async fn remove_due(app: &App, id: &Id<Restore>) -> Result<(), Fault> {
    let Some(restore) = store::find_restore(&app.db, id).await? else { return Ok(()) };
    let is_due = restore.expires_at_ms.is_some_and(|at_ms| at_ms <= app.now_ms());
    match restore.state.as_str() {
        "ready" if is_due => {
            let mut tx = app.db.begin().await?;
            store::set_restore_removed(&mut tx, id).await?;
            // Its state stays until it is away.
            remove_file(app, id).await?;
            tx.commit().await?;
            Ok(())
        }
        // Another one took its place; what a kill left lying of it goes now.
        "removed" => remove_file(app, id).await,
        _ => Ok(()),
    }
}

/// Removes a file, or a server beside, before its time.
pub async fn remove(app: &App, (server, restore): (&Server, &Restore), by: &Actor) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let is_kept = restore.expires_at_ms.is_some();
    if !is_kept || !store::set_restore_removed(&mut tx, &restore.id).await? {
        return Err(BackupRefused::NoFile.into());
    }
    note(app, &mut tx, &server.id, Note("restored-removed", &by.name)).await?;
    remove_file(app, &restore.id).await?;
    tx.commit().await?;
    Ok(())
}

/// A server beside is cleared away by the look after them ([`super::look`]).
async fn remove_file(app: &App, id: &Id<Restore>) -> Result<(), Fault> {
    match tokio::fs::remove_file(path(app, id)).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Fault::broken(error)),
        _ => Ok(()),
    }
}
