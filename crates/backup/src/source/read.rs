//! Reading a file that somebody may be writing, renaming or exchanging.

use super::Inside;
use super::listing::open_below;
use rustic_core::{ErrorKind, ReadSourceOpen, RusticError, RusticResult};
use rustix::fs::{FileType, Mode, OFlags};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that is going to be read.
#[derive(Debug)]
pub(crate) struct Open {
    pub folder: Arc<Inside>,
    pub path: PathBuf,
    pub bytes: u64,
    /// If it is a message: what it is known by.
    pub inode: Option<u64>,
}

impl ReadSourceOpen for Open {
    type Reader = Exactly;

    /// A file that is gone is left out; one that cannot be read is noted.
    fn open(self) -> RusticResult<Exactly> {
        match self.find() {
            Ok(file) => Ok(Exactly { file, left: self.bytes, folder: self.folder, path: self.path }),
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    self.folder.not_read(&self.path, &error);
                }
                Err(RusticError::with_source(ErrorKind::InputOutput, "a file cannot be opened", error))
            }
        }
    }
}

impl Open {
    /// Opens the file; a message that was renamed meanwhile, under the name that it has now.
    fn find(&self) -> io::Result<File> {
        let opened = open(&self.folder, &self.path);
        let (Err(error), Some(inode)) = (&opened, self.inode) else { return opened };
        if error.kind() != io::ErrorKind::NotFound {
            return opened;
        }
        let place = (&self.folder.root, self.path.as_path(), inode);
        self.folder.mail.find(place, |now| open(&self.folder, now).ok()).map_or(opened, Ok)
    }
}

fn open(folder: &Inside, path: &Path) -> io::Result<File> {
    // A pipe that took the file's place is not waited for.
    let opened = open_below(&folder.root, path, (OFlags::RDONLY | OFlags::NONBLOCK, Mode::empty()))?;
    let kind = FileType::from_raw_mode(rustix::fs::fstat(&opened)?.st_mode);
    if kind == FileType::RegularFile { Ok(File::from(opened)) } else { Err(io::ErrorKind::NotFound.into()) }
}

/// As many bytes as the file had when it was listed: what is appended meanwhile is the next backup's, and what was cut
/// off is zeros, so that size and content agree.
#[derive(Debug)]
pub(crate) struct Exactly {
    file: File,
    left: u64,
    folder: Arc<Inside>,
    path: PathBuf,
}

impl Read for Exactly {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Ok(0);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let mut read =
            self.file.read(&mut into[..most]).inspect_err(|error| self.folder.not_read(&self.path, error))?;
        if read == 0 && most > 0 {
            into[..most].fill(0);
            read = most;
        }
        self.left -= read as u64;
        Ok(read)
    }
}
