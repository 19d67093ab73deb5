//! Everything of a server in one file, for its owner: accounts, settings and mail. Works while the server is locked (D8)
//! and while it runs.

use crate::accounts::{self, Account};
use crate::app::App;
use axum::body::Bytes;
use futures_util::Stream;
use hostler_wire::bootstrap::Holding;
use serde::Serialize;
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::AsyncReadExt;
use tokio::process::Command;

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum NotExported {
    #[error("{0} exists already; nothing was written. Name another file")]
    Exists(PathBuf),
    #[error("the export could not be written: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error("tar could not write the export: {0}")]
    Tar(String),
}

#[derive(Serialize)]
struct Everybody {
    accounts: Vec<Account>,
    domains: Vec<accounts::Domain>,
}

/// What `tar` ends with when a file changed while it was read: mail goes on coming in.
const CHANGED_MEANWHILE: i32 = 1;

/// Writes `export/settings.json`, `export/accounts.json`, `export/mail.json` (what the engines are told, with the
/// passwords' hashes) and `mail/DOMAIN/NAME/Maildir/…` into one tar file, readable to its owner only.
pub async fn write(app: &App, to: &Path) -> Result<(), NotExported> {
    if to.exists() {
        return Err(NotExported::Exists(to.to_path_buf()));
    }
    let folder = app.folders.root().join("export");
    let _ = fs::remove_dir_all(&folder);
    fs::DirBuilder::new().mode(0o700).create(&folder)?;
    let written = fill(app, &folder, to).await;
    fs::remove_dir_all(&folder)?;
    written
}

/// Everything of a hosted server as it is read, for its owner: the same files, without what the platform and the server
/// know each other by. Whatever goes wrong on the way breaks the stream off, so that no half file passes for a whole.
pub async fn stream(app: &App) -> Result<impl Stream<Item = io::Result<Bytes>> + use<>, NotExported> {
    let folder = app.folders.root().join("export");
    let _ = fs::remove_dir_all(&folder);
    fs::DirBuilder::new().mode(0o700).create(&folder)?;
    describe(app, &folder).await?;
    let mut tar = tar(app);
    let mut child = tar.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn()?;
    let read = child.stdout.take().ok_or_else(|| io::Error::other("tar says nothing"))?;
    Ok(futures_util::stream::unfold(Some((child, read, folder)), |reading| async {
        let (mut child, mut read, folder) = reading?;
        let mut piece = vec![0; PIECE];
        match read.read(&mut piece).await {
            Ok(0) => {
                let _ = fs::remove_dir_all(&folder);
                let ended = child.wait().await.and_then(whole);
                ended.err().map(|error| (Err(error), None))
            }
            Ok(n) => {
                piece.truncate(n);
                Some((Ok(Bytes::from(piece)), Some((child, read, folder))))
            }
            Err(error) => Some((Err(error), None)),
        }
    }))
}

/// Bytes that are passed on at once.
const PIECE: usize = 1 << 16;

fn whole(status: std::process::ExitStatus) -> io::Result<()> {
    match status.code() {
        Some(0 | CHANGED_MEANWHILE) => Ok(()),
        _ => Err(io::Error::other("tar could not read everything")),
    }
}

fn tar(app: &App) -> Command {
    let mut tar = Command::new("tar");
    tar.args(["--create", "--file=-"])
        .arg("--directory")
        .arg(app.folders.root())
        .arg("--exclude=mail/.deleted-*")
        .args(["export", "mail"]);
    tar
}

async fn fill(app: &App, folder: &Path, to: &Path) -> Result<(), NotExported> {
    describe(app, folder).await?;
    let part = to.with_extension("part");
    let file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    let mut tar = tar(app);
    let done = tar.stdout(file).stderr(Stdio::piped()).spawn()?.wait_with_output().await?;
    if !matches!(done.status.code(), Some(0 | CHANGED_MEANWHILE)) {
        let _ = fs::remove_file(&part);
        return Err(NotExported::Tar(String::from_utf8_lossy(&done.stderr).trim().to_string()));
    }
    Ok(fs::rename(part, to)?)
}

/// Writes accounts and settings into the folder.
async fn describe(app: &App, folder: &Path) -> Result<(), NotExported> {
    let everybody = Everybody {
        accounts: accounts::all_accounts(&app.db).await?,
        domains: accounts::domains(&app.db).await?,
    };
    let (mail, _) = accounts::mail_setup(&app.db, &app.bootstrap.host).await?;
    match &app.bootstrap.holding {
        Holding::Licence(_) => put(&folder.join("settings.json"), &app.bootstrap)?,
        Holding::Hosted(_) => put(&folder.join("settings.json"), &Settings::of(app))?,
    }
    put(&folder.join("accounts.json"), &everybody)?;
    Ok(put(&folder.join("mail.json"), &mail)?)
}

/// What a hosted server is, without keys and credentials.
#[derive(Serialize)]
struct Settings<'a> {
    server: &'a str,
    product: &'a str,
    host: &'a str,
    zone: &'a str,
}

impl Settings<'_> {
    fn of(app: &App) -> Settings<'_> {
        let bootstrap = &app.bootstrap;
        Settings {
            server: &bootstrap.server,
            product: &bootstrap.product,
            host: &bootstrap.host,
            zone: &bootstrap.zone,
        }
    }
}

fn put(path: &Path, what: &impl Serialize) -> io::Result<()> {
    fs::write(path, serde_json::to_vec_pretty(what).map_err(io::Error::other)?)
}

#[cfg(test)]
mod tests {
    use crate::testing::{Server, each};
    use std::process::Command;

    #[tokio::test]
    async fn an_export_holds_accounts_settings_and_mail_and_overwrites_nothing() {
        each(|db| async move {
            let server = Server::staffed(db).await;
            let mail = server.app.folders.mail().join("bakery.test/bram/Maildir/new");
            std::fs::create_dir_all(&mail).unwrap();
            std::fs::write(mail.join("1"), "Subject: Twee broden\n").unwrap();
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("bakery.tar");
            super::write(&server.app, &file).await.unwrap();
            let read = |name: &str| {
                let tar = Command::new("tar").arg("-xOf").arg(&file).arg(name).output().unwrap();
                String::from_utf8(tar.stdout).unwrap()
            };
            assert!(read("mail/bakery.test/bram/Maildir/new/1").contains("Twee broden"));
            assert!(read("export/settings.json").contains("bakery.hostler.test"));
            let accounts: serde_json::Value = serde_json::from_str(&read("export/accounts.json")).unwrap();
            assert_eq!(accounts["accounts"].as_array().unwrap().len(), 3);
            assert_eq!(accounts["domains"][0]["name"], "bakery.hostler.test");
            assert!(read("export/mail.json").contains("orders@bakery.test"));
            assert!(!server.app.folders.root().join("export").exists());
            let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&file).unwrap());
            assert_eq!(mode & 0o777, 0o600);
            let again = super::write(&server.app, &file).await.unwrap_err().to_string();
            assert!(again.contains("exists already"), "{again}");
        })
        .await;
    }
}
