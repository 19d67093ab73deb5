//! Looking for messages in all backups of a mailbox at once: *the mail from Sofie about the invoice, in early October,
//! that I deleted*. Each backup brings the index of its messages along, sealed like the mail itself; nothing of it is kept
//! by the platform, and nobody reads it who may not look at messages.

use super::model::Backup;
use super::{BackupRefused, rules, vault};
use crate::app::App;
use crate::servers::Server;
use hostler_backup::{Fault as Damage, Repository};
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day_start_ms;
use hostler_wire::backup::{FOLDER, INDEX, IndexEnd, IndexLine, Indexed, message_base};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Messages that are found at most; who looks for more says it more closely.
pub const MOST_FOUND: usize = 2_000;
/// Backups that are looked into at most, the newest first.
const MOST_BACKUPS: usize = 100;
/// A line of an index is shorter.
const LONGEST_LINE: usize = 64 << 10;

/// What is looked for; what is empty is not asked.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    pub address: String,
    /// Part of the sender.
    pub from: String,
    /// Part of the subject.
    pub subject: String,
    /// Words that all stand in sender, recipients or subject.
    pub words: String,
    pub since: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Only what the newest backup has no more.
    pub gone: bool,
}

/// A message that was found, once, however many backups have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "MessageFound")]
pub struct Hit {
    /// The newest backup that it is in, from which it is restored.
    pub backup: Id<Backup>,
    /// The days of the first and the last backup that it is in.
    pub first_day: String,
    pub last_day: String,
    /// Whether the newest backup of all has it no more.
    pub gone: bool,
    /// The name of its file, which says which message it is.
    pub name: String,
    pub folder: String,
    pub from: String,
    pub to: String,
    pub subject: String,
    /// When it was written, as it says itself.
    pub at_ms: i64,
    pub bytes: i64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
#[schemars(rename = "MessagesFound")]
pub struct Found {
    /// Newest first.
    pub messages: Vec<Hit>,
    pub total: u64,
    /// Backups that were looked into.
    pub backups: u64,
    /// Backups in which this mailbox has no index: it was not there yet, or they are older than indexes.
    pub unindexed: u64,
    /// Messages of the newest backup that no index has yet; they are in folders as ever.
    pub left: u64,
    /// Whether there are more than can be shown.
    pub more: bool,
}

impl Found {
    /// One page of it.
    pub fn page(mut self, (offset, limit): (usize, usize)) -> Found {
        self.messages = self.messages.into_iter().skip(offset).take(limit).collect();
        self
    }
}

/// Looks into all backups of a server that are there.
pub async fn search(app: &App, server: &Server, sought: &Sought) -> Result<Found, Fault> {
    let path = index_of(&sought.address)?;
    let ready: Vec<Backup> =
        super::of_server(app, &server.id).await?.into_iter().filter(Backup::is_ready).collect();
    if ready.is_empty() {
        return Ok(Found::default());
    }
    let repository = vault::open(app, &server.id).await?;
    let (filter, gone) = (Filter::of(app, sought), sought.gone);
    let looked = vault::blocking(move || Looking::new(filter).through((&repository, &path), &ready)).await?;
    Ok(looked.found(gone))
}

/// Where a mailbox's index lies; refused where a part of the address would lead elsewhere.
fn index_of(address: &str) -> Result<PathBuf, Fault> {
    let (name, domain) = address.rsplit_once('@').ok_or(BackupRefused::NoMailbox)?;
    match rules::is_plain(name) && rules::is_plain(domain) {
        true => Ok(Path::new(FOLDER).join(INDEX).join(domain).join(name)),
        false => Err(BackupRefused::NoMailbox.into()),
    }
}

/// A day as it was written; nothing where none is asked.
pub fn day(text: &str) -> Result<Option<Date>, BackupRefused> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| BackupRefused::NoDay),
    }
}

/// What is looked for, in small letters and moments.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    from: String,
    subject: String,
    words: Vec<String>,
    since_ms: Option<i64>,
    until_ms: Option<i64>,
}

