use crate::events::Actor;
use hostler_kit::http::{Args, Kind, Refuse};
use hostler_kit::secret::SHORTEST_PASSWORD;
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

impl SignKey {
    /// The root key in a file outside of this installation ([`super::move_root`]).
    pub fn is_away(&self) -> bool {
        self.sealed.is_empty()
    }
}

/// Who changes signing keys, and the root key where they brought it.
#[derive(Clone, Copy)]
pub struct Keyholder<'a> {
    pub by: &'a Actor,
    pub root: Option<&'a Signer>,
}

impl<'a> From<&'a Actor> for Keyholder<'a> {
    fn from(by: &'a Actor) -> Keyholder<'a> {
        Keyholder { by, root: None }
    }
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

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SigningRefused {
    #[error("there is no signing key of this name; `hostler signing-key list` names them")]
    Unknown,
    #[error("the root key stands in every product and is neither rotated nor revoked")]
    RootStays,
    #[error("this key was revoked before; nothing was changed")]
    RevokedBefore,
    #[error("say why the key is revoked; nothing was changed")]
    ReasonMissing,
    #[error("the root key lies in a file outside of this installation; nothing was changed")]
    RootAway,
    #[error("this is another installation's root key; nothing was changed")]
    RootForeign,
    #[error("the root key file cannot be used ({why}); nothing was changed")]
    RootFileUnusable { why: String },
    #[error("the passphrase does not open the root key file; nothing was changed")]
    PassphraseWrong,
    #[error("the passphrase is too short; nothing was changed")]
    PassphraseShort,
}

impl Refuse for SigningRefused {
    fn kind(&self) -> Kind {
        match self {
            SigningRefused::Unknown => Kind::Missing,
            SigningRefused::RevokedBefore | SigningRefused::RootAway => Kind::Conflict,
            SigningRefused::RootStays
            | SigningRefused::ReasonMissing
            | SigningRefused::RootForeign
            | SigningRefused::RootFileUnusable { .. }
            | SigningRefused::PassphraseWrong
            | SigningRefused::PassphraseShort => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            SigningRefused::Unknown => "signing-key-unknown",
            SigningRefused::RootStays => "root-key-stays",
            SigningRefused::RevokedBefore => "signing-key-revoked-before",
            SigningRefused::ReasonMissing => "reason-missing",
            SigningRefused::RootAway => "root-key-away",
            SigningRefused::RootForeign => "root-key-foreign",
            SigningRefused::RootFileUnusable { .. } => "root-file-unusable",
            SigningRefused::PassphraseWrong => "root-passphrase-wrong",
            SigningRefused::PassphraseShort => "root-passphrase-short",
        }
    }

    fn args(&self) -> Args {
        match self {
            SigningRefused::RootFileUnusable { why } => Args::from([("why", why.clone())]),
            SigningRefused::PassphraseShort => Args::from([("least", SHORTEST_PASSWORD.to_string())]),
            _ => Args::new(),
        }
    }
}
