//! The bills of hosted servers on the real parts, a journey for each paragraph of what is promised about them.

mod bank;
mod bundle;
mod count_to_bank;
pub mod debits;
mod notices;
mod office;
mod prices;
mod reminders;
