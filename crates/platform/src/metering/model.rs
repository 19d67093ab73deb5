//! Readings, the roll of accounts, and the meter of a month.

use hostler_kit::time::Month;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::hash::{BuildHasher, Hash, RandomState};

/// What a journal says about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    Created,
    Deleted,
    /// Disabled and enabled accounts exist, and count, alike (D3).
    Disabled,
    Enabled,
}

/// One entry of a server's journal about one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reading<A> {
    /// The journal's number: 1, 2, 3 …
    pub number: i64,
    /// Milliseconds since 1970 UTC; never before the reading before it.
    pub at_ms: i64,
    pub event: Event,
    pub account: A,
}

impl<A: AsRef<str>> Reading<A> {
    /// The same reading, its account borrowed.
    pub fn as_ref(&self) -> Reading<&str> {
        Reading { number: self.number, at_ms: self.at_ms, event: self.event, account: self.account.as_ref() }
    }
}

/// A reading that changed the number of accounts that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    Created,
    Deleted,
}

/// The accounts that exist on a server.
#[derive(Debug, Clone)]
pub struct Roll<A, S = RandomState> {
    accounts: HashSet<A, S>,
}

impl<A, S: Default> Default for Roll<A, S> {
    fn default() -> Self {
        Roll { accounts: HashSet::default() }
    }
}

impl<A, S: Default> Roll<A, S> {
    /// An empty roll with room for about so many accounts.
    pub(super) fn for_about(users: i64) -> Roll<A, S> {
        let room = usize::try_from(users).unwrap_or(0).min(1 << 20);
        Roll { accounts: HashSet::with_capacity_and_hasher(room, S::default()) }
    }
}

impl<A: Eq + Hash, S: BuildHasher> Roll<A, S> {
    /// Writes an event into the roll. `None` where it changes nothing: an account that exists is created again, one
    /// that does not is deleted, or it is only disabled or enabled.
    pub fn apply(&mut self, event: Event, account: A) -> Option<Change> {
        match event {
            Event::Created => self.accounts.insert(account).then_some(Change::Created),
            Event::Deleted => self.accounts.remove(&account).then_some(Change::Deleted),
            Event::Disabled | Event::Enabled => None,
        }
    }

    /// How many accounts exist.
    pub fn users(&self) -> i64 {
        self.accounts.len() as i64
    }

    pub fn accounts(&self) -> impl Iterator<Item = &A> {
        self.accounts.iter()
    }

    pub fn into_accounts(self) -> impl Iterator<Item = A> {
        self.accounts.into_iter()
    }
}

/// The users of one server in one calendar month: the state between two readings, as a row keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthMeter {
    pub month: Month,
    /// The month in the provider's zone, half open, in milliseconds since 1970 UTC.
    pub begins_ms: i64,
    pub ends_ms: i64,
    /// Accounts that existed when the month began.
    pub carried_over: i64,
    /// Accounts that exist after the last reading taken.
    pub users: i64,
    /// The month's number so far (B1).
    pub peak: i64,
    /// When the peak was first reached; the month's begin if it was carried over.
    pub peak_at_ms: i64,
    /// Number of the reading that reached it: the accounts of the peak are those after this reading. A peak that was
    /// carried over has the last number before the month.
    pub peak_number: i64,
    /// Number of the last reading taken; what is not above it is a repeat.
    pub last_number: i64,
}

/// What became of a change that a meter was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is counted now.
    Counted,
    /// It was counted before; nothing changed.
    Repeated,
    /// It lies behind the month: [`MonthMeter::roll_to`] its month first. Nothing changed.
    NextMonth,
}

/// A reading that is new but older than the month: journals never go back in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("reading {number} lies before {month}, which the meter has already reached")]
pub struct OutOfOrder {
    pub number: i64,
    pub month: Month,
}
