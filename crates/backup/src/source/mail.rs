//! All messages that were there when a backup began, and where each of them is when its turn comes.
//!
//! The walk through a server takes minutes, in which a message can leave a mailbox that was not listed yet for one that
//! was. So all mailboxes are listed at the beginning, at once and twice: a message that moves while the one listing
//! runs is seen by the other. From then on a message is known by its inode, which it keeps under every name.

use super::maildir::{Key, Message, messages};
use std::collections::{HashMap, HashSet};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// How often the mailboxes are listed again for one message that is not where it was just seen.
const LOOKED_FOR: usize = 5;

#[derive(Debug, Default)]
pub(crate) struct Mail {
    /// The messages of each `cur` and `new`, until the walk comes by.
    parts: Mutex<HashMap<PathBuf, Vec<Message>>>,
    /// Each message by its mailbox and name.
    known: HashSet<Key>,
    lost: Mutex<Lost>,
}

/// For messages that are not where they were.
#[derive(Debug, Default)]
struct Lost {
    by_key: HashMap<Key, PathBuf>,
    by_inode: HashMap<u64, Vec<PathBuf>>,
    /// Names that came later, and the message that each was found to be.
    taken: HashMap<Key, Key>,
}

impl Mail {
    /// Lists all mailboxes, twice.
    pub fn list(root: &OwnedFd, left_out: &dyn Fn(&Path) -> bool) -> Mail {
        let before = messages(root, left_out);
        let mut now = once_each(messages(root, left_out));
        let inodes: HashSet<u64> = now.values().map(|message| message.listed.inode).collect();
        for (key, message) in once_each(before) {
            // Gone from its mailbox, but the same file is in another: it was moved.
            if !inodes.contains(&message.listed.inode) {
                now.entry(key).or_insert(message);
            }
        }
        let known = now.keys().copied().collect();
        let mut parts: HashMap<PathBuf, Vec<Message>> = HashMap::new();
        for message in now.into_values() {
            parts.entry(message.part.clone()).or_default().push(message);
        }
        Mail { parts: Mutex::new(parts), known, lost: Mutex::default() }
    }

    /// The messages of a `cur` or `new`. Asked once.
    pub fn take(&self, part: &Path) -> Vec<Message> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).remove(part).unwrap_or_default()
    }

    /// Where a message lies that is not where it was listed, and what it is there. None if it was deleted, or if it is
    /// backed up under another name anyway.
    pub fn find<T>(
        &self,
        place: (&OwnedFd, &Path, u64),
        mut look: impl FnMut(&Path) -> Option<T>,
    ) -> Option<T> {
        let (root, path, inode) = place;
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = Key::of(path);
        for _ in 0..LOOKED_FOR {
            for now in lost.places(wanted, inode) {
                let key = Key::of(&now);
                let anothers =
                    self.known.contains(&key) || lost.taken.get(&key).is_some_and(|owner| *owner != wanted);
                if key != wanted && anothers {
                    return None;
                }
                if let Some(found) = look(&now) {
                    lost.taken.insert(key, wanted);
                    return Some(found);
                }
            }
            if !lost.list_again(root, wanted, inode) {
                return None;
            }
        }
        None
    }
}

/// A message that was renamed while it was listed is there under two names.
fn once_each(messages: Vec<Message>) -> HashMap<Key, Message> {
    messages.into_iter().map(|message| (Key::of(&message.path()), message)).collect()
}

impl Lost {
    fn places(&self, key: Key, inode: u64) -> Vec<PathBuf> {
        let renamed = self.by_key.get(&key).into_iter();
        renamed.chain(self.by_inode.get(&inode).into_iter().flatten()).cloned().collect()
    }

    /// Says whether the message is anywhere.
    fn list_again(&mut self, root: &OwnedFd, key: Key, inode: u64) -> bool {
        self.by_key.clear();
        self.by_inode.clear();
        for message in messages(root, &|_| false) {
            let path = message.path();
            self.by_key.insert(Key::of(&path), path.clone());
            self.by_inode.entry(message.listed.inode).or_default().push(path);
        }
        !self.places(key, inode).is_empty()
    }
}
