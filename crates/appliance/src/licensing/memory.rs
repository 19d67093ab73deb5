//! The machine's own file, beside its settings and outside of what a backup of the data restores: the key that tells
//! this machine from every other, and the memory that no second trial gets past.

use super::model::Memory;
use hostler_kit::random::{Random, hex};
use hostler_licence::signed::SigningKey;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The file's name, beside the settings.
pub const FILE: &str = "machine.json";

/// What stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    /// Seed of the machine's signing key, 64 hexadecimal digits.
    key: String,
    memory: Memory,
}

/// Where the file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    path: PathBuf,
}

/// The file as it was read.
pub struct Kept {
    pub key: SigningKey,
    /// None where the file was missing: the machine has just made its key.
    pub memory: Option<Memory>,
}

impl Place {
    /// In the folder of this settings file.
    pub fn beside(settings: &Path) -> Place {
        Place { path: settings.with_file_name(FILE) }
    }

    /// Keeps every other program of this machine from changing the file until the answer is dropped.
    pub fn lock(&self) -> io::Result<File> {
        let path = self.path.with_extension("lock");
        let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        lock.lock()?;
        Ok(lock)
    }

    /// What the file says; a machine without one gets a key.
    ///
    /// # Errors
    /// It is there and cannot be read: better stop than forget.
    pub fn read(&self, random: &Random) -> io::Result<Kept> {
        let text = match fs::read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Kept { key: SigningKey::from_bytes(&random.bytes()), memory: None });
            }
            text => text?,
        };
        let malformed =
            |why: String| io::Error::other(format!("{} is not whole: {why}", self.path.display()));
        let text: Text = serde_json::from_slice(&text).map_err(|error| malformed(error.to_string()))?;
        let seed = seed(&text.key).ok_or_else(|| malformed("`key` is no key".to_string()))?;
        Ok(Kept { key: SigningKey::from_bytes(&seed), memory: Some(text.memory) })
    }

    /// Writes it beside and renames, so that it is the old one or the new one and never half of it.
    pub fn write(&self, key: &SigningKey, memory: &Memory) -> io::Result<()> {
        let text = Text { key: hex(key.as_bytes()), memory: memory.clone() };
        let text = serde_json::to_string_pretty(&text).expect("plain data");
        let fresh = self.path.with_extension("new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, &self.path)?;
        match self.path.parent() {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }

    /// Changes whenever the file does.
    pub fn version(&self) -> Option<(i64, i64)> {
        use std::os::unix::fs::MetadataExt;
        let seen = fs::metadata(&self.path).ok()?;
        Some((seen.ino() as i64, seen.mtime_nsec() + seen.mtime() * 1_000_000_000))
    }
}

fn seed(text: &str) -> Option<[u8; 32]> {
    let whole = text.len() == 64 && text.is_ascii();
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = whole.then(|| (0..64).step_by(2).map(byte).collect())?;
    bytes?.try_into().ok()
}
