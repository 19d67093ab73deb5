//! Repositories of backups (K1): what is kept of a server so that it can be brought back.
//!
//! A [`Repository`] holds the backups of one server, encrypted with its own [`Key`], in a folder or in an S3-compatible
//! store. The format is that of restic, version 2, so that everything in here can be read, checked and restored by a
//! program that nobody of us wrote. This crate knows nothing of customers, servers or schedules: the platform, the
//! command line (`hostler repository`, for the day on which the platform is gone) and the benchmark call it.
//!
//! What always holds:
//! - One writer: nobody else backs up, forgets or prunes the same repository meanwhile. Reading is free at any time.
//! - A backup is listed only when it is whole. Killed at any point, a run leaves packs that the next one uses or that
//!   [`Repository::prune`] takes away, and never a backup of half a folder.
//! - What is backed up and where it is restored belong to somebody who may be hostile: no link is followed, neither out
//!   of the source folder nor out of the target folder.
//! - All calls block; programs of tokio call them in `spawn_blocking`.

mod back_up;
mod browse;
mod fault;
mod keep;
mod key;
mod piece;
mod place;
mod progress;
mod quietly;
mod repository;
mod restore;
mod source;
mod storage;

pub use back_up::Backup;
pub use browse::{Kind, Node};
pub use fault::Fault;
pub use keep::Depth;
pub use key::{Key, KeyUnreadable};
pub use place::Place;
pub use progress::{Done, Progress};
pub use repository::Repository;
pub use restore::Restored;
pub use source::Source;
