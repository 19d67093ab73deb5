//! Plain files in a folder that is a server's own, and may hold anything: no link is followed, and anything but a plain
//! file is as good as not there.

use rustix::fs::{Mode, OFlags};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, chown};
use std::path::Path;

/// Largest database of a server that is taken along, in bytes.
const MOST: u64 = 4 << 30;

/// What is gone already is as good as taken away.
pub fn gone(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Copies a file of the server's if it is a plain one.
pub fn copy(from: &Path, to: &Path, owner: u32) -> io::Result<()> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let Ok(opened) = rustix::fs::open(from, flags, Mode::empty()) else { return Ok(()) };
    let mut opened = File::from(opened);
    let meta = opened.metadata()?;
    if !meta.is_file() || meta.len() > MOST {
        return Ok(());
    }
    write_new(to, owner, |file| io::copy(&mut opened, file).map(drop))
}

/// A new file of the server's root; what had its name is taken away before.
pub fn write_new(path: &Path, owner: u32, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    gone(fs::remove_file(path))?;
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
    write(&mut file)?;
    file.sync_all()?;
    chown(path, Some(owner), Some(owner))
}
