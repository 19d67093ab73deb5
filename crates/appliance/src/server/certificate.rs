//! The engines' certificate: self-signed until one is ordered for the server's name (H3).

use super::folders::{Folders, Owner, owned_by};
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, PublicKeyData};
use std::fs;
use std::io;
use std::path::Path;
use x509_parser::extensions::GeneralName;

/// Makes a certificate for `host` unless there is one. One that this function made for another name is replaced;
/// one that came from elsewhere is not touched, unless nobody can use it: the platform brings it again.
pub fn keep(folders: &Folders, host: &str) -> io::Result<()> {
    let note = folders.tls().join("self-signed-for");
    let whole = is_usable(folders);
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

/// Whether chain and key can be read and belong together, for whatever name.
fn is_usable(folders: &Folders) -> bool {
    let read = |path: &Path| fs::read_to_string(path).ok();
    match (read(&folders.certificate()), read(&folders.key())) {
        (Some(chain), Some(key)) => pair((&chain, &key))
            .inspect_err(|error| tracing::warn!(%error, "the certificate is made anew"))
            .is_ok(),
        _ => false,
    }
}

/// Writes down what the platform chose for the port at which its fallback hands mail over: key and certificate, in this
/// order, as Postfix wants them.
pub fn keep_for_hand_over(folders: &Folders, (chain, key): (&str, &str)) -> io::Result<()> {
    let both = format!("{}\n{}\n", key.trim_end(), chain.trim_end());
    if fs::read_to_string(folders.hand_over()).is_ok_and(|known| known == both) {
        return Ok(());
    }
    put(&folders.hand_over(), &both, 0o600)
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

/// Why a certificate is not taken. The one before stays.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    #[error("chain or key are no PEM that can be read: {0}")]
    Unreadable(String),
    #[error("it is for other names, not for {0}")]
    OtherName(String),
    #[error("it is not valid now")]
    NotNow,
    #[error("the key is not the certificate's")]
    OtherKey,
    #[error("{0} is no host name")]
    NoName(String),
    #[error("it cannot be written: {0}")]
    Disk(#[from] io::Error),
}

/// Takes a certificate for `host` that an authority signed, chain and key as PEM. From here on [`keep`] leaves it alone.
pub fn install(
    folders: &Folders,
    (host, now_ms): (&str, i64),
    (chain, key): (&str, &str),
) -> Result<(), NotTaken> {
    fits(host, (chain, key))?.good_at(now_ms)?;
    // Without the note nobody replaces what comes now; between the two files the engines keep what they have read.
    match fs::remove_file(folders.tls().join("self-signed-for")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    put(&folders.key(), key, 0o600)?;
    put(&folders.certificate(), chain, 0o644)?;
    Ok(())
}

/// A chain and a key that belong together, from and until when it is good, in seconds.
pub(super) struct Fitting {
    from_s: i64,
    until_s: i64,
}

impl Fitting {
    /// The clocks of authority and server may differ by an hour.
    pub(super) fn good_at(&self, now_ms: i64) -> Result<(), NotTaken> {
        let now_s = now_ms / 1_000;
        match self.until_s < now_s || self.from_s > now_s + 3_600 {
            true => Err(NotTaken::NotNow),
            false => Ok(()),
        }
    }
}

/// Looks whether a chain is for `host`, and whether the key is the chain's.
pub(super) fn fits(host: &str, both: (&str, &str)) -> Result<Fitting, NotTaken> {
    let (names, fitting) = pair(both)?;
    match names.iter().any(|name| name.eq_ignore_ascii_case(host)) {
        true => Ok(fitting),
        false => Err(NotTaken::OtherName(host.into())),
    }
}

/// Looks whether a key is the chain's; gives the names that it is for.
fn pair((chain, key): (&str, &str)) -> Result<(Vec<String>, Fitting), NotTaken> {
    let unreadable = |error: &dyn std::fmt::Display| NotTaken::Unreadable(error.to_string());
    let (_, pem) = x509_parser::pem::parse_x509_pem(chain.as_bytes()).map_err(|error| unreadable(&error))?;
    let certificate = pem.parse_x509().map_err(|error| unreadable(&error))?;
    let names = certificate.subject_alternative_name().map_err(|error| unreadable(&error))?;
    let dns = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some((*name).to_string()),
        _ => None,
    };
    let names = names.map_or(vec![], |names| names.value.general_names.iter().filter_map(dns).collect());
    let validity = certificate.validity();
    let key = KeyPair::from_pem(key).map_err(|error| unreadable(&error))?;
    if key.subject_public_key_info() != certificate.public_key().raw {
        return Err(NotTaken::OtherKey);
    }
    let (from_s, until_s) = (validity.not_before.timestamp(), validity.not_after.timestamp());
    Ok((names, Fitting { from_s, until_s }))
}

pub(super) fn put(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    let fresh = path.with_extension("new");
    owned_by(&fresh, Owner { user: "root", group: "root", mode })?;
    fs::write(&fresh, text)?;
    fs::rename(fresh, path)
}
