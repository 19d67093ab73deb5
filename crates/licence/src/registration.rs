//! What a machine writes: the request for a licence file (L7), and the receipt by which it gives a licence up (L8).
//!
//! Each machine makes a key pair of its own when the product is installed. It signs both with it, so nobody else can
//! give its licence up, and the vendor knows a machine again.

use crate::signed::{BadDocument, Document, SigningKey, Unverified, key_id, public_text};
use serde::{Deserialize, Serialize};

/// Keys that one request may carry beyond the base key.
pub const MOST_KEYS: usize = 100;

/// A machine that runs a product. Its id is that of its key, [`key_id`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Its full host name.
    pub host: String,
    /// Such as `Debian GNU/Linux 12 (bookworm)`.
    pub system: String,
    /// Such as `x86_64, 4 cores, 8 GB`.
    pub hardware: String,
    /// Tells the same hardware again without saying what it is: a hash, 32 hexadecimal digits.
    pub fingerprint: String,
    /// The zone in which its days begin, an IANA name: the licence's days do so too from its first registration on (L13).
    pub zone: String,
}

/// Who owns the licence, as they say it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    pub company: String,
    pub name: String,
    pub email: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// `en` or `nl`.
    pub language: String,
}

/// The request for a licence file: keys, who and where.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The machine.
    pub key_id: String,
    pub issued_at_ms: i64,
    /// Its public key, 64 hexadecimal digits.
    pub public_key: String,
    /// Chance; the answer to a request repeats it.
    pub nonce: String,
    pub product: String,
    /// Version that runs.
    pub version: String,
    /// The first key of the licence, and those that are added to it, as typed and found right.
    pub base_key: String,
    pub further_keys: Vec<String>,
    pub owner: Owner,
    pub machine: Machine,
    /// The id of the machine that this one stands in for when it fails: the two register as one.
    pub partner: Option<String>,
}

/// Keys stay out of logs.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Request({} on {})", self.product, self.key_id)
    }
}

impl Document for Request {
    const KIND: &'static str = "request";

    fn key_id(&self) -> &str {
        &self.key_id
    }

    fn issued_at_ms(&self) -> i64 {
        self.issued_at_ms
    }
}

/// The machine's word that it no longer uses a licence and will not again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The machine.
    pub key_id: String,
    pub issued_at_ms: i64,
    pub public_key: String,
    /// The licence's id, and the serial of the file that was given up.
    pub licence: String,
    pub serial: i64,
    pub reason: GivenUp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GivenUp {
    /// The product was uninstalled.
    Uninstalled,
    /// The administrator moves the licence to another machine.
    Moved,
}

impl Document for Receipt {
    const KIND: &'static str = "receipt";

    fn key_id(&self) -> &str {
        &self.key_id
    }

    fn issued_at_ms(&self) -> i64 {
        self.issued_at_ms
    }
}

/// Reads a request or receipt that must be signed by the machine that it names.
///
/// # Errors
/// It is no such document, or was altered.
pub fn open<D: Document>(text: &str) -> Result<D, BadDocument> {
    Unverified::<D>::read(text)?.verify_own().map(|(document, _)| document)
}

/// The id of a machine and its public key as text, from its key.
pub fn identity(machine: &SigningKey) -> (String, String) {
    let public = machine.verifying_key();
    (key_id(&public), public_text(&public))
}
