//! Messages that are put back into a folder of their own, beside what is in the mailbox.

use crate::accounts;
use crate::app::App;
use crate::engines::sessions;
use hostler_wire::backup::{Put, PutBack};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, lchown};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// Longest name of a file (limits.h: NAME_MAX).
const LONGEST_NAME: usize = 255;

/// Why a message was not put back.
#[derive(Debug, thiserror::Error)]
pub enum NotPutBack {
    #[error("there is no mailbox {0}")]
    NoMailbox(String),
    #[error("`{0}` is no name of a folder or a message")]
    Name(String),
    #[error("the message could not be written: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Writes a message into a folder of a mailbox, once; the folder is made where it is missing.
pub async fn put_back(app: &App, to: &PutBack, message: &[u8]) -> Result<Put, NotPutBack> {
    let (name, folder) = (file_name(&to.name)?, folder_name(&to.folder)?);
    let known = accounts::mailbox_by_address(&app.db, &to.address).await?;
    let address = known.ok_or_else(|| NotPutBack::NoMailbox(to.address.clone()))?.address;
    let (local, domain) = address.rsplit_once('@').unwrap_or((&address, ""));
    let mail = app.folders.mail();
    let mut path = mail.clone();
    for part in [domain, local, "Maildir", &folder] {
        path = path.join(part);
        make(&path, &mail)?;
    }
    let fresh = !path.join("cur").exists();
    for part in ["tmp", "new", "cur"] {
        make(&path.join(part), &mail)?;
    }
    let put = once(app, &path, &name, || write(&path, &name, message, &mail))?;
    if fresh && let Err(error) = sessions::subscribe(&app.site(), &address, &to.folder).await {
        tracing::warn!(address, %error, "a folder with restored mail is not among the subscribed ones");
    }
    Ok(put)
}

/// Puts a message into a folder unless it is there.
fn once(app: &App, folder: &Path, name: &str, write: impl FnOnce() -> io::Result<()>) -> io::Result<Put> {
    let mut names = app.put_back.0.lock().unwrap_or_else(PoisonError::into_inner);
    names.look(folder)?;
    if names.bases.contains(base(name.as_bytes())) {
        return Ok(Put::Known);
    }
    write()?;
    names.add(name)?;
    Ok(Put::New)
}

/// Into `tmp`, then renamed, as every delivery into a Maildir is.
fn write(folder: &Path, name: &str, message: &[u8], owner: &Path) -> io::Result<()> {
    let whole = folder.join("cur").join(name);
    let part = folder.join("tmp").join(name);
    let _ = fs::remove_file(&part);
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(&part)?;
    file.write_all(message)?;
    file.sync_all()?;
    give(&part, owner)?;
    fs::rename(part, whole)
}

/// The folder that a message was put into last: a restore puts thousands into one, and each is looked for by a name that
/// may have other flags by now.
#[derive(Default)]
pub struct LastFolder(Mutex<Names>);

/// The messages of a folder without their flags, as of when its parts were changed last.
#[derive(Default)]
struct Names {
    folder: PathBuf,
    changed: Vec<SystemTime>,
    bases: HashSet<Vec<u8>>,
}

impl Names {
    /// Reads the folder, unless nobody has changed it since.
    fn look(&mut self, folder: &Path) -> io::Result<()> {
        let now = changed(folder)?;
        if self.folder == folder && self.changed == now {
            return Ok(());
        }
        let mut bases = HashSet::new();
        for part in PARTS {
            for entry in fs::read_dir(folder.join(part))? {
                bases.insert(base(entry?.file_name().as_bytes()).to_vec());
            }
        }
        *self = Names { folder: folder.to_owned(), changed: now, bases };
        Ok(())
    }

    fn add(&mut self, name: &str) -> io::Result<()> {
        self.bases.insert(base(name.as_bytes()).to_vec());
        self.changed = changed(&self.folder)?;
        Ok(())
    }
}

/// Where the messages of a folder lie.
const PARTS: [&str; 2] = ["cur", "new"];

fn changed(folder: &Path) -> io::Result<Vec<SystemTime>> {
    PARTS.iter().map(|part| fs::metadata(folder.join(part))?.modified()).collect()
}

fn base(name: &[u8]) -> &[u8] {
    name.split(|byte| *byte == b':').next().unwrap_or(name)
}

/// A folder that belongs to whom all mail belongs to.
fn make(path: &Path, owner: &Path) -> io::Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.and_then(|()| give(path, owner)),
    }
}

fn give(path: &Path, owner: &Path) -> io::Result<()> {
    let owner = fs::symlink_metadata(owner)?;
    lchown(path, Some(owner.uid()), Some(owner.gid()))
}

/// Its name with flags, as messages that were read have it.
fn file_name(name: &str) -> Result<String, NotPutBack> {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'/';
    let flagged = if name.contains(":2,") { name.to_string() } else { format!("{name}:2,") };
    match name.starts_with('.') || !flagged.bytes().all(plain) || flagged.len() > LONGEST_NAME {
        true => Err(NotPutBack::Name(name.to_string())),
        false => Ok(flagged),
    }
}

/// `Restored 2026-11-22/Sent` lies in `.Restored 2026-11-22.Sent` (Maildir++).
fn folder_name(folder: &str) -> Result<String, NotPutBack> {
    let wrong = || NotPutBack::Name(folder.to_string());
    let plain = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    let parts: Vec<&str> = folder.split('/').collect();
    if parts.iter().any(|part| part.is_empty() || part.contains('.')) || !folder.bytes().all(plain) {
        return Err(wrong());
    }
    let name = format!(".{}", parts.join("."));
    if name.len() > LONGEST_NAME { Err(wrong()) } else { Ok(name) }
}
