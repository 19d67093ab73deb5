//! `hostler up`, or another role, as a process: started, killed, ended, and cleared up after whatever happened.

use super::server::end_containers;
use super::{PATIENCE, eventually};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Each stage has a network of its own, so every one can have this address.
pub const LISTEN: &str = "127.0.0.1:8080";

pub struct Platform {
    folder: Rc<TempDir>,
    /// The role and what it is told beside the usual.
    role: &'static [&'static str],
    child: Option<Child>,
    printed: Vec<String>,
}

/// Where the image lies.
pub fn cache() -> String {
    std::env::var("HOSTLER_CACHE").unwrap_or_else(|_| "/var/cache/hostler".into())
}

impl Platform {
    /// Starts it and waits for the line that says it runs.
    pub fn start(folder: Rc<TempDir>, role: &'static [&'static str]) -> Platform {
        let image = PathBuf::from(cache()).join("images");
        assert!(image.is_dir(), "no image in {}: run `hostler image build` (./test does)", image.display());
        let mut platform = Platform { folder, role, child: None, printed: Vec::new() };
        platform.start_again();
        platform
    }

    pub fn start_again(&mut self) {
        assert!(self.child.is_none(), "it runs");
        let log =
            File::options().create(true).append(true).open(self.folder.path().join("platform.log")).unwrap();
        let mut command = role(self.role[0], &self.folder.path().join("data"), LISTEN);
        command.args(&self.role[1..]);
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let lines = read_lines(&mut child);
        self.child = Some(child);
        self.printed.clear();
        let begin = Instant::now();
        loop {
            match lines.recv_timeout(Duration::from_millis(100)) {
                Ok(line) if line.contains("End with Ctrl-C") => return,
                Ok(line) => self.printed.push(line),
                Err(_) if begin.elapsed() < PATIENCE && self.ended().is_none() => {}
                Err(_) => panic!("`hostler {}` did not come up:\n{}", self.role[0], self.log()),
            }
        }
    }

    /// The path of a printed link.
    pub fn link(&self, path: &str) -> Option<String> {
        let line = self.printed.iter().find(|line| line.contains(path))?;
        Some(line[line.find(path)?..].trim().to_string())
    }

    /// As a power cut ends it.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// As Ctrl-C ends it: its servers stop with it.
    pub fn end(&mut self) -> ExitStatus {
        let child = self.child.as_ref().expect("it runs");
        kill(Pid::from_raw(child.id() as i32), Signal::SIGTERM).unwrap();
        let status = eventually("the platform's end", || self.ended().ok_or("it runs".into()));
        self.child = None;
        status
    }

    fn ended(&mut self) -> Option<ExitStatus> {
        self.child.as_mut()?.try_wait().unwrap()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("platform.log")).unwrap_or_default()
    }
}

/// `hostler up` in a folder, answering at an address.
pub fn command(data: &std::path::Path, listen: &str) -> Command {
    role("up", data, listen)
}

/// The same of another role.
pub fn role(role: &str, data: &std::path::Path, listen: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hostler"));
    command.arg(role).arg("--data").arg(data).args(["--cache", &cache(), "--listen", listen]);
    command
}

fn read_lines(child: &mut Child) -> Receiver<String> {
    let (sender, receiver) = channel();
    let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    std::thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    receiver
}

/// What a failed journey leaves to look at.
fn show_end(what: &str, log: &str) {
    let from = log.char_indices().rev().nth(3_000).map_or(0, |(at, _)| at);
    eprintln!("--- the end of {what} ---\n{}", &log[from..]);
}

impl Drop for Platform {
    fn drop(&mut self) {
        if std::thread::panicking() {
            show_end("the platform's log", &self.log());
            let servers =
                std::fs::read_dir(self.folder.path().join("data/servers")).into_iter().flatten().flatten();
            for path in servers.map(|server| server.path().join("console.log")) {
                show_end(&path.display().to_string(), &std::fs::read_to_string(&path).unwrap_or_default());
            }
        }
        if let Some(mut child) = self.child.take() {
            let _ = kill(Pid::from_raw(child.id() as i32), Signal::SIGTERM);
            let begin = Instant::now();
            while matches!(child.try_wait(), Ok(None)) && begin.elapsed() < Duration::from_secs(20) {
                std::thread::sleep(Duration::from_millis(10));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        let servers = self.folder.path().join("data/servers");
        end_containers(&servers);
        // Where the stage has a small disk; anywhere else there is nothing to unmount.
        let _ = nix::mount::umount2(&servers, nix::mount::MntFlags::MNT_DETACH);
    }
}
