//! The files of the fallback's certificate: the provider's, which are renewed by whoever made them, or its own.

use super::keeper::NoFallback;
use crate::app::App;
use crate::authority::write_private;
use crate::servers;
use hostler_relay::run::Relay;
use hostler_relay::settings::Tls;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::{Path, PathBuf};

/// A certificate and its key, and what stood in them when they were last taken.
#[derive(Debug)]
pub struct Files {
    tls: Tls,
    taken: Texts,
}

type Texts = (Option<Vec<u8>>, Option<Vec<u8>>);

fn read(tls: &Tls) -> Texts {
    (std::fs::read(&tls.certificate).ok(), std::fs::read(&tls.key).ok())
}

impl Files {
    pub fn of(tls: &Tls) -> Files {
        Files { tls: tls.clone(), taken: read(tls) }
    }

    /// Shows what stands in them now, if that is new. True: it is shown.
    pub fn follow(&mut self, relay: &Relay) -> bool {
        let now = read(&self.tls);
        if now == self.taken {
            return false;
        }
        self.taken = now;
        match relay.show(&self.tls) {
            Ok(()) => {
                tracing::info!(file = %self.tls.certificate.display(), "the fallback shows its new certificate");
                true
            }
            Err(error) => {
                // Perhaps the key is not there yet: it is tried again when one of the two changes.
                tracing::warn!(%error, "the fallback goes on with the certificate of before");
                false
            }
        }
    }
}

/// A certificate that the platform signs. Once made it stays, so that a TLSA record of its key stays right.
pub fn own(app: &App, folder: &Path) -> Result<(PathBuf, PathBuf), NoFallback> {
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let host = &app.catalogue.fallback.host;
    if !is_for(&certificate, &key, host) {
        let leaf = app.authority.issue(host, servers::gateway(app))?;
        write_private(&certificate, &leaf.certificate)?;
        write_private(&key, &leaf.key)?;
    }
    Ok((certificate, key))
}

fn is_for(certificate: &Path, key: &Path, host: &str) -> bool {
    let Ok(certificate) = CertificateDer::from_pem_file(certificate) else { return false };
    let Ok((_, parsed)) = x509_parser::parse_x509_certificate(&certificate) else { return false };
    let names = parsed.subject_alternative_name().ok().flatten();
    let named = names.is_some_and(|names| {
        let own = |name: &x509_parser::extensions::GeneralName<'_>| {
            matches!(name, x509_parser::extensions::GeneralName::DNSName(name) if *name == host)
        };
        names.value.general_names.iter().any(own)
    });
    named && PrivateKeyDer::from_pem_file(key).is_ok()
}
