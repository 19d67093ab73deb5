//! Looking into a backup: its mailboxes, their folders, and messages by date, subject and sender.

use super::model::Backup;
use super::{BackupRefused, rules, vault};
use crate::app::App;
use crate::servers;
use hostler_backup::{Kind, Repository};
use hostler_kit::http::Fault;
use hostler_wire::backup::message_base;
use mail_parser::MessageParser;
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Messages whose headers are read for one search; the newest are looked at first, and it is said when there are more.
pub const MOST_SEARCHED: usize = 2_000;
/// Of a message, as much as is read to know what it is about.
const HEAD_BYTES: usize = 16 << 10;

/// A message in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "MessageInBackup")]
pub struct Message {
    /// The name of its file, which says which message it is.
    pub name: String,
    pub subject: String,
    pub from: String,
    /// When it came.
    pub at_ms: i64,
    pub bytes: i64,
}

/// One page of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "FolderInBackup")]
pub struct Listed {
    pub messages: Vec<Message>,
    /// How many there are, or how many fit what was searched.
    pub total: u64,
    /// How many were not looked at, because the search has a limit.
    pub unsearched: u64,
}

/// What is looked for in a folder.
#[derive(Debug, Clone, Default)]
pub struct Search {
    pub address: String,
    pub folder: String,
    /// Part of the subject or the sender, in small letters; empty: all.
    pub term: String,
    pub offset: usize,
    pub limit: usize,
}

/// The addresses whose mail is in a backup, in order; the one with which the platform looks whether mail works is
/// nobody's.
pub async fn mailboxes(app: &App, backup: &Backup) -> Result<Vec<String>, Fault> {
    let (repository, snapshot) = opened(app, backup).await?;
    let server = servers::find(&app.db, &backup.server_id).await?;
    let probe = server.and_then(|server| servers::probe(app, &server).ok()).map(|probe| probe.address);
    vault::blocking(move || {
        let mut found = Vec::new();
        for domain in folders(&repository, &snapshot, Path::new("mail"))? {
            for name in folders(&repository, &snapshot, &Path::new("mail").join(&domain))? {
                found.push(format!("{name}@{domain}"));
            }
        }
        found.retain(|address| probe.as_ref() != Some(address));
        found.sort();
        Ok(found)
    })
    .await
}

/// The folders of a mailbox, as IMAP names them, the inbox first.
pub async fn folders_of(app: &App, backup: &Backup, address: &str) -> Result<Vec<String>, Fault> {
    let (repository, snapshot) = opened(app, backup).await?;
    let maildir = maildir(address)?;
    vault::blocking(move || {
        let mut found = vec!["INBOX".to_string()];
        let names = folders(&repository, &snapshot, &maildir)?;
        let mut below: Vec<String> = names
            .iter()
            .filter_map(|name| name.strip_prefix('.'))
            .map(|name| name.replace('.', "/"))
            .collect();
        below.sort();
        found.extend(below);
        Ok(found)
    })
    .await
}

/// Messages of a folder, newest first.
pub async fn messages(app: &App, backup: &Backup, search: Search) -> Result<Listed, Fault> {
    let (repository, snapshot) = opened(app, backup).await?;
    let folder = folder(&search.address, &search.folder)?;
    vault::blocking(move || {
        let mut all = listed(&repository, &snapshot, &folder)?;
        all.sort_by(|a, b| (b.1.at_ms, &b.1.name).cmp(&(a.1.at_ms, &a.1.name)));
        match search.term.is_empty() {
            true => page(&repository, &snapshot, all, &search),
            false => searched(&repository, &snapshot, all, &search),
        }
    })
    .await
}

/// Where a message lies in a backup, and its size in bytes.
pub async fn find(
    app: &App,
    backup: &Backup,
    (address, name, message): (&str, &str, &str),
) -> Result<(PathBuf, i64), Fault> {
    let (repository, snapshot) = opened(app, backup).await?;
    let folder = folder(address, name)?;
    let found = vault::blocking(move || listed(&repository, &snapshot, &folder)).await?;
    // A message that was read or answered meanwhile has other flags.
    let same = |known: &&(PathBuf, Message)| message_base(&known.1.name) == message_base(message);
    let exact = found.iter().find(|(_, known)| known.name == message);
    exact
        .or_else(|| found.iter().find(same))
        .map(|(path, known)| (path.clone(), known.bytes))
        .ok_or_else(|| BackupRefused::NothingToRestore.into())
}

/// How many bytes the files of a folder and those below it have.
pub async fn bytes_below(app: &App, backup: &Backup, folder: &Path) -> Result<i64, Fault> {
    let (repository, snapshot) = opened(app, backup).await?;
    let folder = folder.to_owned();
    vault::blocking(move || {
        let (mut bytes, mut left) = (0_u64, vec![folder]);
        while let Some(path) = left.pop() {
            for node in repository.list(&snapshot, &path)? {
                match node.kind {
                    Kind::Folder => left.push(path.join(node.name)),
                    Kind::File => bytes = bytes.saturating_add(node.bytes),
                    _ => {}
                }
            }
        }
        Ok(i64::try_from(bytes).unwrap_or(i64::MAX))
    })
    .await
}

