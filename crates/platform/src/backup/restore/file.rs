//! The whole server as a file to download, and the folder that restores are fetched into.

use super::step;
use crate::app::App;
use crate::backup::model::{Backup, Restore};
use crate::backup::{room, vault};
use crate::servers::Server;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;

/// Where its file lies.
pub fn path(app: &App, id: &Id<Restore>) -> PathBuf {
    app.settings.data.join("restores").join(format!("{id}.tar"))
}

fn folder(app: &App, id: &Id<Restore>) -> PathBuf {
    app.settings.data.join("restores").join(id.as_str())
}

/// An empty folder that only the platform may enter.
pub async fn fresh_folder(app: &App, id: &Id<Restore>) -> Result<PathBuf, Fault> {
    let folder = folder(app, id);
    clear(app, id).await;
    tokio::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).await.map_err(Fault::broken)?;
    Ok(folder)
}

/// Removes what was fetched for a restore, as far as it is there.
pub async fn clear(app: &App, id: &Id<Restore>) {
    tokio::fs::remove_dir_all(folder(app, id)).await.ok();
    tokio::fs::remove_file(path(app, id).with_extension("part")).await.ok();
}

/// Fetches what lies at a path of the backup into a folder, and tells how far it is.
pub async fn fetch(
    app: &App,
    (restore, backup): (&Restore, &Backup),
    (path, into): (&Path, &Path),
) -> Result<(), Fault> {
    let (repository, snapshot) = (vault::open(app, &backup.server_id).await?, vault::snapshot(backup)?);
    let (path, into) = (path.to_path_buf(), into.to_path_buf());
    let mut working = vault::begin(move |progress| repository.restore(&snapshot, &path, &into, progress));
    while let Some(done) = working.next().await {
        let bytes = i64::try_from(done.bytes).unwrap_or(0);
        let of = done.of_bytes.and_then(|of| i64::try_from(of).ok()).unwrap_or(backup.bytes);
        step(app, restore, ("fetching", bytes, of)).await?;
    }
    working.end().await.map(drop)
}

/// What it takes to make a file, in bytes: what is fetched, and the file itself.
pub fn needed(backup: &Backup) -> i64 {
    backup.bytes.saturating_mul(2)
}

/// Makes the file; until when it is kept.
pub async fn run(app: &App, _: &Server, (restore, backup): (&Restore, &Backup)) -> Result<i64, Fault> {
    let folder = fresh_folder(app, &restore.id).await?;
    room::check_now(&folder, needed(backup))?;
    fetch(app, (restore, backup), (Path::new(""), &folder)).await?;
    step(app, restore, ("saving", 0, 0)).await?;
    pack(&folder, &path(app, &restore.id)).await.map_err(Fault::broken)?;
    clear(app, &restore.id).await;
    Ok(super::kept_until(app))
}

async fn pack(folder: &Path, whole: &Path) -> io::Result<()> {
    let part = whole.with_extension("part");
    let mut open = std::fs::OpenOptions::new();
    std::os::unix::fs::OpenOptionsExt::mode(open.write(true).create(true).truncate(true), 0o600);
    let mut tar = Command::new("tar");
    tar.args(["--create", "--numeric-owner", "--file=-", "--directory"]).arg(folder).arg(".");
    tar.stdin(Stdio::null()).stdout(open.open(&part)?).stderr(Stdio::null()).kill_on_drop(true);
    match tar.status().await?.success() {
        true => tokio::fs::rename(part, whole).await,
        false => Err(io::Error::other("tar could not write the file")),
    }
}
