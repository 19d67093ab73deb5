//! Why something about the licence was refused. The sentence is the fluent message `refusal-<code>`.

use super::vendor::NoAnswer;
use hostler_kit::http::{Args, Kind, Refuse};
use hostler_licence::file::NotForHere;
use hostler_licence::key::BadKey;
use hostler_licence::signed::BadDocument;
use std::io;

/// What a verb of licensing answers when it does nothing.
#[derive(Debug, thiserror::Error)]
pub enum LicensingError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The machine's file cannot be read or written.
    #[error("the machine's own file: {0}")]
    File(#[from] io::Error),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the licence is included at a hosted server")]
    Hosted,
    #[error("the file was not taken: {0}")]
    File(BadDocument),
    #[error("the licence file was not taken: {0}")]
    NotForHere(NotForHere),
    /// The text is a licence file, and by which keys the vendor signs is not known here yet.
    #[error("the vendor's keyring is missing")]
    KeyringMissing,
    #[error("no text and no file came")]
    FileMissing,
    /// Keyring or revocations alone; they were taken in.
    #[error("no licence file was among it")]
    LicenceNotAmongIt,
    #[error("the key was not taken: {0}")]
    Key(BadKey),
    /// Which of the further keys, from 1.
    #[error("further key {0} was not taken: {1}")]
    FurtherKey(usize, BadKey),
    #[error("the key {0} is in the list already")]
    KeyTwice(String),
    #[error("at most {0} keys at once")]
    TooManyKeys(usize),
    /// It is that of users, an add-on or a renewal.
    #[error("the key {0} is not that of a licence")]
    NotABaseKey(String),
    #[error("the key {0} is that of a licence of its own")]
    SecondBaseKey(String),
    #[error("the key {0} was withdrawn")]
    KeyWithdrawn(String),
    #[error("the key is for {found}, and {wanted} runs here")]
    KeyForOther { found: String, wanted: String },
    #[error("the key {key} belongs to the licence {number}")]
    KeyOfOtherLicence { key: String, number: String },
    #[error("no base key was given")]
    BaseKeyMissing,
    #[error("a company or name is needed")]
    OwnerMissing,
    #[error("`{0}` is not a mail address")]
    EmailInvalid(String),
    #[error("`{0}` is not a country")]
    CountryInvalid(String),
    #[error("{0} is longer than {1} characters")]
    TooLong(&'static str, usize),
    #[error("`{0}` is no machine's id")]
    PartnerInvalid(String),
    #[error("no licence is installed")]
    NothingInstalled,
    #[error("no receipt waits")]
    NoReceipt,
    #[error("the vendor: {0}")]
    Vendor(NoAnswer),
}

use Refusal as R;

impl Refuse for Refusal {
    fn kind(&self) -> Kind {
        match self {
            R::Hosted | R::NoReceipt => Kind::Missing,
            R::NotForHere(_) | R::NothingInstalled | R::KeyringMissing => Kind::Conflict,
            R::KeyWithdrawn(_) | R::KeyOfOtherLicence { .. } => Kind::Conflict,
            R::Vendor(NoAnswer::Refused { .. }) => Kind::Conflict,
            R::Vendor(_) => Kind::Unavailable,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            R::Hosted => "licence-included",
            R::File(bad) => bad.code(),
            R::NotForHere(not) => not.code(),
            R::KeyringMissing => "keyring-missing",
            R::FileMissing => "licence-file-missing",
            R::LicenceNotAmongIt => "licence-file-not-in-it",
            R::Key(bad) => bad.code(),
            R::FurtherKey(..) => "further-key",
            R::KeyTwice(_) => "key-twice",
            R::TooManyKeys(_) => "too-many-keys",
            R::NotABaseKey(_) => "base-key-needed",
            R::SecondBaseKey(_) => "second-base-key",
            R::KeyWithdrawn(_) => "key-withdrawn",
            R::KeyForOther { .. } => "key-other-product",
            R::KeyOfOtherLicence { .. } => "key-other-licence",
            R::BaseKeyMissing => "base-key-missing",
            R::OwnerMissing => "owner-missing",
            R::EmailInvalid(_) => "owner-email-invalid",
            R::CountryInvalid(_) => "owner-country-invalid",
            R::TooLong(..) => "licence-text-long",
            R::PartnerInvalid(_) => "partner-invalid",
            R::NothingInstalled => "licence-not-installed",
            R::NoReceipt => "receipt-missing",
            R::Vendor(NoAnswer::Refused { .. }) => "vendor-refused",
            R::Vendor(NoAnswer::Unreachable(_)) => "vendor-unreachable",
            R::Vendor(NoAnswer::Nonsense(_)) => "vendor-nonsense",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            R::File(_) | R::NotForHere(_) | R::KeyringMissing | R::FileMissing => Some("text"),
            R::LicenceNotAmongIt => Some("text"),
            R::Key(_) | R::NotABaseKey(_) | R::KeyForOther { .. } | R::BaseKeyMissing => Some("key"),
            R::KeyTwice(_) | R::TooManyKeys(_) | R::SecondBaseKey(_) | R::FurtherKey(..) => Some("key"),
            R::KeyWithdrawn(_) | R::KeyOfOtherLicence { .. } => Some("key"),
            R::OwnerMissing => Some("company"),
            R::EmailInvalid(_) => Some("email"),
            R::CountryInvalid(_) => Some("country"),
            R::TooLong(field, _) => Some(field),
            R::PartnerInvalid(_) => Some("partner"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            R::File(bad) => of_document(bad),
            R::NotForHere(not) => of_licence(not),
            R::Key(bad) => of_key(bad),
            R::FurtherKey(number, bad) => {
                Args::from([("number", number.to_string()), ("reason", bad.to_string())])
            }
            R::KeyTwice(key) | R::NotABaseKey(key) | R::SecondBaseKey(key) | R::KeyWithdrawn(key) => {
                Args::from([("key", key.clone())])
            }
            R::KeyForOther { found, wanted } => {
                Args::from([("found", found.clone()), ("wanted", wanted.clone())])
            }
            R::KeyOfOtherLicence { key, number } => {
                Args::from([("key", key.clone()), ("number", number.clone())])
            }
            R::TooManyKeys(limit) | R::TooLong(_, limit) => Args::from([("limit", limit.to_string())]),
            R::EmailInvalid(text) | R::CountryInvalid(text) | R::PartnerInvalid(text) => {
                Args::from([("text", text.clone())])
            }
            R::Vendor(NoAnswer::Refused { code, sentence }) => {
                Args::from([("code", code.clone()), ("sentence", sentence.clone())])
            }
            R::Vendor(NoAnswer::Unreachable(reason) | NoAnswer::Nonsense(reason)) => {
                Args::from([("reason", reason.clone())])
            }
            _ => Args::new(),
        }
    }
}

fn of_document(bad: &BadDocument) -> Args {
    match bad {
        BadDocument::OtherKind { found, .. } => Args::from([("found", found.clone())]),
        BadDocument::NewerFormat { found, known } => {
            Args::from([("found", found.to_string()), ("known", known.to_string())])
        }
        BadDocument::UnknownKey(key) | BadDocument::KeyRetired(key) | BadDocument::KeyRevoked(key) => {
            Args::from([("key", key.clone())])
        }
        BadDocument::KeyForOther(key, _) => Args::from([("key", key.clone())]),
        BadDocument::Malformed(reason) => Args::from([("reason", reason.clone())]),
        _ => Args::new(),
    }
}

fn of_licence(not: &NotForHere) -> Args {
    match not {
        NotForHere::OtherProduct { found, wanted } => {
            Args::from([("found", found.clone()), ("wanted", wanted.clone())])
        }
        NotForHere::AddOnUsers { add_on, found, users } => Args::from([
            ("add_on", add_on.clone()),
            ("found", found.to_string()),
            ("users", users.to_string()),
        ]),
        NotForHere::Older { found, known } => {
            Args::from([("found", found.to_string()), ("known", known.to_string())])
        }
        NotForHere::Revoked(reason) => Args::from([("reason", reason.clone())]),
        NotForHere::OtherMachine | NotForHere::GivenUp => Args::new(),
    }
}

fn of_key(bad: &BadKey) -> Args {
    match bad {
        BadKey::Length(found) => Args::from([("found", found.to_string())]),
        BadKey::Character { position, character } => {
            Args::from([("position", position.to_string()), ("character", character.to_string())])
        }
        BadKey::Mistyped { positions, suggestion } => {
            let group = hostler_licence::key::GROUP;
            let place = |at: &usize| format!("{} ({}:{})", at, (at - 1) / group + 1, (at - 1) % group + 1);
            let places: Vec<String> = positions.iter().map(place).collect();
            Args::from([("positions", places.join(", ")), ("suggestion", suggestion.clone())])
        }
        BadKey::Empty | BadKey::Unreadable => Args::new(),
    }
}

impl From<NoAnswer> for LicensingError {
    fn from(none: NoAnswer) -> LicensingError {
        Refusal::Vendor(none).into()
    }
}

impl Refuse for LicensingError {
    fn kind(&self) -> Kind {
        match self {
            LicensingError::Refused(refusal) => refusal.kind(),
            LicensingError::Database(error) => error.kind(),
            LicensingError::File(_) => Kind::Broken,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            LicensingError::Refused(refusal) => refusal.code(),
            LicensingError::Database(error) => error.code(),
            LicensingError::File(_) => "broken",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            LicensingError::Refused(refusal) => refusal.field(),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        match self {
            LicensingError::Refused(refusal) => refusal.args(),
            _ => Args::new(),
        }
    }
}
