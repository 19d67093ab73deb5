//! The keys by which the vendor signs: a document of its own, signed by the root key that products are built with.
//!
//! The root key stays in a safe; keys of every day are made, retired and withdrawn by a new keyring with a higher
//! number. A **retired** key's documents stay good if they were issued before; a **revoked** key's do not, whenever
//! they say to be from (L12).

use crate::signed::{BadDocument, Document, Unverified, public_key};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keyring {
    /// The root key's.
    pub key_id: String,
    pub issued_at_ms: i64,
    /// Grows with each keyring; a product keeps the highest that it has seen.
    pub number: i64,
    pub keys: Vec<RingKey>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RingKey {
    /// 64 hexadecimal digits.
    pub public: String,
    /// Kinds of documents that it may sign: `licence`, `release`, `revocations`.
    pub kinds: Vec<String>,
    /// Documents issued from this instant on are no longer good.
    pub retired_at_ms: Option<i64>,
    /// None of its documents is good any more.
    pub revoked_at_ms: Option<i64>,
}

impl Document for Keyring {
    const KIND: &'static str = "keyring";

    fn key_id(&self) -> &str {
        &self.key_id
    }

    fn issued_at_ms(&self) -> i64 {
        self.issued_at_ms
    }
}

impl Keyring {
    /// Reads a document that the vendor signed with a key of this ring.
    ///
    /// # Errors
    /// The text is no such document, was altered, or the key may not have signed it.
    pub fn open<D: Document>(&self, text: &str) -> Result<D, BadDocument> {
        let unverified = Unverified::<D>::read(text)?;
        let id = unverified.key_id().to_string();
        let unknown = || BadDocument::UnknownKey(id.clone());
        let own =
            |key: &&RingKey| public_key(&key.public).is_some_and(|key| crate::signed::key_id(&key) == id);
        let key = self.keys.iter().find(own).ok_or_else(unknown)?;
        if !key.kinds.iter().any(|kind| kind == D::KIND) {
            return Err(BadDocument::KeyForOther(id, D::KIND));
        }
        if key.revoked_at_ms.is_some() {
            return Err(BadDocument::KeyRevoked(id));
        }
        if key.retired_at_ms.is_some_and(|retired| unverified.issued_at_ms() >= retired) {
            return Err(BadDocument::KeyRetired(id));
        }
        let public = public_key(&key.public).ok_or_else(unknown)?;
        unverified.verify(&public)
    }
}
