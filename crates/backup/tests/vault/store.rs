//! s3s-fs, an S3 store that checks signatures and keeps objects as files: on loopback, ended with the test. Journeys
//! use it, too.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

pub const ACCESS: &str = "bakkerij";
pub const SECRET: &str = "twelve-croissants";
pub const BUCKET: &str = "backups";
/// Debian's libfaketime: what the store takes for the time is then the test's to say.
const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

pub struct Store {
    child: Option<Child>,
    port: u16,
    folder: PathBuf,
}

impl Store {
    /// A store with an empty bucket.
    pub fn start(folder: &Path) -> Store {
        fs::create_dir_all(folder.join(BUCKET)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut store = Store { child: None, port, folder: folder.to_owned() };
        store.start_again();
        store
    }

    pub fn start_again(&mut self) {
        self.start_as(&["--access-key", ACCESS, "--secret-key", SECRET], None);
    }

    /// The same store with a clock that is wrong by so much (`+1h`).
    pub fn start_with_clock(&mut self, offset: &str) {
        self.start_as(&["--access-key", ACCESS, "--secret-key", SECRET], Some(offset));
    }

    /// The same store, open to everybody who does not sign.
    pub fn start_open(&mut self) {
        self.start_as(&[], None);
    }

    fn start_as(&mut self, words: &[&str], clock: Option<&str>) {
        assert!(self.child.is_none(), "it runs");
        let mut command = Command::new("s3s-fs");
        command.args(["--host", "127.0.0.1", "--port", &self.port.to_string()]).args(words).arg(&self.folder);
        if let Some(offset) = clock {
            assert!(Path::new(FAKETIME).exists(), "./test installs faketime");
            command
                .env("LD_PRELOAD", FAKETIME)
                .env("FAKETIME", offset)
                .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
        let started = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        self.child =
            Some(started.expect("s3s-fs is installed: cargo install s3s-fs@0.14.1 --features binary"));
        let answers = || TcpStream::connect(("127.0.0.1", self.port)).is_ok();
        assert!((0..200).any(|_| answers() || {
            thread::sleep(Duration::from_millis(50));
            false
        }));
    }

    pub fn end(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The names that a listing gives, asked for with this query, of a store that is open.
    #[allow(dead_code, reason = "journeys do not ask")]
    pub fn listed(&self, query: &str) -> usize {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET /{BUCKET}?{query} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.matches("<Key>").count()
    }

    /// The address of a way to the store for restic, which asks for listings with an empty `delimiter`. To S3 that is
    /// none; s3s-fs 0.14.1 takes it for one that is found before each letter, and lists no object at all. On this way
    /// it is left out, and so is the signature, which it is part of: the store has to be open.
    pub fn way_for_restic(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, store) = (listener.local_addr().unwrap().port(), self.port);
        // It ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || carry(stream, store));
            }
        });
        format!("http://127.0.0.1:{port}")
    }
}

/// One request and its answer.
fn carry(mut from: TcpStream, store: u16) -> io::Result<()> {
    let mut asked = BufReader::new(from.try_clone()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if asked.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        match lower.as_str() {
            "\r\n" => break,
            _ if head.is_empty() => head = line.replacen("delimiter=&", "", 1),
            name if name.starts_with("authorization:") || name.starts_with("connection:") => {}
            _ => head.push_str(&line),
        }
    }
    let mut onward = TcpStream::connect(("127.0.0.1", store))?;
    write!(onward, "{head}connection: close\r\n\r\n")?;
    io::copy(&mut asked.take(length), &mut onward)?;
    io::copy(&mut onward, &mut from).map(drop)
}

impl Drop for Store {
    fn drop(&mut self) {
        if self.child.is_some() {
            self.end();
        }
    }
}
