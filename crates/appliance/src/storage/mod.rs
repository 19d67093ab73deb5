//! How much the mailboxes store: what the customer sees in the console, and what the storage reading of a day says
//! (B3).

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

#[cfg(test)]
mod tests;

/// Folders inside one mailbox that are looked into at most; what lies beyond is not counted.
const MOST_FOLDERS: usize = 10_000;

/// Bytes stored, messages only (as they arrived; indexes and filter rules are free).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Storage {
    pub bytes: i64,
    /// By address. A mailbox that never had mail may be missing.
    pub mailboxes: BTreeMap<String, i64>,
}

/// Walks the maildirs under `mail` (`DOMAIN/NAME/Maildir`). Sizes come from the file names (`S=…`), so no message is
/// touched; files and folders may come and go meanwhile. Blocking: some 5 µs per message.
pub fn measure(mail: &Path) -> io::Result<Storage> {
    let mut storage = Storage::default();
    for (domain, folder) in folders(mail)? {
        for (name, home) in folders(&folder)? {
            let bytes = maildir(&home.join("Maildir"))?;
            storage.bytes += bytes;
            storage.mailboxes.insert(format!("{name}@{domain}"), bytes);
        }
    }
    Ok(storage)
}

type Named = (String, PathBuf);

/// The folders in `path`; none if it is gone. Links are not followed.
fn folders(path: &Path) -> io::Result<Vec<Named>> {
    let mut found = Vec::new();
    for entry in gone_is_none(fs::read_dir(path))?.into_iter().flatten() {
        let Some(entry) = gone_is_none(entry)? else { continue };
        if gone_is_none(entry.file_type())?.is_some_and(|kind| kind.is_dir()) {
            found.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
        }
    }
    Ok(found)
}

/// Bytes of one mailbox: its inbox and the folders beside it (`.Sent`, `.Archive.2026`, …).
fn maildir(path: &Path) -> io::Result<i64> {
    let mut bytes = messages(path)?;
    for (name, folder) in folders(path)?.into_iter().take(MOST_FOLDERS) {
        if name.starts_with('.') {
            bytes += messages(&folder)?;
        }
    }
    Ok(bytes)
}

fn messages(folder: &Path) -> io::Result<i64> {
    let mut bytes = 0;
    for part in ["cur", "new"] {
        for entry in gone_is_none(fs::read_dir(folder.join(part)))?.into_iter().flatten() {
            let Some(entry) = gone_is_none(entry)? else { continue };
            bytes += match size_in(&entry.file_name().to_string_lossy()) {
                Some(size) => size,
                None => gone_is_none(entry.metadata())?.map_or(0, |data| data.len() as i64),
            };
        }
    }
    Ok(bytes)
}

/// `1732223.M1P2.anna,S=2048,W=2090:2,S` → 2048.
pub fn size_in(name: &str) -> Option<i64> {
    let base = name.split(':').next()?;
    base.split(',').skip(1).find_map(|field| field.strip_prefix("S="))?.parse().ok()
}

/// A folder of a mailbox, and where it lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MailFolder {
    pub domain: String,
    pub name: String,
    /// As IMAP names it: `INBOX`, `Archive/2026`.
    pub folder: String,
    pub path: PathBuf,
}

/// Messages by mailbox and folder, as IMAP names it, in order. Blocking.
pub fn messages_by_folder(mail: &Path) -> io::Result<Vec<(String, String, i64)>> {
    let mut counted = Vec::new();
    for folder in mail_folders(mail)? {
        let messages = count(&folder.path)?;
        counted.push((format!("{}@{}", folder.name, folder.domain), folder.folder, messages));
    }
    counted.sort();
    Ok(counted)
}

/// All folders of all mailboxes, in order. Blocking.
pub fn mail_folders(mail: &Path) -> io::Result<Vec<MailFolder>> {
    let mut found = Vec::new();
    for (domain, folder) in folders(mail)? {
        for (name, home) in folders(&folder)? {
            let maildir = home.join("Maildir");
            if !maildir.join("cur").is_dir() {
                continue;
            }
            let of = |folder: String, path: PathBuf| MailFolder {
                domain: domain.clone(),
                name: name.clone(),
                folder,
                path,
            };
            found.push(of("INBOX".to_string(), maildir.clone()));
            for (below, path) in folders(&maildir)?.into_iter().take(MOST_FOLDERS) {
                if let Some(below) = below.strip_prefix('.') {
                    found.push(of(below.replace('.', "/"), path));
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The names of the messages in a folder, with where they lie.
pub fn message_files(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for part in ["cur", "new"] {
        for entry in gone_is_none(fs::read_dir(folder.join(part)))?.into_iter().flatten() {
            let Some(entry) = gone_is_none(entry)? else { continue };
            // What has no name in UTF-8 was not written by a mail server.
            if let Ok(name) = entry.file_name().into_string() {
                found.push((name, entry.path()));
            }
        }
    }
    Ok(found)
}

fn count(folder: &Path) -> io::Result<i64> {
    let mut messages = 0;
    for part in ["cur", "new"] {
        messages += gone_is_none(fs::read_dir(folder.join(part)))?.into_iter().flatten().count() as i64;
    }
    Ok(messages)
}

/// What vanished while it was looked at is no error.
fn gone_is_none<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
