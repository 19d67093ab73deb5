//! A relay process in a folder and a network of its own.

use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

pub const PATIENCE: Duration = Duration::from_secs(60);
/// Where the relay takes mail, and where its primary does.
pub const RELAY: &str = "127.0.0.1:2525";
pub const PRIMARY: &str = "127.0.0.1:2526";

/// From here on this thread, and what it starts, has a network and mounts of its own.
pub fn separate() {
    assert!(nix::unistd::geteuid().is_root(), "these tests make networks of their own: run ./test as root");
    unshare(CloneFlags::CLONE_NEWNET | CloneFlags::CLONE_NEWNS).expect("a network and mounts of its own");
    let none: Option<&str> = None;
    mount(none, "/", none, MsFlags::MS_REC | MsFlags::MS_SLAVE, none).expect("mounts that stay here");
    shell("ip link set dev lo up");
}

pub fn shell(command: &str) -> String {
    let output = Command::new("sh").args(["-c", command]).output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn eventually(what: &str, mut look: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !look() {
        assert!(begun.elapsed() < PATIENCE, "waited {PATIENCE:?} for: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A running `hostler relay`; killed when it is dropped.
pub struct Relay {
    process: Child,
    pub config: PathBuf,
}

/// Settings with a small log, so that segments come and go.
pub fn settings(folder: &Path) -> PathBuf {
    let text = format!(
        r#"
        host = "mx2.hostler.test"
        listen = ["{RELAY}"]
        folder = "{}"
        segment_bytes = 1000000
        reserve_bytes = 1000000
        [[primary]]
        name = "bakery"
        next_hop = "{PRIMARY}"
        trust = {{ kind = "plain" }}
        [[primary.domain]]
        name = "bakery.test"
        recipients = ["anna", "bram"]
        "#,
        folder.join("queue").display()
    );
    let config = folder.join("relay.toml");
    std::fs::write(&config, text).unwrap();
    config
}

impl Relay {
    /// Comes back when it takes mail.
    pub fn start(config: &Path) -> Relay {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hostler"));
        command.args(["relay", "--config"]).arg(config).stdout(Stdio::piped());
        let mut process = command.env("HOSTLER_LOG", "warn").spawn().unwrap();
        let mut said = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert!(said.contains("takes mail at"), "{said}");
        Relay { process, config: config.into() }
    }

    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub fn signal(&self, signal: nix::sys::signal::Signal) {
        let id = nix::unistd::Pid::from_raw(self.process.id().try_into().unwrap());
        nix::sys::signal::kill(id, signal).unwrap();
    }

    /// Waits for its own end; gives whether that was in good order.
    pub fn ended(mut self) -> bool {
        self.process.wait().unwrap().success()
    }

    pub fn ask(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hostler"));
        command.arg("relay").arg("--config").arg(&self.config).args(words).output().unwrap()
    }

    /// How many messages wait or are held.
    pub fn depth(&self) -> u64 {
        let output = self.ask(&["status", "--json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let status: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        status["messages"].as_u64().unwrap()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
