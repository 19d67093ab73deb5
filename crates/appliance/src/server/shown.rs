//! Which certificate is shown to whoever comes by HTTPS: that for the name that they ask for, where there is one, and the
//! console's otherwise, by which the platform knows the server.

use super::folders::Folders;
use super::hosts;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

#[derive(Debug)]
pub struct Shown {
    own: Arc<CertifiedKey>,
    named: RwLock<HashMap<String, Arc<CertifiedKey>>>,
}

impl Shown {
    /// The console's own, chain and key as PEM.
    pub fn of(chain: &[u8], key: &[u8]) -> io::Result<Shown> {
        Ok(Shown { own: Arc::new(certified(chain, key)?), named: RwLock::default() })
    }

    /// Reads anew what the server has for other names. Whoever is connected stays so.
    pub fn read(&self, folders: &Folders) {
        let read = |name: String| -> Option<(String, Arc<CertifiedKey>)> {
            let (chain, key) =
                (fs::read(folders.host_certificate(&name)).ok()?, fs::read(folders.host_key(&name)).ok()?);
            let pair = certified(&chain, &key)
                .inspect_err(|error| tracing::warn!(name, %error, "a certificate is not shown by HTTPS"));
            Some((name, Arc::new(pair.ok()?)))
        };
        let named = hosts::names(folders).into_iter().filter_map(read).collect();
        *self.named.write().unwrap_or_else(PoisonError::into_inner) = named;
    }

    pub(super) fn for_name(&self, name: Option<&str>) -> Arc<CertifiedKey> {
        let named = self.named.read().unwrap_or_else(PoisonError::into_inner);
        name.and_then(|name| named.get(&name.to_ascii_lowercase())).unwrap_or(&self.own).clone()
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.for_name(hello.server_name()))
    }
}

fn certified(chain: &[u8], key: &[u8]) -> io::Result<CertifiedKey> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain).collect();
    let key = PrivateKeyDer::from_pem_slice(key).map_err(io::Error::other)?;
    let provider =
        CryptoProvider::get_default().ok_or_else(|| io::Error::other("no cryptography is chosen"))?;
    CertifiedKey::from_der(chain.map_err(io::Error::other)?, key, provider).map_err(io::Error::other)
}
