//! Who is signed in from this account of this machine: a file that nobody else can read.

use super::answer::Refusal;
use serde::{Deserialize, Serialize};
use std::fs::{DirBuilder, OpenOptions, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::PathBuf;

/// A token is only ever sent to the portal that gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub portal: String,
    pub token: String,
}

/// `$XDG_CONFIG_HOME/hostler/token.json`, or below `~/.config`.
fn path() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let config = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))?;
    Some(config.join("hostler/token.json"))
}

fn failed(path: &std::path::Path, error: impl std::fmt::Display) -> Refusal {
    let detail =
        format!("{} cannot be used: {error}. Mend or remove it, then sign in again.", path.display());
    Refusal::own("token-file-unusable", detail)
}

/// None where nobody is signed in.
pub fn read() -> Result<Option<Kept>, Refusal> {
    let Some(path) = path() else { return Ok(None) };
    match std::fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text).map(Some).map_err(|error| failed(&path, error)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(&path, error)),
    }
}

/// Where it was written, as a person writes it.
pub fn write(kept: &Kept) -> Result<String, Refusal> {
    let none = "There is no home folder (HOME is not set) to keep the token in. Use --print.";
    let path = path().ok_or_else(|| Refusal::own("no-home-folder", none.into()))?;
    let written = || {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path.parent().expect("it ends with a file's name"))?;
        let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&path)?;
        file.set_permissions(Permissions::from_mode(0o600))?;
        file.write_all(serde_json::to_string(kept)?.as_bytes())
    };
    written().map_err(|error: std::io::Error| failed(&path, error))?;
    let home = std::env::var_os("HOME").unwrap_or_default();
    Ok(match path.strip_prefix(home) {
        Ok(below) if below.is_relative() && below != path => format!("~/{}", below.display()),
        _ => path.display().to_string(),
    })
}

pub fn remove() -> Result<(), Refusal> {
    let Some(path) = path() else { return Ok(()) };
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(&path, error)),
        _ => Ok(()),
    }
}
