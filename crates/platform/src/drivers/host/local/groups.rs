//! A server's limits: one control group per server, version 2 as on most machines or version 1 as on some.
//!
//! The group is also the driver's memory: a process is the server's if and only if it is in the server's group.

use super::super::error::io_error;
use super::super::{Cpu, HostError, ServerSpec};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Version {
    One,
    Two,
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Version::One => "1",
            Version::Two => "2",
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Groups {
    pub(in super::super) version: Version,
    root: PathBuf,
    /// Present where processor time can be limited.
    processor: Option<()>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) memory_bytes: u64,
    pub(super) processes: u32,
    pub(super) memory_limit_bytes: u64,
    pub(super) processes_limit: u32,
    pub(super) out_of_memory: u64,
    pub(super) cpu: Option<Cpu>,
}

/// The kernel measures out processor time in tenths of a second.
const PERIOD_US: u64 = 100_000;

/// All servers' groups lie in a group of this name.
const OURS: &str = "hostler";
/// The group of the processes that hold servers; no machine has this name (it is too long for one).
pub(super) const HOLDERS: &str = "holders-of-servers";

impl Groups {
    /// `root` is where the machine mounts its control groups, `/sys/fs/cgroup`.
    pub(in super::super) fn detect(root: &Path) -> Result<Groups, HostError> {
        let controllers = fs::read_to_string(root.join("cgroup.controllers")).unwrap_or_default();
        let has = |name: &str| controllers.split_whitespace().any(|word| word == name);
        let version = if has("memory") && has("pids") {
            Version::Two
        } else if root.join("memory/cgroup.procs").exists() && root.join("pids/cgroup.procs").exists() {
            Version::One
        } else {
            return Err(HostError::NoLimits { root: root.to_path_buf() });
        };
        let processor = match version {
            Version::One => root.join("cpu/cgroup.procs").exists(),
            Version::Two => has("cpu"),
        };
        Ok(Groups { version, root: root.to_path_buf(), processor: processor.then_some(()) })
    }

    /// The group's folders; the first one is that of memory, the last one that of processes.
    fn folders(&self, machine: &str) -> Vec<PathBuf> {
        let ours = |root: PathBuf| root.join(OURS).join(machine);
        match self.version {
            Version::One => {
                let processor = self.processor.map(|()| ours(self.root.join("cpu")));
                let others = processor.into_iter().chain([ours(self.root.join("pids"))]);
                std::iter::once(ours(self.root.join("memory"))).chain(others).collect()
            }
            Version::Two => vec![ours(self.root.clone())],
        }
    }

    /// The group's folder that lists every process.
    pub(super) fn folder(&self, machine: &str) -> PathBuf {
        self.folders(machine).swap_remove(0)
    }

    /// The files that a process writes its number to in order to join.
    pub(super) fn doors(&self, machine: &str) -> Vec<PathBuf> {
        self.folders(machine).iter().map(|folder| folder.join("cgroup.procs")).collect()
    }

    pub(super) fn exists(&self, machine: &str) -> bool {
        self.folders(machine).iter().any(|folder| folder.exists())
    }

    /// Makes the group with its limits. Swap counts as memory, so that a server cannot push others out to disk.
    pub(super) fn create(&self, spec: &ServerSpec) -> Result<(), HostError> {
        let folders = self.folders(&spec.machine);
        for folder in self.folders(HOLDERS).iter().chain(&folders) {
            fs::create_dir_all(folder).map_err(io_error("making the control group", folder))?;
        }
        let memory = spec.memory_bytes.to_string();
        let processes = spec.processes.to_string();
        match self.version {
            Version::One => {
                set(&folders[0], "memory.limit_in_bytes", &memory)?;
                set_if_there(&folders[0], "memory.memsw.limit_in_bytes", &memory)?;
                set(last(&folders), "pids.max", &processes)?;
                self.limit_processor(&folders, spec)
            }
            Version::Two => {
                let controllers =
                    if self.processor.is_some() { "+memory +pids +cpu" } else { "+memory +pids" };
                set(&self.root, "cgroup.subtree_control", controllers)?;
                set(&self.root.join(OURS), "cgroup.subtree_control", controllers)?;
                set(&folders[0], "memory.max", &memory)?;
                set_if_there(&folders[0], "memory.swap.max", "0")?;
                set(&folders[0], "pids.max", &processes)?;
                self.limit_processor(&folders, spec)
            }
        }
    }

    /// Servers share what there is evenly, and none takes more than its limit. A group that was made before the platform
    /// could limit this has no such file.
    fn limit_processor(&self, folders: &[PathBuf], spec: &ServerSpec) -> Result<(), HostError> {
        let (Some(()), [_, processor, ..] | [processor]) = (self.processor, folders) else { return Ok(()) };
        let quota = u64::from(spec.cpu_percent.max(1)) * PERIOD_US / 100;
        match self.version {
            Version::One => set_if_possible(processor, "cpu.cfs_quota_us", &quota.to_string()),
            Version::Two => set_if_possible(processor, "cpu.max", &format!("{quota} {PERIOD_US}")),
        }
    }

