//! A repository: made once, opened by whoever has its key.

use crate::storage::{Storage, Trouble, id_of};
use crate::{Fault, Key, Place};
use bytesize::ByteSize;
use rustic_core::repofile::{Chunker, IndexId, SnapshotFile};
use rustic_core::{
    ConfigOptions, IndexedFullStatus, KeyOptions, OpenStatus, RepositoryBackends, RepositoryOptions,
    RusticResult,
};
use std::sync::{Arc, Mutex, PoisonError};

/// As fast as restic compresses when it is not told otherwise.
const COMPRESSION: i32 = 1;

/// As large as restic's: rustic_core looks through a pack from its beginning for every piece that comes to it.
const PACK: ByteSize = ByteSize::mib(16);

/// How a new repository is written.
///
/// - Files are cut every MiB. A message is one piece however it is cut, and what is larger here, databases and logs,
///   changes in place or at its end. Cutting by content would cost half of a backup's time: rustic_core makes its
///   tables anew for every file.
/// - A piece is not decrypted again as soon as it is encrypted, a fifth of the time: what the disk has is read by the
///   check and by the restore drill.
fn as_written() -> ConfigOptions {
    ConfigOptions::default()
        .set_chunker(Chunker::FixedSize)
        .set_compression(COMPRESSION)
        .set_datapack_size(PACK)
        .set_extra_verify(false)
}

pub(crate) type Indexed = rustic_core::Repository<IndexedFullStatus>;

/// The backups of one server. A handle does one piece of work at a time; open another one for another.
#[derive(Debug)]
pub struct Repository {
    pub(crate) open: rustic_core::Repository<OpenStatus>,
    pub(crate) storage: Storage,
    pub(crate) key: Key,
    /// The index as it was last read and the files that it was in, for looking into backups folder by folder.
    indexed: Mutex<Option<(Vec<IndexId>, Arc<Indexed>)>>,
}

impl Repository {
    /// Makes a repository where none is yet.
    ///
    /// # Errors
    /// [`Fault::Exists`] if one is there; what the store says.
    pub fn create(place: &Place, key: &Key) -> Result<Repository, Fault> {
        let storage = Storage::new(place)?;
        if storage.has_config().map_err(|trouble| Fault::from_trouble(trouble, place.words()))? {
            return Err(Fault::Exists(place.words()));
        }
        let open = unopened(&storage)
            .and_then(|repository| repository.init(&key.credentials(), &KeyOptions::default(), &as_written()))
            .map_err(|error| Fault::from_rustic(&error, &storage))?;
        Ok(Repository { open, storage, key: key.clone(), indexed: Mutex::default() })
    }

    /// Opens a repository.
    ///
    /// # Errors
    /// [`Fault::Missing`], [`Fault::WrongKey`]; what the store says.
    pub fn open(place: &Place, key: &Key) -> Result<Repository, Fault> {
        let storage = Storage::new(place)?;
        if !storage.has_config().map_err(|trouble| Fault::from_trouble(trouble, place.words()))? {
            return Err(Fault::Missing(place.words()));
        }
        let opened = unopened(&storage).and_then(|repository| repository.open(&key.credentials()));
        let open = opened.map_err(|_| match storage.trouble() {
            Some(trouble) => Fault::from_trouble(trouble, place.words()),
            None => Fault::WrongKey(place.words()),
        })?;
        Ok(Repository { open, storage, key: key.clone(), indexed: Mutex::default() })
    }

    /// Lets restic and rustic in by a password beside the key, for the day on which somebody wants to work without us.
    /// Takes about a second: the password is made slow to guess.
    pub fn add_password(&self, password: &str) -> Result<(), Fault> {
        let options = KeyOptions::default().hostname("hostler".to_owned()).username("hostler".to_owned());
        self.open.add_key(password, &options).map_err(|error| self.fault(&error))?;
        Ok(())
    }

    pub(crate) fn fault(&self, error: &rustic_core::RusticError) -> Fault {
        Fault::from_rustic(error, &self.storage)
    }

    pub(crate) fn store_fault(&self, trouble: Trouble) -> Fault {
        Fault::from_trouble(trouble, self.storage.words())
    }

    /// All backups, oldest first.
    pub(crate) fn snapshots(&self) -> Result<Vec<SnapshotFile>, Fault> {
        let mut found = self.open.get_all_snapshots().map_err(|error| self.fault(&error))?;
        found.sort_by(|a, b| a.time.cmp(&b.time));
        Ok(found)
    }

    pub(crate) fn snapshot(&self, backup_id: &str) -> Result<SnapshotFile, Fault> {
        let none = || Fault::NoBackup(backup_id.to_owned());
        if id_of(backup_id).is_none() {
            return Err(none());
        }
        // Its own file alone: reading all of them costs a request each in a bucket.
        self.open.get_snapshot_from_str(backup_id, |_| true).map_err(|error| match self.storage.trouble() {
            Some(Trouble::NotThere(_)) => none(),
            Some(trouble) => self.store_fault(trouble),
            None => self.fault(&error),
        })
    }

    /// The repository with its index, which is read again when it has changed, whoever changed it.
    pub(crate) fn indexed(&self) -> Result<Arc<Indexed>, Fault> {
        let mut files: Vec<IndexId> = self.open.list().map_err(|error| self.fault(&error))?.collect();
        files.sort_unstable();
        let mut kept = self.indexed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, indexed)) = &*kept
            && *of == files
        {
            return Ok(indexed.clone());
        }
        let indexed =
            self.again().and_then(|again| again.to_indexed()).map_err(|error| self.fault(&error))?;
        let indexed = Arc::new(indexed);
        *kept = Some((files, indexed.clone()));
        Ok(indexed)
    }

    /// Opened once more, for what takes the repository as its own.
    pub(crate) fn again(&self) -> RusticResult<rustic_core::Repository<OpenStatus>> {
        unopened(&self.storage)?.open(&self.key.credentials())
    }
}

fn unopened(storage: &Storage) -> RusticResult<rustic_core::Repository<()>> {
    // Without a cache: what a server's backups contain does not lie about on the platform's disk.
    let options = RepositoryOptions::default().no_cache(true);
    rustic_core::Repository::new(&options, &RepositoryBackends::new(Arc::new(storage.clone()), None))
}