async fn opened(app: &App, backup: &Backup) -> Result<(std::sync::Arc<Repository>, String), Fault> {
    Ok((vault::open(app, &backup.server_id).await?, vault::snapshot(backup)?))
}

/// `mail/bakery.test/anna/Maildir`; refused where a part of the address would lead elsewhere.
pub fn maildir(address: &str) -> Result<PathBuf, Fault> {
    let (name, domain) = address.rsplit_once('@').ok_or(BackupRefused::NothingToRestore)?;
    match rules::is_plain(name) && rules::is_plain(domain) {
        true => Ok(Path::new("mail").join(domain).join(name).join("Maildir")),
        false => Err(BackupRefused::NothingToRestore.into()),
    }
}

pub fn folder(address: &str, folder: &str) -> Result<PathBuf, Fault> {
    let (path, name) = (maildir(address)?, rules::maildir_folder(folder));
    match name.as_str() {
        "" => Ok(path),
        name if rules::is_plain(name) => Ok(path.join(name)),
        _ => Err(BackupRefused::NothingToRestore.into()),
    }
}

type Read<T> = Result<T, hostler_backup::Fault>;

fn folders(repository: &Repository, snapshot: &str, path: &Path) -> Read<Vec<String>> {
    let nodes = match repository.list(snapshot, path) {
        Err(hostler_backup::Fault::NotThere(_)) => return Ok(Vec::new()),
        nodes => nodes?,
    };
    Ok(nodes.into_iter().filter(|node| node.kind == Kind::Folder).map(|node| node.name).collect())
}

/// Path and message of every file in `cur` and `new`, without what it is about.
fn listed(repository: &Repository, snapshot: &str, folder: &Path) -> Read<Vec<(PathBuf, Message)>> {
    let mut found = Vec::new();
    for part in ["cur", "new"] {
        let path = folder.join(part);
        let nodes = match repository.list(snapshot, &path) {
            Err(hostler_backup::Fault::NotThere(_)) => continue,
            nodes => nodes?,
        };
        for node in nodes.into_iter().filter(|node| node.kind == Kind::File) {
            let message = Message {
                at_ms: rules::came_at_ms(&node.name).unwrap_or(node.modified_at_ms),
                bytes: i64::try_from(node.bytes).unwrap_or(i64::MAX),
                subject: String::new(),
                from: String::new(),
                name: node.name.clone(),
            };
            found.push((path.join(node.name), message));
        }
    }
    Ok(found)
}

fn page(
    repository: &Repository,
    snapshot: &str,
    all: Vec<(PathBuf, Message)>,
    search: &Search,
) -> Read<Listed> {
    let total = all.len() as u64;
    let shown = all.into_iter().skip(search.offset).take(search.limit);
    let messages = shown.map(|(path, message)| head(repository, snapshot, &path, message));
    Ok(Listed { messages: messages.collect::<Read<_>>()?, total, unsearched: 0 })
}

fn searched(
    repository: &Repository,
    snapshot: &str,
    all: Vec<(PathBuf, Message)>,
    search: &Search,
) -> Read<Listed> {
    let unsearched = all.len().saturating_sub(MOST_SEARCHED) as u64;
    let mut fits = Vec::new();
    for (path, message) in all.into_iter().take(MOST_SEARCHED) {
        let message = head(repository, snapshot, &path, message)?;
        let has = |text: &str| text.to_lowercase().contains(&search.term);
        if has(&message.subject) || has(&message.from) {
            fits.push(message);
        }
    }
    let total = fits.len() as u64;
    let messages = fits.into_iter().skip(search.offset).take(search.limit).collect();
    Ok(Listed { messages, total, unsearched })
}

/// With subject and sender, from the message's first part.
fn head(repository: &Repository, snapshot: &str, path: &Path, message: Message) -> Read<Message> {
    let mut first = First::default();
    match repository.read(snapshot, path, &mut first) {
        Err(_) if first.is_full() => {}
        read => read?,
    }
    let parsed = MessageParser::default().parse_headers(&first.0[..]);
    let Some(parsed) = parsed else { return Ok(message) };
    let subject = parsed.subject().map_or(String::new(), shown);
    let from = parsed.from().and_then(|from| from.first()).map(|from| {
        let name = from.name().unwrap_or_default();
        let address = from.address().unwrap_or_default();
        shown(format!("{name} <{address}>").trim())
    });
    Ok(Message { subject, from: from.unwrap_or_default(), ..message })
}

/// Without what is no text, and not too long for a row.
fn shown(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(200).collect()
}

/// Takes the first bytes, and then no more.
#[derive(Default)]
struct First(Vec<u8>);

impl First {
    fn is_full(&self) -> bool {
        self.0.len() >= HEAD_BYTES
    }
}

impl Write for First {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_full() {
            return Err(io::Error::other("this is enough"));
        }
        let room = (HEAD_BYTES - self.0.len()).min(bytes.len());
        self.0.extend_from_slice(&bytes[..room]);
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
