use super::builds::Parts;
use crate::accounts::Customer;
use hostler_kit::id::{Id, Named};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// A customer's dedicated server: what it shall be, and what was last seen of it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize, schemars::JsonSchema)]
pub struct Server {
    pub id: Id<Server>,
    pub customer_id: Id<Customer>,
    /// First label of its host name.
    pub name: String,
    pub product: String,
    /// Its place among all servers, from 1: address and user-id range follow from it.
    pub slot: i64,
    /// `running`, `stopped` or `gone`.
    pub desired: String,
    /// How far it is: see [`Phase`].
    pub phase: String,
    /// Why the last step failed; empty if it did not.
    pub last_error: String,
    #[serde(skip)]
    pub credential_hash: String,
    #[serde(skip)]
    pub sealed: String,
    pub created_at_ms: i64,
    /// When it first ran.
    pub running_at_ms: Option<i64>,
    pub gone_at_ms: Option<i64>,
    /// When its contract ended: nothing from here on is billed, however late it is deleted.
    pub ended_at_ms: Option<i64>,
    /// The most memory, processes and hundredths of a processor that it may use; raised before they run short (H3).
    pub memory_bytes: i64,
    pub processes: i64,
    /// The build that it shall run (K4).
    #[serde(skip)]
    pub image: String,
    #[serde(skip)]
    pub program: String,
    /// The build that it was last started with.
    #[serde(skip)]
    pub runs_image: String,
    #[serde(skip)]
    pub runs_program: String,
    /// Since when it is one of the provider's own, on which updates are tried first.
    #[serde(skip)]
    pub test_since_ms: Option<i64>,
    pub cpu_percent: i64,
    /// Since when ends by itself count (K2).
    #[serde(skip)]
    pub deaths_from_ms: i64,
    /// Since when it is not started again by itself, for it ended by itself too often; none: it is.
    pub left_alone_at_ms: Option<i64>,
}

impl Named for Server {
    const PREFIX: &'static str = "srv";
}

/// How far a server is on its way from the order to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    Ordered,
    /// Its product's image is being made.
    Image,
    /// Its folders and layers are there.
    Prepared,
    Starting,
    Running,
    Stopped,
    Gone,
}

impl Phase {
    pub const ALL: [Phase; 7] = [
        Phase::Ordered,
        Phase::Image,
        Phase::Prepared,
        Phase::Starting,
        Phase::Running,
        Phase::Stopped,
        Phase::Gone,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Ordered => "ordered",
            Phase::Image => "image",
            Phase::Prepared => "prepared",
            Phase::Starting => "starting",
            Phase::Running => "running",
            Phase::Stopped => "stopped",
            Phase::Gone => "gone",
        }
    }

    /// The kind of event that tells that a server has come this far.
    pub fn event(self) -> &'static str {
        match self {
            Phase::Ordered => "server.ordered",
            Phase::Image => "server.image",
            Phase::Prepared => "server.prepared",
            Phase::Starting => "server.starting",
            Phase::Running => "server.running",
            Phase::Stopped => "server.stopped",
            Phase::Gone => "server.gone",
        }
    }
}

impl Server {
    /// What it shall run.
    pub fn wanted_build(&self) -> Parts {
        Parts { image: self.image.clone(), program: self.program.clone() }
    }

    /// What it was last started with.
    pub fn build(&self) -> Parts {
        Parts { image: self.runs_image.clone(), program: self.runs_program.clone() }
    }

    /// From when on it is not there any more, for the bill: the contract's end, or its deletion.
    pub fn over_at_ms(&self) -> Option<i64> {
        self.ended_at_ms.or(self.gone_at_ms)
    }

    pub fn phase(&self) -> Phase {
        Phase::ALL.into_iter().find(|phase| phase.as_str() == self.phase).unwrap_or(Phase::Ordered)
    }

    pub fn desired(&self) -> super::plan::Desired {
        match self.desired.as_str() {
            "stopped" => super::plan::Desired::Stopped,
            "gone" => super::plan::Desired::Gone,
            _ => super::plan::Desired::Running,
        }
    }
}

/// What a server and the platform know each other by; sealed in the database.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    pub credential: String,
    pub sign_in_key: String,
    pub certificate: String,
    pub key: String,
    /// The first administrator's name and language, for the server's first start.
    pub administrator: String,
    pub language: String,
}

/// A line of a server's history.
#[derive(Debug, Clone, FromRow, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ServerHistoryLine")]
pub struct Happening {
    pub id: Id<Happening>,
    pub server_id: Id<Server>,
    pub at_ms: i64,
    /// A word key such as `started`.
    pub what: String,
    pub detail: String,
}

impl Named for Happening {
    const PREFIX: &'static str = "hap";
}
