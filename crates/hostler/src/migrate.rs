//! `hostler migrate`: the database at this program's version, before anything is started.

use crate::options::{Folders, to_the_end};
use clap::Args;
use hostler_kit::db::{DbError, Versions};
use hostler_platform::up::{UpError, check, migrate};
use std::process::ExitCode;

/// Bring the database to this program's version, and say from which
///
/// `up`, `serve` and `work` do the same when they start. Exit code 0: it is at this version (now). 1: it is not;
/// standard error says why.
#[derive(Args)]
#[command(after_help = "Example:\n  hostler migrate --check && echo nothing to do")]
pub struct Arguments {
    #[command(flatten)]
    folders: Folders,
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`; SQLite in the data folder unless given
    #[arg(long, env = "HOSTLER_DATABASE")]
    database: Option<String>,
    /// Change nothing: only tell the versions
    #[arg(long)]
    check: bool,
}

pub fn run(arguments: &Arguments) -> ExitCode {
    let (data, database) = (&arguments.folders.data, arguments.database.as_deref());
    let mut is_current = true;
    let code = to_the_end(async {
        if arguments.check {
            let versions = check(data, database).await?;
            is_current = versions.is_current();
            return told(versions);
        }
        let before = migrate(data, database).await?;
        match before.is_current() {
            true => println!("The database is at version {} already.", before.program),
            false => println!("The database was {} and is at version {} now.", said(before), before.program),
        }
        Ok(())
    });
    if is_current { code } else { ExitCode::FAILURE }
}

fn told(versions: Versions) -> Result<(), UpError> {
    match versions.database {
        Some(database) if versions.is_too_new() => {
            return Err(DbError::TooNew { database, program: versions.program }.into());
        }
        _ if versions.is_current() => println!("The database is at version {}.", versions.program),
        _ => println!(
            "The database is {}; `hostler migrate` brings it to version {}.",
            said(versions),
            versions.program
        ),
    }
    Ok(())
}

fn said(versions: Versions) -> String {
    versions.database.map_or("empty".into(), |version| format!("at version {version}"))
}
