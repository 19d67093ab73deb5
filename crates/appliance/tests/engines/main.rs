//! The mail engines on the real image, in a real server: its own processes, files, network and address.
//!
//! Needs root, and an image: the folder named by `HOSTLER_IMAGE`, or the newest that `hostler image` made.

mod changes;
mod client;
mod fallback;
mod guard;
mod mail;
mod recovery;
mod rig_server;
mod sign_in;
mod sni;
