//! What a server says about itself when it is asked (`GET /api/v1/report`): the reconciler and the pages read it.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub server: String,
    /// Version of the appliance, as in `hostler --version`.
    pub version: String,
    /// Accounts that exist now, by the counting rule.
    pub users: i64,
    /// Bytes stored, as last measured.
    pub bytes: i64,
    /// Last journal number written, and last one that the platform acknowledged.
    pub written: i64,
    pub acknowledged: i64,
    pub engines: Vec<Engine>,
    /// What the server carries, as last measured; nothing from versions that did not measure it.
    #[serde(default)]
    pub load: Option<Load>,
    /// The address of its probe mailbox; empty if it has none.
    #[serde(default)]
    pub probe: String,
}

/// What a server carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// Milliseconds since 1970 UTC.
    pub measured_at_ms: i64,
    /// Mail that waits to be sent on, and when the oldest of it arrived.
    pub queue_messages: i64,
    pub queue_oldest_ms: Option<i64>,
    /// Of the disk with its data.
    pub disk_free_bytes: i64,
    pub disk_bytes: i64,
}

impl Report {
    /// Whether every engine runs.
    pub fn is_ready(&self) -> bool {
        !self.engines.is_empty() && self.engines.iter().all(|engine| engine.state == EngineState::Running)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engine {
    /// `postfix`, `dovecot`.
    pub name: String,
    pub state: EngineState,
    /// Since when, milliseconds since 1970 UTC.
    pub since_ms: i64,
    /// Times it was started again after it ended by itself.
    pub restarts: i64,
    /// Why it last ended by itself: exit status and its last lines of log. Empty if it never did.
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EngineState {
    Starting,
    Running,
    /// Ended by itself; started again after a growing pause.
    Waiting,
    Stopped,
}
