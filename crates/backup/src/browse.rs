//! Looking into a backup: what lay in a folder, and the content of one file.

use crate::piece::{Piece, missing};
use crate::{Fault, Repository};
use rustic_core::repofile::{Node as Kept, NodeType};
use std::io::Write;
use std::path::Path;

/// What something in a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Folder,
    File,
    Link,
    /// A device, pipe or socket.
    Other,
}

/// A name in a folder of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub name: String,
    pub kind: Kind,
    pub bytes: u64,
    /// Milliseconds since 1970 UTC; 0 if nobody knows.
    pub modified_at_ms: i64,
}

impl Repository {
    /// What lay in a folder, by name. The path is below the folder that was backed up; empty for that folder itself.
    ///
    /// # Errors
    /// [`Fault::NoBackup`]; [`Fault::NotThere`] if the path is none of the backup or no folder.
    pub fn list(&self, backup_id: &str, path: &Path) -> Result<Vec<Node>, Fault> {
        let kept = self.kept(backup_id, path)?;
        let tree = kept.subtree.ok_or_else(|| not_there(path))?;
        let tree = self.indexed()?.get_tree(&tree).map_err(|error| self.fault(&error))?;
        Ok(tree.nodes.iter().map(Node::of).collect())
    }

    /// Writes the content of a file.
    ///
    /// # Errors
    /// [`Fault::NoBackup`]; [`Fault::NotThere`] if the path is none of the backup or no file; [`Fault::Target`] if it
    /// cannot be written.
    pub fn read(&self, backup_id: &str, path: &Path, into: &mut dyn Write) -> Result<(), Fault> {
        let kept = self.kept(backup_id, path)?;
        if !kept.is_file() {
            return Err(not_there(path));
        }
        let indexed = self.indexed()?;
        for id in kept.content.iter().flatten() {
            let piece = self.content(&Piece::find(&indexed, id).ok_or_else(|| missing(id))?)?;
            into.write_all(&piece).map_err(|error| Fault::Target {
                path: path.display().to_string(),
                words: error.to_string(),
            })?;
        }
        Ok(())
    }

    /// What tells the content of a file from another: as long as this is the same from backup to backup, the content
    /// is, and nothing of it was read.
    ///
    /// # Errors
    /// [`Fault::NoBackup`]; [`Fault::NotThere`] if the path is none of the backup or no file.
    pub fn fingerprint(&self, backup_id: &str, path: &Path) -> Result<String, Fault> {
        let kept = self.kept(backup_id, path)?;
        if !kept.is_file() {
            return Err(not_there(path));
        }
        Ok(kept.content.iter().flatten().map(|id| id.to_hex().as_str().to_owned()).collect())
    }

    /// What was kept at a path.
    pub(crate) fn kept(&self, backup_id: &str, path: &Path) -> Result<Kept, Fault> {
        let snapshot = self.snapshot(backup_id)?;
        let indexed = self.indexed()?;
        let path = path.strip_prefix("/").unwrap_or(path);
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return indexed.node_from_path(snapshot.tree, path).map_err(|error| self.fault(&error));
        };
        // A path that is not there and a damaged tree look the same to rustic; step by step they do not.
        let above = self.kept_folder(&indexed, snapshot.tree, folder)?;
        let mut nodes = above.into_iter();
        nodes.find(|node| node.name() == name).ok_or_else(|| not_there(path))
    }

    fn kept_folder(
        &self,
        indexed: &crate::repository::Indexed,
        root: rustic_core::TreeId,
        path: &Path,
    ) -> Result<Vec<Kept>, Fault> {
        let mut nodes = indexed.get_tree(&root).map_err(|error| self.fault(&error))?.nodes;
        for name in path {
            let found = nodes.iter().find(|node| node.name() == name).and_then(|node| node.subtree);
            let tree = found.ok_or_else(|| not_there(path))?;
            nodes = indexed.get_tree(&tree).map_err(|error| self.fault(&error))?.nodes;
        }
        Ok(nodes)
    }
}

fn not_there(path: &Path) -> Fault {
    Fault::NotThere(path.display().to_string())
}

impl Node {
    fn of(kept: &Kept) -> Node {
        let kind = match kept.node_type {
            NodeType::Dir => Kind::Folder,
            NodeType::File => Kind::File,
            NodeType::Symlink { .. } => Kind::Link,
            _ => Kind::Other,
        };
        Node {
            name: kept.name().to_string_lossy().into_owned(),
            kind,
            bytes: kept.meta.size,
            modified_at_ms: kept.meta.mtime.map_or(0, |at| at.as_millisecond()),
        }
    }
}
