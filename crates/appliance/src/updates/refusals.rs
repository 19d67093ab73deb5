//! Why a version is not installed. The sentence is the fluent message `refusal-<code>`.

use hostler_kit::http::{Args, Fault, Kind, Refuse};
use jiff::civil::Date;
use std::io;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpdateRefused {
    #[error("this program does not come from a package")]
    NoPackage,
    #[error("version {version} is not offered")]
    Unknown { version: String },
    #[error("nothing newer than {installed} is offered")]
    NothingNew { installed: String },
    #[error("{version} is not newer than {installed}")]
    NotNewer { version: String, installed: String },
    #[error("{version} was released on {released}, maintenance ended on {last_day}")]
    MaintenanceEnded { version: String, released: Date, last_day: Date, newest: Option<String> },
    #[error("the trial has ended")]
    Locked { version: String },
    #[error("{version} is not certified for {scheme}")]
    Uncertified { version: String, scheme: String },
    #[error("the vendor gave no answer: {reason}")]
    NoAnswer { reason: String },
    #[error("the vendor's answer is not taken: {reason}")]
    BadAnswer { reason: String },
    #[error("an installation goes on")]
    Runs,
    #[error("no version before {installed} is kept")]
    NothingKept { installed: String },
}

impl Refuse for UpdateRefused {
    fn kind(&self) -> Kind {
        match self {
            UpdateRefused::Unknown { .. } => Kind::Missing,
            UpdateRefused::NoAnswer { .. } => Kind::Unavailable,
            _ => Kind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            UpdateRefused::NoPackage => "update-no-package",
            UpdateRefused::Unknown { .. } => "update-unknown",
            UpdateRefused::NothingNew { .. } => "update-nothing-new",
            UpdateRefused::NotNewer { .. } => "update-not-newer",
            UpdateRefused::MaintenanceEnded { .. } => "update-maintenance-ended",
            UpdateRefused::Locked { .. } => "update-locked",
            UpdateRefused::Uncertified { .. } => "update-uncertified",
            UpdateRefused::NoAnswer { .. } => "update-no-answer",
            UpdateRefused::BadAnswer { .. } => "update-bad-answer",
            UpdateRefused::Runs => "update-runs",
            UpdateRefused::NothingKept { .. } => "update-nothing-kept",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            UpdateRefused::Uncertified { .. } => Some("accept_uncertified"),
            UpdateRefused::Unknown { .. } | UpdateRefused::NotNewer { .. } => Some("version"),
            _ => None,
        }
    }

    fn args(&self) -> Args {
        let named = |pairs: &[(&'static str, &dyn ToString)]| {
            pairs.iter().map(|(name, value)| (*name, value.to_string())).collect()
        };
        match self {
            UpdateRefused::NoPackage | UpdateRefused::Runs => Args::new(),
            UpdateRefused::Unknown { version } | UpdateRefused::Locked { version } => {
                named(&[("version", version)])
            }
            UpdateRefused::NothingNew { installed } | UpdateRefused::NothingKept { installed } => {
                named(&[("installed", installed)])
            }
            UpdateRefused::NotNewer { version, installed } => {
                named(&[("version", version), ("installed", installed)])
            }
            UpdateRefused::MaintenanceEnded { version, released, last_day, newest } => named(&[
                ("version", version),
                ("released", released),
                ("day", last_day),
                ("newest", newest.as_ref().map_or(&"none" as &dyn ToString, |newest| newest)),
            ]),
            UpdateRefused::Uncertified { version, scheme } => {
                named(&[("version", version), ("scheme", &scheme.to_uppercase())])
            }
            UpdateRefused::NoAnswer { reason } | UpdateRefused::BadAnswer { reason } => {
                named(&[("reason", reason)])
            }
        }
    }
}

/// A refusal, or something that broke.
#[derive(Debug, thiserror::Error)]
pub enum UpdatesError {
    #[error(transparent)]
    Refused(#[from] UpdateRefused),
    #[error("files of updates cannot be read or written: {0}")]
    Files(#[from] io::Error),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl From<UpdatesError> for Fault {
    fn from(error: UpdatesError) -> Fault {
        match error {
            UpdatesError::Refused(refused) => refused.into(),
            UpdatesError::Database(error) => error.into(),
            UpdatesError::Files(error) if error.kind() == io::ErrorKind::StorageFull => {
                Fault { detail: error.to_string(), ..Fault::new(Kind::Unavailable, "disk-full") }
            }
            UpdatesError::Files(error) => Fault::broken(error),
        }
    }
}
