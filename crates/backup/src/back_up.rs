//! Making a backup.

use crate::progress::{Progress, Tally};
use crate::quietly::quietly;
use crate::source::Folder;
use crate::{Fault, Repository, Source};
use rustic_core::BackupOptions;
use rustic_core::jiff::Timestamp;
use rustic_core::jiff::tz::TimeZone;
use rustic_core::repofile::SnapshotFile;
use std::path::PathBuf;
use std::sync::Arc;

/// Before the number of files that could not be read, among a backup's labels.
const UNREAD: &str = "hostler-unread-";

/// A backup of a server.
#[derive(Debug, Clone, PartialEq)]
pub struct Backup {
    /// 64 hexadecimal digits; restic calls it the snapshot's ID.
    pub id: String,
    /// Milliseconds since 1970 UTC, as the source said.
    pub at_ms: i64,
    /// Whose backup it is.
    pub host: String,
    pub files: u64,
    /// Of all files, as they are restored.
    pub bytes: u64,
    /// What the repository grew by, compressed.
    pub added_bytes: u64,
    pub seconds: f64,
    /// Files that were there and could not be read; they are not in the backup.
    pub unread: u64,
    pub labels: Vec<String>,
}

impl Repository {
    /// Backs up a folder while it is worked in. What has not changed since the host's last backup is not read again.
    ///
    /// Each message of a Maildir that was there at the beginning is in the backup once, under the name that it had
    /// then, however often it is renamed or moved meanwhile; one that is deleted meanwhile may be missing.
    ///
    /// # Errors
    /// [`Fault::Source`] if the folder cannot be opened; what the store says. Then nothing is listed that was not
    /// before, and what was written already serves the next attempt.
    pub fn back_up(&self, source: &Source, progress: &dyn Progress) -> Result<Backup, Fault> {
        let tally = Arc::new(Tally::default());
        tally.told(progress, || {
            let folder = Folder::open(source, tally.clone())?;
            let kept = self.archive(source, &folder)?;
            let unread = folder.unread();
            for (path, words) in &unread {
                tracing::warn!(path = %path.display(), words, "a file could not be backed up");
            }
            if unread.is_empty() { Ok(Backup::of(&kept)) } else { self.tell_unread(kept, unread.len()) }
        })
    }

    /// Writes all that a walk gives; what is the same in an earlier backup is only referred to.
    fn archive(&self, source: &Source, folder: &Folder) -> Result<SnapshotFile, Fault> {
        // What an earlier failure said is over.
        self.storage.trouble();
        let indexed =
            self.again().and_then(|again| again.to_indexed_ids()).map_err(|error| self.fault(&error))?;
        let options = BackupOptions::default();
        let root = [PathBuf::from("/")];
        let kept = quietly(|| indexed.archive(&options, folder, unsaved(source), &root));
        let kept = kept.map_err(|error| self.fault(&error))?;
        // rustic goes on without a file if its pieces cannot be written.
        let Some(trouble) = self.storage.trouble() else { return Ok(kept) };
        self.open.delete_snapshots(&[kept.id]).map_err(|error| self.fault(&error))?;
        Err(self.store_fault(trouble))
    }

    /// Writes the backup's entry again, with what is missing in it.
    fn tell_unread(&self, mut kept: SnapshotFile, unread: usize) -> Result<Backup, Fault> {
        let silent = kept.id;
        kept.tags.add(format!("{UNREAD}{unread}"));
        self.open.save_snapshots(vec![kept.clone()]).map_err(|error| self.fault(&error))?;
        self.open.delete_snapshots(&[silent]).map_err(|error| self.fault(&error))?;
        let same =
            |one: &&SnapshotFile| one.tree == kept.tree && one.time == kept.time && one.tags == kept.tags;
        let all = self.snapshots()?;
        let saved =
            all.iter().rev().find(same).ok_or_else(|| Fault::Damaged("the backup is missing".to_owned()))?;
        Ok(Backup::of(saved))
    }
}

/// What the backup says of itself.
fn unsaved(source: &Source) -> SnapshotFile {
    let mut snapshot = SnapshotFile::default();
    let at = Timestamp::from_millisecond(source.at_ms).unwrap_or_default();
    snapshot.time = at.to_zoned(TimeZone::UTC);
    snapshot.hostname = source.host.clone();
    snapshot.program_version = format!("hostler {}", env!("CARGO_PKG_VERSION"));
    source.labels.iter().for_each(|label| snapshot.tags.add(label.clone()));
    snapshot
}

impl Backup {
    pub(crate) fn of(snapshot: &SnapshotFile) -> Backup {
        let summary = snapshot.summary.clone().unwrap_or_default();
        let unread = snapshot.tags.iter().find_map(|tag| tag.strip_prefix(UNREAD)?.parse().ok());
        Backup {
            id: snapshot.id.to_hex().as_str().to_owned(),
            at_ms: snapshot.time.timestamp().as_millisecond(),
            host: snapshot.hostname.clone(),
            files: summary.total_files_processed,
            bytes: summary.total_bytes_processed,
            added_bytes: summary.data_added_packed,
            seconds: summary.backup_duration,
            unread: unread.unwrap_or(0),
            labels: snapshot.tags.iter().filter(|tag| !tag.starts_with(UNREAD)).cloned().collect(),
        }
    }
}
