//! The walk through a folder, in the order in which the format keeps it.

use super::listing::{self, Listed, list, number, open_folder};
use super::maildir::{self, Messages};
use super::read::Open;
use super::{Folder, Listing, meta};
use rustic_core::ReadSourceEntry;
use rustic_core::RusticResult;
use rustic_core::repofile::Node;
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// One walk through a folder. The second one knows what the first one kept.
#[derive(Debug, Clone)]
pub(crate) struct Pass {
    pub folder: Arc<Folder>,
    pub earlier: Option<Arc<Earlier>>,
}

/// What was there when the folder was walked before.
pub(crate) struct Earlier {
    /// What was kept of a folder.
    pub kept: Box<dyn Fn(&Path) -> Vec<Node> + Send + Sync>,
    /// The messages that are there now.
    pub now: Listing,
}

impl fmt::Debug for Earlier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Earlier(…)")
    }
}

/// The walk itself.
pub(crate) struct Walk {
    pass: Pass,
    /// The folders that are open, outermost first.
    open: Vec<Opened>,
}

struct Opened {
    path: PathBuf,
    folder: OwnedFd,
    left: std::vec::IntoIter<Found>,
    /// If this is a mailbox: its messages, listed together.
    messages: Option<Messages>,
}

/// Something that is going to be kept.
enum Found {
    Listed(Listed),
    /// It was there before and is not found any more: kept as it was, for it may only have been moved.
    Earlier(Box<Node>),
}

impl Found {
    fn name(&self) -> OsString {
        match self {
            Found::Listed(listed) => listed.name.clone(),
            Found::Earlier(node) => node.name().into_owned(),
        }
    }
}

impl Walk {
    pub fn new(pass: &Pass) -> Walk {
        let mut walk = Walk { pass: pass.clone(), open: Vec::new() };
        if let Err(error) = walk.enter(PathBuf::new()) {
            pass.folder.not_read(Path::new(""), error);
        }
        walk
    }

    fn enter(&mut self, path: PathBuf) -> io::Result<()> {
        let root = &self.pass.folder.root;
        let folder = open_folder(root, &path)?;
        let mut entries = match self.part_of_mailbox(&path) {
            Some(messages) => messages,
            None => list(&folder)?.into_iter().map(Found::Listed).collect(),
        };
        let listed: Vec<Listed> = entries.iter().filter_map(listed).cloned().collect();
        let messages = if maildir::is_one(&listed) { Some(Messages::list(root, &path)?) } else { None };
        if messages.is_some() {
            entries.retain(|entry| listed_kept(entry));
        }
        entries.retain(|entry| !self.pass.folder.leaves_out(&path.join(entry.name())));
        self.open.push(Opened { path, folder, left: entries.into_iter(), messages });
        Ok(())
    }

    /// The messages of `cur` or `new`, as they were listed with the mailbox, and those that were there before.
    fn part_of_mailbox(&self, path: &Path) -> Option<Vec<Found>> {
        let mailbox = self.open.last()?;
        let messages = mailbox.messages.as_ref()?;
        let part = match path.file_name()?.to_str()? {
            "cur" => &messages.cur,
            "new" => &messages.new,
            maildir::BEING_WRITTEN => return Some(Vec::new()),
            _ => return None,
        };
        for message in part.iter().filter(|message| !message.is_folder) {
            self.pass.folder.listed.fetch_add(number(path, &message.name), Ordering::Relaxed);
        }
        let mut found: Vec<Found> = part.iter().cloned().map(Found::Listed).collect();
        if let Some(earlier) = &self.pass.earlier {
            let bases = messages.bases();
            found.extend(
                missing(earlier, path, &bases).into_iter().map(|node| Found::Earlier(Box::new(node))),
            );
            found.sort_by(|a, b| a.name().as_bytes().cmp(b.name().as_bytes()));
        }
        Some(found)
    }

    /// The next entry, or none if the folder is at its end or the entry went away.
    fn take(&mut self, found: Found) -> Option<ReadSourceEntry<Open>> {
        let opened = self.open.last()?;
        let (path, node) = match found {
            Found::Earlier(node) => (opened.path.join(node.name()), *node),
            Found::Listed(listed) => {
                let path = opened.path.join(&listed.name);
                let node = self.look(&path, &opened.folder, &listed.name)?;
                (path, node)
            }
        };
        let folder = &self.pass.folder;
        folder.tally.add(node.meta.size);
        if node.is_dir()
            && let Err(error) = self.enter(path.clone())
        {
            self.pass.folder.not_read(&path, error);
        }
        let folder = self.pass.folder.clone();
        let open = Some(Open { folder, path: path.clone(), bytes: node.meta.size });
        Some(ReadSourceEntry { path: Path::new("/").join(path), node, open })
    }

    /// What is kept of a name; of a message that was renamed meanwhile, what it is now by the name that was listed.
    fn look(&self, path: &Path, folder: &OwnedFd, name: &OsStr) -> Option<Node> {
        let seen = match meta::node(folder, name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.look_again(path, name)?,
            seen => seen,
        };
        seen.inspect_err(|error| self.pass.folder.not_read(path, error)).ok()
    }

    fn look_again(&self, path: &Path, name: &OsStr) -> Option<io::Result<Node>> {
        let root = &self.pass.folder.root;
        let now = maildir::find(root, path)?;
        let part = listing::open_folder(root, now.parent()?).ok()?;
        let node = meta::node(&part, now.file_name()?);
        match node {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            node => Some(node.map(|node| Node::new_node(name, node.node_type, node.meta))),
        }
    }
}

fn listed(found: &Found) -> Option<&Listed> {
    match found {
        Found::Listed(listed) => Some(listed),
        Found::Earlier(_) => None,
    }
}

/// Whether it is kept, in a mailbox.
fn listed_kept(found: &Found) -> bool {
    listed(found).is_none_or(|listed| !maildir::is_lock(listed))
}

/// Messages of a folder that were kept before and are now nowhere: not under another name, nor moved as a hard link.
fn missing(earlier: &Earlier, path: &Path, bases: &HashSet<OsString>) -> Vec<Node> {
    let mut kept = (earlier.kept)(path);
    kept.retain(|node| {
        node.is_file()
            && !bases.contains(maildir::base(&node.name()))
            && !earlier.now.inodes.contains(&node.meta.inode)
    });
    kept
}

impl Iterator for Walk {
    type Item = RusticResult<ReadSourceEntry<Open>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.open.last_mut()?.left.next() {
                None => {
                    self.open.pop();
                }
                Some(found) => {
                    if let Some(entry) = self.take(found) {
                        return Some(Ok(entry));
                    }
                }
            }
        }
    }
}
