//! The usage journal's table: what happened to the accounts and the storage, in one numbered, chained order.
//!
//! An entry is written in the transaction of the change it records. Nothing is ever removed.

mod store;

pub use store::{acknowledge, acknowledged, append, last, since};
