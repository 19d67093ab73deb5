//! Single sign-on to a server's console: a short-lived assertion that the portal adds to each request it passes on.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The request header that carries the assertion.
pub const HEADER: &str = "hostler-sign-in";
/// The request header that tells under which path the portal shows the console; links start with it.
pub const PREFIX_HEADER: &str = "x-forwarded-prefix";
/// An assertion is good for this long.
pub const VALID_MS: i64 = 60_000;

/// Who is at the console, as the portal knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The server this is for; another server refuses it.
    pub server: String,
    /// The person's id, or `platform` for the platform itself.
    pub person: String,
    pub name: String,
    /// `en` or `nl`.
    pub language: String,
    /// Value that forms carry back (protection against cross-site requests).
    pub csrf: String,
    pub expires_ms: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSignIn {
    #[error("the assertion is not of the form TEXT.SIGNATURE")]
    Malformed,
    #[error("the assertion's signature is wrong")]
    Forged,
    #[error("the assertion is for another server")]
    Foreign,
    #[error("the assertion has expired")]
    Expired,
}

impl SignIn {
    /// `base64url(JSON).base64url(HMAC-SHA-256)`.
    pub fn sign(&self, key: &[u8]) -> String {
        let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).expect("plain strings"));
        let signature = URL_SAFE_NO_PAD.encode(mac(key, &body).finalize().into_bytes());
        format!("{body}.{signature}")
    }

    /// Reads an assertion that must be signed with `key`, made for `server` and not be older than its time.
    pub fn verify(text: &str, key: &[u8], server: &str, now_ms: i64) -> Result<SignIn, BadSignIn> {
        let (body, signature) = text.split_once('.').ok_or(BadSignIn::Malformed)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| BadSignIn::Malformed)?;
        mac(key, body).verify_slice(&signature).map_err(|_| BadSignIn::Forged)?;
        let json = URL_SAFE_NO_PAD.decode(body).map_err(|_| BadSignIn::Malformed)?;
        let sign_in: SignIn = serde_json::from_slice(&json).map_err(|_| BadSignIn::Malformed)?;
        if sign_in.server != server {
            return Err(BadSignIn::Foreign);
        }
        if sign_in.expires_ms < now_ms {
            return Err(BadSignIn::Expired);
        }
        Ok(sign_in)
    }
}

fn mac(key: &[u8], body: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(body.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_server_in_time_and_unchanged() {
        let anna = SignIn {
            server: "srv_bakery".into(),
            person: "per_anna".into(),
            name: "Anna".into(),
            language: "nl".into(),
            csrf: "c".into(),
            expires_ms: 100,
        };
        let text = anna.sign(b"key");
        assert_eq!(SignIn::verify(&text, b"key", "srv_bakery", 100), Ok(anna));
        assert_eq!(SignIn::verify(&text, b"key", "srv_bakery", 101), Err(BadSignIn::Expired));
        assert_eq!(SignIn::verify(&text, b"key", "srv_flowers", 100), Err(BadSignIn::Foreign));
        assert_eq!(SignIn::verify(&text, b"yek", "srv_bakery", 100), Err(BadSignIn::Forged));
        assert_eq!(SignIn::verify("nonsense", b"key", "srv_bakery", 100), Err(BadSignIn::Malformed));
    }
}
