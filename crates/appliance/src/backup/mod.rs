//! Backups (K1), the server's own part: a consistent copy of its database for whoever keeps its data folder, messages
//! that are put back beside what is there, and the start of a server whose whole folder was put back.
//!
//! What the platform reads lies in the data folder already, but for the database: a file that is being written is no
//! backup of it. So a copy is made beside it, whole or not at all, with a list of what there was to compare with.

mod came_back;
mod index;
mod put_back;
mod store;
#[cfg(test)]
mod tests;

pub use came_back::{NotContinued, adopt, take_place};
pub use put_back::{LastFolder, NotPutBack, put_back};

use crate::app::App;
use crate::storage;
use crate::{accounts, journal};
use hostler_wire::backup::{Account, DATABASE, FOLDER, Folder, INDEX, MANIFEST, Manifest};
use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum NotCopied {
    #[error("the copy could not be written: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Writes the copy of the database and its manifest in the place of the last ones.
pub async fn copy(app: &App) -> Result<Manifest, NotCopied> {
    let folder = app.folders.root().join(FOLDER);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
    let fresh = folder.join("appliance.sqlite.new");
    let _ = fs::remove_file(&fresh);
    // Before the copy, which may hold more: whoever goes on from this number misses nothing.
    let last_number = journal::last(&app.db).await?;
    store::copy_into(&app.db, &fresh.to_string_lossy()).await?;
    fs::rename(&fresh, folder.join(DATABASE))?;
    let manifest = Manifest { last_number, ..manifest(app).await? };
    let fresh = folder.join("manifest.json.new");
    fs::write(&fresh, serde_json::to_vec(&manifest).map_err(io::Error::other)?)?;
    fs::rename(&fresh, folder.join(MANIFEST))?;
    index(app).await;
    Ok(manifest)
}

/// A backup without the index is a backup, too: only looking for a message in it takes longer.
async fn index(app: &App) {
    let (mail, index) = (app.folders.mail(), app.folders.root().join(FOLDER).join(INDEX));
    let done = tokio::task::spawn_blocking(move || index::write(&mail, &index)).await;
    if let Err(error) = done.map_err(io::Error::other).and_then(|done| done) {
        tracing::warn!(%error, "the backup has no index of its messages");
    }
}

/// What the server holds now: accounts, and messages by mailbox and folder.
pub async fn manifest(app: &App) -> Result<Manifest, NotCopied> {
    let mail = app.folders.mail();
    let counted = tokio::task::spawn_blocking(move || storage::messages_by_folder(&mail)).await;
    let folders = counted.map_err(io::Error::other)??;
    let accounts = accounts::all_accounts(&app.db).await?;
    let known: std::collections::BTreeSet<&str> =
        accounts.iter().map(|account| account.address.as_str()).collect();
    // The folder of an account that was deleted just now is no mailbox.
    let folders = folders.into_iter().filter(|(address, _, _)| known.contains(address.as_str()));
    Ok(Manifest {
        server: app.bootstrap.server.clone(),
        version: env!("CARGO_PKG_VERSION").to_string(),
        at_ms: app.clock.now_ms(),
        last_number: journal::last(&app.db).await?,
        folders: folders.map(|(address, folder, messages)| Folder { address, folder, messages }).collect(),
        accounts: accounts
            .iter()
            .map(|account| Account { id: account.id.to_string(), address: account.address.clone() })
            .collect(),
    })
}
