//! Mailboxes in the Maildir format, whose files change their names while they are read: a flag that is set renames the
//! message within `cur`, and reading it first moves it there from `new`.

use super::listing::{self, Listed};
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io;
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

/// The messages of a mailbox, each once.
#[derive(Debug, Default, Clone)]
pub(crate) struct Messages {
    pub cur: Vec<Listed>,
    pub new: Vec<Listed>,
}

impl Messages {
    /// Lists a mailbox. A message that was renamed meanwhile and seen under both names counts under one.
    pub fn list(root: &OwnedFd, mailbox: &Path) -> io::Result<Messages> {
        let part = |name: &str| {
            listing::open_folder(root, &mailbox.join(name)).and_then(|opened| listing::list(&opened))
        };
        let new = part(PARTS[0])?;
        let cur = part(PARTS[1])?;
        let mut seen = HashSet::new();
        let mut once = |entry: &Listed| entry.is_folder || seen.insert(base(&entry.name).to_owned());
        let cur = cur.into_iter().filter(&mut once).collect();
        let new = new.into_iter().filter(&mut once).collect();
        Ok(Messages { cur, new })
    }

    pub fn bases(&self) -> HashSet<OsString> {
        self.cur.iter().chain(&self.new).map(|entry| base(&entry.name).to_owned()).collect()
    }
}

/// Where a message of a mailbox lies now, if it was only renamed.
pub(crate) fn find(root: &OwnedFd, path: &Path) -> Option<PathBuf> {
    let (name, part) = (path.file_name()?, path.parent()?);
    let mailbox = part.parent()?;
    if !PARTS.iter().any(|known| part.ends_with(known)) {
        return None;
    }
    let messages = Messages::list(root, mailbox).ok()?;
    let among = |messages: &[Listed], part: &str| {
        let found = messages.iter().find(|message| base(&message.name) == base(name))?;
        Some(mailbox.join(part).join(&found.name))
    };
    among(&messages.cur, "cur").or_else(|| among(&messages.new, "new"))
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
    }
}
