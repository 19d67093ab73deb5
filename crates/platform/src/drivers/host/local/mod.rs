//! Servers on this machine: a systemd-nspawn container each, over one shared read-only image (H4, S1).
//!
//! A server's mounts live in a mount namespace that only its own processes hold, so they are gone when it is gone,
//! however it ended. Its limits are a control group, which also tells for certain whether it runs. Nothing that the
//! driver needs is kept in memory: a platform that was killed finds its servers again.

mod folder;
mod groups;
mod idmap;
mod launch;
mod network;
mod tool;

pub(super) use groups::Groups;
pub use network::hardware_address;
pub(super) use network::{clash, forwarding_barrier};

use super::{Actual, Exit, HostError, Prepared, Running, ServerSpec};
use folder::Folder;
use hostler_wire::recipients::HAND_OVER_PORT;
use jiff::Timestamp;
use network::Network;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

/// Settings of a machine that runs servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Name of the bridge, and of the nftables tables; at most 15 characters.
    pub bridge: String,
    /// The bridge's own address: the servers' way out, and where they find the platform.
    pub gateway: Ipv4Addr,
    /// Bits of the network in which gateway and servers lie.
    pub prefix: u8,
    /// TCP ports of the gateway that servers may reach; everything else of this machine is closed to them.
    pub open_ports: Vec<u16>,
    /// TCP port of every server that this machine reaches and nobody else: the fallback hands mail over there.
    pub own_port: u16,
    /// The running `hostler` (`std::env::current_exe`); servers see it as `/usr/local/bin/hostler`.
    pub program: PathBuf,
    /// How long a server may take to end before it is ended.
    pub stop_within: Duration,
}

impl Config {
    /// The defaults: bridge `hostler0`, 10.83.0.1/16, port 8443 open to the servers, 15 seconds to end.
    pub fn new(program: PathBuf) -> Config {
        Config {
            bridge: "hostler0".to_string(),
            gateway: Ipv4Addr::new(10, 83, 0, 1),
            prefix: 16,
            open_ports: vec![8443],
            own_port: HAND_OVER_PORT,
            program,
            stop_within: Duration::from_secs(15),
        }
    }
}

/// This machine as a host. Clones are cheap.
#[derive(Debug, Clone)]
pub struct Local {
    inside: Arc<Inside>,
}

#[derive(Debug)]
struct Inside {
    config: Config,
    groups: Groups,
    network: Network,
}

/// How often the driver looks again while it waits.
const LOOK: Duration = Duration::from_millis(10);
/// How long a server's first process may take to appear.
const START_WITHIN: Duration = Duration::from_secs(20);

impl Local {
    /// Makes the bridge, forwarding, address translation and the servers' protection from each other, as far as they
    /// are missing. Needs root. Servers that run are not touched.
    pub async fn open(config: Config) -> Result<Local, HostError> {
        let opened = tokio::task::spawn_blocking(move || {
            let groups = Groups::detect(Path::new("/sys/fs/cgroup"))?;
            let network = Network::open(&config)?;
            Ok::<_, HostError>(Inside { config, groups, network })
        });
        Ok(Local { inside: Arc::new(opened.await??) })
    }

    /// Takes bridge and nftables tables away again. Only for a machine without servers.
    pub async fn close(self) -> Result<(), HostError> {
        tokio::task::spawn_blocking(move || self.inside.network.close()).await?
    }

    pub(super) async fn prepare(&self, spec: &ServerSpec) -> Result<(), HostError> {
        self.blocking(spec, |_, spec| {
            let folder = Folder::of(spec);
            folder.make()?;
            let _lock = folder.lock()?;
            folder.prepare(spec)
        })
        .await
    }

    pub(super) async fn start(&self, spec: &ServerSpec) -> Result<(), HostError> {
        self.blocking(spec, Inside::start).await
    }

    pub(super) async fn stop(&self, spec: &ServerSpec) -> Result<(), HostError> {
        self.blocking(spec, |inside, spec| {
            let folder = Folder::of(spec);
            let _lock = if folder.exists() { Some(folder.lock()?) } else { None };
            inside.stop(spec)
        })
        .await
    }

    pub(super) async fn remove(&self, spec: &ServerSpec) -> Result<(), HostError> {
        self.blocking(spec, |inside, spec| {
            let folder = Folder::of(spec);
            let _lock = if folder.exists() { Some(folder.lock()?) } else { None };
            inside.stop(spec)?;
            inside.network.dismiss(spec)?;
            launch::sweep_run(&spec.machine)?;
            folder.remove()
        })
        .await
    }

    pub(super) async fn limit(&self, spec: &ServerSpec) -> Result<(), HostError> {
        self.blocking(spec, |inside, spec| match inside.groups.exists(&spec.machine) {
            true => inside.groups.limit(spec),
            false => Ok(()),
        })
        .await
    }

    pub(super) async fn observe(&self, spec: &ServerSpec) -> Result<Actual, HostError> {
        self.blocking(spec, Inside::observe).await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        spec: &ServerSpec,
        work: impl FnOnce(&Inside, &ServerSpec) -> Result<T, HostError> + Send + 'static,
    ) -> Result<T, HostError> {
        let (inside, spec) = (self.inside.clone(), spec.clone());
        tokio::task::spawn_blocking(move || work(&inside, &spec)).await?
    }
}

