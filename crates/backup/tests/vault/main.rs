//! What goes in comes out (K1): on a folder and in an S3 store, judged by restic, while somebody works in it, and with
//! whoever does it killed at any point.

mod cast;
mod folder;
mod hostile;
mod killed;
mod living;
mod memory;
mod restic;
mod s3;
mod store;
