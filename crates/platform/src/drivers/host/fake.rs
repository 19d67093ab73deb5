//! A host in memory with the contract of the real one: for tests of the platform's stores, routes and reconciler.

use super::{Actual, Cpu, Exit, Fell, HostError, Prepared, Running, ServerSpec};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

/// Clones share what they hold, as clones of the real driver share the machine.
#[derive(Debug, Clone, Default)]
pub struct Fake {
    servers: Arc<Mutex<BTreeMap<String, Server>>>,
}

#[derive(Debug, Clone)]
struct Server {
    bootstrap: String,
    pid: Option<u32>,
    build: Option<String>,
    last_exit: Option<Exit>,
    /// How often it was started, and whether it ended by itself.
    starts: i64,
    fell: bool,
    refusing: bool,
    limits: (u64, u32),
    cpu_percent: u32,
    /// What it uses: memory and processes; none: as little as ever.
    used: Option<(u64, u32)>,
}

/// What the fake's clock shows, always.
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

impl Fake {
    /// Ends a running server as the kernel would (exit status 137), without the platform having asked for it.
    pub fn kill(&self, machine: &str) {
        if let Some(server) = self.servers().get_mut(machine) {
            server.fell = server.pid.is_some();
            end(server, 137);
        }
    }

    /// From now on starts of this prepared server fail, until it is prepared anew after a removal.
    pub fn break_starts(&self, machine: &str) {
        if let Some(server) = self.servers().get_mut(machine) {
            server.refusing = true;
        }
    }

    pub(super) fn prepare(&self, spec: &ServerSpec) -> Result<(), HostError> {
        let fresh = || Server {
            bootstrap: String::new(),
            pid: None,
            build: None,
            last_exit: None,
            starts: 0,
            fell: false,
            refusing: false,
            limits: (0, 0),
            cpu_percent: 0,
            used: None,
        };
        let mut servers = self.servers();
        servers.entry(spec.machine.clone()).or_insert_with(fresh).bootstrap = spec.bootstrap.clone();
        Ok(())
    }

    pub(super) fn start(&self, spec: &ServerSpec) -> Result<(), HostError> {
        let mut servers = self.servers();
        let machine = spec.machine.clone();
        let next = 100 + u32::try_from(servers.len()).unwrap_or(0);
        let Some(server) = servers.get_mut(&machine) else {
            return Err(HostError::NotPrepared { machine, missing: "everything".to_string() });
        };
        if server.bootstrap != spec.bootstrap {
            return Err(HostError::NotPrepared { machine, missing: "bootstrap.json".to_string() });
        }
        if server.refusing {
            return Err(HostError::StartFailed { machine, tail: "told to fail".to_string() });
        }
        if server.pid.is_none() {
            server.pid = Some(next);
            server.last_exit = None;
            (server.starts, server.fell) = (server.starts + 1, false);
            server.build = Some(spec.build.clone());
            server.limits = (spec.memory_bytes, spec.processes);
            server.cpu_percent = spec.cpu_percent;
        }
        Ok(())
    }

    /// From now on a server uses so much memory and so many processes.
    pub fn use_up(&self, machine: &str, memory_bytes: u64, processes: u32) {
        if let Some(server) = self.servers().get_mut(machine) {
            server.used = Some((memory_bytes, processes));
        }
    }

    pub(super) fn limit(&self, spec: &ServerSpec) {
        if let Some(server) = self.servers().get_mut(&spec.machine).filter(|server| server.pid.is_some()) {
            server.limits = (spec.memory_bytes, spec.processes);
            server.cpu_percent = spec.cpu_percent;
        }
    }

    pub(super) fn stop(&self, spec: &ServerSpec) -> Result<(), HostError> {
        if let Some(server) = self.servers().get_mut(&spec.machine) {
            end(server, 0);
        }
        Ok(())
    }

    pub(super) fn remove(&self, spec: &ServerSpec) -> Result<(), HostError> {
        self.servers().remove(&spec.machine);
        Ok(())
    }

    pub(super) fn observe(&self, spec: &ServerSpec) -> Actual {
        let servers = self.servers();
        let Some(server) = servers.get(&spec.machine) else {
            return Actual {
                prepared: Prepared::Nothing,
                running: None,
                last_exit: None,
                fell: None,
                leftovers: Vec::new(),
                build: None,
            };
        };
        let prepared = if server.bootstrap == spec.bootstrap {
            Prepared::Whole
        } else {
            Prepared::Partly(vec!["bootstrap.json".to_string()])
        };
        let (memory_bytes, processes) = server.used.unwrap_or((spec.memory_bytes / 4, 3));
        let running = server.pid.map(|pid| Running {
            pid,
            since: NOW,
            memory_bytes,
            processes,
            memory_limit_bytes: server.limits.0,
            processes_limit: server.limits.1,
            out_of_memory: 0,
            cpu: Some(Cpu { limit_percent: server.cpu_percent, periods: 0, throttled: 0 }),
        });
        let (last_exit, build) = (server.last_exit.clone(), server.build.clone());
        let started = NOW + jiff::SignedDuration::from_secs(server.starts);
        let fell = server.fell.then(|| Fell { started, status: last_exit.as_ref().map(|exit| exit.status) });
        Actual { prepared, running, last_exit, fell, leftovers: Vec::new(), build }
    }

    fn servers(&self) -> MutexGuard<'_, BTreeMap<String, Server>> {
        self.servers.lock().expect("no holder of this lock panics")
    }
}

fn end(server: &mut Server, status: i32) {
    if server.pid.take().is_some() {
        server.last_exit = Some(Exit { at: NOW, status });
    }
}
