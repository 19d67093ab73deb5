//! What people and programs do with Hostler from outside: pages and API over HTTP, mail over SMTP and IMAP.
//!
//! Nothing here reaches into the platform or a server. The demo and the measurement of the order stand on it.

pub mod customer;
pub mod mail;
pub mod web;
