//! All processes of one engine, as one process group: what is left of a dead engine is found and ended by it.

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use std::time::Duration;
use tokio::time::sleep;

/// Who makes an engine's process group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leader {
    /// The engine does, as its first act (Postfix; it refuses to start where it cannot).
    ByItself,
    /// We do, when we start it.
    WhenStarted,
}

const TURN: Duration = Duration::from_millis(10);
const TURNS: usize = 500;

/// Ends what is left of the engine whose first process was `leader`; returns once nothing is (or after 5 s).
pub async fn end(leader: Pid) {
    for _ in 0..TURNS {
        if killpg(leader, Signal::SIGKILL) == Err(Errno::ESRCH) {
            return;
        }
        sleep(TURN).await;
    }
    tracing::warn!(group = leader.as_raw(), "processes of an ended engine do not go away");
}

/// Sends a signal to the engine's first process; one that has gone meanwhile is no error.
pub fn tell(leader: Pid, signal: Signal) {
    if let Err(error) = kill(leader, signal)
        && error != Errno::ESRCH
    {
        tracing::warn!(process = leader.as_raw(), %signal, %error, "an engine could not be signalled");
    }
}
