//! The appliance by itself, as `hostler appliance run` runs it, for tests in a real server.
//!
//! SIGUSR1 locks it, SIGUSR2 unlocks it, as licensing would; a file `locked` in its data folder locks it from the
//! beginning.

use hostler_appliance::app::{App, Lock};
use hostler_appliance::{RunOptions, run_with};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};

fn locked(app: &App) -> Lock {
    Lock::Locked { reason: "trial-over".into(), since_ms: app.clock.now_ms() }
}

async fn standing(app: &Arc<App>) {
    if app.folders.root().join("locked").exists() {
        app.signals.lock.send_replace(locked(app));
    }
    let app = app.clone();
    let mut lock = signal(SignalKind::user_defined1()).expect("a signal can be received");
    let mut unlock = signal(SignalKind::user_defined2()).expect("a signal can be received");
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = lock.recv() => app.signals.lock.send_replace(locked(&app)),
                _ = unlock.recv() => app.signals.lock.send_replace(Lock::Open),
            };
        }
    });
}

#[tokio::main]
async fn main() -> ExitCode {
    match run_with(RunOptions::default(), standing).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
