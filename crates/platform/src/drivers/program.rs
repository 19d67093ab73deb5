//! The appliance's program, kept by what is in it (K4): a server goes on with the one that it has when the platform is
//! upgraded, until a rollout brings it the next.
//!
//! `DATA/programs/<16 digits of its SHA-256>/hostler`. A program that is kept is the same file as the installed one where
//! both lie on one disk; it is never written again, since nobody can write to a program that runs, and packages put a new
//! file in its place.

use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Keeps a program, and says what it is called: 16 hexadecimal digits. Kept already, nothing is done.
pub fn keep(data: &Path, program: &Path) -> io::Result<String> {
    let name = digits(program)?;
    let (kept, folder) = (path(data, &name), data.join("programs").join(&name));
    if kept.is_file() {
        return Ok(name);
    }
    fs::create_dir_all(&folder)?;
    let fresh = folder.join("hostler.new");
    gone(fs::remove_file(&fresh))?;
    if fs::hard_link(program, &fresh).is_err() {
        fs::copy(program, &fresh)?;
        File::open(&fresh)?.sync_all()?;
    }
    fs::rename(&fresh, &kept)?;
    Ok(name)
}

/// Where the program of this name lies.
pub fn path(data: &Path, name: &str) -> PathBuf {
    data.join("programs").join(name).join("hostler")
}

/// Deletes the program of this name. Whoever asks knows that no server needs it.
pub fn remove(data: &Path, name: &str) -> io::Result<()> {
    gone(fs::remove_dir_all(data.join("programs").join(name)))
}

fn gone(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn digits(program: &Path) -> io::Result<String> {
    let mut file = File::open(program)?;
    let (mut digest, mut part) = (Sha256::new(), vec![0; 1 << 20]);
    loop {
        let read = file.read(&mut part)?;
        if read == 0 {
            break;
        }
        digest.update(&part[..read]);
    }
    let digits: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(digits[..16].to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    #[test]
    fn a_program_is_kept_once_and_stays_when_another_takes_its_place() {
        let folder = tempdir().unwrap();
        let (data, program) = (folder.path().join("data"), folder.path().join("hostler"));
        fs::write(&program, "the first").unwrap();
        let first = keep(&data, &program).unwrap();
        assert_eq!(keep(&data, &program).unwrap(), first);
        // As a package does it: a new file in its place.
        fs::write(folder.path().join("new"), "the second").unwrap();
        fs::rename(folder.path().join("new"), &program).unwrap();
        let second = keep(&data, &program).unwrap();
        assert_ne!(first, second);
        assert_eq!(fs::read_to_string(path(&data, &first)).unwrap(), "the first");
        assert_eq!(fs::read_to_string(path(&data, &second)).unwrap(), "the second");
        remove(&data, &first).unwrap();
        remove(&data, &first).unwrap();
        assert!(!path(&data, &first).exists() && path(&data, &second).exists());
        assert!(keep(&data, Path::new("/nonexistent/hostler")).is_err());
    }
}
