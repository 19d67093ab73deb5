//! `hostler appliance`: the first process inside a server.

use crate::options::{log, to_the_end};
use clap::Args;
use hostler_appliance::RunOptions;
use std::process::ExitCode;

/// Run inside a server: console, accounts and mail engines
#[derive(Args)]
pub struct Arguments {}

pub fn run(_: Arguments) -> ExitCode {
    log();
    to_the_end(hostler_appliance::run(RunOptions::default()))
}
