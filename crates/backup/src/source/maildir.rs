//! Mailboxes in the Maildir format, whose files change their names while they are read: a flag that is set renames the
//! message within `cur`, reading it first moves it there from `new`, and sorting it gives it another name in another
//! mailbox before the first one is taken away.

use super::listing::{self, Listed};
use std::collections::hash_map::DefaultHasher;
use std::ffi::OsStr;
use std::hash::{Hash, Hasher};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Where messages lie. A message goes from `new` to `cur`, so `new` is listed first: then none is missed.
pub(crate) const PARTS: [&str; 2] = ["new", "cur"];
/// Where messages lie that are being written; nobody was told that they arrived.
pub(crate) const BEING_WRITTEN: &str = "tmp";

/// Whether a folder with these entries is a mailbox.
pub(crate) fn is_one(entries: &[Listed]) -> bool {
    let has = |name: &str| entries.iter().any(|entry| entry.is_folder && entry.name == name);
    has("cur") && has("new") && has(BEING_WRITTEN)
}

/// A lock of the mail server, of no use to anybody else.
pub(crate) fn is_lock(entry: &Listed) -> bool {
    !entry.is_folder && entry.name.as_bytes().ends_with(b".lock")
}

/// What stays the same when a message is renamed: the name up to its flags.
pub(crate) fn base(name: &OsStr) -> &OsStr {
    let bytes = name.as_bytes();
    let end = bytes.windows(2).position(|pair| pair == b":2").unwrap_or(bytes.len());
    OsStr::from_bytes(&bytes[..end])
}

/// A message in a mailbox, whatever its flags and wherever in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key(u64);

impl Key {
    /// Of a path such as `mail/anna/cur/NAME`.
    pub fn of(path: &Path) -> Key {
        let mailbox = path.parent().and_then(Path::parent).unwrap_or(Path::new(""));
        let mut hasher = DefaultHasher::new();
        mailbox.as_os_str().as_bytes().hash(&mut hasher);
        base(path.file_name().unwrap_or_default()).as_bytes().hash(&mut hasher);
        Key(hasher.finish())
    }
}

/// A message where it was seen.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// Such as `mail/anna/cur`.
    pub part: PathBuf,
    pub listed: Listed,
}

impl Message {
    pub fn path(&self) -> PathBuf {
        self.part.join(&self.listed.name)
    }
}

/// All messages in all mailboxes, as they lie now. What is left out is told by path.
pub(crate) fn messages(root: &OwnedFd, left_out: &dyn Fn(&Path) -> bool) -> Vec<Message> {
    let mut found = Vec::new();
    let mut waiting = vec![PathBuf::new()];
    while let Some(path) = waiting.pop() {
        // What cannot be listed is told by the walk, which comes by here, too.
        let entries = listing::of(root, &path).unwrap_or_default();
        let mailbox = is_one(&entries);
        if mailbox {
            PARTS.iter().for_each(|part| in_part(root, &path.join(part), &mut found));
        }
        let below = entries.into_iter().filter(|entry| entry.is_folder).map(|entry| path.join(entry.name));
        waiting.extend(below.filter(|below| !(left_out(below) || mailbox && is_part(below))));
    }
    found
}

fn in_part(root: &OwnedFd, part: &Path, found: &mut Vec<Message>) {
    let entries = listing::of(root, part).unwrap_or_default().into_iter().filter(|entry| !entry.is_folder);
    found.extend(entries.map(|listed| Message { part: part.to_owned(), listed }));
}

fn is_part(path: &Path) -> bool {
    path.ends_with(BEING_WRITTEN) || PARTS.iter().any(|part| path.ends_with(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_not_part_of_what_stays() {
        for (name, expect) in [
            ("1700000000.M1P2.mail:2,S", "1700000000.M1P2.mail"),
            ("1700000000.M1P2.mail:2,", "1700000000.M1P2.mail"),
            ("1700000000.M1P2.mail", "1700000000.M1P2.mail"),
            ("1700000000.M1P2.mail,S=12,W=14:2,FRS", "1700000000.M1P2.mail,S=12,W=14"),
        ] {
            assert_eq!(base(OsStr::new(name)), expect);
        }
        assert_eq!(Key::of(Path::new("anna/new/1.mail")), Key::of(Path::new("anna/cur/1.mail:2,S")));
        assert_ne!(Key::of(Path::new("anna/new/1.mail")), Key::of(Path::new("bram/new/1.mail")));
    }
}
