//! The folder that is restored into. Its owner may be hostile and may set links while we write: everything is opened
//! step by step below it and no link is followed.

use crate::Fault;
use crate::source::{open_below, open_folder, permissions, proc_path};
use rustic_core::repofile::{Metadata, Node, NodeType};
use rustix::fs::{AtFlags, FileType, Gid, Mode, OFlags, Timespec, Timestamps, Uid, XattrFlags};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Only ours until everything is there.
const PRIVATE_FILE: u32 = 0o600;
const PRIVATE_FOLDER: u32 = 0o700;

#[derive(Debug)]
pub(crate) struct Target {
    root: OwnedFd,
    path: PathBuf,
    /// Whether we may give files away. If not, they are ours.
    is_root: bool,
}

impl Target {
    /// Opens the folder, and makes it if it is not there.
    pub fn open(path: &Path) -> Result<Target, Fault> {
        let opened = fs::create_dir_all(path).and_then(|()| {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            Ok(rustix::fs::open(path, flags, Mode::empty())?)
        });
        let root = opened.map_err(|error| told(path, error))?;
        Ok(Target { root, path: path.to_owned(), is_root: rustix::process::geteuid().is_root() })
    }

    pub fn make_folder(&self, path: &Path) -> Result<(), Fault> {
        self.in_parent(path, |parent, name| {
            match rustix::fs::mkdirat(parent, name, Mode::from(PRIVATE_FOLDER)) {
                Err(rustix::io::Errno::EXIST) => {
                    let stat = rustix::fs::statat(parent, name, AtFlags::SYMLINK_NOFOLLOW)?;
                    if FileType::from_raw_mode(stat.st_mode) == FileType::Directory {
                        return Ok(());
                    }
                    rustix::fs::unlinkat(parent, name, AtFlags::empty())?;
                    Ok(rustix::fs::mkdirat(parent, name, Mode::from(PRIVATE_FOLDER))?)
                }
                made => Ok(made?),
            }
        })
    }

