//! A copy of the whole database in one file, as it was at one moment, made while others write: of SQLite a database, of
//! PostgreSQL what its own `pg_dump` writes (the custom format, which `pg_restore` reads).

use super::{Db, Engine};
use percent_encoding::percent_decode_str;
use rusqlite::{Connection, OpenFlags};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use url::Url;

/// What a copy is made from: the database's URL, which may hold a password.
#[derive(Clone)]
pub(super) struct Origin(pub Arc<str>);

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Origin")
    }
}

#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("SQLite says: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("{0} cannot be started ({1}): apt-get install postgresql-client")]
    Missing(&'static str, io::Error),
    #[error("{0} says: {1}")]
    Said(&'static str, String),
    #[error("the copy is damaged: {0}")]
    Damaged(String),
    #[error("the database's address is none: {0}")]
    Address(#[from] url::ParseError),
    #[error("{}: {}", .1.display(), .0)]
    File(io::Error, PathBuf),
}

impl Db {
    /// How the file of a copy is called.
    pub fn copy_name(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "platform.sqlite",
            Engine::Postgres => "platform.dump",
        }
    }

    /// Writes a copy into a file that replaces one of that name. Blocks.
    pub fn copy_to(&self, file: &Path) -> Result<(), CopyError> {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(CopyError::File(error, file.to_owned()));
            }
            _ => {}
        }
        match self.engine.file(&self.origin.0) {
            Some(from) => {
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let from = Connection::open_with_flags(from, flags)?;
                from.execute("VACUUM INTO ?1", [file.display().to_string()])?;
                Ok(())
            }
            None => dump(&self.origin.0, file),
        }
    }

    /// Reads a copy whole. Blocks.
    ///
    /// # Errors
    /// [`CopyError::Damaged`] and what is wrong with it.
    pub fn check_copy(&self, file: &Path) -> Result<(), CopyError> {
        match self.engine {
            Engine::Sqlite => {
                let copy = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
                let said: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
                if said == "ok" { Ok(()) } else { Err(CopyError::Damaged(said)) }
            }
            // Makes the text of all statements, data and all, and throws it away.
            Engine::Postgres => {
                let mut restore = Command::new("pg_restore");
                restore.args(["--file", "/dev/null"]).arg(file);
                run("pg_restore", restore)
            }
        }
    }
}

/// The password goes by the environment: arguments can be read by everybody on the machine.
fn dump(url: &str, file: &Path) -> Result<(), CopyError> {
    let mut url = Url::parse(url)?;
    let mut dump = Command::new("pg_dump");
    if let Some(password) = url.password() {
        let password: Vec<u8> = percent_decode_str(password).collect();
        dump.env("PGPASSWORD", String::from_utf8_lossy(&password).as_ref());
    }
    // Refused only for addresses without a host, which have no password.
    let _ = url.set_password(None);
    dump.args(["--format=custom", "--no-owner", "--no-privileges", "--no-password", "--file"]).arg(file);
    dump.arg("--dbname").arg(url.as_str());
    run("pg_dump", dump)
}

fn run(name: &'static str, mut command: Command) -> Result<(), CopyError> {
    let done = command.stdin(Stdio::null()).stdout(Stdio::null()).output();
    let done = done.map_err(|error| CopyError::Missing(name, error))?;
    if done.status.success() {
        return Ok(());
    }
    let words: String = String::from_utf8_lossy(&done.stderr).chars().take(500).collect();
    Err(CopyError::Said(name, words.trim().to_owned()))
}
