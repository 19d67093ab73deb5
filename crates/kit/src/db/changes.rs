//! Whether anything was written since somebody looked, by whatever process: what lets an answer be kept for exactly as
//! long as it is true.
//!
//! SQLite's `PRAGMA data_version` is another number after each commit of another connection, in this process or in one
//! beside it. A connection that does nothing else asks it in the caller's own thread: it reads a page that lies in
//! memory and takes some microseconds, where a query of a pool's goes to another thread and back. A PostgreSQL lies
//! elsewhere and has no such number; there nothing is kept.

use super::{Db, Engine};
use rusqlite::{Connection, OpenFlags};
use std::sync::Mutex;

/// Another one after each commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp(i64);

#[derive(Debug)]
pub(super) struct Changes(Mutex<Option<Connection>>);

impl Changes {
    /// Of a database that exists; where it cannot be watched, nobody knows anything of it.
    pub(super) fn of(engine: Engine, url: &str) -> Changes {
        let path = engine.file(url);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = path.and_then(|path| Connection::open_with_flags(path, flags).ok());
        let opened = opened.filter(|asking| asking.execute_batch("PRAGMA query_only = ON").is_ok());
        Changes(Mutex::new(opened))
    }

    fn stamp(&self) -> Option<Stamp> {
        let asking = self.0.lock().ok()?;
        let mut question = asking.as_ref()?.prepare_cached("PRAGMA data_version").ok()?;
        question.query_row([], |row| row.get(0)).ok().map(Stamp)
    }

    pub(super) fn close(&self) {
        if let Ok(mut asking) = self.0.lock() {
            *asking = None;
        }
    }
}

impl Db {
    /// What is read after this is true for as long as the stamp stays the same; none: nobody knows for how long.
    pub fn stamp(&self) -> Option<Stamp> {
        self.changes.stamp()
    }
}
