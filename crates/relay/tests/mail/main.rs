//! The relay between a sender and a primary, over loopback.

mod admin;
mod checks;
mod delivery;
mod dialogues;
mod hindered;
mod limits;
mod primary;
mod scanners;
mod smuggling;
mod stage;
mod tls;
