//! `hostler work`: jobs and the watch over servers, without the portal.

use crate::installation::{Installation, Role, Servers};
use clap::Args;
use hostler_platform::up::{Kind, Part, Up};
use std::process::ExitCode;

/// Do the jobs and watch over the servers; `hostler serve` beside it answers
///
/// Both roles use one data folder and one database. In each data folder at most one of each kind runs.
#[derive(Args, Clone)]
pub struct Arguments {
    #[command(flatten)]
    installation: Installation,
    /// Leave the servers running when this ends
    #[arg(long)]
    keep_servers: bool,
}

pub fn run(arguments: Arguments) -> ExitCode {
    let servers = if arguments.keep_servers { Servers::Keep } else { Servers::Stop };
    arguments.installation.run(Kind::Real, &[Part::Work], Role { tell, servers })
}

fn tell(up: &Up) {
    println!("Hostler works. Links in mails lead to {}. End with Ctrl-C.", up.app.settings.portal_url);
}
