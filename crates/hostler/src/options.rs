//! What several roles are told alike: where things lie and what the log says.

use clap::Args;
use std::future::Future;
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[derive(Args, Debug, Clone)]
pub struct Folders {
    /// Everything that must be kept: database, keys, servers
    #[arg(long, env = "HOSTLER_DATA", default_value = "/var/lib/hostler")]
    pub data: PathBuf,
    /// What can be made again: images
    #[arg(long, env = "HOSTLER_CACHE", default_value = "/var/cache/hostler")]
    pub cache: PathBuf,
}

/// Log lines to standard error; `HOSTLER_LOG` says which (`info` unless set).
pub fn log() {
    log_from("info,sqlx=warn,rustic_core=warn");
}

/// The same with another default.
pub fn log_from(default: &str) {
    let filter = EnvFilter::try_from_env("HOSTLER_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    // A line that cannot be written (a full disk) is lost; saying so on the same standard error would be a panic.
    let lines = tracing_subscriber::fmt().with_env_filter(filter).log_internal_errors(false);
    lines.with_writer(std::io::stderr).init();
}

/// Runs a role to its end; what stopped it is one sentence on standard error, and exit status 1.
pub fn to_the_end<E: std::error::Error>(work: impl Future<Output = Result<(), E>>) -> ExitCode {
    rustls::crypto::ring::default_provider().install_default().ok();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("hostler: threads cannot be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(work) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hostler: {error}");
            ExitCode::FAILURE
        }
    }
}
