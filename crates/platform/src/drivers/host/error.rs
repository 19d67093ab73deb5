//! What can go wrong on a host, each with what to do about it.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum HostError {
    #[error(
        "{machine:?} cannot be a machine name: it needs 1 to 11 of a-z, 0-9 and -, with no - at either end"
    )]
    Machine { machine: String },
    #[error("{tool} is not installed on this machine; run `hostler doctor` to see what to install")]
    ToolMissing { tool: String },
    #[error("`{command}` failed: {output}")]
    ToolFailed { command: String, output: String },
    #[error(
        "the disk with {path} is full; nothing was started; free some space, the next try goes on from here"
    )]
    DiskFull { path: PathBuf },
    #[error("{what} {path} failed: {source}")]
    Io { what: &'static str, path: PathBuf, source: io::Error },
    #[error("the server {machine} is not prepared (missing: {missing}); prepare it, then start it")]
    NotPrepared { machine: String, missing: String },
    #[error("the image {path} is not on this machine; build it with `hostler image`, then start the server")]
    NoImage { path: PathBuf },
    #[error(
        "the server {machine} did not start; it is prepared and can be started again. The last lines were:\n{tail}"
    )]
    StartFailed { machine: String, tail: String },
    #[error(
        "the server {machine} has processes that do not end; they are {pids:?}; look at them with `ps`, then try again"
    )]
    WillNotEnd { machine: String, pids: Vec<u32> },
    #[error(
        "this machine cannot limit a server's memory and processes: no control groups with `memory` and `pids` under {root}; \
         boot with both enabled (Debian 12 has them)"
    )]
    NoLimits { root: PathBuf },
    #[error(
        "the network {network} of the servers is in use here: {interface} has {address}; choose another network for the servers"
    )]
    NetworkTaken { network: String, interface: String, address: String },
    #[error("the driver's own task broke off: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// Turns an I/O error into words: which step, on what, and a full disk as such.
pub(super) fn io_error<'a>(what: &'static str, path: &'a Path) -> impl Fn(io::Error) -> HostError + 'a {
    move |source| match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => HostError::DiskFull { path: path.to_path_buf() },
        _ => HostError::Io { what, path: path.to_path_buf(), source },
    }
}