    fn processor(&self, folders: &[PathBuf]) -> Option<Cpu> {
        let (Some(()), [_, processor, ..] | [processor]) = (self.processor, folders) else { return None };
        let quota = match self.version {
            Version::One => read(processor, "cpu.cfs_quota_us"),
            Version::Two => read(processor, "cpu.max"),
        };
        let quota: u64 = quota.split_whitespace().next()?.parse().ok()?;
        let stat = read(processor, "cpu.stat");
        Some(Cpu {
            limit_percent: u32::try_from(quota * 100 / PERIOD_US).unwrap_or(u32::MAX),
            periods: field(&stat, "nr_periods"),
            throttled: field(&stat, "nr_throttled"),
        })
    }

    /// Puts other limits in force while the server runs. Memory with swap may not be less than memory alone at any
    /// moment, so it is raised first.
    pub(super) fn limit(&self, spec: &ServerSpec) -> Result<(), HostError> {
        let folders = self.folders(&spec.machine);
        let (memory, processes) = (spec.memory_bytes.to_string(), spec.processes.to_string());
        match self.version {
            Version::One => {
                if set_if_there(&folders[0], "memory.memsw.limit_in_bytes", &memory).is_err() {
                    set(&folders[0], "memory.limit_in_bytes", &memory)?;
                    set_if_there(&folders[0], "memory.memsw.limit_in_bytes", &memory)?;
                }
                set(&folders[0], "memory.limit_in_bytes", &memory)?;
                set(last(&folders), "pids.max", &processes)?;
            }
            Version::Two => {
                set(&folders[0], "memory.max", &memory)?;
                set(&folders[0], "pids.max", &processes)?;
            }
        }
        self.limit_processor(&folders, spec)
    }

    /// Every process of the server, as numbers of the host.
    pub(super) fn processes(&self, machine: &str) -> Vec<u32> {
        let mut found = Vec::new();
        for folder in self.folders(machine) {
            collect(&folder, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(super) fn usage(&self, machine: &str) -> Usage {
        let folders = self.folders(machine);
        let (memory, pids) = (&folders[0], last(&folders));
        let (used, most, idle, events) = match self.version {
            Version::One => (
                "memory.usage_in_bytes",
                "memory.limit_in_bytes",
                "total_inactive_file",
                "memory.oom_control",
            ),
            Version::Two => ("memory.current", "memory.max", "inactive_file", "memory.events"),
        };
        let number = |folder: &Path, file: &str| read(folder, file).trim().parse::<u64>().unwrap_or(0);
        let idle = field(&read(memory, "memory.stat"), idle);
        Usage {
            memory_bytes: number(memory, used).saturating_sub(idle),
            processes: u32::try_from(number(pids, "pids.current")).unwrap_or(u32::MAX),
            memory_limit_bytes: number(memory, most),
            processes_limit: u32::try_from(number(pids, "pids.max")).unwrap_or(u32::MAX),
            out_of_memory: field(&read(memory, events), "oom_kill"),
            cpu: self.processor(&folders),
        }
    }

    /// Ends every process of the server at once and waits until they are gone.
    pub(super) fn end(&self, machine: &str) -> Result<(), HostError> {
        for _ in 0..1_000 {
            let processes = self.processes(machine);
            if processes.is_empty() {
                return Ok(());
            }
            for pid in processes {
                if let Some(pid) = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw) {
                    // A process that has ended meanwhile is what is wanted.
                    let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
                }
            }
            sleep(Duration::from_millis(10));
        }
        Err(HostError::WillNotEnd { machine: machine.to_string(), pids: self.processes(machine) })
    }

    /// Removes the empty group. The kernel may need a moment after the last process has ended.
    pub(super) fn remove(&self, machine: &str) -> Result<(), HostError> {
        for folder in self.folders(machine) {
            let mut result = clear(&folder);
            for _ in 0..200 {
                if result.is_ok() {
                    break;
                }
                sleep(Duration::from_millis(10));
                result = clear(&folder);
            }
            result.map_err(io_error("removing the control group", &folder))?;
        }
        Ok(())
    }
}

fn set(folder: &Path, file: &str, value: &str) -> Result<(), HostError> {
    let path = folder.join(file);
    fs::write(&path, value).map_err(io_error("setting", &path))
}

fn last(folders: &[PathBuf]) -> &Path {
    folders.last().expect("a group has a folder")
}

/// A server of before runs in no group of this kind.
fn set_if_possible(folder: &Path, file: &str, value: &str) -> Result<(), HostError> {
    if folder.exists() { set(folder, file, value) } else { Ok(()) }
}

fn set_if_there(folder: &Path, file: &str, value: &str) -> Result<(), HostError> {
    if folder.join(file).exists() { set(folder, file, value) } else { Ok(()) }
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap_or_default()
}

fn field(text: &str, name: &str) -> u64 {
    let value = |line: &str| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok();
    text.lines().find_map(value).unwrap_or(0)
}

/// systemd-nspawn makes groups of its own inside the server's (version 2), so all levels are read.
fn collect(folder: &Path, found: &mut Vec<u32>) {
    found.extend(read(folder, "cgroup.procs").lines().filter_map(|line| line.parse::<u32>().ok()));
    for inner in inner_folders(folder) {
        collect(&inner, found);
    }
}

fn inner_folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .collect()
}

fn clear(folder: &Path) -> io::Result<()> {
    for inner in inner_folders(folder) {
        clear(&inner)?;
    }
    match fs::remove_dir(folder) {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(source),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
