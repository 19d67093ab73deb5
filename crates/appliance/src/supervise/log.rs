//! What an engine says: kept in a bounded file, the last lines at hand as the reason when it ends.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// Bytes after which a new file is begun; two old ones are kept.
const LARGEST: u64 = 5 * 1024 * 1024;
const REMEMBERED: usize = 5;
const LONGEST_LINE: usize = 1000;

#[derive(Clone)]
pub struct Log {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    path: PathBuf,
    file: Option<File>,
    written: u64,
    last: VecDeque<String>,
}

impl Log {
    /// The file is opened with the first line; where it cannot be, only the last lines are kept.
    pub fn at(path: PathBuf) -> Log {
        let inner = Inner { path, file: None, written: 0, last: VecDeque::new() };
        Log { inner: Arc::new(Mutex::new(inner)) }
    }

    pub fn line(&self, line: &str) {
        let mut inner = self.inner.lock().unwrap_or_else(|broken| broken.into_inner());
        if inner.last.len() == REMEMBERED {
            inner.last.pop_front();
        }
        inner.last.push_back(line.chars().take(LONGEST_LINE).collect());
        if let Err(error) = inner.write(line) {
            inner.file = None;
            tracing::debug!(%error, "an engine's log could not be written");
        }
    }

    /// The last lines, oldest first; they are forgotten.
    pub fn take_last(&self) -> Vec<String> {
        self.inner.lock().unwrap_or_else(|broken| broken.into_inner()).last.drain(..).collect()
    }

    /// Takes in everything that `source` says until it ends.
    pub async fn follow(self, source: impl AsyncRead + Unpin) {
        let mut lines = BufReader::new(source).split(b'\n');
        while let Ok(Some(line)) = lines.next_segment().await {
            self.line(String::from_utf8_lossy(&line).trim_end());
        }
    }
}

impl Inner {
    fn write(&mut self, line: &str) -> io::Result<()> {
        if self.written >= LARGEST {
            self.turn()?;
        }
        if self.file.is_none() {
            let file = OpenOptions::new().create(true).append(true).mode(0o640).open(&self.path)?;
            self.written = file.metadata()?.len();
            self.file = Some(file);
        }
        let text = format!("{line}\n");
        self.written += text.len() as u64;
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(text.as_bytes()))
    }

    /// `x.log` → `x.log.1` → `x.log.2`.
    fn turn(&mut self) -> io::Result<()> {
        self.file = None;
        self.written = 0;
        let old = |n: u8| self.path.with_extension(format!("log.{n}"));
        if old(1).exists() {
            fs::rename(old(1), old(2))?;
        }
        fs::rename(&self.path, old(1))
    }
}
