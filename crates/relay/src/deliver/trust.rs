//! TLS to a primary: by any certificate, or by one of a pinned name.

use crate::table::Trust;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::net::IpAddr;
use std::sync::Arc;

/// How to speak TLS, and the name to ask for; none: never.
pub fn of(
    trust: &Trust,
    address: IpAddr,
) -> Result<Option<(Arc<ClientConfig>, ServerName<'static>)>, String> {
    match trust {
        Trust::Plain => Ok(None),
        Trust::Opportunistic => Ok(Some((Arc::new(any()), ServerName::IpAddress(address.into())))),
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

fn any() -> ClientConfig {
    let verifier = Arc::new(Any { provider: ring::default_provider() });
    builder().dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth()
}

/// Takes any certificate, as mail does that would otherwise go in the clear; that the server holds its key is proven.
#[derive(Debug)]
struct Any {
    provider: CryptoProvider,
}

impl ServerCertVerifier for Any {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
