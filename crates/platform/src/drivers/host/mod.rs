//! Where servers run: a host makes a server's room, starts it, stops it, clears it away and says what is there.
//!
//! The reconciler compares what it wants with [`Actual`] and calls one verb at a time. Every verb may be repeated:
//! it looks at what is there and does what is missing, also after the platform or the machine was killed halfway.
//! [`Local`] is this machine (systemd-nspawn); [`Fake`] is the same contract in memory, for tests of stores and routes.

mod checks;
mod error;
mod fake;
mod local;

pub use checks::checks;
pub use error::HostError;
pub use fake::Fake;
pub use local::{Config, Local, hardware_address};

use jiff::Timestamp;
use std::fmt;
use std::net::Ipv4Addr;
use std::path::PathBuf;

/// User ids per server: its own range is `uid_base .. uid_base + UIDS`.
pub const UIDS: u32 = 65_536;

/// One server, as the platform wants it on its host.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerSpec {
    /// Its name on the host: 1 to 11 of `a-z 0-9 -`, unique on the machine, never reused for another server.
    pub machine: String,
    pub address: Ipv4Addr,
    /// First of its [`UIDS`] user ids on the host; no other server's range may touch it (H4).
    pub uid_base: u32,
    /// Root file system of its product's image, read-only and shared.
    pub image: PathBuf,
    /// The program that it runs; none: the host's own.
    pub program: Option<PathBuf>,
    /// What image and program together are called; the host writes down which it started (K4).
    pub build: String,
    /// The most memory all of its processes and its file cache may take, in bytes.
    pub memory_bytes: u64,
    /// The most processes and threads at a time.
    pub processes: u32,
    /// The most processor time, in hundredths of a processor.
    pub cpu_percent: u32,
    /// JSON text of its `wire::Bootstrap`; holds secrets.
    pub bootstrap: String,
    /// Its own folder, such as `DATA/servers/<id>`; removed with the server.
    pub folder: PathBuf,
}

/// What is there of a server on its host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actual {
    pub prepared: Prepared,
    /// Present while it runs.
    pub running: Option<Running>,
    /// How it ended after its last start; absent while it runs.
    pub last_exit: Option<Exit>,
    /// That it ended after its last start without having been stopped.
    pub fell: Option<Fell>,
    /// What should not be there, in words; `start`, `stop` and `remove` clear it up.
    pub leftovers: Vec<String>,
    /// The build that it was last started with, whether it runs or not; none: nobody has written that down.
    pub build: Option<String>,
}

/// Whether `prepare` has done, or must do, its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prepared {
    Nothing,
    /// What is missing or differs from the specification, in words.
    Partly(Vec<String>),
    Whole,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// The process that holds the server (it ends when the server ends).
    pub pid: u32,
    pub since: Timestamp,
    /// Memory in use, file cache that can be dropped not counted.
    pub memory_bytes: u64,
    /// Processes and threads.
    pub processes: u32,
    /// What it may use at most, as is in force.
    pub memory_limit_bytes: u64,
    pub processes_limit: u32,
    /// How often the memory limit made the kernel end one of its processes since the start.
    pub out_of_memory: u64,
    /// None where the machine cannot limit processor time.
    pub cpu: Option<Cpu>,
}

/// How a server's processor time is limited, and how often it had to wait for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cpu {
    /// Hundredths of a processor, as is in force.
    pub limit_percent: u32,
    /// Tenths of a second in which it ran since its start, and those in which it used up what it may.
    pub periods: u64,
    pub throttled: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    pub at: Timestamp,
    /// Exit status; 128 + signal where a signal ended it.
    pub status: i32,
}

/// That a server ended by itself. What ended with its machine did not: the machine has been started since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fell {
    /// The start after which it ended: the same end is told from the next by it.
    pub started: Timestamp,
    /// Exit status; 128 + signal where a signal ended it. None: nobody was left to note it.
    pub status: Option<i32>,
}

impl Actual {
    /// Nothing at all is there, so the server's row may go.
    pub fn is_gone(&self) -> bool {
        self.prepared == Prepared::Nothing && self.running.is_none() && self.leftovers.is_empty()
    }
}

/// The bootstrap text stays out of logs.
impl fmt::Debug for ServerSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ServerSpec { machine, address, folder, .. } = self;
        write!(f, "ServerSpec({machine}, {address}, {})", folder.display())
    }
}

impl ServerSpec {
    fn check(&self) -> Result<(), HostError> {
        let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let name = self.machine.as_bytes();
        let edges = name.first().is_some_and(|&b| b != b'-') && name.last().is_some_and(|&b| b != b'-');
        if name.len() <= 11 && edges && name.iter().all(|&byte| good(byte)) {
            return Ok(());
        }
        Err(HostError::Machine { machine: self.machine.clone() })
    }
}

/// A place where servers run.
#[derive(Debug, Clone)]
pub enum Host {
    Local(Local),
    Fake(Fake),
}

impl Host {
    /// Makes the server's folder with its bootstrap file and layers. Repeating it puts right what is missing or differs.
    pub async fn prepare(&self, spec: &ServerSpec) -> Result<(), HostError> {
        spec.check()?;
        match self {
            Host::Local(local) => local.prepare(spec).await,
            Host::Fake(fake) => fake.prepare(spec),
        }
    }

    /// Starts a prepared server and returns when its first process runs. Does nothing to a server that runs.
    pub async fn start(&self, spec: &ServerSpec) -> Result<(), HostError> {
        spec.check()?;
        match self {
            Host::Local(local) => local.start(spec).await,
            Host::Fake(fake) => fake.start(spec),
        }
    }

    /// Asks the server to end, waits (a bounded time) and then ends it. Does nothing to a server that does not run.
    pub async fn stop(&self, spec: &ServerSpec) -> Result<(), HostError> {
        spec.check()?;
        match self {
            Host::Local(local) => local.stop(spec).await,
            Host::Fake(fake) => fake.stop(spec),
        }
    }

    /// Stops the server and deletes everything of it from the host, its data too.
    pub async fn remove(&self, spec: &ServerSpec) -> Result<(), HostError> {
        spec.check()?;
        match self {
            Host::Local(local) => local.remove(spec).await,
            Host::Fake(fake) => fake.remove(spec),
        }
    }

    /// Puts the specification's limits of memory and processes in force for a server that runs (H3), without touching
    /// its processes. Does nothing to a server that does not run: it gets them when it is started.
    pub async fn limit(&self, spec: &ServerSpec) -> Result<(), HostError> {
        spec.check()?;
        match self {
            Host::Local(local) => local.limit(spec).await,
            Host::Fake(fake) => {
                fake.limit(spec);
                Ok(())
            }
        }
    }

    /// What is there now. Changes nothing.
    pub async fn observe(&self, spec: &ServerSpec) -> Result<Actual, HostError> {
        spec.check()?;
        match self {
            Host::Local(local) => local.observe(spec).await,
            Host::Fake(fake) => Ok(fake.observe(spec)),
        }
    }
}
