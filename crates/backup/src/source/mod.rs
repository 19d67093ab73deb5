//! What is backed up: a folder and everything below it, as it is while somebody works in it.

mod listing;
mod mail;
mod maildir;
mod meta;
mod read;
mod walk;

pub(crate) use listing::{open_below, open_folder};
pub(crate) use meta::{permissions, proc_path};

use crate::Fault;
use crate::progress::Tally;
use mail::Mail;
use read::Open;
use rustic_core::{ReadSource, RusticResult};
use rustix::fs::{Mode, OFlags};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use walk::Walk;

/// What is backed up.
#[derive(Debug, Clone)]
pub struct Source {
    /// Everything below it. Its own owner and mode are not kept: it exists where it is restored.
    pub folder: PathBuf,
    /// Whose backups these are; a backup compares itself with the one before of the same host.
    pub host: String,
    /// The time of the backup in milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Paths below the folder that are left out, with everything below them.
    pub exclude: Vec<PathBuf>,
    /// Kept with the backup.
    pub labels: Vec<String>,
}

/// A folder while it is read. Nothing outside of it is ever opened: its owner may set links while we walk.
#[derive(Debug, Clone)]
pub(crate) struct Folder(Arc<Inside>);

#[derive(Debug)]
pub(crate) struct Inside {
    root: OwnedFd,
    exclude: Vec<PathBuf>,
    mail: Mail,
    tally: Arc<Tally>,
    unread: Mutex<Vec<(PathBuf, String)>>,
}

impl Folder {
    /// Opens a folder and lists its mailboxes.
    pub fn open(source: &Source, tally: Arc<Tally>) -> Result<Folder, Fault> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = rustix::fs::open(&source.folder, flags, Mode::empty()).map_err(|error| Fault::Source {
            path: source.folder.display().to_string(),
            words: std::io::Error::from(error).to_string(),
        })?;
        let plain = |path: &PathBuf| path.strip_prefix("/").unwrap_or(path).to_owned();
        let exclude: Vec<PathBuf> = source.exclude.iter().map(plain).collect();
        let mail = Mail::list(&root, &|path| exclude.iter().any(|exclude| exclude == path));
        Ok(Folder(Arc::new(Inside { root, exclude, mail, tally, unread: Mutex::default() })))
    }

    /// Files that are there and could not be read, and why.
    pub fn unread(&self) -> Vec<(PathBuf, String)> {
        self.0.unread.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Inside {
    /// Whether a path below the folder is left out.
    fn leaves_out(&self, path: &Path) -> bool {
        self.exclude.iter().any(|exclude| exclude == path)
    }

    /// Notes a file that is there and cannot be read. The backup goes on without it and says so.
    fn not_read(&self, path: &Path, words: impl ToString) {
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        unread.push((path.to_owned(), words.to_string()));
    }
}

impl ReadSource for Folder {
    type Open = Open;
    type Iter = Walk;

    /// Not asked beforehand: counting would walk the folder twice.
    fn size(&self) -> RusticResult<Option<u64>> {
        Ok(None)
    }

    fn entries(&self) -> Walk {
        Walk::new(self.0.clone())
    }
}
