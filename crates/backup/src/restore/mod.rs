//! Bringing a backup back, or a part of it.
//!
//! Memory does not grow with the backup: files are taken in batches in the order of the walk, and the pieces of a batch
//! are read pack by pack, each once, by a few threads that each hold one stretch of a pack.

mod batch;
mod target;

use crate::piece::{Piece, missing};
use crate::progress::{Progress, Tally};
use crate::repository::Indexed;
use crate::{Fault, Repository};
use batch::{Batch, File};
use rustic_core::TreeId;
use rustic_core::repofile::{Metadata, Node, NodeType};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use target::Target;

/// The most pieces of a batch; each costs about 100 bytes.
const MOST_PIECES: usize = 100_000;

/// What was brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Files, links and devices; folders do not count.
    pub files: u64,
    pub bytes: u64,
}

impl Repository {
    /// Restores what lay below a folder of a backup into a folder, or one file as a file in that folder. The path is
    /// below the folder that was backed up; empty for all of it. Owners (by number), modes, times, links and extended
    /// attributes are as they were. What is in the folder under the same name is replaced, everything else stays; no
    /// link in it is followed. It is on the disk when the system writes it there.
    ///
    /// # Errors
    /// [`Fault::NoBackup`], [`Fault::NotThere`]; [`Fault::Target`] and [`Fault::Full`] if the folder does not take it;
    /// [`Fault::Damaged`]. What was restored until then stays; it may be asked for again.
    #[allow(clippy::too_many_arguments, reason = "what, of what, whereto and who waits")]
    pub fn restore(
        &self,
        backup_id: &str,
        path: &Path,
        into: &Path,
        progress: &dyn Progress,
    ) -> Result<Restored, Fault> {
        let tally = Tally::default();
        tally.told(progress, || self.bring_back((backup_id, path), into, &tally))?;
        let done = tally.done();
        Ok(Restored { files: done.files, bytes: done.bytes })
    }

    fn bring_back(&self, what: (&str, &Path), into: &Path, tally: &Tally) -> Result<(), Fault> {
        let kept = self.kept(what.0, what.1)?;
        let indexed = self.indexed()?;
        tally.of_bytes.store(self.bytes_of(&indexed, &kept)?, Ordering::Relaxed);
        let target = Target::open(into)?;
        let mut walk = Restoring {
            repository: self,
            indexed,
            target,
            tally,
            batch: Batch::default(),
            after: After::default(),
        };
        match kept.subtree {
            Some(tree) if kept.is_dir() => walk.folder(tree, Path::new(""))?,
            _ => walk.entry(kept, Path::new(""))?,
        }
        walk.finish()
    }

    fn bytes_of(&self, indexed: &Indexed, kept: &Node) -> Result<u64, Fault> {
        let Some(tree) = kept.subtree else { return Ok(kept.meta.size) };
        let tree = indexed.get_tree(&tree).map_err(|error| self.fault(&error))?;
        tree.nodes.iter().map(|node| self.bytes_of(indexed, node)).sum()
    }
}

/// A restore under way.
struct Restoring<'a> {
    repository: &'a Repository,
    indexed: Arc<Indexed>,
    target: Target,
    tally: &'a Tally,
    batch: Batch,
    after: After,
}

/// What is done when all content is there.
#[derive(Default)]
struct After {
    folders: Vec<(PathBuf, Metadata)>,
    /// Names of a file that has another name already.
    links: Vec<(PathBuf, PathBuf)>,
    /// The first name of each file with several, by device and inode.
    first: HashMap<(u64, u64), PathBuf>,
}

impl Restoring<'_> {
    fn folder(&mut self, tree: TreeId, path: &Path) -> Result<(), Fault> {
        let tree = self.indexed.get_tree(&tree).map_err(|error| self.repository.fault(&error))?;
        tree.nodes.into_iter().try_for_each(|node| self.entry(node, path))
    }

    fn entry(&mut self, node: Node, above: &Path) -> Result<(), Fault> {
        let path = above.join(plain_name(&node)?);
        match &node.node_type {
            NodeType::Dir => {
                self.target.make_folder(&path)?;
                if let Some(tree) = node.subtree {
                    self.folder(tree, &path)?;
                }
                self.after.folders.push((path, node.meta));
                Ok(())
            }
            NodeType::File => self.file(node, path),
            _ => {
                self.target.make_special(&path, &node)?;
                self.tally.add(0);
                Ok(())
            }
        }
    }

    fn file(&mut self, node: Node, path: PathBuf) -> Result<(), Fault> {
        if node.meta.links > 1 {
            let same = (node.meta.device_id, node.meta.inode);
            if let Some(first) = self.after.first.get(&same) {
                self.after.links.push((path, first.clone()));
                return Ok(());
            }
            self.after.first.insert(same, path.clone());
        }
        let find = |id| Piece::find(&self.indexed, id).ok_or_else(|| missing(id));
        let pieces: Vec<Piece> = node.content.iter().flatten().map(find).collect::<Result<_, _>>()?;
        self.batch.add(File::new(path, node.meta), &pieces);
        if self.batch.pieces() >= MOST_PIECES { self.run() } else { Ok(()) }
    }

    fn run(&mut self) -> Result<(), Fault> {
        std::mem::take(&mut self.batch).run(self.repository, &self.target, self.tally)
    }

    fn finish(mut self) -> Result<(), Fault> {
        self.run()?;
        for (path, first) in &self.after.links {
            self.target.make_link(path, first)?;
            self.tally.add(0);
        }
        // Those below come first: what is written into a folder changes its time.
        self.after.folders.iter().try_for_each(|(path, meta)| self.target.settle_folder(path, meta))
    }
}

/// A name that stays in its folder, whatever a damaged or forged repository says.
fn plain_name(node: &Node) -> Result<PathBuf, Fault> {
    let name = node.name().into_owned();
    let plain = !name.is_empty() && name != "." && name != ".." && !name.as_encoded_bytes().contains(&b'/');
    let told = || Fault::Damaged(format!("it has a file with the name {name:?}"));
    plain.then(|| PathBuf::from(&name)).ok_or_else(told)
}
