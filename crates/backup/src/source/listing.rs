//! What lies in a folder, by name.

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, ResolveFlags};
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// A name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub name: OsString,
    pub inode: u64,
    pub is_folder: bool,
}

/// Opens a path below a folder. No link is followed on the way, so nothing outside can be reached.
pub(crate) fn open_below(root: &OwnedFd, path: &Path, how: (OFlags, Mode)) -> io::Result<OwnedFd> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    let flags = how.0 | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    Ok(rustix::fs::openat2(root, path, flags, how.1, resolve)?)
}

pub(crate) fn open_folder(root: &OwnedFd, path: &Path) -> io::Result<OwnedFd> {
    open_below(root, path, (OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()))
}

/// Everything in a folder below another, unsorted.
pub(crate) fn of(root: &OwnedFd, path: &Path) -> io::Result<Vec<Listed>> {
    open_folder(root, path).and_then(|folder| of_opened(&folder))
}

pub(crate) fn of_opened(folder: &OwnedFd) -> io::Result<Vec<Listed>> {
    let mut found = Vec::new();
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name == "." || name == ".." {
            continue;
        }
        let is_folder = match entry.file_type() {
            FileType::Unknown => is_folder(folder, name)?,
            kind => kind == FileType::Directory,
        };
        found.push(Listed { name: name.to_owned(), inode: entry.ino(), is_folder });
    }
    Ok(found)
}

fn is_folder(folder: &OwnedFd, name: &OsStr) -> io::Result<bool> {
    match rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => Ok(FileType::from_raw_mode(stat.st_mode) == FileType::Directory),
        Err(rustix::io::Errno::NOENT) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
