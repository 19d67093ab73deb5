//! The engines' certificate: self-signed until one is ordered for the server's name (H3).

use super::folders::{Folders, Owner, owned_by};
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};
use std::fs;
use std::io;
use std::path::Path;

/// Makes a certificate for `host` unless there is one. One that this function made for another name is replaced;
/// one that came from elsewhere is never touched.
pub fn keep(folders: &Folders, host: &str) -> io::Result<()> {
    let note = folders.tls().join("self-signed-for");
    let whole = folders.certificate().exists() && folders.key().exists();
    let made_for = fs::read_to_string(&note).ok();
    if whole && made_for.as_deref().is_none_or(|name| name == host) {
        return Ok(());
    }
    let (certificate, key) = self_signed(host).map_err(io::Error::other)?;
    // The note goes first: after a crash between the two, both are made again.
    fs::write(&note, "")?;
    put(&folders.key(), &key, 0o600)?;
    put(&folders.certificate(), &certificate, 0o644)?;
    fs::write(&note, host)
}

/// Certificate and key as PEM: P-256, the name as subject and as its only alternative name, valid from 2020 to 2050,
/// since nobody checks a self-signed one by its dates and nothing renews it.
pub fn self_signed(host: &str) -> Result<(String, String), rcgen::Error> {
    let mut params = CertificateParams::new(vec![host.to_string()])?;
    params.distinguished_name.push(DnType::CommonName, host);
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2050, 1, 1);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok((certificate.pem(), key.serialize_pem()))
}

fn put(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    let fresh = path.with_extension("new");
    owned_by(&fresh, Owner { user: "root", group: "root", mode })?;
    fs::write(&fresh, text)?;
    fs::rename(fresh, path)
}
