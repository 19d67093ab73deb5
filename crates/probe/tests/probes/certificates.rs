//! An authority, and certificates of it that are good or bad in one way each.

use hostler_kit::time::Clock;
use hostler_probe::Trust;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};
use tokio_rustls::TlsAcceptor;

/// The name that the certificates are for.
pub const NAME: &str = "mail.devries.test";
/// When all this is: 2026-11-22, midday UTC.
pub const NOW_MS: i64 = 1_795_348_800_000;
/// When the good certificate ends: 2027-01-31, midnight UTC.
pub const ENDS_MS: i64 = 1_801_353_600_000;

/// What a server shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shown {
    Good,
    OtherName,
    Expired,
    NotYet,
    /// Signed by itself.
    Own,
    /// Signed by an authority that nobody knows.
    Stranger,
}

struct Authority {
    known: CertifiedIssuer<'static, KeyPair>,
    stranger: CertifiedIssuer<'static, KeyPair>,
}

static AUTHORITY: LazyLock<Authority> =
    LazyLock::new(|| Authority { known: issuer("The bakers' authority"), stranger: issuer("A stranger") });
static ACCEPTORS: LazyLock<Mutex<HashMap<Shown, TlsAcceptor>>> = LazyLock::new(Mutex::default);

fn issuer(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

pub fn clock() -> Clock {
    Clock::fixed(hostler_kit::time::instant(NOW_MS))
}

/// Who trusts the authority, at this time.
pub fn trust(clock: Clock) -> Trust {
    Trust::authority(AUTHORITY.known.pem().as_bytes(), clock).unwrap()
}

/// A chain as the authority hands it out: a certificate, then its own.
pub fn issued_chain() -> String {
    let own = CertificateParams::new([NAME.to_string()]).unwrap();
    let own = own.signed_by(&KeyPair::generate().unwrap(), &AUTHORITY.known).unwrap();
    format!("{}{}", own.pem(), AUTHORITY.known.pem())
}

pub fn acceptor(shown: Shown) -> TlsAcceptor {
    ACCEPTORS.lock().unwrap().entry(shown).or_insert_with(|| made(shown)).clone()
}

fn made(shown: Shown) -> TlsAcceptor {
    let name = if shown == Shown::OtherName { "mail.bakker.test" } else { NAME };
    let mut params = CertificateParams::new([name.to_string()]).unwrap();
    (params.not_before, params.not_after) = match shown {
        Shown::Expired => (date_time_ymd(2026, 8, 1), date_time_ymd(2026, 11, 1)),
        Shown::NotYet => (date_time_ymd(2026, 12, 1), date_time_ymd(2027, 1, 31)),
        _ => (date_time_ymd(2026, 11, 1), date_time_ymd(2027, 1, 31)),
    };
    let key = KeyPair::generate().unwrap();
    let certificate = match shown {
        Shown::Own => params.self_signed(&key),
        Shown::Stranger => params.signed_by(&key, &AUTHORITY.stranger),
        _ => params.signed_by(&key, &AUTHORITY.known),
    };
    let chain: Vec<CertificateDer<'static>> = vec![certificate.unwrap().der().clone()];
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key);
    TlsAcceptor::from(Arc::new(config.unwrap()))
}
