//! A mailbox, a folder or a message: into a folder of the mailbox named after the backup's day, beside what is there.
//! What was put back already is put back once, so a restore that was broken off goes on.

use super::{file, step};
use crate::app::App;
use crate::backup::model::{Backup, Restore};
use crate::backup::{BackupRefused, browse, rules, vault};
use crate::servers::{Server, api};
use hostler_kit::http::Fault;
use hostler_wire::backup::{MOST_MESSAGE, PutBack};
use std::path::{Path, PathBuf};

/// Messages after which it is written down how far it is.
const TOLD_EVERY: i64 = 20;

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
    api::put_back(app, server, (&to, bytes)).await?;
    step(app, restore, ("putting", 1, 1)).await
}

/// Fetches the mailbox's folder into one of the platform's own, then hands message by message to the server.
async fn many(app: &App, server: &Server, (restore, backup): (&Restore, &Backup)) -> Result<(), Fault> {
    let scratch = file::fresh_folder(app, &restore.id).await?;
    let path = match restore.what.as_str() {
        "mailbox" => browse::maildir(&restore.address)?,
        _ => browse::folder(&restore.address, &restore.folder)?,
    };
    file::fetch(app, (restore, backup), (&path, &scratch)).await?;
    let messages = found(&scratch, restore).map_err(Fault::broken)?;
    let total = messages.len() as i64;
    for (done, (folder, path)) in messages.into_iter().enumerate() {
        if done as i64 % TOLD_EVERY == 0 {
            step(app, restore, ("putting", done as i64, total)).await?;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let meta = tokio::fs::metadata(&path).await.map_err(Fault::broken)?;
        fits(i64::try_from(meta.len()).unwrap_or(i64::MAX))?;
        let bytes = tokio::fs::read(&path).await.map_err(Fault::broken)?;
        api::put_back(app, server, (&into(restore, backup, (&folder, &name)), bytes)).await?;
    }
    step(app, restore, ("putting", total, total)).await?;
    file::clear(app, &restore.id).await;
    Ok(())
}

/// One message is in memory at a time, and none that the server would not take.
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
