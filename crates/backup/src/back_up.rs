//! Making a backup.

use crate::progress::{Progress, Tally};
use crate::repository::{NOT_WHOLE, Repository, is_whole};
use crate::source::{Earlier, Folder, Listing, Pass};
use crate::{Fault, Source};
use rustic_core::jiff::Timestamp;
use rustic_core::jiff::tz::TimeZone;
use rustic_core::repofile::{Node, SnapshotFile, SnapshotId, StringList};
use rustic_core::{BackupOptions, ParentOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

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
    /// A mailbox is kept as it was at the beginning: after the walk all mailboxes are listed again, and if a message
    /// came, went or was renamed meanwhile, a second walk takes the folder as it is then and adds what is gone. Each
    /// message that was there before the start is in the backup once, under its old name or its new one.
    ///
    /// # Errors
    /// [`Fault::Source`] if the folder cannot be opened; what the store says. Then nothing is listed that was not
    /// before, and what was written already serves the next attempt.
    pub fn back_up(&self, source: &Source, progress: &dyn Progress) -> Result<Backup, Fault> {
        let tally = Arc::new(Tally::default());
        let done = tally.told(progress, || self.walk(source, tally.clone()));
        self.changed();
        done
    }

    fn walk(&self, source: &Source, tally: Arc<Tally>) -> Result<Backup, Fault> {
        // What an earlier failure said is over.
        self.storage.trouble();
        let mut folder = Folder::open(source, tally)?;
        let mut kept = self.archive(source, Pass { folder: folder.clone(), earlier: None }, None)?;
        let now = Listing::of(&folder);
        if now.sum != folder.listed.load(Ordering::Relaxed) {
            folder = Folder::open(source, Arc::default())?;
            let earlier = Some(Arc::new(self.earlier(&kept, now)?));
            kept = self.archive(source, Pass { folder: folder.clone(), earlier }, Some(&kept))?;
        }
        for (path, words) in folder.unread() {
            tracing::warn!(path = %path.display(), words, "a file could not be backed up");
        }
        self.make_whole(kept, folder.unread().len())
    }

    /// Writes all that a walk gives; what is the same in an earlier backup is only referred to.
    fn archive(
        &self,
        source: &Source,
        pass: Pass,
        after: Option<&SnapshotFile>,
    ) -> Result<SnapshotFile, Fault> {
        let indexed =
            self.again().and_then(|again| again.to_indexed_ids()).map_err(|error| self.fault(&error))?;
        let parents: Vec<String> =
            after.iter().map(|snapshot| snapshot.id.to_hex().as_str().to_owned()).collect();
        let options = BackupOptions::default().parent_opts(ParentOptions::default().parents(parents));
        let kept = indexed
            .archive(&options, &pass, unsaved(source), &[PathBuf::from("/")])
            .map_err(|error| self.fault(&error))?;
        // rustic goes on without a file if its pieces cannot be written.
        match self.storage.trouble() {
            Some(trouble) => Err(self.store_fault(trouble)),
            None => Ok(kept),
        }
    }

    /// What was kept before, for a second walk.
    fn earlier(&self, kept: &SnapshotFile, now: Listing) -> Result<Earlier, Fault> {
        self.changed();
        let indexed = self.indexed()?;
        let tree = kept.tree;
        let of_folder = move |path: &Path| -> Vec<Node> {
            let found = indexed.node_from_path(tree, path).ok().and_then(|node| node.subtree);
            found.and_then(|tree| indexed.get_tree(&tree).ok()).map(|tree| tree.nodes).unwrap_or_default()
        };
        Ok(Earlier { kept: Box::new(of_folder), now })
    }

    /// Lists a backup from now on, and forgets those that never became whole.
    fn make_whole(&self, mut kept: SnapshotFile, unread: usize) -> Result<Backup, Fault> {
        let whole: Vec<String> = kept.tags.iter().filter(|tag| *tag != NOT_WHOLE).cloned().collect();
        let mut tags = StringList::default();
        whole.into_iter().for_each(|tag| tags.add(tag));
        if unread > 0 {
            tags.add(format!("{UNREAD}{unread}"));
        }
        kept.tags = tags;
        self.open.save_snapshots(vec![kept.clone()]).map_err(|error| self.fault(&error))?;
        let all = self.snapshots()?;
        let left: Vec<SnapshotId> = all.iter().filter(|one| !is_whole(one)).map(|one| one.id).collect();
        self.open.delete_snapshots(&left).map_err(|error| self.fault(&error))?;
        let same = |one: &&SnapshotFile| is_whole(one) && one.tree == kept.tree && one.time == kept.time;
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
    snapshot.tags.add(NOT_WHOLE.to_owned());
    source.labels.iter().for_each(|label| snapshot.tags.add(label.clone()));
    snapshot
}

impl Backup {
    pub(crate) fn of(snapshot: &SnapshotFile) -> Backup {
        let summary = snapshot.summary.clone().unwrap_or_default();
        let unread = snapshot.tags.iter().find_map(|tag| tag.strip_prefix(UNREAD)?.parse().ok());
        let ours = |tag: &&String| tag.starts_with("hostler-");
        Backup {
            id: snapshot.id.to_hex().as_str().to_owned(),
            at_ms: snapshot.time.timestamp().as_millisecond(),
            host: snapshot.hostname.clone(),
            files: summary.total_files_processed,
            bytes: summary.total_bytes_processed,
            added_bytes: summary.data_added_packed,
            seconds: summary.backup_duration,
            unread: unread.unwrap_or(0),
            labels: snapshot.tags.iter().filter(|tag| !ours(tag)).cloned().collect(),
        }
    }
}
