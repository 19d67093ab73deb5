//! Where the files of a repository lie: by name, whole or in part, as restic lays them out.

mod folder;
mod s3;

use crate::{Fault, Place};
use bytes::Bytes;
use folder::Folder;
use rustic_core::{BytesList, ErrorKind, FileType, Id, ReadBackend, RusticError, RusticResult, WriteBackend};
use s3::{S3, Signer};
use std::sync::{Arc, Mutex, PoisonError};

/// What a store said, or did not say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("no space left")]
    Full,
    #[error("does not answer: {0}")]
    Unreachable(String),
    #[error("refused: {0}")]
    Refused(String),
    #[error("{0} is missing")]
    NotThere(String),
    #[error("{0} is shorter than it was written")]
    Short(String),
}

/// A store, and what it last had to say.
#[derive(Debug, Clone)]
pub(crate) struct Storage {
    store: Arc<Store>,
    place: String,
    /// What went wrong first. rustic wraps or swallows what a store says; people need to read it.
    trouble: Arc<Mutex<Option<Trouble>>>,
}

#[derive(Debug)]
enum Store {
    Folder(Folder),
    S3(S3),
}

impl Storage {
    pub fn new(place: &Place) -> Result<Storage, Fault> {
        let store = match place {
            Place::Folder(path) => Store::Folder(Folder::new(path)),
            Place::S3 { endpoint, region, bucket, prefix, access_key, secret_key } => {
                let [access_key, secret_key, region] = [access_key, secret_key, region].map(Clone::clone);
                let signer = Signer { access_key, secret_key, region };
                let made = S3::new(endpoint, signer, (bucket, prefix));
                Store::S3(made.map_err(|trouble| Fault::from_trouble(trouble, place.words()))?)
            }
        };
        let storage = Storage { store: Arc::new(store), place: place.words(), trouble: Arc::default() };
        Ok(storage)
    }

    pub fn words(&self) -> String {
        self.place.clone()
    }

    /// What went wrong since the last time this was asked.
    pub fn trouble(&self) -> Option<Trouble> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether a repository is here.
    pub fn has_config(&self) -> Result<bool, Trouble> {
        match self.store.bytes("config") {
            Ok(_) => Ok(true),
            Err(Trouble::NotThere(_)) => Ok(false),
            Err(trouble) => Err(trouble),
        }
    }

    /// A part of a pack.
    pub fn read_pack(&self, id: &Id, offset: u32, length: u32) -> Result<Bytes, Trouble> {
        self.store.read_part(&name(FileType::Pack, id), offset.into(), length as usize)
    }

    /// Takes away what writes left that did not end.
    pub fn sweep(&self) -> Result<(), Trouble> {
        match &*self.store {
            Store::Folder(folder) => folder.sweep(),
            // There a file is not there until it is whole.
            Store::S3(_) => Ok(()),
        }
    }

    fn told<T>(&self, result: Result<T, Trouble>) -> RusticResult<T> {
        result.map_err(|trouble| {
            let mut first = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert_with(|| trouble.clone());
            RusticError::with_source(ErrorKind::Backend, "the store of the repository failed", trouble)
        })
    }
}

impl Store {
    fn list(&self, folder: &str) -> Result<Vec<(String, u64)>, Trouble> {
        match self {
            Store::Folder(store) => store.list(folder),
            Store::S3(store) => store.list(folder),
        }
    }

    fn bytes(&self, name: &str) -> Result<u64, Trouble> {
        match self {
            Store::Folder(store) => store.bytes(name),
            Store::S3(store) => store.bytes(name),
        }
    }

    fn read(&self, name: &str) -> Result<Bytes, Trouble> {
        match self {
            Store::Folder(store) => store.read(name),
            Store::S3(store) => store.read(name),
        }
    }

    fn read_part(&self, name: &str, offset: u64, length: usize) -> Result<Bytes, Trouble> {
        match self {
            Store::Folder(store) => store.read_part(name, offset, length),
            Store::S3(store) => store.read_part(name, offset, length),
        }
    }

    fn write(&self, name: &str, content: &[Bytes]) -> Result<(), Trouble> {
        match self {
            Store::Folder(store) => store.write(name, content),
            Store::S3(store) => store.write(name, content),
        }
    }

    /// What is not there is removed.
    fn remove(&self, name: &str) -> Result<(), Trouble> {
        match self {
            Store::Folder(store) => store.remove(name),
            Store::S3(store) => store.remove(name),
        }
    }
}

/// The name of a file: packs lie in 256 folders.
fn name(kind: FileType, id: &Id) -> String {
    let id = id.to_hex();
    match kind {
        FileType::Config => "config".to_owned(),
        FileType::Pack => format!("data/{}/{}", &id.as_str()[..2], id.as_str()),
        _ => format!("{}/{}", kind.dirname(), id.as_str()),
    }
}

impl ReadBackend for Storage {
    fn location(&self) -> String {
        self.place.clone()
    }

    fn list_with_size(&self, kind: FileType) -> RusticResult<Vec<(Id, u32)>> {
        if kind == FileType::Config {
            return match self.store.bytes("config") {
                Ok(bytes) => Ok(vec![(Id::default(), u32::try_from(bytes).unwrap_or(u32::MAX))]),
                Err(Trouble::NotThere(_)) => Ok(Vec::new()),
                Err(trouble) => self.told(Err(trouble)),
            };
        }
        let found = self.told(self.store.list(kind.dirname()))?;
        let named = |(name, bytes): (String, u64)| Some((id_of(&name)?, u32::try_from(bytes).ok()?));
        Ok(found.into_iter().filter_map(named).collect())
    }

    fn read_full(&self, kind: FileType, id: &Id) -> RusticResult<Bytes> {
        self.told(self.store.read(&name(kind, id)))
    }

    fn read_partial(
        &self,
        kind: FileType,
        id: &Id,
        _: bool,
        offset: u32,
        length: u32,
    ) -> RusticResult<Bytes> {
        self.told(self.store.read_part(&name(kind, id), offset.into(), length as usize))
    }

    fn warmup_path(&self, kind: FileType, id: &Id) -> String {
        name(kind, id)
    }
}

impl WriteBackend for Storage {
    fn write_bytes(&self, kind: FileType, id: &Id, _: bool, content: BytesList) -> RusticResult<()> {
        self.told(self.store.write(&name(kind, id), content.slice()))
    }

    fn remove(&self, kind: FileType, id: &Id, _: bool) -> RusticResult<()> {
        self.told(self.store.remove(&name(kind, id)))
    }
}

/// Other names are no files of a repository: what a write left that did not end, or somebody's note.
pub(crate) fn id_of(name: &str) -> Option<Id> {
    let plain = name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    plain.then(|| name.parse().ok()).flatten()
}
