//! `hostler up`: everything on this machine, without configuration.

use crate::options::{Folders, log, to_the_end};
use clap::Args;
use hostler_platform::up::{Kind, Options, Up, UpError, up};
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

/// Run everything on this machine: portal, jobs and servers
#[derive(Args, Debug, Clone)]
pub struct Arguments {
    #[command(flatten)]
    pub folders: Folders,
    /// Where the portal answers
    #[arg(long, env = "HOSTLER_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`; SQLite in the data folder unless given
    #[arg(long, env = "HOSTLER_DATABASE")]
    pub database: Option<String>,
    /// Another offer than the built-in one
    #[arg(long)]
    pub catalogue: Option<PathBuf>,
    /// Bridge of the servers
    #[arg(long, default_value = "hostler0")]
    pub bridge: String,
    /// Network of the servers, at least a /24
    #[arg(long, default_value = "10.83.0.0/16", value_parser = network)]
    pub network: (Ipv4Addr, u8),
    /// A demo: its clock can be moved. Its data folder stays a demo's for ever
    #[arg(long)]
    pub demo: bool,
    /// Leave the servers running when this ends
    #[arg(long)]
    pub keep_servers: bool,
}

/// `ADDRESS/BITS`, where ADDRESS is the network's first.
fn network(text: &str) -> Result<(Ipv4Addr, u8), String> {
    let parts = text.split_once('/').and_then(|(address, bits)| {
        Some((
            address.parse::<Ipv4Addr>().ok()?,
            bits.parse::<u8>().ok().filter(|bits| (8..=24).contains(bits))?,
        ))
    });
    let (address, bits) = parts.ok_or("write it as ADDRESS/BITS with 8 to 24 bits, such as 10.83.0.0/16")?;
    match u32::from(address).trailing_zeros() >= 32 - u32::from(bits) {
        true => Ok((address, bits)),
        false => Err(format!("{address} is not the first address of a /{bits} network")),
    }
}

impl Arguments {
    fn options(&self, binary: PathBuf) -> Options {
        Options {
            data: self.folders.data.clone(),
            cache: self.folders.cache.clone(),
            listen: self.listen,
            database: self.database.clone(),
            catalogue: self.catalogue.clone(),
            bridge: self.bridge.clone(),
            network: self.network,
            binary,
            kind: if self.demo { Kind::Demo } else { Kind::Real },
        }
    }
}

pub fn run(arguments: Arguments) -> ExitCode {
    log();
    let binary = match std::env::current_exe() {
        Ok(binary) => binary,
        Err(error) => {
            eprintln!("hostler: the program cannot find itself: {error}");
            return ExitCode::FAILURE;
        }
    };
    to_the_end(async move {
        let up = up(arguments.options(binary)).await?;
        tell(&up);
        let keep = arguments.keep_servers;
        end_of(up, ended(), keep).await
    })
}

async fn end_of(up: Up, ended: impl Future<Output = ()>, keep_servers: bool) -> Result<(), UpError> {
    let app = up.app.clone();
    up.until(ended).await;
    if !keep_servers {
        eprintln!("hostler: stopping the servers; they come back at the next start");
        hostler_platform::servers::stop_all(&app).await;
    }
    app.db.close().await;
    Ok(())
}

/// What a person does first.
fn tell(up: &Up) {
    let portal = &up.app.settings.portal_url;
    println!("Hostler runs.");
    println!("  Order a server:   {portal}/");
    println!("  Staff:            {portal}/staff");
    if let Some(link) = &up.setup_link {
        println!("  First, once:      {link}");
        println!("                    (makes your staff account; good for a day)");
    }
    println!("Mail that would go out is kept at {portal}/staff/mail. End with Ctrl-C.");
}

/// Ctrl-C, or SIGTERM.
async fn ended() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
