//! The log under everything that may happen to it: no acknowledged message is lost, and none is altered.

mod cuts;
mod disk_trouble;
mod memory;
mod properties;
mod stage;
mod standing;
mod summaries;
mod sweeping;
