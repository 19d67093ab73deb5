//! TLS to a primary: by any certificate, or by one of a pinned name.

use crate::table::Trust;
use hostler_kit::tls::by_any_certificate;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::net::IpAddr;
use std::sync::Arc;

/// How to speak TLS, and the name to ask for; none: never.
pub fn of(
    trust: &Trust,
    address: IpAddr,
) -> Result<Option<(Arc<ClientConfig>, ServerName<'static>)>, String> {
    match trust {
        Trust::Plain => Ok(None),
        Trust::Opportunistic => {
            Ok(Some((Arc::new(by_any_certificate()), ServerName::IpAddress(address.into()))))
        }
        Trust::Pinned { name, authority } => {
            let told = |error: &dyn std::fmt::Display| format!("{}: {error}", authority.display());
            let mut roots = RootCertStore::empty();
            for certificate in CertificateDer::pem_file_iter(authority).map_err(|error| told(&error))? {
                let certificate = certificate.map_err(|error| told(&error))?;
                roots.add(certificate).map_err(|error| told(&error))?;
            }
            let name = ServerName::try_from(name.clone()).map_err(|error| format!("{name}: {error}"))?;
            let config = builder().with_root_certificates(roots).with_no_client_auth();
            Ok(Some((Arc::new(config), name)))
        }
    }
}

fn builder() -> rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks both versions")
}