impl Inside {
    fn start(&self, spec: &ServerSpec) -> Result<(), HostError> {
        let folder = Folder::of(spec);
        let not_prepared = |missing| HostError::NotPrepared { machine: spec.machine.clone(), missing };
        if !folder.exists() {
            return Err(not_prepared("everything".to_string()));
        }
        let _lock = folder.lock()?;
        if let Prepared::Partly(missing) = folder.prepared(spec)? {
            return Err(not_prepared(missing.join(", ")));
        }
        if !spec.image.is_dir() {
            return Err(HostError::NoImage { path: spec.image.clone() });
        }
        if self.holder(spec, &folder)?.is_none() {
            self.sweep(spec)?;
            folder.forget_exit()?;
            self.network.admit(spec)?;
            self.groups.create(spec)?;
            folder.write_build(&spec.build)?;
            launch::launch(&self.config, spec, &self.groups)?;
        }
        self.network.admit(spec)?;
        let first = self.first_process(spec, &folder)?;
        let attached = self.network.attach(spec, first);
        if attached.is_err() {
            // A server that is ending has no network to attach; why it ends is what matters.
            folder.await_exit()?;
            if folder.exit()?.is_some() {
                return self.failed(spec, &folder);
            }
        }
        attached
    }

    fn failed<T>(&self, spec: &ServerSpec, folder: &Folder) -> Result<T, HostError> {
        // While it is ending by itself, its own exit status is worth more than that of being ended.
        folder.await_exit()?;
        self.stop(spec)?;
        Err(HostError::StartFailed { machine: spec.machine.clone(), tail: folder.console_tail() })
    }

    /// The server's first process; waits for it. If the server ends instead, its last lines are the error.
    fn first_process(&self, spec: &ServerSpec, folder: &Folder) -> Result<u32, HostError> {
        for _ in 0..(START_WITHIN.as_millis() / LOOK.as_millis()) {
            if let Some(pid) =
                self.groups.processes(&spec.machine).into_iter().find(|&pid| launch::is_first(pid))
            {
                return Ok(pid);
            }
            if folder.exit()?.is_some() {
                break;
            }
            sleep(LOOK);
        }
        self.failed(spec, folder)
    }

    /// Ends what runs, first by asking, and clears up what a server leaves outside of its folder while it runs.
    fn stop(&self, spec: &ServerSpec) -> Result<(), HostError> {
        let folder = Folder::of(spec);
        if !self.groups.processes(&spec.machine).is_empty() && folder.exit()?.is_none() {
            folder.write_stopped()?;
        }
        if let Some(first) =
            self.groups.processes(&spec.machine).into_iter().find(|&pid| launch::is_first(pid))
        {
            launch::ask_to_end(first);
            for _ in 0..(self.config.stop_within.as_millis() / LOOK.as_millis()) {
                if self.groups.processes(&spec.machine).is_empty() {
                    break;
                }
                sleep(LOOK);
            }
        }
        self.sweep(spec)?;
        folder.await_exit()
    }

    fn sweep(&self, spec: &ServerSpec) -> Result<(), HostError> {
        self.groups.end(&spec.machine)?;
        self.network.drop_port(spec)?;
        self.groups.remove(&spec.machine)
    }

    /// The process that holds the server, if it runs. A number alone proves nothing (numbers are reused): it must be
    /// in the server's own control group.
    fn holder(&self, spec: &ServerSpec, folder: &Folder) -> Result<Option<u32>, HostError> {
        let processes = self.groups.processes(&spec.machine);
        Ok(folder.pid()?.map(|(pid, _)| pid).filter(|pid| processes.contains(pid)))
    }

    fn observe(&self, spec: &ServerSpec) -> Result<Actual, HostError> {
        let folder = Folder::of(spec);
        let prepared = folder.prepared(spec)?;
        let running = self.running(spec, &folder)?;
        let mut leftovers = Vec::new();
        if running.is_none() {
            if self.groups.exists(&spec.machine) {
                let count = self.groups.processes(&spec.machine).len();
                leftovers.push(format!("control group {} with {count} processes", spec.machine));
            }
            if self.network.has_port(spec)? {
                leftovers.push(format!("interface {}", network::port(spec)));
            }
        }
        if prepared == Prepared::Nothing && self.network.is_admitted(spec)? {
            leftovers.push(format!("admission of {} to the network", network::port(spec)));
        }
        let last_exit: Option<Exit> = folder.exit()?;
        let fell = if running.is_none() { folder.fell(booted())? } else { None };
        Ok(Actual { prepared, running, last_exit, fell, leftovers, build: folder.build()? })
    }

    fn running(&self, spec: &ServerSpec, folder: &Folder) -> Result<Option<Running>, HostError> {
        let Some((pid, since)) = folder.pid()? else { return Ok(None) };
        if !self.groups.processes(&spec.machine).contains(&pid) {
            return Ok(None);
        }
        let usage = self.groups.usage(&spec.machine);
        Ok(Some(Running {
            pid,
            since,
            memory_bytes: usage.memory_bytes,
            processes: usage.processes,
            memory_limit_bytes: usage.memory_limit_bytes,
            processes_limit: usage.processes_limit,
            out_of_memory: usage.out_of_memory,
            cpu: usage.cpu,
        }))
    }
}

/// When this machine was started, to the second.
fn booted() -> Timestamp {
    let text = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let seconds = text.lines().find_map(|line| line.strip_prefix("btime "));
    let seconds = seconds.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}
