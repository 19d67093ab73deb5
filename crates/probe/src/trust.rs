//! Whose certificates are good, and what a certificate says of itself.
//!
//! A certificate is judged after the handshake, so that its end is known also when it is refused, and a trouble with it
//! is not taken for one of TLS. Sessions are never resumed: each question sees the certificate that is shown now.

use crate::answer::Fault;
use hostler_kit::time::{Clock, instant};
use hostler_kit::tls::by_any_certificate;
use rustls::client::danger::ServerCertVerifier;
use rustls::client::{Resumption, WebPkiServerVerifier, verify_server_name};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, Error, RootCertStore};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Whose certificates are good. Made once and cloned into each target.
#[derive(Clone)]
pub struct Trust {
    pub(crate) config: Arc<ClientConfig>,
    judge: Judge,
    clock: Clock,
}

/// What a certificate has to be.
#[derive(Clone)]
enum Judge {
    Anything,
    /// For the name that is asked, and of these days.
    Named,
    /// That, and signed by somebody who is trusted.
    Signed(Arc<WebPkiServerVerifier>),
}

/// Why there is nobody to trust.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustRefused {
    #[error("the authority's certificate cannot be read: {0}")]
    Unreadable(String),
    #[error("this machine has no certificates of public authorities; install the package ca-certificates")]
    NoAuthority,
}

impl Trust {
    /// The public authorities that this machine knows.
    pub fn system(clock: Clock) -> Result<Trust, TrustRefused> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Trust::judged(roots, clock)
    }

    /// One authority of one's own, as PEM.
    pub fn authority(pem: &[u8], clock: Clock) -> Result<Trust, TrustRefused> {
        let told = |error: &dyn fmt::Display| TrustRefused::Unreadable(error.to_string());
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots.add(certificate.map_err(|error| told(&error))?).map_err(|error| told(&error))?;
        }
        if roots.is_empty() {
            return Err(TrustRefused::Unreadable("there is none in the file".into()));
        }
        Trust::judged(roots, clock)
    }

    /// Takes any certificate, and only writes down when it ends.
    pub fn recorded(clock: Clock) -> Trust {
        Trust { config: config(), judge: Judge::Anything, clock }
    }

    /// Takes a certificate by whomever, if it is for the name and good today: a server that signs its own.
    pub fn named(clock: Clock) -> Trust {
        Trust { config: config(), judge: Judge::Named, clock }
    }

    /// Those who signed this chain (PEM, first the server's own certificate), and the public authorities, should another
    /// of them sign the next one.
    pub fn issued(chain: &[u8], clock: Clock) -> Result<Trust, TrustRefused> {
        Trust::above((chain, 1), clock)
    }

    /// The same by the chain without the server's own certificate.
    pub fn signed_by(above: &[u8], clock: Clock) -> Result<Trust, TrustRefused> {
        Trust::above((above, 0), clock)
    }

    fn above((chain, own): (&[u8], usize), clock: Clock) -> Result<Trust, TrustRefused> {
        let told = |error: &dyn fmt::Display| TrustRefused::Unreadable(error.to_string());
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(chain).skip(own) {
            roots.add(certificate.map_err(|error| told(&error))?).map_err(|error| told(&error))?;
        }
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Trust::judged(roots, clock)
    }

    fn judged(roots: RootCertStore, clock: Clock) -> Result<Trust, TrustRefused> {
        let provider = Arc::new(ring::default_provider());
        let judge = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
        Ok(Trust {
            config: config(),
            judge: Judge::Signed(judge.map_err(|_| TrustRefused::NoAuthority)?),
            clock,
        })
    }

    /// What is wrong with a chain that was shown for a name, first the server's own certificate.
    pub(crate) fn judge(
        &self,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
    ) -> Result<(), (Fault, String)> {
        let Some((own, rest)) = chain.split_first() else {
            return match self.judge {
                Judge::Anything => Ok(()),
                _ => Err((Fault::CertificateInvalid, "no certificate was shown".into())),
            };
        };
        match &self.judge {
            Judge::Anything => Ok(()),
            Judge::Named => named(own, name, self.clock.now_ms()),
            Judge::Signed(judge) => {
                let now = u64::try_from(self.clock.now_ms()).unwrap_or(0);
                let now = UnixTime::since_unix_epoch(Duration::from_millis(now));
                judge.verify_server_cert(own, rest, name, &[], now).map(|_| ()).map_err(said)
            }
        }
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.judge {
            Judge::Anything => "recorded",
            Judge::Named => "named",
            Judge::Signed(_) => "judged",
        };
        f.debug_tuple("Trust").field(&kind).finish()
    }
}

/// When a certificate ends, in milliseconds since 1970.
pub(crate) fn ends_at_ms(certificate: &CertificateDer<'_>) -> Option<i64> {
    let (_, parsed) = x509_parser::parse_x509_certificate(certificate).ok()?;
    Some(parsed.validity().not_after.timestamp() * 1000)
}

/// A certificate that is for this name, and of these days; who signed it does not matter.
fn named(own: &CertificateDer<'_>, name: &ServerName<'_>, now_ms: i64) -> Result<(), (Fault, String)> {
    let unreadable = |error: &dyn fmt::Display| (Fault::CertificateInvalid, error.to_string());
    let (_, parsed) = x509_parser::parse_x509_certificate(own).map_err(|error| unreadable(&error))?;
    let (from_s, until_s) =
        (parsed.validity().not_before.timestamp(), parsed.validity().not_after.timestamp());
    let day = |at_s: i64| instant(at_s * 1_000).strftime("%F");
    if now_ms > until_s * 1_000 {
        return Err((Fault::CertificateExpired, format!("the certificate ended on {}", day(until_s))));
    }
    if now_ms < from_s * 1_000 {
        return Err((Fault::CertificateEarly, format!("the certificate is good from {}", day(from_s))));
    }
    let parsed = ParsedCertificate::try_from(own).map_err(said)?;
    verify_server_name(&parsed, name).map_err(|error| match error {
        Error::InvalidCertificate(CertificateError::NotValidForName) => {
            (Fault::CertificateName, format!("the certificate is not for {}", name.to_str()))
        }
        error => said(error),
    })
}

fn said(error: Error) -> (Fault, String) {
    let Error::InvalidCertificate(error) = error else {
        return (Fault::CertificateInvalid, error.to_string());
    };
    let day = |at: UnixTime| instant(i64::try_from(at.as_secs() * 1000).unwrap_or(i64::MAX)).strftime("%F");
    match error {
        CertificateError::NotValidForNameContext { expected, .. } => {
            (Fault::CertificateName, format!("the certificate is not for {}", expected.to_str()))
        }
        CertificateError::ExpiredContext { not_after, .. } => {
            (Fault::CertificateExpired, format!("the certificate ended on {}", day(not_after)))
        }
        CertificateError::NotValidYetContext { not_before, .. } => {
            (Fault::CertificateEarly, format!("the certificate is good from {}", day(not_before)))
        }
        // An authority that was made anew under its old name signs badly.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            (Fault::CertificateIssuer, "nobody who is trusted signed the certificate".into())
        }
        _ => (Fault::CertificateInvalid, error.to_string()),
    }
}

/// The chain is left to [`Trust::judge`].
fn config() -> Arc<ClientConfig> {
    let mut config = by_any_certificate();
    config.resumption = Resumption::disabled();
    Arc::new(config)
}