impl Filter {
    pub fn of(app: &App, sought: &Sought) -> Filter {
        let begin = |day: Date| day_start_ms(day, app.zone());
        Filter {
            from: sought.from.trim().to_lowercase(),
            subject: sought.subject.trim().to_lowercase(),
            words: sought.words.to_lowercase().split_whitespace().map(str::to_string).collect(),
            since_ms: sought.since.map(begin),
            until_ms: sought.until.map(|day| begin(day.saturating_add(1.day()))),
        }
    }

    pub fn fits(&self, message: &Indexed) -> bool {
        let (from, subject) = (message.from.to_lowercase(), message.subject.to_lowercase());
        let all = format!("{from} {} {subject}", message.to.to_lowercase());
        from.contains(&self.from)
            && subject.contains(&self.subject)
            && self.words.iter().all(|word| all.contains(word.as_str()))
            && self.since_ms.is_none_or(|since_ms| message.at_ms >= since_ms)
            && self.until_ms.is_none_or(|until_ms| message.at_ms < until_ms)
    }
}

/// A message is the same as long as it lies in the same folder: by its Message-ID, or by its file's name without flags.
type Same = (String, String);

fn same(message: &Indexed) -> Same {
    let own = if message.id.is_empty() { message_base(&message.name) } else { &message.id };
    (message.folder.clone(), own.to_string())
}

/// What was seen until now, from the newest backup to the oldest.
#[derive(Default)]
struct Looking {
    filter: Filter,
    hits: HashMap<Same, Hit>,
    newest: String,
    backups: u64,
    unindexed: u64,
    left: u64,
    more: bool,
}

impl Looking {
    fn new(filter: Filter) -> Looking {
        Looking { filter, ..Looking::default() }
    }

    fn through(
        mut self,
        (repository, path): (&Repository, &Path),
        ready: &[Backup],
    ) -> Result<Looking, Damage> {
        self.newest = ready.first().map_or(String::new(), |newest| newest.id.to_string());
        // The index that was read last: as long as the next is the same, nothing is read.
        let mut last: Option<(String, Vec<Same>)> = None;
        for backup in ready.iter().take(MOST_BACKUPS) {
            self.backups += 1;
            let print = match repository.fingerprint(&backup.snapshot, path) {
                Err(Damage::NotThere(_)) => {
                    self.unindexed += 1;
                    last = None;
                    continue;
                }
                print => print?,
            };
            let seen = match last {
                Some((known, seen)) if known == print => seen,
                _ => self.read(repository, path, backup)?,
            };
            for one in &seen {
                self.also_in(one, backup);
            }
            last = Some((print, seen));
        }
        self.more |= ready.len() > MOST_BACKUPS;
        Ok(self)
    }

    fn also_in(&mut self, one: &Same, backup: &Backup) {
        if let Some(hit) = self.hits.get_mut(one) {
            hit.first_day = backup.day.clone();
        }
    }

    /// Which of a backup's messages fit.
    fn read(&mut self, repository: &Repository, path: &Path, backup: &Backup) -> Result<Vec<Same>, Damage> {
        let (mut seen, mut end) = (Vec::new(), IndexEnd::default());
        let mut lines = Lines::new(|line: &[u8]| match serde_json::from_slice(line) {
            Ok(IndexLine::Message(message)) if self.filter.fits(&message) => {
                let one = same(&message);
                if self.hits.contains_key(&one) || self.hits.len() < MOST_FOUND {
                    self.hits.entry(one.clone()).or_insert_with(|| hit(message, backup));
                    seen.push(one);
                } else {
                    self.more = true;
                }
            }
            Ok(IndexLine::End(found)) => end = found,
            _ => {}
        });
        repository.read(&backup.snapshot, path, &mut lines)?;
        if backup.id.as_str() == self.newest {
            self.left = end.left;
        }
        Ok(seen)
    }

