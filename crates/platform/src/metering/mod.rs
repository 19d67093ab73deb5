//! How many users a server had in a month, and how much it stored (B1, B3, D2–D6).
//!
//! The number of a month is the highest number of accounts that existed at the same time in it, those carried over
//! from the month before included. A server's readings come in the order of its journal; a [`MonthMeter`] takes each
//! with constant work and knows the peak, and when it was first reached, at any time. Its fields are what a database
//! row needs. Which accounts exist is kept beside it, in a [`Roll`] or in a table with a unique key: only a reading
//! that changes the roll is a [`Change`], so repeats are harmless.
//!
//! Rules and storage arithmetic are pure: `replay` and the database part ([`journal`], [`usage`]) call the same.

mod again;
pub mod export;
pub mod journal;
mod model;
pub mod routes;
mod rules;
mod storage;
mod store;
#[cfg(test)]
mod tests;
pub mod usage;

pub use again::month_as_known;
pub use model::{Change, Event, MonthMeter, OutOfOrder, Reading, Roll, Taken};
pub use rules::{accounts_at_peak, month_of};
pub use storage::{DayReading, GB, StorageDay, StorageMonth, extra_gb, storage_of};
pub use store::{entries_behind, last_number};
