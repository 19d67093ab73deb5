//! What can go wrong with a repository, told apart by what somebody has to do about it.

use crate::storage::{Storage, Trouble};
use rustic_core::RusticError;

/// Why something could not be done. Nothing that was backed up before is changed by it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the key does not open the repository at {0}")]
    WrongKey(String),
    #[error("there is no repository at {0}")]
    Missing(String),
    #[error("there is already a repository at {0}")]
    Exists(String),
    /// Something in the repository is not as it was written.
    #[error("the repository is damaged: {0}")]
    Damaged(String),
    #[error("no space is left at {0}")]
    Full(String),
    #[error("the store at {place} does not answer: {words}")]
    Unreachable { place: String, words: String },
    /// The store answers and says no: credentials, a bucket that does not exist, rights of a folder.
    #[error("the store at {place} refuses: {words}")]
    Refused { place: String, words: String },
    #[error("there is no backup {0}")]
    NoBackup(String),
    /// A path of a backup, or a file that was meant to be a folder or the other way round.
    #[error("{0} is not in this backup")]
    NotThere(String),
    #[error("the folder {path} cannot be backed up: {words}")]
    Source { path: String, words: String },
    #[error("{path} cannot be restored: {words}")]
    Target { path: String, words: String },
}

impl Fault {
    /// What the store itself said counts more than what was made of it on the way.
    pub(crate) fn from_rustic(error: &RusticError, storage: &Storage) -> Fault {
        if let Some(trouble) = storage.trouble() {
            return Fault::from_trouble(trouble, storage.words());
        }
        Fault::Damaged(error.display_log())
    }

    pub(crate) fn from_trouble(trouble: Trouble, place: String) -> Fault {
        match trouble {
            Trouble::Full => Fault::Full(place),
            Trouble::Unreachable(words) => Fault::Unreachable { place, words },
            Trouble::Refused(words) => Fault::Refused { place, words },
            Trouble::Short(name) => Fault::Damaged(format!("{name} is shorter than it was written")),
            Trouble::NotThere(name) => Fault::Damaged(format!("{name} is missing")),
        }
    }
}
