//! A customer's server as a journey sees it: from outside by its address, and from its host.

use super::{comes_to, folder_name, wire};
use hostler_wire::Bootstrap;
use hostler_wire::report::Report;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use tokio::runtime::Runtime;

#[derive(Clone)]
pub struct Server {
    pub id: String,
    pub host: String,
    pub address: Ipv4Addr,
    /// On its host.
    pub folder: PathBuf,
    pub runtime: Rc<Runtime>,
}

/// A process of a server, by its number on the host.
#[derive(Debug, Clone)]
pub struct Process {
    pub pid: i32,
    pub command: String,
}

impl Server {
    pub fn of(row: &Value, folder: PathBuf, runtime: &Rc<Runtime>) -> Server {
        let text = |key: &str| row[key].as_str().unwrap_or_else(|| panic!("{key} of {row}")).to_string();
        let address = text("address").parse().unwrap();
        Server { id: text("id"), host: text("host"), address, folder, runtime: runtime.clone() }
    }

    /// The first account's address.
    pub fn administrator(&self) -> String {
        format!("admin@{}", self.host)
    }

    /// The server's own secrets, as its root can read them.
    pub fn bootstrap(&self) -> Bootstrap {
        let text = fs::read_to_string(self.folder.join("data/bootstrap.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// What it says about itself, asked at its own address as the platform asks.
    pub fn report(&self) -> Report {
        self.try_report().unwrap()
    }

    pub fn try_report(&self) -> Result<Report, String> {
        let (code, body) = wire::console(self, &self.bootstrap(), ("GET", "/api/v1/report"), None)?;
        serde_json::from_value(body.clone()).map_err(|error| format!("{code}: {error}: {body}"))
    }

    /// Waits until every entry of its journal is acknowledged; how many there are.
    pub fn delivered(&self) -> i64 {
        let mut written = 0;
        comes_to("the journal to be delivered", 0, || {
            let report = self.report();
            written = report.written;
            report.written - report.acknowledged
        });
        written
    }

    fn machine(&self) -> String {
        machine(&folder_name(&self.folder))
    }

    /// Its processes, from the control group that is its own.
    pub fn processes(&self) -> Vec<Process> {
        let found = processes_of(&self.machine()).into_iter();
        let command = |pid: &i32| fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let spaced = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace('\0', " ").trim().to_string();
        found.map(|pid| Process { pid, command: spaced(command(&pid)) }).collect()
    }

    pub fn process(&self, command: &str) -> Option<i32> {
        self.processes()
            .into_iter()
            .find(|process| process.command.starts_with(command))
            .map(|found| found.pid)
    }

    /// Kills a process of the server by the begin of its command.
    pub fn kill(&self, command: &str) {
        let pid =
            self.process(command).unwrap_or_else(|| panic!("no {command} among {:?}", self.processes()));
        kill(Pid::from_raw(pid), Signal::SIGKILL).unwrap();
    }

    /// The process on the host that holds the container.
    pub fn holder(&self) -> i32 {
        fs::read_to_string(self.folder.join("pid")).unwrap().trim().parse().unwrap()
    }

    /// Kills the container as a whole.
    pub fn kill_container(&self) {
        kill(Pid::from_raw(self.holder()), Signal::SIGKILL).unwrap();
    }

    /// Runs a script inside the server, as its root, with its network, files and processes; what it printed.
    pub fn inside(&self, script: &str) -> String {
        let pid = self.process("/usr/local/bin/hostler appliance").expect("the appliance runs").to_string();
        let mut command = Command::new("nsenter");
        command.args(["--target", &pid, "--all", "--wdns=/", "sh", "-c", script]);
        let output = command.output().unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    pub fn certificate(&self) -> Vec<u8> {
        fs::read(self.folder.join("data/tls/certificate.pem")).unwrap()
    }
}

/// As the platform names it on its host.
fn machine(id: &str) -> String {
    format!("h{}", &id[id.len().saturating_sub(10)..])
}

fn groups_of(machine: &str) -> Vec<PathBuf> {
    let wanted = format!("*/hostler/{machine}*");
    let mut find = Command::new("find");
    let found =
        find.args(["/sys/fs/cgroup", "-depth", "-type", "d", "-path", &wanted]).output().unwrap().stdout;
    String::from_utf8_lossy(&found).lines().map(PathBuf::from).collect()
}

fn processes_of(machine: &str) -> Vec<i32> {
    let groups = groups_of(machine).into_iter();
    let texts = groups.map(|group| fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default());
    let mut pids: Vec<i32> =
        texts.flat_map(|text| text.lines().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>()).collect();
    pids.sort_unstable();
    pids.dedup();
    pids
}

/// Clears up what a platform that was killed leaves: its servers' processes, control groups and folders in `/run`.
pub fn end_containers(servers: &Path) {
    for entry in fs::read_dir(servers).into_iter().flatten().flatten() {
        let machine = machine(&entry.file_name().to_string_lossy());
        for _ in 0..200 {
            let left = processes_of(&machine);
            if left.is_empty() {
                break;
            }
            for pid in left {
                let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        for group in groups_of(&machine) {
            let _ = fs::remove_dir(group);
        }
        let _ = fs::remove_dir(Path::new("/run/systemd/nspawn/propagate").join(&machine));
        await_holder(&entry.path());
    }
}

/// The holder writes its last note when the server has ended; the folder can go after that.
fn await_holder(folder: &Path) {
    for _ in 0..200 {
        if folder.join("exit").exists() || !folder.join("pid").exists() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}
