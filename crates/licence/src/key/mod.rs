//! Registration keys: what a customer types to get what they bought (L6, L7).
//!
//! A key is 25 characters in five groups, such as `7KMRW-Q2XTE-…`: 21 of them chance (102 bits, so that nobody guesses
//! one), 4 of them a check. The 29 letters and digits leave out 0, 1, B, I, L, O and S, so none looks like another.
//! Two mistyped characters are found and where they are is told; a key is never silently corrected.
//!
//! The check is a Reed-Solomon code over the numbers modulo 29: characters are digits 0 to 28, and for each j from 0 to
//! 3 the sum of `digit[i] × 2^(i·j)` over the positions i is 0. Any language writes that in a few lines; the
//! vectors are in `vectors/keys.json`.

mod code;
#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// The characters of keys, in the order of their digits.
pub const ALPHABET: &str = "23456789ACDEFGHJKMNPQRTUVWXYZ";
/// Characters of a key, without the hyphens between its groups.
pub const LENGTH: usize = 25;
/// Characters of a group.
pub const GROUP: usize = 5;
/// How many bytes of chance [`Key::from_random`] takes.
pub const RANDOM: usize = 42;

/// A registration key whose check is right. Whether it was ever sold, only the vendor knows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    digits: [u8; LENGTH],
}

impl Key {
    /// A new key from chance. The bytes must come from a good source; two of them make one character.
    pub fn from_random(random: &[u8; RANDOM]) -> Key {
        let mut digits = [0; LENGTH];
        for (digit, bytes) in digits.iter_mut().zip(random.chunks_exact(2)) {
            *digit = (u16::from_be_bytes([bytes[0], bytes[1]]) % code::ORDER) as u8;
        }
        code::complete(&mut digits);
        Key { digits }
    }

    /// Names the key without giving it away: the first 32 hexadecimal digits of the SHA-256 of its text with hyphens.
    pub fn id(&self) -> String {
        let hash = Sha256::digest(self.to_string().as_bytes());
        hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The last group: enough for its owner to know which key it is.
    pub fn hint(&self) -> String {
        let text = self.to_string();
        text[text.len() - GROUP..].to_string()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, digit) in self.digits.iter().enumerate() {
            if at > 0 && at % GROUP == 0 {
                f.write_str("-")?;
            }
            f.write_str(&ALPHABET[usize::from(*digit)..][..1])?;
        }
        Ok(())
    }
}

/// A key must not end up in a log.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key(…{})", self.hint())
    }
}

/// Why a text is not a key. Positions count characters without hyphens and spaces, from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    #[error("no key was typed")]
    Empty,
    /// Too few or too many characters.
    #[error("a key has {LENGTH} characters and this has {0}")]
    Length(usize),
    /// A character that no key has.
    #[error("the character `{character}` at {position} is in no key")]
    Character { position: usize, character: char },
    /// One or two characters are wrong; `suggestion` is the key with others there.
    #[error("mistyped at {}; was {suggestion} meant?", list(.positions))]
    Mistyped { positions: Vec<usize>, suggestion: String },
    /// More than two characters are wrong.
    #[error("several characters are mistyped")]
    Unreadable,
}

impl BadKey {
    /// Stable; pages have their words under it.
    pub fn code(&self) -> &'static str {
        match self {
            BadKey::Empty => "key-empty",
            BadKey::Length(_) => "key-length",
            BadKey::Character { .. } => "key-character",
            BadKey::Mistyped { .. } => "key-mistyped",
            BadKey::Unreadable => "key-unreadable",
        }
    }
}

fn list(positions: &[usize]) -> String {
    positions.iter().map(usize::to_string).collect::<Vec<_>>().join(" and ")
}

impl FromStr for Key {
    type Err = BadKey;

    /// Reads a key as a person types it: hyphens and spaces anywhere, small letters as capitals; B is read as 8 and S
    /// as 5, which it can only have been.
    fn from_str(text: &str) -> Result<Key, BadKey> {
        let typed: Vec<char> = text.chars().filter(|char| !is_between(*char)).take(10 * LENGTH).collect();
        if typed.is_empty() {
            return Err(BadKey::Empty);
        }
        let mut read = Vec::new();
        for (at, character) in typed.iter().enumerate() {
            let digit = digit(*character);
            read.push(digit.ok_or(BadKey::Character { position: at + 1, character: *character })?);
        }
        let digits: [u8; LENGTH] = read.try_into().map_err(|read: Vec<u8>| BadKey::Length(read.len()))?;
        match code::mistakes(&digits) {
            code::Mistakes::None => Ok(Key { digits }),
            code::Mistakes::At { positions, right } => Err(BadKey::Mistyped {
                positions: positions.into_iter().map(|at| at + 1).collect(),
                suggestion: Key { digits: right }.to_string(),
            }),
            code::Mistakes::Many => Err(BadKey::Unreadable),
        }
    }
}

fn is_between(char: char) -> bool {
    char.is_whitespace()
        || matches!(char, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{feff}')
}

fn digit(char: char) -> Option<u8> {
    let plain = match char.to_ascii_uppercase() {
        'B' => '8',
        'S' => '5',
        other => other,
    };
    ALPHABET.find(plain).map(|at| at as u8)
}
