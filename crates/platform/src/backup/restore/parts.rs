//! A mailbox, a folder or a message: into a folder of the mailbox named after the backup's day, beside what is there.
//! What was put back already is put back once, so a restore that was broken off goes on.

use super::{file, step};
use crate::app::App;
use crate::backup::model::{Backup, Restore};
use crate::backup::{BackupRefused, browse, room, rules, vault};
use crate::servers::Server;
use crate::servers::api::{self, NotPutBack};
use axum::body::Bytes;
use hostler_kit::http::Fault;
use hostler_wire::backup::{MOST_MESSAGE, PutBack};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Messages after which it is written down how far it is.
const TOLD_EVERY: i64 = 20;
/// When a message is tried again that the server did not take.
const AGAIN_AFTER: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];
/// A server that breaks on so many messages in a row breaks on all of them.
const MOST_FAILED: i64 = 5;

pub async fn run(app: &App, server: &Server, (restore, backup): (&Restore, &Backup)) -> Result<(), Fault> {
    match restore.what.as_str() {
        "message" => message(app, server, (restore, backup)).await,
        _ => many(app, server, (restore, backup)).await,
    }
}

async fn message(app: &App, server: &Server, (restore, backup): (&Restore, &Backup)) -> Result<(), Fault> {
    step(app, restore, ("fetching", 0, 1)).await?;
    let at = (restore.address.as_str(), restore.folder.as_str(), restore.message.as_str());
    let (path, bytes) = browse::find(app, backup, at).await?;
    fits(bytes)?;
    let (repository, snapshot) = (vault::open(app, &server.id).await?, vault::snapshot(backup)?);
    let bytes = vault::blocking(move || {
        let mut bytes = Vec::new();
        repository.read(&snapshot, &path, &mut bytes)?;
        Ok(bytes)
    })
    .await?;
    step(app, restore, ("putting", 0, 1)).await?;
    let to = into(restore, backup, (&restore.folder, &restore.message));
    put(app, server, (&to, bytes.into())).await?;
    step(app, restore, ("putting", 1, 1)).await
}

/// Fetches the mailbox's folder into one of the platform's own, then hands message by message to the server. What it does
/// not take is left out and counted.
async fn many(app: &App, server: &Server, (restore, backup): (&Restore, &Backup)) -> Result<(), Fault> {
    let scratch = file::fresh_folder(app, &restore.id).await?;
    let path = match restore.what.as_str() {
        "mailbox" => browse::maildir(&restore.address)?,
        _ => browse::folder(&restore.address, &restore.folder)?,
    };
    // Twice: what is fetched, and what the server takes of it.
    let bytes = browse::bytes_below(app, backup, &path).await?;
    room::check_now(&scratch, bytes.saturating_mul(2))?;
    file::fetch(app, (restore, backup), (&path, &scratch)).await?;
    let messages = found(&scratch, restore).map_err(Fault::broken)?;
    let mut tally = Tally { total: messages.len() as i64, ..Tally::default() };
    for (folder, path) in messages {
        if tally.seen() % TOLD_EVERY == 0 {
            step(app, restore, ("putting", tally.put, tally.total)).await?;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let one = one(app, server, (&into(restore, backup, (&folder, &name)), &path)).await;
        if let Err(fault) = tally.count(one, &path) {
            step(app, restore, ("putting", tally.put, tally.total)).await?;
            return Err(fault);
        }
    }
    step(app, restore, ("putting", tally.put, tally.total)).await?;
    file::clear(app, &restore.id).await;
    Ok(())
}

/// How many messages were put back, or left out, and of how many.
#[derive(Debug, Default)]
struct Tally {
    put: i64,
    left: i64,
    total: i64,
    /// On so many in a row the server broke.
    failed: i64,
}

impl Tally {
    fn seen(&self) -> i64 {
        self.put + self.left
    }

    /// # Errors
    /// What ends the restore: it is not about this message alone.
    fn count(&mut self, one: Result<(), NotPutBack>, path: &Path) -> Result<(), Fault> {
        self.failed = if matches!(one, Err(NotPutBack::Failed(_))) { self.failed + 1 } else { 0 };
        match one {
            Ok(()) => self.put += 1,
            Err(NotPutBack::Refused(_) | NotPutBack::Failed(_)) if self.failed < MOST_FAILED => {
                tracing::warn!(path = %path.display(), "a message could not be put back");
                self.left += 1;
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// One message is in memory at a time, and none that the server would not take.
async fn one(app: &App, server: &Server, (to, path): (&PutBack, &Path)) -> Result<(), NotPutBack> {
    let broken = |error: std::io::Error| NotPutBack::Failed(error.to_string());
    let meta = tokio::fs::metadata(path).await.map_err(broken)?;
    if fits(i64::try_from(meta.len()).unwrap_or(i64::MAX)).is_err() {
        return Err(NotPutBack::Refused(BackupRefused::TooLarge.to_string()));
    }
    let bytes = tokio::fs::read(path).await.map_err(broken)?;
    put(app, server, (to, bytes.into())).await
}

/// Hands a message to the server; again, if it is away for a moment or breaks.
async fn put(app: &App, server: &Server, (to, message): (&PutBack, Bytes)) -> Result<(), NotPutBack> {
    let mut pauses = AGAIN_AFTER.iter();
    loop {
        match (api::put_back(app, server, (to, message.clone())).await, pauses.next()) {
            (Err(NotPutBack::Failed(_) | NotPutBack::Away(_)), Some(pause)) => {
                tokio::time::sleep(*pause).await;
            }
            (put, _) => return put.map(drop),
        }
    }
}

/// Whether the server takes a message of this size.
fn fits(bytes: i64) -> Result<(), Fault> {
    match usize::try_from(bytes).is_ok_and(|bytes| bytes <= MOST_MESSAGE) {
        true => Ok(()),
        false => Err(BackupRefused::TooLarge.into()),
    }
}

fn into(restore: &Restore, backup: &Backup, (folder, name): (&str, &str)) -> PutBack {
    PutBack {
        address: restore.into_address.clone(),
        folder: rules::put_into(folder, backup.date()),
        name: name.to_string(),
    }
}

/// Every message with its folder. What was fetched is the server's: links are left alone.
fn found(scratch: &Path, restore: &Restore) -> std::io::Result<Vec<(String, PathBuf)>> {
    let own = if restore.what == "mailbox" { "INBOX" } else { restore.folder.as_str() };
    let mut folders = vec![(own.to_string(), scratch.to_path_buf())];
    if restore.what == "mailbox" {
        for entry in std::fs::read_dir(scratch)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if let (Some(name), true) = (name.strip_prefix('.'), entry.file_type()?.is_dir()) {
                folders.push((name.replace('.', "/"), entry.path()));
            }
        }
    }
    folders.sort();
    let mut messages = Vec::new();
    for (name, folder) in folders {
        for part in ["cur", "new"] {
            let Some(path) = real_folder(folder.join(part)) else { continue };
            for entry in std::fs::read_dir(path)? {
                let entry = entry?;
                if entry.file_type()?.is_file() {
                    messages.push((name.clone(), entry.path()));
                }
            }
        }
    }
    Ok(messages)
}

fn real_folder(path: PathBuf) -> Option<PathBuf> {
    std::fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_dir()).then_some(path)
}
