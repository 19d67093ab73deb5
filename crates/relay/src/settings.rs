//! The relay's settings file (TOML), when it runs by itself.

use crate::checks::CheckSettings;
use crate::queue::{MOST_BODY_BYTES, MOST_SEGMENT_BYTES};
use crate::smtp::Limits;
use crate::table::{PrimarySettings, Table, WrongTable};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The relay's own name, as its MX record says.
    pub host: String,
    pub listen: Vec<SocketAddr>,
    /// Where the queue lies.
    pub folder: PathBuf,
    /// Where `hostler relay status` and the like ask; `relay.sock` in the folder unless said.
    #[serde(default)]
    pub socket: Option<PathBuf>,
    #[serde(default = "segment_bytes")]
    pub segment_bytes: u64,
    /// So much of the disk stays free of mail.
    #[serde(default = "reserve_bytes")]
    pub reserve_bytes: u64,
    #[serde(default)]
    pub tls: Option<Tls>,
    /// Whether international mail (`SMTPUTF8`, RFC 6531) is offered: only where every primary takes it.
    #[serde(default = "smtputf8")]
    pub smtputf8: bool,
    /// Whose mail to `<postmaster>` and to the postmaster of `host` is: an address of the table. None: it is refused.
    #[serde(default)]
    pub postmaster: Option<String>,
    #[serde(default)]
    pub limits: Limits,
    #[serde(default)]
    pub checks: CheckSettings,
    #[serde(default, rename = "primary")]
    pub primaries: Vec<PrimarySettings>,
}

fn segment_bytes() -> u64 {
    64 * 1024 * 1024
}

fn smtputf8() -> bool {
    true
}

fn reserve_bytes() -> u64 {
    256 * 1024 * 1024
}

/// PEM files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

#[derive(Debug, thiserror::Error)]
pub enum WrongSettings {
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, String),
    #[error("{0} is not as it has to be: {1}")]
    Malformed(String, String),
    #[error("{0} is at most {1}: of mail beyond that the queue could lose what it promised to keep")]
    TooMuch(&'static str, u64),
    #[error("the table is not taken: {0}")]
    Table(#[from] WrongTable),
    #[error("TLS cannot be offered: {0}")]
    Tls(String),
}

impl Settings {
    pub fn read(file: &Path) -> Result<Settings, WrongSettings> {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file)
            .map_err(|error| WrongSettings::Unreadable(name.clone(), error.to_string()))?;
        toml::from_str(&text).map_err(|error| WrongSettings::Malformed(name, error.to_string()))
    }

    /// Whether all mail that is taken by these can be kept.
    pub fn check(&self) -> Result<(), WrongSettings> {
        if self.limits.message_bytes > MOST_BODY_BYTES {
            return Err(WrongSettings::TooMuch("limits.message_bytes", MOST_BODY_BYTES as u64));
        }
        if self.segment_bytes > MOST_SEGMENT_BYTES {
            return Err(WrongSettings::TooMuch("segment_bytes", MOST_SEGMENT_BYTES));
        }
        Ok(())
    }

    pub fn socket(&self) -> PathBuf {
        self.socket.clone().unwrap_or_else(|| self.folder.join("relay.sock"))
    }

    pub fn table(&self) -> Result<Table, WrongSettings> {
        Ok(Table::new(&self.primaries)?)
    }

    /// What is needed to offer STARTTLS; none if there is no certificate.
    pub fn acceptor(&self) -> Result<Option<Arc<ServerConfig>>, WrongSettings> {
        self.tls.as_ref().map(Tls::acceptor).transpose()
    }
}

impl Tls {
    /// What is needed to show it.
    pub fn acceptor(&self) -> Result<Arc<ServerConfig>, WrongSettings> {
        let tls = self;
        let wrong = |file: &Path, error: &dyn std::fmt::Display| {
            WrongSettings::Tls(format!("{}: {error}", file.display()))
        };
        let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(&tls.certificate)
            .map_err(|error| wrong(&tls.certificate, &error))?
            .collect();
        let chain = chain.map_err(|error| wrong(&tls.certificate, &error))?;
        let key = PrivateKeyDer::from_pem_file(&tls.key).map_err(|error| wrong(&tls.key, &error))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring speaks both versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(|error| wrong(&tls.certificate, &error))?;
        Ok(Arc::new(config))
    }
}
