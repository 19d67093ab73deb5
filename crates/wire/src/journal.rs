//! The usage journal: what happened to a server's accounts, and how much they store.
//!
//! Each server numbers its entries from 1 without gaps, and each entry carries the hash of the one before it.
//! So a reader knows at once whether it has everything (B7), and nobody can change the past unseen.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The most entries one delivery may carry.
pub const MOST_ENTRIES: usize = 1000;

/// What the first entry names as its predecessor's hash: 64 zeros.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The server that wrote it, `srv_…`.
    pub server: String,
    /// 1, 2, 3 … without gaps.
    pub number: i64,
    /// When it happened, milliseconds since 1970 UTC; never before the entry before it.
    pub at_ms: i64,
    #[serde(flatten)]
    pub what: What,
    /// Hash of the entry before, 64 hexadecimal digits; [`GENESIS`] for number 1.
    pub previous: String,
    /// Hash of this entry: SHA-256 over its other fields, see [`Entry::digest`].
    pub hash: String,
}

/// What an entry records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum What {
    Created {
        account: String,
        address: String,
    },
    Deleted {
        account: String,
    },
    Disabled {
        account: String,
    },
    Enabled {
        account: String,
    },
    /// Bytes stored by all accounts together.
    Storage {
        bytes: i64,
    },
}

impl Entry {
    /// The entry that follows `last` (none: the first). Its time is `at_ms`, or `last`'s where the clock went back.
    pub fn after(last: Option<&Entry>, server: &str, at_ms: i64, what: What) -> Entry {
        let (number, previous, not_before) =
            last.map_or((1, GENESIS.to_string(), i64::MIN), |l| (l.number + 1, l.hash.clone(), l.at_ms));
        let mut entry = Entry {
            server: server.to_string(),
            number,
            at_ms: at_ms.max(not_before),
            what,
            previous,
            hash: String::new(),
        };
        entry.hash = entry.digest();
        entry
    }

    /// Lower-case hexadecimal SHA-256 over the lines server, number, at_ms, event, its value(s) and previous,
    /// each closed by a line feed. Values: the account (and for `created` its address), or the bytes.
    pub fn digest(&self) -> String {
        let values = match &self.what {
            What::Created { account, address } => format!("created\n{account}\n{address}"),
            What::Deleted { account } => format!("deleted\n{account}"),
            What::Disabled { account } => format!("disabled\n{account}"),
            What::Enabled { account } => format!("enabled\n{account}"),
            What::Storage { bytes } => format!("storage\n{bytes}"),
        };
        let text = format!("{}\n{}\n{}\n{values}\n{}\n", self.server, self.number, self.at_ms, self.previous);
        Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether the entry's own hash is right (nothing in it was changed after it was written).
    pub fn is_intact(&self) -> bool {
        self.hash == self.digest()
    }

    /// Whether this entry may stand right behind `last`.
    pub fn follows(&self, last: Option<&Entry>) -> bool {
        match last {
            None => self.number == 1 && self.previous == GENESIS,
            Some(l) => self.number == l.number + 1 && self.previous == l.hash && self.at_ms >= l.at_ms,
        }
    }
}

/// `POST /internal/v1/journal`: entries in the order of their numbers, at most [`MOST_ENTRIES`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub entries: Vec<Entry>,
}

/// The platform's answer: every entry up to and including this number is stored for good (0: none yet).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    pub acknowledged: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn created(last: Option<&Entry>, at_ms: i64, account: &str) -> Entry {
        let what = What::Created { account: account.into(), address: format!("{account}@bakery.test") };
        Entry::after(last, "srv_bakery", at_ms, what)
    }

    #[test]
    fn entries_chain_and_changes_show() {
        let first = created(None, 1_000, "anna");
        let second = created(Some(&first), 2_000, "bram");
        assert!(first.is_intact() && first.follows(None));
        assert!(second.is_intact() && second.follows(Some(&first)) && !second.follows(None));
        for forged in [
            Entry { at_ms: 999, ..second.clone() },
            Entry { number: 3, ..second.clone() },
            Entry { server: "srv_other".into(), ..second.clone() },
            Entry { what: What::Deleted { account: "bram".into() }, ..second.clone() },
        ] {
            assert!(!forged.is_intact(), "{forged:?}");
        }
    }

    #[test]
    fn a_clock_set_back_does_not_turn_the_journal_back() {
        let first = created(None, 5_000, "anna");
        assert_eq!(created(Some(&first), 4_000, "bram").at_ms, 5_000);
    }

    #[test]
    fn the_json_is_flat() {
        let entry = Entry::after(None, "srv_bakery", 7, What::Storage { bytes: 12 });
        let json = serde_json::to_value(&entry).unwrap();
        assert_eq!((&json["event"], &json["bytes"]), (&"storage".into(), &12.into()));
        assert_eq!(serde_json::from_value::<Entry>(json).unwrap(), entry);
    }
}
