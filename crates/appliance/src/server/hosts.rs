//! Host names of the customer's own (H3), each with a certificate beside the server's: mail programs are shown the one for
//! the name that they asked for (SNI, RFC 6066 section 3), and the server's where they asked for none or another.
//!
//! The folder is all there is: what lies in it whole is in force, after a restore too.

use super::certificate::{NotTaken, fits, put};
use super::folders::Folders;
use std::fs;
use std::io;

/// The most names that are shown; the platform allows fewer.
const MOST: usize = 50;

/// Takes the certificate for a name, chain and key as PEM.
pub fn install(
    folders: &Folders,
    (name, now_ms): (&str, i64),
    (chain, key): (&str, &str),
) -> Result<(), NotTaken> {
    if !is_name(name) {
        return Err(NotTaken::NoName(name.into()));
    }
    fits(name, (chain, key))?.good_at(now_ms)?;
    put(&folders.host_key(name), key, 0o600)?;
    put(&folders.host_certificate(name), chain, 0o644)?;
    Ok(())
}

/// Forgets a name; one that is not there is forgotten already.
pub fn remove(folders: &Folders, name: &str) -> Result<(), NotTaken> {
    if !is_name(name) {
        return Err(NotTaken::NoName(name.into()));
    }
    for file in [folders.host_certificate(name), folders.host_key(name)] {
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// The names whose chain and key are there and belong together: an engine given anything else might not start.
pub fn names(folders: &Folders) -> Vec<String> {
    let entries = fs::read_dir(folders.hosts()).into_iter().flatten().flatten();
    let files = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = files
        .filter_map(|file| Some(file.strip_suffix(".pem")?.to_string()))
        .filter(|name| whole(folders, name))
        .collect();
    names.sort();
    names.truncate(MOST);
    names
}

fn whole(folders: &Folders, name: &str) -> bool {
    let pair = || -> io::Result<_> {
        Ok((fs::read_to_string(folders.host_certificate(name))?, fs::read_to_string(folders.host_key(name))?))
    };
    is_name(name) && pair().is_ok_and(|(chain, key)| fits(name, (&chain, &key)).is_ok())
}

/// Labels of small letters, digits and hyphens (RFC 1123 section 2.1): nothing that could mean another file, or more than
/// a name in a settings file.
fn is_name(name: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(sign)
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(label)
}
