//! The folders of a server whose data is exchanged: what it has, what was fetched, what was put aside.
//!
//! The data is the server's own and may hold anything. So only names directly in folders of the platform's are moved,
//! a name that is a link is moved as a link, and nothing below them is ever opened by its path.

use crate::drivers::host::ServerSpec;
use crate::drivers::plain::{self, gone, write_new};
use hostler_wire::backup::{BEFORE, CONTINUATION, Continuation};
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;

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

    /// Brings back what was put aside, if anything was: as if nothing had been done.
    pub fn undo(&self) -> io::Result<()> {
        gone(fs::remove_dir_all(self.room("old")))?;
        if !self.aside().exists() {
            return gone(fs::remove_dir_all(self.room("fetched")));
        }
        for taken in [self.data(), self.room("fetched")] {
            gone(fs::rename(taken.join("postfix"), self.aside().join("postfix")))?;
        }
        gone(fs::remove_dir_all(self.data()))?;
        fs::rename(self.aside(), self.data())?;
        gone(fs::remove_dir_all(self.room("fetched")))
    }

    /// The server runs: what was put aside goes. It has another name first, so that it never comes back half removed.
    pub fn forget(&self) -> io::Result<()> {
        let old = self.room("old");
        gone(fs::remove_dir_all(&old))?;
        gone(fs::rename(self.aside(), &old))?;
        gone(fs::remove_dir_all(old))
    }
}
