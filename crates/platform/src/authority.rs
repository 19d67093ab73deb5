//! The installation's own certificate authority: platform and servers know each other by it, and by nothing else.

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SanType,
};
use std::net::Ipv4Addr;
use std::path::Path;

pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
}

/// A certificate and its key, PEM.
#[derive(Debug, Clone)]
pub struct Leaf {
    pub certificate: String,
    pub key: String,
}

#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    #[error("{path} cannot be read or written: {source}")]
    File { path: String, source: std::io::Error },
    #[error("the authority's certificate or key is damaged: {0}")]
    Damaged(#[from] rcgen::Error),
}

impl Authority {
    /// Reads `authority.pem` and `authority.key` in `folder`, or makes them.
    pub fn open(folder: &Path) -> Result<Authority, AuthorityError> {
        let (certificate_path, key_path) = (folder.join("authority.pem"), folder.join("authority.key"));
        if !certificate_path.exists() {
            let leaf = make()?;
            // The key first: a certificate that exists has its key.
            write_private(&key_path, &leaf.key)?;
            write_private(&certificate_path, &leaf.certificate)?;
        }
        Authority::from_pem(read(&certificate_path)?, &read(&key_path)?)
    }

    /// One that lives only in memory, for tests.
    pub fn in_memory() -> Result<Authority, AuthorityError> {
        let leaf = make()?;
        Authority::from_pem(leaf.certificate, &leaf.key)
    }

    fn from_pem(certificate: String, key: &str) -> Result<Authority, AuthorityError> {
        let issuer = Issuer::from_ca_cert_pem(&certificate, KeyPair::from_pem(key)?)?;
        Ok(Authority { issuer, certificate })
    }

    /// The certificate that both ends trust, PEM.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// A certificate for a host name and an address, signed by this authority.
    pub fn issue(&self, host: &str, address: Ipv4Addr) -> Result<Leaf, AuthorityError> {
        let mut params = CertificateParams::new(vec![host.to_string()])?;
        params.subject_alt_names.push(SanType::IpAddress(address.into()));
        params.distinguished_name = named(host);
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Leaf { certificate: certificate.pem(), key: key.serialize_pem() })
    }
}

fn make() -> Result<Leaf, AuthorityError> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name = named("Hostler internal authority");
    let key = KeyPair::generate()?;
    Ok(Leaf { certificate: params.self_signed(&key)?.pem(), key: key.serialize_pem() })
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

fn read(path: &Path) -> Result<String, AuthorityError> {
    std::fs::read_to_string(path)
        .map_err(|source| AuthorityError::File { path: path.display().to_string(), source })
}

/// Writes a file that only its owner may read, whole or not at all.
pub fn write_private(path: &Path, text: &str) -> Result<(), AuthorityError> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let temporary = path.with_extension("new");
    let write = || {
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    };
    write().map_err(|source| AuthorityError::File { path: path.display().to_string(), source })
}
