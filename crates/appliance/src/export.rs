//! Everything of a server in one file, for its owner: accounts, settings and mail. Works while the server is locked (D8)
//! and while it runs.

use crate::accounts::{self, Account};
use crate::app::App;
use serde::Serialize;
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;
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

async fn fill(app: &App, folder: &Path, to: &Path) -> Result<(), NotExported> {
    let everybody = Everybody {
        accounts: accounts::all_accounts(&app.db).await?,
        domains: accounts::domains(&app.db).await?,
    };
    let (mail, _) = accounts::mail_setup(&app.db, &app.bootstrap.host).await?;
    put(&folder.join("settings.json"), &app.bootstrap)?;
    put(&folder.join("accounts.json"), &everybody)?;
    put(&folder.join("mail.json"), &mail)?;
    let part = to.with_extension("part");
    let file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    let mut tar = Command::new("tar");
    tar.args(["--create", "--file=-"])
        .arg("--directory")
        .arg(app.folders.root())
        .arg("--exclude=mail/.deleted-*");
    tar.args(["export", "mail"]).stdout(file).stderr(Stdio::piped());
    let done = tar.spawn()?.wait_with_output().await?;
    if !matches!(done.status.code(), Some(0 | CHANGED_MEANWHILE)) {
        let _ = fs::remove_file(&part);
        return Err(NotExported::Tar(String::from_utf8_lossy(&done.stderr).trim().to_string()));
    }
    Ok(fs::rename(part, to)?)
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
