//! Signed documents: text that a person can mail, print as a QR code or carry on a stick, and that cannot be altered.
//!
//! A document is one word in three parts, `hostler-licence-1.PAYLOAD.SIGNATURE`: kind and version of its form; the
//! JSON of the document, base64url without padding; and the Ed25519 signature (RFC 8032) over the first two parts with
//! the full stop between them, base64url. Spaces and line breaks within are ignored, so mail may wrap it. Which key
//! signed, and when, stands inside the signed bytes.

#[cfg(test)]
mod tests;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::marker::PhantomData;

pub use ed25519_dalek::{SigningKey, VerifyingKey};

/// Longest document that is read, in bytes.
pub const LONGEST: usize = 256 * 1024;

/// What can be signed. Its JSON refuses fields that it does not know: a new field is a new version.
pub trait Document: Serialize + DeserializeOwned {
    /// Such as `licence`.
    const KIND: &'static str;
    /// Version of the form, from 1.
    const VERSION: u32 = 1;

    /// The id of the key that signs it, [`key_id`].
    fn key_id(&self) -> &str;

    /// When it was issued, milliseconds since 1970 UTC.
    fn issued_at_ms(&self) -> i64;
}

/// Names a public key: `k` and the first 16 hexadecimal digits of its SHA-256.
pub fn key_id(key: &VerifyingKey) -> String {
    let hash = Sha256::digest(key.as_bytes());
    let digits: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("k{digits}")
}

/// A public key as 64 hexadecimal digits.
pub fn public_text(key: &VerifyingKey) -> String {
    key.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads [`public_text`]; keys of small order, with which anything would verify, are no keys.
pub fn public_key(text: &str) -> Option<VerifyingKey> {
    let digits = (text.len() == 64 && text.is_ascii()).then_some(text)?;
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()?;
    }
    VerifyingKey::from_bytes(&bytes).ok().filter(|key| !key.is_weak())
}

/// Signs a document. Its `key_id` must be that of the key.
pub fn sign<D: Document>(document: &D, key: &SigningKey) -> String {
    let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(document).expect("documents are plain data"));
    let signed = format!("{}.{payload}", label::<D>());
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).to_bytes());
    format!("{signed}.{signature}")
}

fn label<D: Document>() -> String {
    format!("hostler-{}-{}", D::KIND, D::VERSION)
}

