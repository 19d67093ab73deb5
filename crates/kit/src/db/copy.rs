//! A copy of the whole database in one file, as it was at one moment, made while others write: of SQLite a database, of
//! PostgreSQL what its own `pg_dump` writes (the custom format, which `pg_restore` reads).

use super::{Db, Engine};
use percent_encoding::percent_decode_str;
use rusqlite::{Connection, OpenFlags};
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use url::Url;

/// How often it is looked whether a program has ended, and how many times: two hours.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const LOOKS: u32 = 2 * 3_600 * 10;

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
    #[error("{0} did not come to an end within two hours and was ended")]
    Hung(&'static str),
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
                run("pg_restore", (restore, LOOKS))
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
    run("pg_dump", (dump, LOOKS))
}

fn run(name: &'static str, (mut command, looks): (Command, u32)) -> Result<(), CopyError> {
    let started = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut child = started.map_err(|error| CopyError::Missing(name, error))?;
    let mut says = child.stderr.take();
    let said = thread::spawn(move || {
        let mut said = Vec::new();
        if let Some(says) = &mut says {
            let _ = says.read_to_end(&mut said);
        }
        said
    });
    let ended = wait(&mut child, looks).map_err(|error| CopyError::Missing(name, error))?;
    match ended {
        Some(status) if status.success() => Ok(()),
        Some(_) => {
            let said = said.join().unwrap_or_default();
            let words: String = String::from_utf8_lossy(&said).chars().take(500).collect();
            Err(CopyError::Said(name, words.trim().to_owned()))
        }
        None => Err(CopyError::Hung(name)),
    }
}

/// None if it had to be ended: it took longer than so many looks.
fn wait(child: &mut Child, looks: u32) -> io::Result<Option<ExitStatus>> {
    for _ in 0..looks {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(LOOK_EVERY);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::{CopyError, run};
    use std::process::Command;

    #[test]
    fn what_hangs_is_ended_and_what_fails_says_why() {
        let shell = |text: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", text]);
            command
        };
        run("sh", (shell("exit 0"), 100)).unwrap();
        let said = run("sh", (shell("echo no such table >&2; exit 1"), 100)).unwrap_err();
        assert_eq!(said.to_string(), "sh says: no such table");
        let hung = run("sh", (shell("exec sleep 600"), 3)).unwrap_err();
        assert!(matches!(hung, CopyError::Hung("sh")), "{hung}");
    }
}
