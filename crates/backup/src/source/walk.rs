//! The walk through a folder, in the order in which the format keeps it: a folder, then what is in it, by the bytes of
//! the names.

use super::listing::{self, Listed, open_folder};
use super::read::Open;
use super::{Inside, maildir, meta};
use rustic_core::repofile::Node;
use rustic_core::{ReadSourceEntry, RusticResult};
use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) struct Walk {
    folder: Arc<Inside>,
    /// The folders that are open, outermost first.
    open: Vec<Opened>,
}

struct Opened {
    path: PathBuf,
    folder: OwnedFd,
    left: std::vec::IntoIter<Listed>,
    is_mailbox: bool,
    /// Whether these are the messages of a mailbox.
    holds_messages: bool,
}

impl Walk {
    pub fn new(folder: Arc<Inside>) -> Walk {
        let mut walk = Walk { folder, open: Vec::new() };
        walk.enter(PathBuf::new());
        walk
    }

    fn enter(&mut self, path: PathBuf) {
        match self.opened(&path) {
            Ok(opened) => self.open.push(opened),
            // Gone meanwhile: then it is kept as empty.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.folder.not_read(&path, error),
        }
    }

    fn opened(&self, path: &Path) -> io::Result<Opened> {
        let folder = open_folder(&self.folder.root, path)?;
        let in_mailbox = self.open.last().is_some_and(|above| above.is_mailbox);
        let part = path.file_name().filter(|_| in_mailbox);
        let holds_messages = part.is_some_and(|part| maildir::PARTS.iter().any(|known| part == *known));
        let mut entries = match part {
            _ if holds_messages => {
                self.folder.mail.take(path).into_iter().map(|message| message.listed).collect()
            }
            Some(part) if part == maildir::BEING_WRITTEN => Vec::new(),
            _ => listing::of_opened(&folder)?,
        };
        let is_mailbox = maildir::is_one(&entries);
        entries.retain(|entry| {
            !(is_mailbox && maildir::is_lock(entry) || self.folder.leaves_out(&path.join(&entry.name)))
        });
        entries.sort_unstable_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
        Ok(Opened { path: path.to_owned(), folder, left: entries.into_iter(), is_mailbox, holds_messages })
    }

    /// An entry, or none if it went away.
    fn entry(&mut self, listed: &Listed) -> Option<ReadSourceEntry<Open>> {
        let opened = self.open.last()?;
        let path = opened.path.join(&listed.name);
        let inode = opened.holds_messages.then_some(listed.inode);
        let seen = match meta::node(&opened.folder, &listed.name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.moved(&path, inode?)?,
            seen => seen,
        };
        let node = seen.inspect_err(|error| self.folder.not_read(&path, error)).ok()?;
        self.folder.tally.add(node.meta.size);
        if node.is_dir() {
            self.enter(path.clone());
        }
        let open = Open { folder: self.folder.clone(), path: path.clone(), bytes: node.meta.size, inode };
        Some(ReadSourceEntry { path: Path::new("/").join(path), node, open: Some(open) })
    }

    /// What a message is now that was renamed, by the name that was listed.
    fn moved(&self, path: &Path, inode: u64) -> Option<io::Result<Node>> {
        let root = &self.folder.root;
        let name: &OsStr = path.file_name()?;
        self.folder.mail.find((root, path, inode), |now| {
            let part = open_folder(root, now.parent()?).ok()?;
            match meta::node(&part, now.file_name()?) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                node => Some(node.map(|node| Node::new_node(name, node.node_type, node.meta))),
            }
        })
    }
}

impl Iterator for Walk {
    type Item = RusticResult<ReadSourceEntry<Open>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.open.last_mut()?.left.next() {
                None => drop(self.open.pop()),
                Some(listed) => {
                    if let Some(entry) = self.entry(&listed) {
                        return Some(Ok(entry));
                    }
                }
            }
        }
    }
}
