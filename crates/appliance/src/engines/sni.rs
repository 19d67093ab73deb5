//! The table by which Postfix finds chain and key for a name that a mail program asks for (`tls_server_sni_maps`).
//!
//! Unlike Dovecot, Postfix takes them from a table that holds the files' contents (`postmap -F`). The table is made beside
//! and renamed, so that whoever reads it reads all of the old or all of the new.

use super::model::Site;
use crate::server::folders::{Owner, owned_by};
use std::fs;
use std::io;
use std::process::Command;

const POSTMAP: &str = "/usr/sbin/postmap";

/// A line for each name: its key, then its chain.
pub fn lines(site: &Site) -> String {
    let line = |name: &String| {
        let (key, chain) = (site.folders.host_key(name), site.folders.host_certificate(name));
        format!("{name} {}, {}\n", key.display(), chain.display())
    };
    site.hosts.iter().map(line).collect()
}

/// Makes the table; Postfix's settings must be there. Without names there is none.
pub fn write(site: &Site) -> io::Result<()> {
    if site.hosts.is_empty() {
        return Ok(());
    }
    let source = site.folders.tls().join("sni-new");
    let made = source.with_extension("db");
    owned_by(&source, Owner { user: "root", group: "root", mode: 0o600 })?;
    fs::write(&source, lines(site))?;
    let output = Command::new(POSTMAP)
        .arg("-c")
        .arg(site.folders.postfix_settings())
        .arg("-F")
        .arg(format!("hash:{}", source.display()))
        .output()?;
    match output.status.success() {
        true => fs::rename(made, site.folders.sni().with_extension("db")),
        false => Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned())),
    }
}
