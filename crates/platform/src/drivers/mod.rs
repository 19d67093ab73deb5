//! What the platform's decisions are carried out with: machines on which servers run, and the images under them.
//!
//! Drivers decide nothing about customers or money, and no driver knows a table.

pub mod host;
pub mod image;
pub mod vies;
