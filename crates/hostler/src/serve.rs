//! `hostler serve`: the portal and the endpoint for servers, without jobs.

use crate::installation::{Installation, Role, Servers};
use crate::up::tell;
use clap::Args;
use hostler_platform::up::{Kind, Part};
use std::process::ExitCode;

/// Run the portal and the endpoint for servers; `hostler work` beside it does the jobs
///
/// Both roles use one data folder and one database. In each data folder at most one of each kind runs.
#[derive(Args, Clone)]
pub struct Arguments {
    #[command(flatten)]
    installation: Installation,
}

pub fn run(arguments: Arguments) -> ExitCode {
    arguments.installation.run(Kind::Real, &[Part::Serve], Role { tell, servers: Servers::Keep })
}
