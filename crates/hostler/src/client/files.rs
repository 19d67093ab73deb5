//! Files that a command reads and writes.

use super::answer::Refusal;
use std::fs::File;
use std::io::{Error, Write};
use std::path::Path;

pub fn unreadable(file: &Path, error: &Error) -> Refusal {
    let detail = format!("{} cannot be read ({error}). Nothing was changed.", file.display());
    Refusal::own("file-unreadable", detail)
}

pub fn read(file: &Path) -> Result<String, Refusal> {
    std::fs::read_to_string(file).map_err(|error| unreadable(file, &error))
}

/// A file's name without its folder, as the portal is told.
pub fn name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Where something is written to; `-` is standard output.
pub struct Out<'a> {
    path: &'a Path,
    /// None is standard output.
    file: Option<File>,
}

impl Out<'_> {
    pub fn create(path: &Path) -> Result<Out<'_>, Refusal> {
        let file = (path != Path::new("-")).then(|| File::create(path)).transpose();
        Ok(Out { path, file: file.map_err(|error| unwritable(path, &error))? })
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        let written = match &mut self.file {
            Some(file) => file.write_all(bytes),
            None => std::io::stdout().lock().write_all(bytes),
        };
        written.map_err(|error| unwritable(self.path, &error))
    }

    pub fn is_file(&self) -> bool {
        self.file.is_some()
    }

    /// What a person reads afterwards.
    pub fn said(&self) -> String {
        self.file.as_ref().map_or(String::new(), |_| format!("Saved as {}.", self.path.display()))
    }
}

fn unwritable(path: &Path, error: &Error) -> Refusal {
    Refusal::own("file-unwritable", format!("{} cannot be written ({error}).", path.display()))
}
