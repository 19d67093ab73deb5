//! Money on the bank account (B10): statements taken in, payments found in them, and what each payment was for.
//!
//! A statement is taken whole or not at all, and joins where the last one ended, so the ledger's bank is always what the
//! bank says. Its money lies in suspense until it is known what it is for: what is certain is settled at once, with the
//! rule that said so; the rest waits for somebody, with suggestions. A match that was wrong is taken back, and both
//! stay written.

pub mod again;
pub mod api;
mod chain;
mod collected;
pub mod folder;
mod found;
mod import;
mod matching;
mod model;
mod named;
pub mod pages;
mod refunds;
mod refused;
mod rules;
mod settle;
mod store;
#[cfg(test)]
mod tests;

pub use found::{Found, Wanted, found};
pub use found::{Received, received};
pub use import::import;
pub use matching::suggestions;
pub use model::{BankAccount, Imported, Match, Part, Payment, Plan, Refund, Statement, Why};
pub use refunds::{Wish, ask_refund, withdraw_refund};
pub use refused::PaymentRefused;
pub use settle::{settle_by_hand, undo};
pub use store::payments::of_customer;
