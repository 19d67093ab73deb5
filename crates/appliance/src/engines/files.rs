//! Rendered settings on their way to disk.

use crate::server::folders::{Owner, owned_by};
use std::fs::{FileTimes, OpenOptions};
use std::io;
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

/// One rendered file, readable to everybody in the server (nothing secret is ever rendered into settings).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: PathBuf,
    pub text: String,
}

/// Whether anything on disk had to change, and so whether a running engine must read its settings again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Changed,
    Same,
}

/// When rendered files claim to have been changed. Postfix takes a file of the last second for one that is still
/// being edited and waits two seconds at start until it is older.
const LONG_AGO: Duration = Duration::from_secs(24 * 60 * 60);

/// Writes what differs, each file whole or not at all.
pub fn write(files: &[File]) -> io::Result<Written> {
    let mut written = Written::Same;
    for file in files {
        if std::fs::read_to_string(&file.path).is_ok_and(|text| text == file.text) {
            continue;
        }
        let fresh = file.path.with_extension("new");
        std::fs::write(&fresh, &file.text)?;
        owned_by(&fresh, Owner { user: "root", group: "root", mode: 0o644 })?;
        let times = FileTimes::new().set_modified(UNIX_EPOCH + LONG_AGO);
        OpenOptions::new().append(true).open(&fresh)?.set_times(times)?;
        std::fs::rename(&fresh, &file.path)?;
        written = Written::Changed;
    }
    Ok(written)
}
