//! What this server will be billed for: the journal of its accounts and its storage, and its way to the platform.
//!
//! An entry is written in the transaction of the change it records, so no account exists without its entry. Nothing
//! is ever removed from the journal: whatever the platform lacks, however long it was away, can be sent again (B7).

pub mod delivery;
pub mod pages;
mod reading;
pub mod routes;
mod users;

#[cfg(test)]
mod tests;

pub use reading::{Measured, due_ms, measure, measured, read_storage, run as run_readings};
pub use users::{Users, users};
