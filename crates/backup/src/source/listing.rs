//! What lies in a folder, by name; and whether what lies in all mailboxes is still what was listed before.

use super::Folder;
use super::maildir;
use rustix::fs::{Dir, FileType, Mode, OFlags, ResolveFlags};
use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::ffi::{OsStr, OsString};
use std::hash::{Hash, Hasher};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

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

/// Everything in a folder, in the order of the names' bytes as restic has it.
pub(crate) fn list(folder: &OwnedFd) -> io::Result<Vec<Listed>> {
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
    found.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    Ok(found)
}

fn is_folder(folder: &OwnedFd, name: &OsStr) -> io::Result<bool> {
    match rustix::fs::statat(folder.as_fd(), name, rustix::fs::AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => Ok(FileType::from_raw_mode(stat.st_mode) == FileType::Directory),
        Err(rustix::io::Errno::NOENT) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// A number for a name in a folder; the sum over many is the same in any order.
pub(crate) fn number(path: &Path, name: &OsStr) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.as_os_str().as_bytes().hash(&mut hasher);
    name.as_bytes().hash(&mut hasher);
    hasher.finish()
}

/// The messages in all mailboxes, listed without reading anything.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// The sum of all messages' numbers.
    pub sum: u64,
    /// Of all messages: a message that was moved as a hard link has the inode that it had.
    pub inodes: HashSet<u64>,
}

impl Listing {
    pub fn of(folder: &Folder) -> Listing {
        let mut listing = Listing::default();
        let mut waiting = vec![PathBuf::new()];
        while let Some(path) = waiting.pop() {
            // What cannot be listed now was noted by the walk, or came meanwhile.
            let Ok(entries) = open_folder(&folder.root, &path).and_then(|opened| list(&opened)) else {
                continue;
            };
            if maildir::is_one(&entries) {
                listing.add_messages(folder, &path);
            }
            for entry in entries.into_iter().filter(|entry| entry.is_folder) {
                let below = path.join(entry.name);
                if !folder.leaves_out(&below) {
                    waiting.push(below);
                }
            }
        }
        listing
    }

    fn add_messages(&mut self, folder: &Folder, mailbox: &Path) {
        for part in maildir::PARTS {
            let path = mailbox.join(part);
            let Ok(messages) = open_folder(&folder.root, &path).and_then(|opened| list(&opened)) else {
                continue;
            };
            for message in messages.into_iter().filter(|message| !message.is_folder) {
                self.sum = self.sum.wrapping_add(number(&path, &message.name));
                self.inodes.insert(message.inode);
            }
        }
    }
}
