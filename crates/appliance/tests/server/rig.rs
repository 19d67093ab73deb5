//! The appliance by itself, as `hostler appliance` runs it, for tests in a real server.

use hostler_appliance::{RunOptions, run};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match run(RunOptions::default()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
