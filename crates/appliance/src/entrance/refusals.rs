//! Why somebody is not let in. The sentence is the fluent message `refusal-<code>`.

use super::ATTEMPTS_WINDOW_MS;
use hostler_kit::http::{Args, Kind, Refuse};

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntranceRefused {
    #[error("address and password do not fit together")]
    WrongSignIn,
    #[error("too many attempts")]
    TooManyAttempts,
    #[error("the link is not valid")]
    BadLink,
    #[error("nobody is signed in")]
    SignInNeeded,
}

impl Refuse for EntranceRefused {
    fn kind(&self) -> Kind {
        match self {
            EntranceRefused::WrongSignIn | EntranceRefused::SignInNeeded => Kind::SignInNeeded,
            EntranceRefused::TooManyAttempts => Kind::TooMany,
            EntranceRefused::BadLink => Kind::Missing,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            EntranceRefused::WrongSignIn => "sign-in-wrong",
            EntranceRefused::TooManyAttempts => "too-many-attempts",
            EntranceRefused::BadLink => "link-invalid",
            EntranceRefused::SignInNeeded => "sign-in-needed",
        }
    }

    fn args(&self) -> Args {
        match self {
            EntranceRefused::TooManyAttempts => {
                Args::from([("minutes", (ATTEMPTS_WINDOW_MS / 60_000).to_string())])
            }
            _ => Args::new(),
        }
    }
}
