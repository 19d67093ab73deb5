//! Why something about a licence is refused. Nothing was changed, and each sentence says what to do.

use hostler_kit::http::{Args, Kind, Refuse};
use hostler_licence::key::BadKey;
use hostler_licence::ledger::Refused;
use hostler_licence::signed::BadDocument;
use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LicenceRefused {
    #[error("mistyped: {bad}")]
    BadKey { bad: BadKey, at: At },
    #[error("no such key was issued")]
    UnknownKey { at: At },
    #[error("the key was withdrawn")]
    KeyRevoked { at: At },
    #[error("the key is in another licence")]
    KeyUsed { at: At },
    #[error("the key is for the licence {number} only")]
    KeyOfOtherLicence { at: At, number: String },
    #[error("the first key must be that of a licence itself")]
    NotABase,
    #[error("more than {most} keys at once")]
    TooManyKeys { most: usize },
    #[error(transparent)]
    Ledger(#[from] Refused),
    #[error(transparent)]
    Document(#[from] BadDocument),
    #[error("another machine holds the licence {number}")]
    Held { number: String },
    #[error("two machines hold the licence {number}")]
    PairHeld { number: String },
    #[error("the licence {number} was withdrawn")]
    Revoked { number: String, reason: String },
    #[error("no machine holds the licence {number}")]
    NobodyHolds { number: String },
    #[error("declared offline {most} times within a year")]
    MovesUsedUp { number: String, most: i64 },
    #[error("neither owner nor administrator")]
    NotYours,
    #[error("no reason was given")]
    ReasonMissing,
    #[error("the reason is longer than {most} characters")]
    ReasonTooLong { most: usize },
    #[error("the receipt names a licence that its machine never held")]
    ReceiptOfStranger,
    #[error("the receipt names file {serial}, which is newer than any")]
    ReceiptOfFuture { serial: i64 },
    #[error("{product} is not sold by licence")]
    NotSold { product: String },
    #[error("what is to be issued makes no sense: {0}")]
    OddWish(&'static str),
    #[error("the licence is not withdrawn")]
    NotRevoked,
    #[error("the licence was withdrawn before")]
    RevokedBefore,
    #[error("the key is not new")]
    KeyNotNew,
    #[error("the list of withdrawn licences is full")]
    RevocationsFull,
    #[error("no licence file was made yet")]
    NoFile,
    #[error("the request carries another base key than the one typed")]
    RequestOfOtherKey,
    #[error("there is no customer of this id or mail address")]
    NoCustomer,
}

/// Which of several keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The first, or the only one.
    Base,
    /// One of the further keys, from 1.
    Further(usize),
}

impl At {
    fn field(self) -> &'static str {
        match self {
            At::Base => "key",
            At::Further(_) => "further_keys",
        }
    }

    /// Its number among all keys, from 1.
    fn number(self) -> usize {
        match self {
            At::Base => 1,
            At::Further(place) => place + 1,
        }
    }
}

impl LicenceRefused {
    fn at(&self) -> Option<At> {
        use LicenceRefused::*;
        match self {
            BadKey { at, .. }
            | UnknownKey { at }
            | KeyRevoked { at }
            | KeyUsed { at }
            | KeyOfOtherLicence { at, .. } => Some(*at),
            NotABase => Some(At::Base),
            _ => None,
        }
    }
}

impl Refuse for LicenceRefused {
    fn kind(&self) -> Kind {
        use LicenceRefused::*;
        match self {
            KeyUsed { .. } | KeyOfOtherLicence { .. } | Held { .. } | PairHeld { .. } | Revoked { .. } => {
                Kind::Conflict
            }
            NobodyHolds { .. } | MovesUsedUp { .. } | NotRevoked | RevokedBefore | KeyNotNew => {
                Kind::Conflict
            }
            KeyRevoked { .. } | RevocationsFull | ReceiptOfFuture { .. } => Kind::Conflict,
            UnknownKey { .. } | ReceiptOfStranger | NoFile => Kind::Missing,
            NotYours => Kind::Forbidden,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        use LicenceRefused::*;
        match self {
            BadKey { bad, .. } => bad.code(),
            UnknownKey { .. } => "key-unknown",
            KeyRevoked { .. } => "key-revoked",
            KeyUsed { .. } => "key-used",
            KeyOfOtherLicence { .. } => "key-other-licence",
            NotABase => "base-key-needed",
            TooManyKeys { .. } => "keys-too-many",
            Ledger(refused) => refused.code(),
            Document(bad) => bad.code(),
            Held { .. } => "licence-held",
            PairHeld { .. } => "licence-held-by-pair",
            Revoked { .. } => "licence-revoked",
            NobodyHolds { .. } => "licence-not-held",
            MovesUsedUp { .. } => "offline-moves-used-up",
            NotYours => "licence-not-yours",
            ReasonMissing => "reason-missing",
            ReasonTooLong { .. } => "reason-too-long",
            ReceiptOfStranger => "receipt-of-stranger",
            ReceiptOfFuture { .. } => "receipt-of-future",
            NotSold { .. } => "product-not-licensed",
            OddWish(_) => "grant-makes-no-sense",
            NotRevoked => "licence-not-revoked",
            RevokedBefore => "licence-revoked-before",
            KeyNotNew => "key-not-new",
            RevocationsFull => "revocations-full",
            NoFile => "licence-no-file",
            RequestOfOtherKey => "request-of-other-key",
            NoCustomer => "customer-unknown",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            LicenceRefused::ReasonMissing | LicenceRefused::ReasonTooLong { .. } => Some("reason"),
            LicenceRefused::OddWish(_) => Some("grants"),
            LicenceRefused::NoCustomer => Some("customer"),
            other => other.at().map(At::field),
        }
    }

    fn args(&self) -> Args {
        use LicenceRefused::*;
        let mut args = match self {
            BadKey { bad, .. } => of_bad_key(bad),
            KeyOfOtherLicence { number, .. }
            | Held { number }
            | PairHeld { number }
            | NobodyHolds { number } => Args::from([("number", number.clone())]),
            Revoked { number, reason } => {
                Args::from([("number", number.clone()), ("reason", reason.clone())])
            }
            MovesUsedUp { number, most } => {
                Args::from([("number", number.clone()), ("most", most.to_string())])
            }
            TooManyKeys { most } | ReasonTooLong { most } => Args::from([("most", most.to_string())]),
            ReceiptOfFuture { serial } => Args::from([("serial", serial.to_string())]),
            NotSold { product } => Args::from([("product", product.clone())]),
            OddWish(what) => Args::from([("what", what.to_string())]),
            Ledger(refused) => of_ledger(refused),
            Document(bad) => of_document(bad),
            _ => Args::new(),
        };
        if let Some(at) = self.at() {
            args.insert("key", at.number().to_string());
        }
        args
    }
}

fn of_bad_key(bad: &BadKey) -> Args {
    match bad {
        BadKey::Length(found) => Args::from([("found", found.to_string())]),
        BadKey::Character { position, character } => {
            Args::from([("position", position.to_string()), ("character", character.to_string())])
        }
        BadKey::Mistyped { positions, suggestion } => {
            let places: Vec<String> = positions.iter().map(usize::to_string).collect();
            Args::from([("places", places.join(", ")), ("suggestion", suggestion.clone())])
        }
        BadKey::Empty | BadKey::Unreadable => Args::new(),
    }
}

fn of_ledger(refused: &Refused) -> Args {
    match refused {
        Refused::OtherProduct { found, wanted }
        | Refused::OtherEdition { found, wanted }
        | Refused::OtherClass { found, wanted } => {
            Args::from([("found", found.clone()), ("wanted", wanted.clone())])
        }
        Refused::AddOnUsers { add_on, found, users } => Args::from([
            ("addon", add_on.clone()),
            ("found", found.to_string()),
            ("users", users.to_string()),
        ]),
        Refused::NoBase | Refused::SecondBase => Args::new(),
    }
}

fn of_document(bad: &BadDocument) -> Args {
    match bad {
        BadDocument::NoDocument(wanted) => Args::from([("wanted", wanted.to_string())]),
        BadDocument::OtherKind { found, wanted } => {
            Args::from([("found", found.clone()), ("wanted", wanted.to_string())])
        }
        BadDocument::NewerFormat { found, known } => {
            Args::from([("found", found.to_string()), ("known", known.to_string())])
        }
        BadDocument::UnknownKey(id) | BadDocument::KeyRetired(id) | BadDocument::KeyRevoked(id) => {
            Args::from([("id", id.clone())])
        }
        BadDocument::KeyForOther(id, _) => Args::from([("id", id.clone())]),
        _ => Args::new(),
    }
}
