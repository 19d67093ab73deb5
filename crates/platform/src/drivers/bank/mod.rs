//! What the bank speaks: its calendar, files of debits (pain.008) and its answers to them (pain.002), and statements of
//! an account, as camt.053 (ISO 20022, versions .001.02 to .001.13) or as MT940, read into one model whatever bank wrote
//! them.
//!
//! A statement is read whole or refused whole, with the line at which reading ended. Nothing is guessed: an amount,
//! a date or a direction that is not there refuses the file.

mod camt053;
mod mt940;
pub mod pain002;
pub mod pain008;
mod refused;
mod statement;
pub mod target;
#[cfg(test)]
mod tests;
mod words86;
mod xml;

pub use refused::StatementRefused;
pub use statement::{Balance, Batch, Booking, Format, Statement, Transaction};

/// Largest file that is read, in bytes: a day of some 20,000 transactions.
pub const LARGEST: usize = 32 << 20;

/// The statements of a file, in its order.
///
/// # Errors
/// What the file is instead of a statement, or where it cannot be read.
pub fn read(bytes: &[u8]) -> Result<Vec<Statement>, StatementRefused> {
    if bytes.len() > LARGEST {
        return Err(StatementRefused::TooLarge { most: LARGEST >> 20 });
    }
    let begin = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).ok_or(StatementRefused::Empty)?;
    let statements = match &bytes[begin..] {
        [b'P', b'K', 3 | 5, ..] | [0x1F, 0x8B, ..] | [b'7', b'z', 0xBC, ..] => {
            return Err(StatementRefused::Archive);
        }
        // UTF-16, which no bank sends and XML would allow.
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Err(StatementRefused::Charset { line: 1 }),
        [b'<', ..] | [0xEF, 0xBB, 0xBF, b'<', ..] => camt053::read(&bytes[begin..])?,
        _ => mt940::read(bytes)?,
    };
    statements.into_iter().map(Statement::check).collect()
}

/// Hundredths as `-12.34`, for sentences.
pub fn decimal(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
}

/// `1234.5` or `1234,5` as hundredths; none for anything else, or for more than two decimals that say something.
pub fn minor(text: &str, point: char) -> Option<i64> {
    let (whole, part) = text.split_once(point).unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<2}").parse().ok()
}

/// An IBAN as machines write it.
pub fn plain(iban: &str) -> String {
    iban.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}
