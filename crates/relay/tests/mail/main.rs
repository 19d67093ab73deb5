//! The relay between a sender and a primary, over loopback.

mod admin;
mod delivery;
mod dialogues;
mod limits;
mod primary;
mod smuggling;
mod stage;
mod tls;
