//! How the server is stopped and started on this machine: by systemd where it runs, else by hand.

use crate::updates::model::{Trouble, Why};
use crate::updates::{PROGRAM, running};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// The unit of the package.
const UNIT: &str = "hostler-connect.service";
/// There systemd(1) says that it is the machine's first process (sd_booted(3)).
const BOOTED: &str = "/run/systemd/system";
/// How long a server may take to stop, as in its unit.
const PATIENCE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(200);
/// Most characters of what it said last.
const SHOWN: usize = 400;

/// What starts the installing program so that it outlives the server.
pub fn command(settings: &Path, data: &Path) -> Vec<String> {
    starter(booted(), settings, data)
}

fn starter(booted: Booted, settings: &Path, data: &Path) -> Vec<String> {
    let before: &[&str] = match booted {
        Booted::Yes => &["systemd-run", "--quiet", "--collect", "--unit=hostler-connect-installer"],
        Booted::No => &["setsid"],
    };
    let words = [PROGRAM, "appliance", "installer", "--settings"].iter();
    let mut all: Vec<String> = before.iter().chain(words).map(|word| word.to_string()).collect();
    all.extend([settings.display().to_string(), "--data".into(), data.display().to_string()]);
    all
}

/// Whether systemd is the machine's first process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Booted {
    Yes,
    No,
}

fn booted() -> Booted {
    match Path::new(BOOTED).is_dir() {
        true => Booted::Yes,
        false => Booted::No,
    }
}

pub enum Unit {
    Systemd,
    Bare(Bare),
}

pub struct Bare {
    settings: PathBuf,
    data: PathBuf,
    child: Option<Child>,
}

impl Unit {
    pub fn of_machine(settings: &Path, data: &Path) -> Unit {
        match booted() {
            Booted::Yes => Unit::Systemd,
            Booted::No => Unit::Bare(Bare { settings: settings.into(), data: data.into(), child: None }),
        }
    }

    pub fn stop(&mut self) -> Result<(), Trouble> {
        match self {
            Unit::Systemd => systemctl(&["stop", UNIT]).map_err(|error| Why::Stop.said(error)),
            Unit::Bare(bare) => bare.stop().map_err(|error| Why::Stop.said(error)),
        }
    }

    /// Does not wait until it is up.
    pub fn start(&mut self) -> Result<(), Trouble> {
        let started = match self {
            Unit::Systemd => {
                systemctl(&["reset-failed", UNIT]).ok();
                systemctl(&["start", "--no-block", UNIT])
            }
            Unit::Bare(bare) => bare.start(),
        };
        started.map_err(|error| Why::Ended.said(error))
    }

    /// How it ended, if it did by itself. systemd tries again by itself, so there is nothing to say there.
    pub fn ended(&mut self) -> Option<String> {
        match self {
            Unit::Systemd => None,
            Unit::Bare(bare) => Some(bare.child.as_mut()?.try_wait().ok()??.to_string()),
        }
    }

    /// What the server said last.
    pub fn last_words(&self) -> String {
        let said = match self {
            Unit::Systemd => {
                let lines = ["--unit", UNIT, "--lines", "3", "--output", "cat", "--no-pager"];
                let journal = Command::new("journalctl").args(lines).stdin(Stdio::null()).output();
                journal.map(|journal| String::from_utf8_lossy(&journal.stdout).into_owned())
            }
            Unit::Bare(bare) => fs::read(bare.log()).map(|log| String::from_utf8_lossy(&log).into_owned()),
        };
        tail(&said.unwrap_or_default())
    }
}

/// The end of a text, in one line.
pub fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().rev().take(3).collect();
    let line = lines.into_iter().rev().collect::<Vec<_>>().join(" · ");
    let skip = line.chars().count().saturating_sub(SHOWN);
    line.chars().skip(skip).collect()
}

fn systemctl(words: &[&str]) -> io::Result<()> {
    let done = Command::new("systemctl").args(words).stdin(Stdio::null()).output()?;
    match done.status.success() {
        true => Ok(()),
        false => Err(io::Error::other(tail(&String::from_utf8_lossy(&done.stderr)))),
    }
}

impl Bare {
    fn log(&self) -> PathBuf {
        self.data.join("log/appliance.log")
    }

    /// Ends the server as systemd would and waits until it is gone; its lock tells that it is.
    fn stop(&mut self) -> io::Result<()> {
        let Ok(file) = File::open(running(&self.data)) else { return Ok(()) };
        let mut waited = Duration::ZERO;
        while !is_free(&file)? {
            if waited.is_zero() {
                let text = fs::read_to_string(running(&self.data))?;
                let process = text.trim().parse().map_err(io::Error::other)?;
                kill(Pid::from_raw(process), Signal::SIGTERM)?;
            }
            if waited >= PATIENCE {
                return Err(io::Error::other(format!(
                    "it did not end within {} seconds",
                    PATIENCE.as_secs()
                )));
            }
            if let Some(child) = &mut self.child {
                child.try_wait()?;
            }
            sleep(PAUSE);
            waited += PAUSE;
        }
        self.child = None;
        Ok(())
    }

    fn start(&mut self) -> io::Result<()> {
        let mut open = OpenOptions::new();
        let log = open.create(true).append(true).open(self.log())?;
        let mut start = Command::new("setsid");
        start
            .args([PROGRAM, "appliance", "run", "--settings"])
            .arg(&self.settings)
            .arg("--data")
            .arg(&self.data);
        start.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        self.child = Some(start.spawn()?);
        Ok(())
    }
}

fn is_free(file: &File) -> io::Result<bool> {
    match file.try_lock_shared() {
        Ok(()) => file.unlock().map(|()| true),
        Err(fs::TryLockError::WouldBlock) => Ok(false),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l3_the_installing_program_is_no_part_of_the_servers_unit() {
        let check = |booted: Booted, expect: &str| {
            let words = starter(booted, Path::new("/etc/hostler/connect.json"), Path::new("/var/lib/c"));
            assert_eq!(
                words.join(" "),
                format!("{expect} --settings /etc/hostler/connect.json --data /var/lib/c")
            );
        };
        check(
            Booted::Yes,
            "systemd-run --quiet --collect --unit=hostler-connect-installer /usr/bin/hostler appliance installer",
        );
        check(Booted::No, "setsid /usr/bin/hostler appliance installer");
    }

    #[test]
    fn the_end_of_what_was_said_is_one_line() {
        assert_eq!(tail("one\ntwo\nthree\nfour\n"), "two · three · four");
        assert_eq!(tail(&"x".repeat(900)).len(), SHOWN);
        assert_eq!(tail(""), "");
    }
}