/// Why a text is not a document that may be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDocument {
    #[error("there is nothing in it")]
    Empty,
    #[error("it is longer than {LONGEST} bytes")]
    TooLong,
    #[error("this is no {0} file")]
    NoDocument(&'static str),
    /// Another kind of document: a request file where a licence file is wanted.
    #[error("this is a {found} file and a {wanted} file is wanted")]
    OtherKind { found: String, wanted: &'static str },
    #[error("it is written in form {found}; this program reads up to {known}")]
    NewerFormat { found: u32, known: u32 },
    #[error("the end is missing")]
    CutShort,
    #[error("it was altered, or was not signed by whom it says")]
    Altered,
    #[error("the key {0} that signed it is not known")]
    UnknownKey(String),
    #[error("the key {0} had been retired when it was issued")]
    KeyRetired(String),
    #[error("the key {0} was withdrawn")]
    KeyRevoked(String),
    #[error("the key {0} may not sign a {1}")]
    KeyForOther(String, &'static str),
    #[error("it is signed, and what it says makes no sense: {0}")]
    Malformed(String),
}

impl BadDocument {
    /// Stable; pages have their words under it.
    pub fn code(&self) -> &'static str {
        match self {
            BadDocument::Empty => "file-empty",
            BadDocument::TooLong => "file-too-long",
            BadDocument::NoDocument(_) => "file-no-document",
            BadDocument::OtherKind { .. } => "file-other-kind",
            BadDocument::NewerFormat { .. } => "file-newer-format",
            BadDocument::CutShort => "file-cut-short",
            BadDocument::Altered => "file-altered",
            BadDocument::UnknownKey(_) => "file-key-unknown",
            BadDocument::KeyRetired(_) => "file-key-retired",
            BadDocument::KeyRevoked(_) => "file-key-revoked",
            BadDocument::KeyForOther(..) => "file-key-for-other",
            BadDocument::Malformed(_) => "file-malformed",
        }
    }
}

/// A document that was read and not verified: good only to find out by which key it says to be signed.
pub struct Unverified<D> {
    claim: Claim,
    json: Vec<u8>,
    signed: String,
    signature: Signature,
    kind: PhantomData<D>,
}

/// What every document says about its signature, whatever else is in it.
#[derive(Deserialize)]
struct Claim {
    key_id: String,
    issued_at_ms: i64,
    /// Only documents of machines carry their own key.
    public_key: Option<String>,
}

impl<D: Document> Unverified<D> {
    /// Takes the text apart.
    ///
    /// # Errors
    /// What it is instead, or what is missing.
    pub fn read(text: &str) -> Result<Unverified<D>, BadDocument> {
        if text.len() > LONGEST {
            return Err(BadDocument::TooLong);
        }
        let text: String = text.chars().filter(|char| !char.is_whitespace() && *char != '\u{feff}').collect();
        if text.is_empty() {
            return Err(BadDocument::Empty);
        }
        let mut parts = text.splitn(3, '.');
        check_label::<D>(parts.next().unwrap_or_default())?;
        let (Some(payload), Some(signature)) = (parts.next(), parts.next()) else {
            return Err(BadDocument::CutShort);
        };
        let json = URL_SAFE_NO_PAD.decode(payload).map_err(|_| BadDocument::Altered)?;
        let claim = serde_json::from_slice(&json).map_err(|_| BadDocument::Altered)?;
        let signed = format!("{}.{payload}", label::<D>());
        Ok(Unverified { claim, json, signed, signature: self::signature(signature)?, kind: PhantomData })
    }

    /// The key that it says to be signed by.
    pub fn key_id(&self) -> &str {
        &self.claim.key_id
    }

    pub fn issued_at_ms(&self) -> i64 {
        self.claim.issued_at_ms
    }

    /// The document, if this key signed it.
    pub fn verify(self, key: &VerifyingKey) -> Result<D, BadDocument> {
        if self.claim.key_id != key_id(key) {
            return Err(BadDocument::UnknownKey(self.claim.key_id));
        }
        key.verify_strict(self.signed.as_bytes(), &self.signature).map_err(|_| BadDocument::Altered)?;
        serde_json::from_slice(&self.json).map_err(|error| BadDocument::Malformed(error.to_string()))
    }

    /// The document of a machine, if the key that it carries signed it; with that key.
    pub(crate) fn verify_own(self) -> Result<(D, VerifyingKey), BadDocument> {
        let own = self.claim.public_key.as_deref().and_then(public_key).ok_or(BadDocument::Altered)?;
        self.verify(&own).map(|document| (document, own))
    }
}

/// What a document says, whoever signed it: for its own author, who kept it where nobody else writes.
pub fn unproven<D: Document>(text: &str) -> Option<D> {
    serde_json::from_slice(&Unverified::<D>::read(text).ok()?.json).ok()
}

fn signature(text: &str) -> Result<Signature, BadDocument> {
    /// 64 bytes in base64url without padding.
    const LENGTH: usize = 86;
    if text.len() < LENGTH {
        return Err(BadDocument::CutShort);
    }
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadDocument::Altered)?;
    Signature::from_slice(&bytes).map_err(|_| BadDocument::Altered)
}

fn check_label<D: Document>(found: &str) -> Result<(), BadDocument> {
    let wanted = label::<D>();
    if wanted.starts_with(found) && found.len() < wanted.len() {
        return Err(BadDocument::CutShort);
    }
    let parts = found.strip_prefix("hostler-").and_then(|rest| rest.rsplit_once('-'));
    let (kind, version) = parts.ok_or(BadDocument::NoDocument(D::KIND))?;
    if kind != D::KIND {
        return Err(BadDocument::OtherKind { found: kind.chars().take(40).collect(), wanted: D::KIND });
    }
    match version.parse::<u32>() {
        Ok(found) if found == D::VERSION => Ok(()),
        Ok(found) => Err(BadDocument::NewerFormat { found, known: D::VERSION }),
        Err(_) => Err(BadDocument::NoDocument(D::KIND)),
    }
}
