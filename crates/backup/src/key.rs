//! The key of a repository. Without it nothing in there can be read by anybody, us included: the platform seals it, and
//! its escrow keeps a second copy.

use crate::Fault;
use aes256ctr_poly1305aes::Aes256CtrPoly1305Aes;
use aes256ctr_poly1305aes::aead::{AeadInPlace, Nonce, Tag};
use rustic_core::Credentials;
use rustic_core::repofile::MasterKey;
use std::fmt;

const NONCE: usize = 16;
const TAG: usize = 16;

/// The master key of a repository: AES-256 in counter mode and Poly1305-AES, as restic has it. It is used itself, not
/// derived from a password, so opening costs nothing.
#[derive(Clone)]
pub struct Key(MasterKey);

/// A text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not the key of a repository: it is one line of JSON that begins with {{\"mac\"")]
pub struct KeyUnreadable;

impl Key {
    /// A new one, from the system's randomness.
    #[allow(clippy::new_without_default, reason = "two defaults would be two different keys")]
    pub fn new() -> Key {
        Key(MasterKey::new())
    }

    /// One line of JSON, as rustic's `--key-file` also reads it.
    pub fn to_text(&self) -> String {
        serde_json::to_string(&self.0).expect("a key is plain data")
    }

    pub fn from_text(text: &str) -> Result<Key, KeyUnreadable> {
        let key: MasterKey = serde_json::from_str(text.trim()).map_err(|_| KeyUnreadable)?;
        let whole = key.encrypt.len() == 32 && key.mac.k.len() == 16 && key.mac.r.len() == 16;
        whole.then_some(Key(key)).ok_or(KeyUnreadable)
    }

    pub(crate) fn credentials(&self) -> Credentials {
        Credentials::Masterkey(self.0.clone())
    }

    /// What was sealed with this key: nonce, text, tag.
    pub(crate) fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let damaged = || Fault::Damaged("a piece of it does not pass its check".to_owned());
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
        let (text, tag) = rest.split_last_chunk::<TAG>().ok_or_else(damaged)?;
        let (nonce, tag): (Nonce<Aes256CtrPoly1305Aes>, Tag<Aes256CtrPoly1305Aes>) =
            ((*nonce).into(), (*tag).into());
        let mut text = text.to_vec();
        self.cipher().decrypt_in_place_detached(&nonce, &[], &mut text, &tag).map_err(|_| damaged())?;
        Ok(text)
    }

    fn cipher(&self) -> Aes256CtrPoly1305Aes {
        let mut bytes = [0; 64];
        bytes[..32].copy_from_slice(&self.0.encrypt);
        bytes[32..48].copy_from_slice(&self.0.mac.k);
        bytes[48..].copy_from_slice(&self.0.mac.r);
        Aes256CtrPoly1305Aes::new(&bytes.into())
    }
}

/// Says that it is a key, not which.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}
