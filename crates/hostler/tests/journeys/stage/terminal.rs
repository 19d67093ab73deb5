//! Somebody at a command line: their own home folder, no terminal, nothing else in the environment.

use super::platform::LISTEN;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

pub struct Terminal {
    home: PathBuf,
    set: Vec<(&'static str, String)>,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Terminal {
    pub fn new(home: PathBuf) -> Terminal {
        std::fs::create_dir(&home).unwrap();
        Terminal { home, set: Vec::new() }
    }

    /// The same with something set in its environment.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Terminal {
        self.set.push((name, value.into()));
        self
    }

    pub fn hostler(&self, arguments: &[&str]) -> Ran {
        self.hostler_with("", arguments)
    }

    /// The same with text on standard input.
    pub fn hostler_with(&self, input: &str, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hostler"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", &self.home)
            .env("HOSTLER_PORTAL", format!("http://{LISTEN}"))
            .envs(self.set.iter().map(|(name, value)| (name, value)));
        command.current_dir(&self.home);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        // A command that does not read has closed its end.
        child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Must work; what it prints.
    pub fn done(&self, arguments: &[&str]) -> String {
        let ran = self.hostler(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}: {ran:?}");
        ran.out
    }

    pub fn sign_in(&self, email: &str) {
        let ran = self.hostler_with(super::PASSWORD, &["sign-in", "--email", email]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }
}
