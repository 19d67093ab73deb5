use hostler_kit::http::{Kind, Refuse};
use hostler_licence::signed::SigningKey;
use serde::Serialize;
use sqlx::FromRow;

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Keyrings, and nothing else. Products are built with its public half.
    Root,
    /// Licence files, and the list of those withdrawn.
    Licence,
    /// Releases.
    Release,
}

impl Purpose {
    pub const ALL: [Purpose; 3] = [Purpose::Root, Purpose::Licence, Purpose::Release];

    pub fn code(self) -> &'static str {
        match self {
            Purpose::Root => "root",
            Purpose::Licence => "licence",
            Purpose::Release => "release",
        }
    }

    pub fn of(code: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// Kinds of documents that its keys may sign, as the keyring says.
    pub(super) fn kinds(self) -> Vec<String> {
        let kinds: &[&str] = match self {
            Purpose::Root => &["keyring"],
            Purpose::Licence => &["licence", "revocations"],
            Purpose::Release => &["release"],
        };
        kinds.iter().map(|kind| kind.to_string()).collect()
    }
}

/// A signing key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct SignKey {
    /// `k` and 16 hexadecimal digits.
    pub id: String,
    pub purpose: String,
    pub public_key: String,
    #[serde(skip)]
    pub sealed: String,
    /// Times that it was taken up to sign.
    pub documents: i64,
    pub created_at_ms: i64,
    pub retired_at_ms: Option<i64>,
    pub revoked_at_ms: Option<i64>,
    /// Why it was revoked.
    pub reason: String,
}

/// A key at work.
pub struct Signer {
    pub id: String,
    pub(super) key: SigningKey,
}

/// A signed keyring.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct KeyringText {
    pub number: i64,
    pub text: String,
    pub issued_at_ms: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SigningRefused {
    #[error("there is no signing key of this name; `hostler signing-key list` names them")]
    Unknown,
    #[error("the root key stands in every product and is neither rotated nor revoked")]
    RootStays,
    #[error("this key was revoked before; nothing was changed")]
    RevokedBefore,
    #[error("say why the key is revoked; nothing was changed")]
    ReasonMissing,
}

impl Refuse for SigningRefused {
    fn kind(&self) -> Kind {
        match self {
            SigningRefused::Unknown => Kind::Missing,
            SigningRefused::RevokedBefore => Kind::Conflict,
            SigningRefused::RootStays | SigningRefused::ReasonMissing => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            SigningRefused::Unknown => "signing-key-unknown",
            SigningRefused::RootStays => "root-key-stays",
            SigningRefused::RevokedBefore => "signing-key-revoked-before",
            SigningRefused::ReasonMissing => "reason-missing",
        }
    }
}
