//! `hostler up`: everything on this machine, without configuration.

use crate::installation::{Installation, Role, Servers};
use clap::Args;
use hostler_platform::up::{Kind, Part, Up};
use std::process::ExitCode;

/// Run everything on this machine: portal, jobs and servers
#[derive(Args, Clone)]
pub struct Arguments {
    #[command(flatten)]
    pub installation: Installation,
    /// A demo: its clock can be moved. Its data folder stays a demo's for ever
    #[arg(long)]
    pub demo: bool,
    /// Leave the servers running when this ends
    #[arg(long)]
    pub keep_servers: bool,
}

pub fn run(arguments: Arguments) -> ExitCode {
    let kind = if arguments.demo { Kind::Demo } else { Kind::Real };
    let servers = if arguments.keep_servers { Servers::Keep } else { Servers::Stop };
    arguments.installation.run(kind, &Part::ALL, Role { tell, servers })
}

/// What a person does first.
pub fn tell(up: &Up) {
    let portal = &up.app.settings.portal_url;
    println!("Hostler runs.");
    println!("  Order a server:   {portal}/");
    println!("  Staff:            {portal}/staff");
    if let Some(link) = &up.setup_link {
        println!("  First, once:      {link}");
        println!("                    (makes your staff account; good for a day)");
    }
    match up.app.outgoing {
        Some(_) => println!(
            "Mail goes out by the mail server; what was written: {portal}/staff/mail. End with Ctrl-C."
        ),
        None => println!("Mail that would go out is kept at {portal}/staff/mail. End with Ctrl-C."),
    }
}
