//! `hostler repository`: backups without a platform, for the day on which it is gone and its escrowed keys are left
//! (K1).

use clap::{Args, Subcommand};
use hostler_backup::{Depth, Done, Fault, Key, Kind, Place, Repository};
use hostler_kit::time::instant;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// List, restore and check a server's backups, with nothing but where they lie and their key
///
/// Nothing of a platform is needed or touched. The repository has restic's format: with `add-password`, restic opens it,
/// too.
///
/// Exit code 0: done. 1: it could not be done; standard error says why. 2: an argument is wrong.
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Print all backups, oldest first, or what lies in a folder of one of them
    List {
        #[command(flatten)]
        at: At,
        /// A backup, by its ID
        #[arg(long, requires = "path")]
        backup: Option<String>,
        /// A folder in it, such as mail/anna
        #[arg(long, requires = "backup")]
        path: Option<PathBuf>,
    },
    /// Restore a backup, or a part of it, into a folder
    Restore {
        #[command(flatten)]
        at: At,
        /// A backup by its ID, in place of the newest that is whole
        #[arg(long)]
        backup: Option<String>,
        /// A folder or file of it, in place of everything
        #[arg(long)]
        path: Option<PathBuf>,
        /// Where it is restored: what has the same name is replaced, everything else stays
        into: PathBuf,
    },
    /// Make an empty repository where none is, when the one that was there is lost for good
    Create {
        #[command(flatten)]
        at: At,
    },
    /// Look whether everything is there that the backups need
    Check {
        #[command(flatten)]
        at: At,
        /// Read every byte of it as well
        #[arg(long)]
        read_data: bool,
    },
    /// Let restic in by a password
    AddPassword {
        #[command(flatten)]
        at: At,
        /// A file whose first line is the password
        #[arg(long, value_name = "FILE")]
        password: PathBuf,
    },
}

/// Which repository.
#[derive(Args)]
struct At {
    /// A folder, or s3:BUCKET/PREFIX
    #[arg(long, value_name = "PLACE")]
    place: String,
    /// The file with the repository's key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Of an S3 store: its address, such as https://s3.provider.example
    #[arg(long, value_name = "ADDRESS", default_value = "")]
    endpoint: String,
    /// Of an S3 store
    #[arg(long, default_value = "us-east-1")]
    region: String,
    /// Of an S3 store
    #[arg(long, env = "HOSTLER_S3_ACCESS_KEY", hide_env_values = true, default_value = "")]
    access_key: String,
    /// Of an S3 store
    #[arg(long, env = "HOSTLER_S3_SECRET_KEY", hide_env_values = true, default_value = "")]
    secret_key: String,
}

impl At {
    fn place(&self) -> Place {
        let Some(bucket) = self.place.strip_prefix("s3:") else {
            return Place::Folder(PathBuf::from(&self.place));
        };
        let (bucket, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
        Place::S3 {
            endpoint: self.endpoint.clone(),
            region: self.region.clone(),
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            access_key: self.access_key.clone(),
            secret_key: self.secret_key.clone(),
        }
    }

    fn key(&self) -> Result<Key, Problem> {
        let text = read(&self.key)?;
        Key::from_text(&text).map_err(|error| Problem(2, format!("{}: {error}", self.key.display())))
    }

    fn open(&self) -> Result<Repository, Problem> {
        Ok(Repository::open(&self.place(), &self.key()?)?)
    }
}

/// What went wrong, and the exit code.
struct Problem(u8, String);

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        Problem(1, fault.to_string())
    }
}

fn read(path: &Path) -> Result<String, Problem> {
    fs::read_to_string(path).map_err(|error| Problem(2, format!("{}: {error}", path.display())))
}

pub fn run(arguments: &Arguments) -> ExitCode {
    let done = match &arguments.verb {
        Verb::List { at, backup: Some(backup), path } => {
            folder(at, backup, path.as_deref().unwrap_or(Path::new("")))
        }
        Verb::List { at, .. } => backups(at),
        Verb::Restore { at, backup, path, into } => {
            let part = path.as_deref().unwrap_or(Path::new(""));
            restore(at, backup.as_deref(), (part, into))
        }
        Verb::Create { at } => create(at),
        Verb::Check { at, read_data } => check(at, if *read_data { Depth::Data } else { Depth::Structure }),
        Verb::AddPassword { at, password } => add_password(at, password),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Problem(code, words)) => {
            eprintln!("hostler repository: {words}");
            ExitCode::from(code)
        }
    }
}

fn backups(at: &At) -> Result<(), Problem> {
    for backup in at.open()?.backups()? {
        let (files, bytes) = (backup.files, backup.bytes);
        let missing =
            if backup.unread > 0 { format!("  {} files missing", backup.unread) } else { String::new() };
        say(&format!(
            "{}  {}  {}  {files} files  {bytes} bytes{missing}",
            backup.id,
            instant(backup.at_ms),
            backup.host
        ));
    }
    Ok(())
}

fn folder(at: &At, backup: &str, path: &Path) -> Result<(), Problem> {
    for node in at.open()?.list(backup, path)? {
        let kind = match node.kind {
            Kind::Folder => "folder",
            Kind::File => "file",
            Kind::Link => "link",
            Kind::Other => "other",
        };
        say(&format!("{kind:6}  {:>12}  {}  {}", node.bytes, instant(node.modified_at_ms), node.name));
    }
    Ok(())
}

/// What is printed may be cut off by `head`.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn restore(at: &At, backup: Option<&str>, (path, into): (&Path, &Path)) -> Result<(), Problem> {
    let repository = at.open()?;
    let id = match backup {
        Some(id) => id.to_owned(),
        None => {
            // One in which something is missing only if there is no other.
            let newest = repository.backups()?.into_iter().rev().min_by_key(|backup| backup.unread > 0);
            newest.ok_or_else(|| Problem(1, "there is no backup yet; nothing was restored".to_owned()))?.id
        }
    };
    let told = |done: Done| {
        let whole = done.of_bytes.unwrap_or(done.bytes).max(1);
        let _ = write!(io::stderr(), "\r{} files, {} %", done.files, done.bytes * 100 / whole);
    };
    let restored = repository.restore(&id, path, into, &told);
    let _ = writeln!(io::stderr());
    let restored = restored?;
    say(&format!("{} files, {} bytes of {id} are in {}", restored.files, restored.bytes, into.display()));
    Ok(())
}

fn create(at: &At) -> Result<(), Problem> {
    Repository::create(&at.place(), &at.key()?)?;
    say("an empty repository was made; the next backup goes into it");
    Ok(())
}

fn check(at: &At, depth: Depth) -> Result<(), Problem> {
    let repository = at.open()?;
    repository.check(depth)?;
    say(&format!("{} backups, nothing is wrong", repository.backups()?.len()));
    Ok(())
}

fn add_password(at: &At, file: &Path) -> Result<(), Problem> {
    let text = read(file)?;
    let password = text.lines().next().filter(|line| !line.is_empty());
    let password =
        password.ok_or_else(|| Problem(2, format!("{} begins with an empty line", file.display())))?;
    at.open()?.add_password(password)?;
    say("restic opens this repository with the password from now on");
    Ok(())
}
