//! `hostler vantage run`: a second place from which servers are asked (K2), on another machine of the provider's. It is
//! told by the platform what to ask, asks as the platform does, and reports what it sees.

mod look;

use crate::options::{log, to_the_end};
use clap::Args;
use look::Lookout;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// Watch servers from this machine as well, and report to the portal
///
/// The portal has to be reached by HTTPS, and the servers by their addresses (or by their names, with --names). Runs
/// until it is ended.
#[derive(Args)]
#[command(after_help = "Example:
  hostler vantage run --portal https://portal.example --token-file /etc/hostler/vantage.token")]
pub struct Arguments {
    /// A file with the token that `hostler vantage add` printed
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,
    /// Look the servers' names up each time, in place of their addresses
    #[arg(long)]
    names: bool,
    /// Trust this authority (PEM) for the portal, in place of the machine's public ones
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
}

/// Why it does not run.
#[derive(Debug, thiserror::Error)]
pub enum NotRunning {
    #[error("{0}: {1}")]
    Unreadable(PathBuf, io::Error),
    #[error("the token in {0} is no vantage's: it begins with hvt_")]
    Token(PathBuf),
    #[error(
        "{0} is not HTTPS: the token would go in the clear. Only a portal on this machine is asked by HTTP"
    )]
    Clear(String),
    #[error("the portal cannot be asked: {0}")]
    Client(reqwest::Error),
    #[error(transparent)]
    Trust(#[from] hostler_probe::TrustRefused),
}

/// Watches until it is ended; `portal` is where it reports.
pub fn run(arguments: &Arguments, portal: &str) -> ExitCode {
    log();
    to_the_end(async { Lookout::open(arguments, portal)?.run().await })
}

impl Arguments {
    fn token(&self) -> Result<String, NotRunning> {
        let unreadable = |error| NotRunning::Unreadable(self.token_file.clone(), error);
        let token = std::fs::read_to_string(&self.token_file).map_err(unreadable)?.trim().to_string();
        match token.starts_with("hvt_") {
            true => Ok(token),
            false => Err(NotRunning::Token(self.token_file.clone())),
        }
    }

    fn client(&self) -> Result<reqwest::Client, NotRunning> {
        let builder = reqwest::Client::builder().timeout(look::PATIENCE);
        let builder = match &self.authority {
            None => builder,
            Some(path) => {
                let pem = std::fs::read(path).map_err(|error| NotRunning::Unreadable(path.clone(), error))?;
                builder.tls_certs_only([reqwest::Certificate::from_pem(&pem).map_err(NotRunning::Client)?])
            }
        };
        builder.build().map_err(NotRunning::Client)
    }
}

/// A token goes over HTTPS, or does not leave the machine.
fn safe(portal: &str) -> Result<String, NotRunning> {
    let portal = portal.trim_end_matches('/');
    let here = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let is_here = here
        .iter()
        .any(|own| portal.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')));
    match portal.starts_with("https://") || is_here {
        true => Ok(portal.to_string()),
        false => Err(NotRunning::Clear(portal.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn a_token_goes_over_https_or_does_not_leave_the_machine() {
        for (portal, expect) in [
            ("https://portal.example/", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost", true),
            ("http://portal.example", false),
            ("http://127.0.0.1.portal.example", false),
            ("portal.example", false),
        ] {
            assert_eq!(safe(portal).is_ok(), expect, "{portal}");
        }
    }
}
