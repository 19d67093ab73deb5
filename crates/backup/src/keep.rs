//! Which backups are kept: the list, what is forgotten, and whether what is kept is still whole.

use crate::{Backup, Fault, Repository};
use bytesize::ByteSize;
use rustic_core::repofile::SnapshotId;
use rustic_core::{CheckOptions, LimitOption, PruneOptions};

/// How deep a check goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Every piece that a backup needs is there and as long as it was.
    Structure,
    /// And reads every byte of it.
    Data,
}

impl Repository {
    /// All backups, oldest first.
    pub fn backups(&self) -> Result<Vec<Backup>, Fault> {
        Ok(self.snapshots()?.iter().map(Backup::of).collect())
    }

    /// Takes backups off the list. Their space comes back with the next [`prune`](Repository::prune). One that is not
    /// there any more is no error: it was forgotten before.
    ///
    /// # Errors
    /// [`Fault::NoBackup`] if something is no ID of a backup at all; then none is forgotten.
    pub fn forget(&self, ids: &[String]) -> Result<(), Fault> {
        let parsed: Vec<SnapshotId> = ids
            .iter()
            .map(|id| id.parse().map_err(|_| Fault::NoBackup(id.clone())))
            .collect::<Result<_, _>>()?;
        self.open.delete_snapshots(&parsed).map_err(|error| self.fault(&error))
    }

    /// Gives back the space of what no backup needs, in two steps: what is not needed is marked, and what was marked
    /// 23 hours ago or more is deleted. So a restore that has begun before ends well, however long it takes, and a
    /// nightly run gives back what the night before it forgot. Killed at any point, it can be run again.
    pub fn prune(&self) -> Result<(), Fault> {
        self.prune_by(&PruneOptions::default())
    }

    /// Gives all space back at once. Only when nobody reads: a restore that is under way would fail.
    pub fn prune_at_once(&self) -> Result<(), Fault> {
        self.prune_by(&PruneOptions::default().instant_delete(true))
    }

    /// Gives back, at once, the space of what lies in files of which nothing is needed, and writes nothing anew but the
    /// index: for a store that is full. Whoever reads a backup that is still listed is not disturbed.
    pub fn make_room(&self) -> Result<(), Fault> {
        let options = PruneOptions::default().instant_delete(true);
        self.prune_by(&options.max_repack(LimitOption::Size(ByteSize(0))).max_unused(LimitOption::Unlimited))
    }

    fn prune_by(&self, options: &PruneOptions) -> Result<(), Fault> {
        self.storage.sweep().map_err(|trouble| self.store_fault(trouble))?;
        let planned = self.open.prune_plan(options).and_then(|plan| self.open.prune(options, plan));
        planned.map_err(|error| self.fault(&error))
    }

    /// Looks whether the repository is whole.
    ///
    /// # Errors
    /// [`Fault::Damaged`] with the first things that are wrong.
    pub fn check(&self, depth: Depth) -> Result<(), Fault> {
        let options = CheckOptions::default().read_data(depth == Depth::Data);
        let found = self.open.check(options).map_err(|error| self.fault(&error))?;
        let wrong: Vec<String> = found
            .0
            .iter()
            // The level's type has no name outside of rustic_core.
            .filter(|(level, _)| format!("{level:?}") == "Error")
            .map(|(_, error)| error.to_string())
            .take(5)
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(Fault::Damaged(wrong.join("; "))) }
    }
}
