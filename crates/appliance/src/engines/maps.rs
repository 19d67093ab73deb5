//! The SQLite files in which Postfix and Dovecot look up who exists.
//!
//! Two files, because the reader of one must not read the other: `maps.sqlite` is Postfix's (addresses only),
//! `sign_in.sqlite` is Dovecot's (password hashes and quotas). A change goes into both in one transaction, and only
//! the rows that differ are written; readers see all of the old or all of the new. The files hold nothing that
//! accounts do not know: a damaged one is made anew.
//!
//! Postfix's file has a write-ahead log: a Postfix that finds a file locked gives up its whole process, and with such
//! a log no reader ever waits for the writer. The price: readers write into the log's index, so the group `postfix`
//! may write that file. Dovecot waits for a lock and so only reads its own.

use super::address::Unusable;
use super::model::MailSetup;
use super::rows::{Rows, Table, rows};
use crate::server::folders::{Folders, Owner, owned_by};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Debug, thiserror::Error)]
pub enum MapsError {
    #[error(transparent)]
    Address(#[from] Unusable),
    #[error("the maps of the mail engines could not be written: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the maps of the mail engines could not be prepared: {0}")]
    File(#[from] io::Error),
}

/// The open maps; one per server.
#[derive(Debug)]
pub struct Maps {
    connection: SqliteConnection,
    /// The files as they were opened.
    files: Vec<Opened>,
}

/// A file, by its name and by what the name led to.
type Opened = (PathBuf, u64);

const POSTFIX: [&str; 5] = [
    "CREATE TABLE IF NOT EXISTS domain (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS mailbox (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS alias (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS sender (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS revision (number BIGINT NOT NULL)",
];
const DOVECOT: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS dovecot.quota (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS dovecot.sign_in (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
];

impl Maps {
    /// Opens the maps in `folders`, and makes them (or makes them anew, if a crash of the machine damaged them).
    /// The folder must exist; Postfix's file belongs to the group `postfix`, Dovecot's to the group `dovecot`.
    pub async fn open(folders: &Folders) -> Result<Maps, MapsError> {
        match Maps::open_as_is(folders).await {
            Err(error @ (MapsError::Database(_) | MapsError::File(_))) => {
                tracing::warn!(%error, "maps are made anew");
                remove(&folders.maps())?;
                Maps::open_as_is(folders).await
            }
            opened => opened,
        }
    }

    async fn open_as_is(folders: &Folders) -> Result<Maps, MapsError> {
        let (postfix, dovecot) = (folders.postfix_map(), folders.dovecot_map());
        owned_by(&postfix, Owner { user: "root", group: "postfix", mode: 0o660 })?;
        owned_by(&dovecot, Owner { user: "root", group: "dovecot", mode: 0o640 })?;
        // Nothing here needs to survive a loss of power, since it is rendered again: no waiting for the disk.
        let options = SqliteConnectOptions::new()
            .filename(&postfix)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Off)
            .busy_timeout(Duration::from_secs(10))
            .disable_statement_logging();
        let mut connection = SqliteConnection::connect_with(&options).await?;
        match lay_out(&mut connection, &dovecot).await {
            Ok(()) => Ok(Maps { connection, files: vec![opened(postfix)?, opened(dovecot)?] }),
            Err(error) => {
                connection.close().await?;
                Err(error.into())
            }
        }
    }

    /// Whether the engines read what is written here: somebody may have put something else in a file's place.
    pub fn are_in_place(&self) -> bool {
        self.files.iter().all(|(path, number)| inode(path).is_ok_and(|there| there == *number))
    }

    /// Makes the maps say what `setup` says, in one transaction. Answers the maps' revision, which grows by one with
    /// each write that changed something.
    pub async fn write(&mut self, setup: &MailSetup) -> Result<i64, MapsError> {
        let rows = rows(setup)?;
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut changed = 0;
        for (table, wanted) in tables(&rows) {
            changed += bring(&mut transaction, table, wanted).await?;
        }
        let before: Option<i64> =
            sqlx::query_scalar("SELECT number FROM revision").fetch_optional(&mut *transaction).await?;
        let revision = before.unwrap_or(0) + i64::from(changed > 0 || before.is_none());
        if before != Some(revision) {
            sqlx::query("DELETE FROM revision").execute(&mut *transaction).await?;
            sqlx::query("INSERT INTO revision (number) VALUES ($1)")
                .bind(revision)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(revision)
    }
}

fn opened(path: PathBuf) -> io::Result<Opened> {
    Ok((path.clone(), inode(&path)?))
}

fn inode(path: &Path) -> io::Result<u64> {
    Ok(std::fs::symlink_metadata(path)?.ino())
}

/// Adds Dovecot's file to the connection, makes missing tables, and looks whether both files are whole.
async fn lay_out(connection: &mut SqliteConnection, dovecot: &Path) -> Result<(), sqlx::Error> {
    sqlx::query("ATTACH DATABASE $1 AS dovecot")
        .bind(dovecot.to_string_lossy().into_owned())
        .execute(&mut *connection)
        .await?;
    let settings = ["PRAGMA dovecot.journal_mode = DELETE", "PRAGMA dovecot.synchronous = OFF"];
    for statement in settings.into_iter().chain(POSTFIX).chain(DOVECOT) {
        sqlx::query(statement).execute(&mut *connection).await?;
    }
    let found: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut *connection).await?;
    if found == "ok" { Ok(()) } else { Err(sqlx::Error::Protocol(found)) }
}

/// The statements of one table.
struct Sql {
    all: &'static str,
    put: &'static str,
    remove: &'static str,
}

macro_rules! sql {
    ($table:literal) => {
        Sql {
            all: concat!("SELECT name, value FROM ", $table),
            put: concat!("INSERT OR REPLACE INTO ", $table, " (name, value) VALUES ($1, $2)"),
            remove: concat!("DELETE FROM ", $table, " WHERE name = $1"),
        }
    };
}

fn tables(rows: &Rows) -> [(Sql, &Table); 6] {
    [
        (sql!("domain"), &rows.domain),
        (sql!("mailbox"), &rows.mailbox),
        (sql!("alias"), &rows.alias),
        (sql!("sender"), &rows.sender),
        (sql!("dovecot.quota"), &rows.quota),
        (sql!("dovecot.sign_in"), &rows.sign_in),
    ]
}

/// Writes the rows of one table that differ; answers how many did.
async fn bring(connection: &mut SqliteConnection, sql: Sql, wanted: &Table) -> Result<usize, sqlx::Error> {
    let found: Vec<(String, String)> = sqlx::query_as(sql.all).fetch_all(&mut *connection).await?;
    let found: Table = found.into_iter().collect();
    let mut changed = 0;
    for name in found.keys().filter(|name| !wanted.contains_key(*name)) {
        sqlx::query(sql.remove).bind(name).execute(&mut *connection).await?;
        changed += 1;
    }
    for (name, value) in wanted.iter().filter(|(name, value)| found.get(*name) != Some(value)) {
        sqlx::query(sql.put).bind(name).bind(value).execute(&mut *connection).await?;
        changed += 1;
    }
    Ok(changed)
}

fn remove(folder: &Path) -> io::Result<()> {
    for file in std::fs::read_dir(folder)? {
        let file = file?;
        if file.file_name().to_string_lossy().contains(".sqlite") {
            let removed = match file.file_type()?.is_dir() {
                true => std::fs::remove_dir_all(file.path()),
                false => std::fs::remove_file(file.path()),
            };
            match removed {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}
