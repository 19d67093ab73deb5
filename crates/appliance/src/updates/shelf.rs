//! The folder `versions` of the data folder: packages, copies of the data, and files that say how far things are.
//!
//! It is no part of the database: an installation goes on while no server runs, and what it says must not go back with
//! the data.

use super::model::{Heard, Installation};
use crate::server::Folders;
use hostler_licence::release::compare;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cmp::Ordering;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Most installations that are remembered.
const REMEMBERED: usize = 50;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    folder: PathBuf,
}

/// What is done by one program at a time, for as long as it holds the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// From the wish until the installing program has begun.
    Begin,
    /// The installing program.
    Install,
}

impl Shelf {
    pub fn of(folders: &Folders) -> Shelf {
        Shelf { folder: folders.root().join("versions") }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Root's only: copies of the data hold passwords' hashes.
    pub fn make(&self) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)
    }

    /// The package of a version.
    pub fn package(&self, version: &str) -> PathBuf {
        self.folder.join(format!("{version}.deb"))
    }

    /// The copy of the data as a version left it.
    pub fn copy(&self, version: &str) -> PathBuf {
        self.folder.join(format!("{version}.data"))
    }

    pub fn heard(&self) -> io::Result<Heard> {
        Ok(self.read("channel.json")?.unwrap_or_default())
    }

    pub fn keep_heard(&self, heard: &Heard) -> io::Result<()> {
        self.write("channel.json", heard)
    }

    /// The installation that goes on, or the last one.
    pub fn installation(&self) -> io::Result<Option<Installation>> {
        self.read("installation.json")
    }

    pub fn keep_installation(&self, installation: &Installation) -> io::Result<()> {
        self.write("installation.json", installation)
    }

    /// Installations that ended, newest first.
    pub fn results(&self) -> io::Result<Vec<Installation>> {
        Ok(self.read("results.json")?.unwrap_or_default())
    }

    pub fn keep_results(&self, results: &[Installation]) -> io::Result<()> {
        self.write("results.json", &results[..results.len().min(REMEMBERED)])
    }

    /// The installation ends: so it says itself, and so it is remembered.
    pub fn end(&self, installation: &Installation) -> io::Result<()> {
        let mut results = self.results()?;
        results.retain(|one| one.id != installation.id);
        results.insert(0, installation.clone());
        self.keep_results(&results)?;
        self.keep_installation(installation)
    }

    /// None: somebody else has it.
    pub fn take(&self, turn: Turn) -> io::Result<Option<File>> {
        self.make()?;
        let name = match turn {
            Turn::Begin => "begin.lock",
            Turn::Install => "install.lock",
        };
        let mut open = OpenOptions::new();
        let file = open.write(true).create(true).truncate(false).mode(0o600).open(self.folder.join(name))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// Whether an installation goes on in any program of this machine.
    pub fn is_busy(&self) -> io::Result<bool> {
        Ok(self.take(Turn::Begin)?.is_none() || self.take(Turn::Install)?.is_none())
    }

    /// The newest kept version before this one.
    pub fn kept_before(&self, version: &str) -> Option<String> {
        let older = |kept: &String| compare(kept, version) == Some(Ordering::Less);
        let mut kept: Vec<String> = self.versions().into_iter().filter(older).collect();
        kept.sort_by(|left, right| compare(left, right).unwrap_or(Ordering::Equal));
        kept.pop()
    }

    fn versions(&self) -> Vec<String> {
        let names = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let names = names.filter_map(|entry| entry.file_name().into_string().ok());
        names.filter_map(|name| name.strip_suffix(".deb").map(str::to_string)).collect()
    }

    /// Removes every package and copy but those of these versions, and what is left of downloads.
    pub fn keep_only(&self, versions: &[&str]) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)?.flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let (version, kind) = name.rsplit_once('.').unwrap_or((&name, ""));
            match kind {
                "deb" if !versions.contains(&version) => fs::remove_file(path)?,
                "data" if !versions.contains(&version) => fs::remove_dir_all(path)?,
                "part" => fs::remove_file(path)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> io::Result<Option<T>> {
        match fs::read(self.folder.join(name)) {
            Ok(text) => Ok(Some(serde_json::from_slice(&text).map_err(io::Error::other)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Beside and renamed: the old text or the new one, never half of it.
    fn write(&self, name: &str, what: &(impl Serialize + ?Sized)) -> io::Result<()> {
        self.make()?;
        let text = serde_json::to_vec_pretty(what).expect("plain data");
        let fresh = self.folder.join(format!("{name}.{}.new", std::process::id()));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
        let written = file.write_all(&text).and_then(|()| file.sync_all());
        written.and_then(|()| fs::rename(&fresh, self.folder.join(name))).inspect_err(|_| {
            fs::remove_file(&fresh).ok();
        })
    }
}
