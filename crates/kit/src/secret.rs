//! Secrets: passwords (argon2id), tokens (only their hash is stored) and the vault that seals what must be
//! readable again, such as a server's credential, before it goes into the database.

use crate::random::{Random, hex};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// Shortest password a person may choose, in characters (NIST SP 800-63B-4, 3.1.1.2, with a second factor to come).
pub const SHORTEST_PASSWORD: usize = 10;
/// Longest one, in bytes: a limit on work, not on people.
pub const LONGEST_PASSWORD: usize = 512;

/// argon2id with 19 MiB, two passes, one lane (OWASP's first choice); Dovecot can verify it as well.
fn argon2() -> Argon2<'static> {
    Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        Params::new(19_456, 2, 1, None).expect("valid parameters"),
    )
}

/// The password's hash in PHC form. Takes about 20 ms of one core: run it off the async threads.
pub fn hash_password(password: &str, random: &Random) -> String {
    let hash = argon2().hash_password_with_salt(password.as_bytes(), &random.bytes::<16>());
    hash.expect("a salt of 16 bytes is valid").to_string()
}

/// Whether the password is the one that was hashed. A hash that cannot be read fits no password.
pub fn verify_password(password: &str, hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    argon2().verify_password(password.as_bytes(), &hash).is_ok()
}

/// What is stored of a token: its SHA-256 in hexadecimal. Tokens have 256 random bits, so no salt is needed.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Seals small secrets with XChaCha20-Poly1305 under the installation's key.
#[derive(Clone)]
pub struct Vault {
    key: [u8; 32],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a sealed secret cannot be opened: it was changed, belongs to something else, or the key file is another one"
)]
pub struct CannotOpen;

impl Vault {
    pub fn new(key: [u8; 32]) -> Vault {
        Vault { key }
    }

    /// Under a key made of a passphrase by argon2id (64 MiB, three passes, one lane): for what leaves the installation.
    /// Takes about a quarter of a second of one core.
    pub fn of_passphrase(passphrase: &str, salt: &[u8; 16]) -> Vault {
        let costs = Params::new(65_536, 3, 1, Some(32)).expect("valid parameters");
        let mut key = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, costs)
            .hash_password_into(passphrase.as_bytes(), salt, &mut key)
            .expect("a salt of 16 bytes and a key of 32 are valid");
        Vault { key }
    }

    /// Seals `secret` for the row `owner`: copied to another row it no longer opens.
    pub fn seal(&self, secret: &str, owner: &str, random: &Random) -> String {
        let nonce = random.bytes::<24>();
        let payload = Payload { msg: secret.as_bytes(), aad: owner.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).expect("encryption of short texts");
        STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
    }

    pub fn open(&self, sealed: &str, owner: &str) -> Result<String, CannotOpen> {
        let bytes = STANDARD_NO_PAD.decode(sealed).map_err(|_| CannotOpen)?;
        let (nonce, sealed) = bytes.split_first_chunk::<24>().ok_or(CannotOpen)?;
        let payload = Payload { msg: sealed, aad: owner.as_bytes() };
        let opened = self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| CannotOpen)?;
        String::from_utf8(opened).map_err(|_| CannotOpen)
    }

    /// Tells whether two things are the same without storing either: HMAC-SHA256 of the parts under a key of its own,
    /// so that nobody who reads the database can try passwords against it.
    pub fn fingerprint(&self, parts: &[&[u8]]) -> String {
        let mut key = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.key).expect("a key of any length fits");
        key.update(b"fingerprint");
        let key = key.finalize().into_bytes();
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).expect("a key of any length fits");
        for part in parts {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        hex(&mac.finalize().into_bytes())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.key.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_hash_only() {
        let random = Random::seeded(7);
        let hash = hash_password("stroopwafel met kaas", &random);
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify_password("stroopwafel met kaas", &hash));
        assert!(!verify_password("stroopwafel met Kaas", &hash));
        assert!(!verify_password("", "") && !verify_password("x", "not a hash"));
    }

    #[test]
    fn a_passphrase_opens_what_it_sealed() {
        let sealed =
            Vault::of_passphrase("stroopwafel met kaas", &[1; 16]).seal("seed", "k1", &Random::seeded(1));
        let open = |phrase, salt| Vault::of_passphrase(phrase, &[salt; 16]).open(&sealed, "k1");
        assert_eq!(open("stroopwafel met kaas", 1).as_deref(), Ok("seed"));
        assert_eq!(
            (open("stroopwafel met Kaas", 1), open("stroopwafel met kaas", 2)),
            (Err(CannotOpen), Err(CannotOpen))
        );
    }

    #[test]
    fn a_sealed_secret_opens_for_its_owner_only() {
        let vault = Vault::new([7; 32]);
        let sealed = vault.seal("credential", "srv_bakery", &Random::seeded(1));
        assert_eq!(vault.open(&sealed, "srv_bakery").as_deref(), Ok("credential"));
        assert_eq!(vault.open(&sealed, "srv_flowers"), Err(CannotOpen));
        assert_eq!(Vault::new([8; 32]).open(&sealed, "srv_bakery"), Err(CannotOpen));
        assert_eq!(vault.open("AAAA", "srv_bakery"), Err(CannotOpen));
    }
}
