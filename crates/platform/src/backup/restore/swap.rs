//! The folders of a server whose data is exchanged: what it has, what was fetched, what was put aside.
//!
//! The data is the server's own and may hold anything. So only names directly in folders of the platform's are moved,
//! a name that is a link is moved as a link, and nothing below them is ever opened by its path: whether mail came is seen by names and times.

use crate::drivers::host::ServerSpec;
use crate::drivers::plain::{self, gone, write_new};
use hostler_wire::backup::{BEFORE, CONTINUATION, Continuation};
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

/// The folders beside each other in the server's own.
pub struct Rooms {
    spec: ServerSpec,
}

impl Rooms {
    pub fn of(spec: ServerSpec) -> Rooms {
        Rooms { spec }
    }

    fn room(&self, name: &str) -> PathBuf {
        self.spec.folder.join(name)
    }

    fn data(&self) -> PathBuf {
        self.room("data")
    }

    fn aside(&self) -> PathBuf {
        self.room("aside")
    }

    /// Whether there is data at all.
    pub fn is_furnished(&self) -> bool {
        self.data().exists()
    }

    /// Whether what was fetched is in its place, and what was there is put aside.
    pub fn is_exchanged(&self) -> bool {
        self.is_open() && self.is_furnished()
    }

    /// Whether something is put aside.
    pub fn is_open(&self) -> bool {
        self.aside().exists()
    }

    /// An empty folder for what is fetched.
    pub fn fetched(&self) -> io::Result<PathBuf> {
        let folder = self.room("fetched");
        gone(fs::remove_dir_all(&folder))?;
        fs::DirBuilder::new().mode(0o700).create(&folder)?;
        Ok(folder)
    }

    /// Puts the data aside and what was fetched in its place, with what the server goes on from. Mail on its way stays
    /// with the server: it is in no backup, and nobody else has it any more.
    pub fn swap(&self, continuation: &Continuation) -> io::Result<()> {
        let (fetched, own) = (self.room("fetched"), self.spec.uid_base);
        for end in ["", "-wal"] {
            let from = self.data().join(format!("appliance.sqlite{end}"));
            plain::copy(&from, &fetched.join(format!("{BEFORE}{end}")), own)?;
        }
        let text = serde_json::to_vec(continuation).map_err(io::Error::other)?;
        write_new(&fetched.join(CONTINUATION), own, |file| file.write_all(&text))?;
        fs::rename(self.data(), self.aside())?;
        gone(fs::rename(self.aside().join("postfix"), fetched.join("postfix")))?;
        fs::rename(fetched, self.data())
    }

    /// Brings back what was put aside, if anything was: as if nothing had been done. What was in its place goes with
    /// [`Rooms::sweep`]; but mail that it took meanwhile is nowhere else, so then it is kept, under a name of its own.
    pub fn undo(&self) -> io::Result<()> {
        if self.aside().exists() {
            for taken in [self.data(), self.room("fetched")] {
                gone(fs::rename(taken.join("postfix"), self.aside().join("postfix")))?;
            }
            let since = fs::symlink_metadata(self.aside())?.ctime();
            if !took_mail(&self.data().join("mail"), since)? {
                self.sweep()?;
                gone(fs::rename(self.data(), self.room("old")))?;
            } else {
                fs::rename(self.data(), self.room(&format!("replaced-{since}")))?;
            }
            fs::rename(self.aside(), self.data())?;
        }
        gone(fs::remove_dir_all(self.room("fetched")))?;
        self.clear_out()
    }

    /// A data folder that was only prepared goes, so that nobody takes it for a server's.
    fn clear_out(&self) -> io::Result<()> {
        let Ok(entries) = fs::read_dir(self.data()) else { return Ok(()) };
        for entry in entries {
            if entry?.file_name() != "bootstrap.json" {
                return Ok(());
            }
        }
        gone(fs::remove_dir_all(self.data()))
    }

    /// The server runs: what was put aside is not needed any more.
    pub fn forget(&self) -> io::Result<()> {
        self.sweep()?;
        gone(fs::rename(self.aside(), self.room("old")))
    }

    /// Removes what is not needed any more: it has another name by then, so that it never comes back half removed.
    pub fn sweep(&self) -> io::Result<()> {
        gone(fs::remove_dir_all(self.room("old")))
    }
}

/// Whether a message came into any folder of any mailbox since then, in seconds of 1970. The server is stopped, and no
/// link is followed.
fn took_mail(folder: &Path, since: i64) -> io::Result<bool> {
    if !fs::symlink_metadata(folder).is_ok_and(|meta| meta.is_dir()) {
        return Ok(false);
    }
    let is_messages = folder.file_name().is_some_and(|name| name == "new" || name == "cur");
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let came = is_messages && kind.is_file() && entry.metadata()?.mtime() >= since;
        if came || (kind.is_dir() && took_mail(&entry.path(), since)?) {
            return Ok(true);
        }
    }
    Ok(false)
}
