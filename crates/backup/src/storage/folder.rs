//! A repository in a folder. A file is there whole or not at all, and after a write it is on the disk.

use super::Trouble;
use bytes::Bytes;
use std::fs::{self, DirEntry, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// In the names of files that are being written. restic and rustic pass over them, too.
const BEING_WRITTEN: &str = "-tmp-";

#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    written: AtomicU64,
}

impl Folder {
    pub fn new(path: &Path) -> Folder {
        Folder { path: path.to_owned(), written: AtomicU64::new(0) }
    }

    /// Names and sizes of all files below a folder.
    pub fn list(&self, folder: &str) -> Result<Vec<(String, u64)>, Trouble> {
        let path = self.path.join(folder);
        let mut found = Vec::new();
        for entry in entries(&path)? {
            let kind = entry.file_type().map_err(|error| trouble(&entry.path(), error))?;
            if kind.is_dir() {
                for below in entries(&entry.path())? {
                    found.extend(name_and_bytes(&below)?);
                }
            } else {
                found.extend(name_and_bytes(&entry)?);
            }
        }
        Ok(found)
    }

    pub fn bytes(&self, name: &str) -> Result<u64, Trouble> {
        let path = self.path.join(name);
        Ok(fs::metadata(&path).map_err(|error| trouble(&path, error))?.len())
    }

    pub fn read(&self, name: &str) -> Result<Bytes, Trouble> {
        let path = self.path.join(name);
        Ok(fs::read(&path).map_err(|error| trouble(&path, error))?.into())
    }

    pub fn read_part(&self, name: &str, offset: u64, length: usize) -> Result<Bytes, Trouble> {
        let path = self.path.join(name);
        let mut read = vec![0; length];
        let file = File::open(&path).map_err(|error| trouble(&path, error))?;
        file.read_exact_at(&mut read, offset).map_err(|error| trouble(&path, error))?;
        Ok(read.into())
    }

    pub fn write(&self, name: &str, content: &[Bytes]) -> Result<(), Trouble> {
        let path = self.path.join(name);
        let folder = path.parent().expect("a file lies in a folder");
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let partial =
            PathBuf::from(format!("{}{BEING_WRITTEN}{}-{number}", path.display(), std::process::id()));
        make_folder(folder).map_err(|error| trouble(folder, error))?;
        let done = write_synced(&partial, content).and_then(|()| fs::rename(&partial, &path));
        if let Err(error) = done {
            // What is left is half a file that nobody reads.
            let _ = fs::remove_file(&partial);
            return Err(trouble(&path, error));
        }
        sync_folder(folder).map_err(|error| trouble(folder, error))
    }

    pub fn remove(&self, name: &str) -> Result<(), Trouble> {
        let path = self.path.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(trouble(&path, error)),
            _ => Ok(()),
        }
    }

    /// Takes away what writes left that were killed. Only the one writer calls it.
    pub fn sweep(&self) -> Result<(), Trouble> {
        for folder in ["data", "index", "snapshots", "keys"] {
            for (name, _) in self.list(folder)? {
                if !name.contains(BEING_WRITTEN) {
                    continue;
                }
                let below = if folder == "data" { format!("data/{}", &name[..2]) } else { folder.to_owned() };
                self.remove(&format!("{below}/{name}"))?;
            }
        }
        Ok(())
    }
}

fn entries(path: &Path) -> Result<Vec<DirEntry>, Trouble> {
    let read = match fs::read_dir(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.map_err(|error| trouble(path, error))?,
    };
    read.collect::<io::Result<_>>().map_err(|error| trouble(path, error))
}

/// None for what went away meanwhile.
fn name_and_bytes(entry: &DirEntry) -> Result<Option<(String, u64)>, Trouble> {
    match entry.metadata() {
        Ok(metadata) => Ok(entry.file_name().into_string().ok().map(|name| (name, metadata.len()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(trouble(&entry.path(), error)),
    }
}

fn write_synced(path: &Path, content: &[Bytes]) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
    for piece in content {
        file.write_all(piece)?;
    }
    file.sync_all()
}

/// Makes a folder and those above it, and sees to it that they outlast a power cut.
fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    if let Some(above) = above {
        make_folder(above)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    above.map_or(Ok(()), sync_folder)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

fn trouble(path: &Path, error: io::Error) -> Trouble {
    match error.kind() {
        ErrorKind::NotFound => Trouble::NotThere(path.display().to_string()),
        ErrorKind::UnexpectedEof => Trouble::Short(path.display().to_string()),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Trouble::Full,
        _ => Trouble::Refused(format!("{}: {error}", path.display())),
    }
}
