//! The product's side: what runs inside one customer's server, on the provider's machines or on the customer's own.

pub mod accounts;
pub mod app;
pub mod backup;
pub mod console;
pub mod engines;
pub mod entrance;
pub mod export;
pub mod fallback;
pub mod history;
pub mod journal;
pub mod licensing;
pub mod load;
pub mod lock;
pub mod offer;
pub mod projection;
mod run;
pub mod server;
pub mod setup;
pub mod storage;
pub mod supervise;
#[cfg(test)]
mod testing;
pub mod updates;
pub mod usage;
pub mod web;

pub use licensing::{Command as LicenceCommand, Told, Wish};
pub use run::{RunError, RunOptions, export, install, leave, licence, link, run, run_with, update};
pub use updates::Wish as UpdateWish;
pub use updates::command::{Command as UpdateCommand, Ended, Terminal};
