//! What the platform's decisions are carried out with: machines on which servers run, the images under
//! them, and the bank's files.
//!
//! Drivers decide nothing about customers or money, and no driver knows a table.

pub mod acme;
pub mod bank;
pub mod host;
pub mod image;
pub mod plain;
pub mod program;
pub mod vies;