    fn found(self, gone: bool) -> Found {
        let newest = self.newest;
        let with = |hit: Hit| Hit { gone: hit.backup.as_str() != newest, ..hit };
        let mut messages: Vec<Hit> =
            self.hits.into_values().map(with).filter(|hit| hit.gone || !gone).collect();
        messages.sort_by(|a, b| (b.at_ms, &b.name, &b.folder).cmp(&(a.at_ms, &a.name, &a.folder)));
        Found {
            total: messages.len() as u64,
            messages,
            backups: self.backups,
            unindexed: self.unindexed,
            left: self.left,
            more: self.more,
        }
    }
}

fn hit(message: Indexed, backup: &Backup) -> Hit {
    Hit {
        backup: backup.id.clone(),
        first_day: backup.day.clone(),
        last_day: backup.day.clone(),
        gone: false,
        name: message.name,
        folder: message.folder,
        from: message.from,
        to: message.to,
        subject: message.subject,
        at_ms: message.at_ms,
        bytes: message.bytes,
    }
}

/// Hands on line by line what is written to it. What a server wrote may be anything: lines that are too long are left out.
struct Lines<F> {
    begun: Vec<u8>,
    hand_on: F,
}

impl<F: FnMut(&[u8])> Lines<F> {
    fn new(hand_on: F) -> Lines<F> {
        Lines { begun: Vec::new(), hand_on }
    }
}

impl<F: FnMut(&[u8])> Write for Lines<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut parts = bytes.split(|byte| *byte == b'\n');
        let first = parts.next().unwrap_or_default();
        self.add(first);
        for part in parts {
            if self.begun.len() <= LONGEST_LINE {
                (self.hand_on)(&self.begun);
            }
            self.begun.clear();
            self.add(part);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<F> Lines<F> {
    fn add(&mut self, part: &[u8]) {
        let room = (LONGEST_LINE + 1).saturating_sub(self.begun.len()).min(part.len());
        self.begun.extend_from_slice(&part[..room]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(from: &str, subject: &str, at_ms: i64) -> Indexed {
        let to = "Anna <anna@bakery.test>".to_string();
        Indexed { from: from.into(), subject: subject.into(), to, at_ms, ..Indexed::default() }
    }

    #[test]
    fn k1_a_message_fits_what_is_said_of_it() {
        let invoice = message("Sofie Jansen <sofie@elsewhere.example>", "De factuur van oktober", 5_000);
        let filter = Filter::default();
        for (filter, fits) in [
            (filter.clone(), true),
            (Filter { from: "sofie".into(), ..filter.clone() }, true),
            (Filter { from: "factuur".into(), ..filter.clone() }, false),
            (Filter { subject: "factuur".into(), ..filter.clone() }, true),
            (Filter { words: vec!["oktober".into(), "elsewhere".into()], ..filter.clone() }, true),
            (Filter { words: vec!["anna@".into()], ..filter.clone() }, true),
            (Filter { words: vec!["oktober".into(), "november".into()], ..filter.clone() }, false),
            (Filter { since_ms: Some(5_000), until_ms: Some(5_001), ..filter.clone() }, true),
            (Filter { since_ms: Some(5_001), ..filter.clone() }, false),
            (Filter { until_ms: Some(5_000), ..filter }, false),
        ] {
            assert_eq!(filter.fits(&invoice), fits, "{filter:?}");
        }
    }

    #[test]
    fn lines_are_whole_however_they_come() {
        let long = "x".repeat(LONGEST_LINE + 10);
        let text = format!("one\ntwo\n{long}\nthree\nbroken off");
        for size in [1, 3, 7, 1_000_000] {
            let mut seen = Vec::new();
            let mut lines = Lines::new(|line: &[u8]| seen.push(String::from_utf8_lossy(line).into_owned()));
            text.as_bytes().chunks(size).for_each(|part| lines.write_all(part).unwrap());
            assert_eq!(seen, ["one", "two", "three"], "{size}");
        }
    }
}
