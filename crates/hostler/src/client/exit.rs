//! Exit codes: stable, and the same for every client command.

use std::process::ExitCode;

/// The last lines of `--help`.
pub const EXIT_CODES: &str = "Exit codes of the client commands:
  0  done
  1  anything else
  2  wrong usage
  3  not found
  4  refused by a rule
  5  not allowed, or not signed in
  6  conflict with the state of things
  7  try again later";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Other = 1,
    Usage = 2,
    NotFound = 3,
    Refused = 4,
    NotAllowed = 5,
    Conflict = 6,
    Later = 7,
}

impl Exit {
    /// Of an HTTP status that is not a success.
    pub fn of_status(status: u16) -> Exit {
        match status {
            401 | 403 => Exit::NotAllowed,
            404 => Exit::NotFound,
            409 => Exit::Conflict,
            400 | 413 | 415 | 422 => Exit::Refused,
            429 | 502..=504 => Exit::Later,
            _ => Exit::Other,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_statuses() {
        let code = |status| Exit::of_status(status) as u8;
        let seen = [400, 401, 403, 404, 409, 413, 422, 429, 500, 503].map(code);
        assert_eq!(seen, [4, 5, 5, 3, 6, 4, 4, 7, 1, 7]);
    }
}
