//! Owner, mode, times, links and extended attributes of a file, as restic writes them.

use base64::Engine;
use rustic_core::jiff::Timestamp;
use rustic_core::repofile::{Metadata, Node, NodeType};
use rustix::fs::{AtFlags, FileType, Stat};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Bits of Go's file mode, in which the format keeps what a file is.
const GO_FOLDER: u32 = 1 << 31;
const GO_LINK: u32 = 1 << 27;
const GO_DEVICE: u32 = 1 << 26;
const GO_PIPE: u32 = 1 << 25;
const GO_SOCKET: u32 = 1 << 24;
const GO_SET_UID: u32 = 1 << 23;
const GO_SET_GID: u32 = 1 << 22;
const GO_CHARACTERS: u32 = 1 << 21;
const GO_STICKY: u32 = 1 << 20;

/// The most that an attribute's value or the list of names may have (xattr(7)).
const MOST_ATTRIBUTE_BYTES: usize = 65_536;

/// What is kept of a name in a folder.
pub(crate) fn node(folder: &OwnedFd, name: &OsStr) -> io::Result<Node> {
    let stat = rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
    let kind = FileType::from_raw_mode(stat.st_mode);
    let device = stat.st_rdev;
    let node_type = match kind {
        FileType::Directory => NodeType::Dir,
        FileType::Symlink => {
            let target = rustix::fs::readlinkat(folder, name, Vec::new())?;
            NodeType::from_link(Path::new(OsStr::from_bytes(target.as_bytes())))
        }
        FileType::BlockDevice => NodeType::Dev { device },
        FileType::CharacterDevice => NodeType::Chardev { device },
        FileType::Fifo => NodeType::Fifo,
        FileType::Socket => NodeType::Socket,
        _ => NodeType::File,
    };
    let mut meta = metadata(&stat, kind);
    attributes(folder, name, &mut meta)?;
    Ok(Node::new_node(name, node_type, meta))
}

fn metadata(stat: &Stat, kind: FileType) -> Metadata {
    let is_folder = kind == FileType::Directory;
    let linked = stat.st_nlink > 1 && !is_folder;
    let mtime = instant(stat.st_mtime, stat.st_mtime_nsec);
    Metadata {
        mode: Some(go_mode(stat.st_mode, kind)),
        mtime,
        // When a file was last read changes with each backup and is of no use to anybody.
        atime: mtime,
        ctime: instant(stat.st_ctime, stat.st_ctime_nsec),
        uid: Some(stat.st_uid),
        gid: Some(stat.st_gid),
        inode: stat.st_ino,
        device_id: if linked { stat.st_dev } else { 0 },
        size: if kind == FileType::RegularFile { u64::try_from(stat.st_size).unwrap_or(0) } else { 0 },
        links: if is_folder { 0 } else { stat.st_nlink },
        ..Metadata::default()
    }
}

fn instant(seconds: i64, nanoseconds: impl TryInto<i32>) -> Option<Timestamp> {
    Timestamp::new(seconds, nanoseconds.try_into().ok()?).ok()
}

fn go_mode(mode: u32, kind: FileType) -> u32 {
    let what = match kind {
        FileType::Directory => GO_FOLDER,
        FileType::Symlink => GO_LINK,
        FileType::BlockDevice => GO_DEVICE,
        FileType::CharacterDevice => GO_DEVICE | GO_CHARACTERS,
        FileType::Fifo => GO_PIPE,
        FileType::Socket => GO_SOCKET,
        _ => 0,
    };
    let special = [(0o4000, GO_SET_UID), (0o2000, GO_SET_GID), (0o1000, GO_STICKY)];
    special.iter().filter(|(bit, _)| mode & bit != 0).fold(what | (mode & 0o777), |sum, (_, go)| sum | go)
}

/// The permissions of a kept mode, as chmod(2) takes them.
pub(crate) fn permissions(go: u32) -> u32 {
    let special = [(0o4000, GO_SET_UID), (0o2000, GO_SET_GID), (0o1000, GO_STICKY)];
    special.iter().filter(|(_, bit)| go & bit != 0).fold(go & 0o777, |sum, (bit, _)| sum | bit)
}

/// A path to a name in an opened folder for calls that take no folder. The folder cannot be exchanged on the way.
pub(crate) fn proc_path(folder: &OwnedFd, name: &OsStr) -> Vec<u8> {
    let mut path = format!("/proc/self/fd/{}/", folder.as_raw_fd()).into_bytes();
    path.extend_from_slice(name.as_bytes());
    path
}

/// Most files have none. A file system that knows of none has none.
fn attributes(folder: &OwnedFd, name: &OsStr, meta: &mut Metadata) -> io::Result<()> {
    let path = proc_path(folder, name);
    match rustix::fs::llistxattr_query(path.as_slice()) {
        Ok(0) | Err(Errno::OPNOTSUPP) => return Ok(()),
        length => length?,
    };
    let mut names = vec![0u8; MOST_ATTRIBUTE_BYTES];
    let length = rustix::fs::llistxattr(path.as_slice(), names.as_mut_slice())?;
    let mut value = vec![0u8; MOST_ATTRIBUTE_BYTES];
    for attribute in names[..length].split(|byte| *byte == 0).filter(|attribute| !attribute.is_empty()) {
        let length = match rustix::fs::lgetxattr(path.as_slice(), attribute, value.as_mut_slice()) {
            // Taken away meanwhile.
            Err(Errno::NODATA) => continue,
            length => length?,
        };
        let value = base64::engine::general_purpose::STANDARD.encode(&value[..length]);
        // The type of an attribute has no name outside of rustic_core.
        let kept = serde_json::json!({ "name": String::from_utf8_lossy(attribute), "value": value });
        meta.extended_attributes.push(serde_json::from_value(kept).map_err(io::Error::other)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_come_back() {
        for mode in [0o644, 0o4755, 0o2750, 0o1777, 0o7000] {
            assert_eq!(permissions(go_mode(mode, FileType::RegularFile)), mode);
        }
        assert_eq!(go_mode(0o755, FileType::Directory), 0x8000_01ed);
    }
}