    /// Makes a file that is empty; one that was there is replaced, and so is a link in its place.
    pub fn make_file(&self, path: &Path) -> Result<File, Fault> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
        let make = || self.open_as(path, flags);
        match make() {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.in_parent(path, clear)?;
                make().map_err(|error| self.told(path, error))
            }
            made => made.map_err(|error| self.told(path, error)),
        }
    }

    pub fn open_file(&self, path: &Path) -> Result<File, Fault> {
        self.open_as(path, OFlags::WRONLY).map_err(|error| self.told(path, error))
    }

    fn open_as(&self, path: &Path, flags: OFlags) -> io::Result<File> {
        // The system takes a mode only with a file that is made.
        let mode = if flags.contains(OFlags::CREATE) { Mode::from(PRIVATE_FILE) } else { Mode::empty() };
        open_below(&self.root, path, (flags, mode)).map(File::from)
    }

    pub fn write(&self, path: &Path, file: &File, (at, content): (u64, &[u8])) -> Result<(), Fault> {
        file.write_all_at(content, at).map_err(|error| self.told(path, error))
    }

    /// Gives a file's other name.
    pub fn make_link(&self, path: &Path, first: &Path) -> Result<(), Fault> {
        let name = first.file_name().unwrap_or_default();
        let folder = first.parent().unwrap_or(Path::new(""));
        let from = open_folder(&self.root, folder).map_err(|error| self.told(first, error))?;
        self.in_parent(path, |parent, to| {
            clear(parent, to)?;
            Ok(rustix::fs::linkat(&from, name, parent, to, AtFlags::empty())?)
        })
    }

    /// Makes a symbolic link, a device, a pipe or a socket.
    pub fn make_special(&self, path: &Path, node: &Node) -> Result<(), Fault> {
        self.in_parent(path, |parent, name| {
            clear(parent, name)?;
            let (kind, device) = match node.node_type {
                NodeType::Symlink { .. } => {
                    rustix::fs::symlinkat(node.node_type.to_link(), parent, name)?;
                    return self.settle_link(parent, name, &node.meta);
                }
                NodeType::Dev { device } => (FileType::BlockDevice, device),
                NodeType::Chardev { device } => (FileType::CharacterDevice, device),
                NodeType::Fifo => (FileType::Fifo, 0),
                _ => (FileType::Socket, 0),
            };
            match rustix::fs::mknodat(parent, name, kind, Mode::from(PRIVATE_FILE), device) {
                // Devices are for root alone. Everybody else does without them.
                Err(rustix::io::Errno::PERM) if !self.is_root => return Ok(()),
                made => made?,
            }
            self.settle_link(parent, name, &node.meta)?;
            let mode = Mode::from_bits_truncate(permissions(node.meta.mode.unwrap_or(PRIVATE_FILE)));
            Ok(rustix::fs::chmodat(parent, name, mode, AtFlags::empty())?)
        })
    }

    /// Owner, attributes and times of something that cannot be opened.
    fn settle_link(&self, parent: &OwnedFd, name: &OsStr, meta: &Metadata) -> io::Result<()> {
        if self.is_root {
            let (owner, group) = owner(meta);
            rustix::fs::chownat(parent, name, owner, group, AtFlags::SYMLINK_NOFOLLOW)?;
        }
        let path = proc_path(parent, name);
        for attribute in &meta.extended_attributes {
            let value = attribute.value.as_deref().unwrap_or_default();
            let set =
                rustix::fs::lsetxattr(path.as_slice(), attribute.name.as_str(), value, XattrFlags::empty());
            allowed(set)?;
        }
        Ok(rustix::fs::utimensat(parent, name, &times(meta), AtFlags::SYMLINK_NOFOLLOW)?)
    }

    pub fn settle_file(&self, path: &Path, file: &File, meta: &Metadata) -> Result<(), Fault> {
        self.settle(file, meta).map_err(|error| self.told(path, error))
    }

    pub fn settle_folder(&self, path: &Path, meta: &Metadata) -> Result<(), Fault> {
        let opened = open_folder(&self.root, path).and_then(|folder| self.settle(folder, meta));
        opened.map_err(|error| self.told(path, error))
    }

    /// The owner first: giving a file away takes special modes and capabilities from it.
    fn settle(&self, opened: impl AsFd, meta: &Metadata) -> io::Result<()> {
        if self.is_root {
            let (owner, group) = owner(meta);
            rustix::fs::fchown(&opened, owner, group)?;
        }
        for attribute in &meta.extended_attributes {
            let value = attribute.value.as_deref().unwrap_or_default();
            allowed(rustix::fs::fsetxattr(&opened, attribute.name.as_str(), value, XattrFlags::empty()))?;
        }
        if let Some(mode) = meta.mode {
            rustix::fs::fchmod(&opened, Mode::from_bits_truncate(permissions(mode)))?;
        }
        Ok(rustix::fs::futimens(&opened, &times(meta))?)
    }

    fn in_parent(
        &self,
        path: &Path,
        act: impl FnOnce(&OwnedFd, &OsStr) -> io::Result<()>,
    ) -> Result<(), Fault> {
        let (parent, name) = (path.parent().unwrap_or(Path::new("")), path.file_name().unwrap_or_default());
        let done = open_folder(&self.root, parent).and_then(|parent| act(&parent, name));
        done.map_err(|error| self.told(path, error))
    }

    fn told(&self, path: &Path, error: io::Error) -> Fault {
        told(&self.path.join(path), error)
    }
}

fn told(path: &Path, error: io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Fault::Full(path.display().to_string()),
        _ => Fault::Target { path: path.display().to_string(), words: error.to_string() },
    }
}

/// Takes away what has the name, unless it is a folder.
fn clear(parent: &OwnedFd, name: &OsStr) -> io::Result<()> {
    match rustix::fs::unlinkat(parent, name, AtFlags::empty()) {
        Err(rustix::io::Errno::NOENT) => Ok(()),
        Err(rustix::io::Errno::ISDIR) => Err(io::Error::other("a folder is in its place")),
        cleared => Ok(cleared?),
    }
}

/// Attributes that this user or file system cannot have are done without.
fn allowed(set: rustix::io::Result<()>) -> io::Result<()> {
    match set {
        Err(rustix::io::Errno::PERM | rustix::io::Errno::OPNOTSUPP) => Ok(()),
        set => Ok(set?),
    }
}

fn owner(meta: &Metadata) -> (Option<Uid>, Option<Gid>) {
    (meta.uid.map(Uid::from_raw), meta.gid.map(Gid::from_raw))
}

fn times(meta: &Metadata) -> Timestamps {
    let at = meta.mtime.unwrap_or_default();
    let mut second = at.as_second();
    let mut nanosecond = i64::from(at.subsec_nanosecond());
    // Before 1970 both are negative; the system wants the rest of a second to be positive.
    if nanosecond < 0 {
        second -= 1;
        nanosecond += 1_000_000_000;
    }
    let at = Timespec { tv_sec: second, tv_nsec: nanosecond as _ };
    Timestamps { last_access: at, last_modification: at }
}
