//! The index that goes into a backup: what every message is about, so that one that was deleted is found without a walk
//! through a month of backups. Each night only messages that are new are read, and of these only the head.
//!
//! It lies in the data folder beside the database's copy, for nobody but the server itself to read: whoever could read
//! it there could read the mail.

use crate::storage::{self, MailFolder};
use hostler_wire::backup::{IndexEnd, IndexLine, Indexed, message_base};
use mail_parser::{Address, MessageParser};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Messages that are read in one night. The rest waits for the next one, so that no backup waits for it.
const MOST_READ: u64 = 20_000;
/// Of a message, as much as is read to know what it is about.
const HEAD_BYTES: u64 = 32 << 10;
/// Letters of each of its fields that are kept.
const LONGEST_FIELD: usize = 200;
/// How far ahead of its coming a message may say that it was written.
const AHEAD_MS: i64 = 24 * 3_600_000;

/// Writes the index in the place of the last one. Blocking; memory grows with the largest mailbox, not with all.
pub fn write(mail: &Path, index: &Path) -> io::Result<()> {
    let fresh = index.with_extension("new");
    remove(&fresh)?;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&fresh)?;
    let (all, mut reads) = (storage::mail_folders(mail)?, MOST_READ);
    for folders in all.chunk_by(|a, b| (&a.domain, &a.name) == (&b.domain, &b.name)) {
        let (domain, name) = (&folders[0].domain, &folders[0].name);
        let known = read(&index.join(domain).join(name));
        fs::DirBuilder::new().recursive(true).mode(0o700).create(fresh.join(domain))?;
        let mut mailbox = Mailbox { known, reads: &mut reads, left: 0 };
        mailbox.write(folders, &fresh.join(domain).join(name))?;
    }
    remove(index)?;
    fs::rename(fresh, index)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What the last index knew, by the message's name without flags. What cannot be read is read anew from the messages.
fn read(path: &Path) -> HashMap<String, Indexed> {
    let Ok(file) = File::open(path) else { return HashMap::new() };
    let lines = BufReader::new(file).lines().map_while(Result::ok);
    let messages = lines.filter_map(|line| match serde_json::from_str(&line) {
        Ok(IndexLine::Message(message)) => Some((message_base(&message.name).to_string(), message)),
        _ => None,
    });
    messages.collect()
}

/// A mailbox that is being indexed.
struct Mailbox<'a> {
    known: HashMap<String, Indexed>,
    /// How many messages may still be read in this night.
    reads: &'a mut u64,
    left: u64,
}

impl Mailbox<'_> {
    fn write(&mut self, folders: &[MailFolder], into: &Path) -> io::Result<()> {
        let file = File::options().write(true).create_new(true).mode(0o600).open(into)?;
        let mut file = BufWriter::new(file);
        for folder in folders {
            let mut messages = storage::message_files(&folder.path)?;
            // By age: what is the same as in the night before lies at the same place in the file.
            messages.sort();
            for (name, path) in messages {
                if let Some(message) = self.message(&folder.folder, (name, &path)) {
                    line(&mut file, &IndexLine::Message(message))?;
                }
            }
        }
        line(&mut file, &IndexLine::End(IndexEnd { left: self.left }))?;
        file.into_inner().map_err(|error| error.into_error())?.sync_all()
    }

    /// None if it is gone, or its turn comes in another night.
    fn message(&mut self, folder: &str, (name, path): (String, &Path)) -> Option<Indexed> {
        let folder = folder.to_string();
        if let Some(known) = self.known.get(message_base(&name)) {
            return Some(Indexed { name, folder, ..known.clone() });
        }
        if *self.reads == 0 {
            self.left += 1;
            return None;
        }
        *self.reads -= 1;
        let (head, bytes, changed_ms) = head(path).ok()?;
        let bytes = storage::size_in(&name).unwrap_or(bytes);
        let came_ms = came_ms(&name).unwrap_or(changed_ms);
        Some(about(&head, Indexed { name, folder, bytes, at_ms: came_ms, ..Indexed::default() }))
    }
}

fn line(file: &mut impl Write, line: &IndexLine) -> io::Result<()> {
    serde_json::to_writer(&mut *file, line)?;
    file.write_all(b"\n")
}

/// The first part of a message, its size and when it was written. What a mailbox holds is its owner's to choose: no link is
/// followed, and no pipe is waited for.
fn head(path: &Path) -> io::Result<(Vec<u8>, i64, i64)> {
    let flags = nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK;
    let file = File::options().read(true).custom_flags(flags).open(path)?;
    let data = file.metadata()?;
    if !data.is_file() {
        return Err(io::Error::other("this is no message"));
    }
    let mut head = Vec::new();
    file.take(HEAD_BYTES).read_to_end(&mut head)?;
    let changed = data.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok((head, data.len() as i64, i64::try_from(changed.as_millis()).unwrap_or(0)))
}

/// Seconds since 1970 UTC in the name of a message's file.
fn came_ms(name: &str) -> Option<i64> {
    name.split('.').next()?.parse::<i64>().ok()?.checked_mul(1_000)
}

/// With what its head says.
fn about(head: &[u8], message: Indexed) -> Indexed {
    let Some(parsed) = MessageParser::default().parse_headers(head) else { return message };
    let written = parsed.date().filter(|date| date.is_valid()).map(|date| date.to_timestamp());
    let written = written.and_then(|seconds| seconds.checked_mul(1_000));
    let can_be = |at_ms: &i64| (0..=message.at_ms.saturating_add(AHEAD_MS)).contains(at_ms);
    Indexed {
        from: people(parsed.from()),
        to: people(parsed.to()),
        subject: field(parsed.subject().unwrap_or_default()),
        id: field(parsed.message_id().unwrap_or_default()),
        at_ms: written.filter(can_be).unwrap_or(message.at_ms),
        ..message
    }
}

fn people(list: Option<&Address<'_>>) -> String {
    let one = |person: &mail_parser::Addr<'_>| {
        let (name, address) = (person.name().unwrap_or_default(), person.address().unwrap_or_default());
        format!("{name} <{address}>").trim().to_string()
    };
    field(&list.iter().flat_map(|list| list.iter().take(5)).map(one).collect::<Vec<_>>().join(", "))
}

/// Without what is no text, and not too long for a line.
fn field(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(LONGEST_FIELD).collect()
}
