//! What people may ask of a running relay, over a Unix socket that only its own user can open: one question per line,
//! one answer per line, both JSON.

mod answer;

pub use answer::{Answer, DomainStanding, Message, PrimaryStanding, Standing, Waiting};

use crate::checks::Checks;
use crate::queue::Queue;
use crate::smtp::Stage;
use crate::table::{Sight, Table};
use hostler_kit::time::Clock;
use serde::{Deserialize, Serialize};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The longest question.
const MOST_QUESTION: u64 = 1024 * 1024;

pub struct Desk {
    pub queue: Arc<Queue>,
    pub table: watch::Receiver<Arc<Table>>,
    pub sight: Arc<Sight>,
    pub checks: Arc<Checks>,
    pub clock: Clock,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ask", deny_unknown_fields)]
pub enum Question {
    /// How everything stands, primary by primary and domain by domain.
    Status,
    /// The messages of a domain, oldest first, behind the id `after`.
    Messages {
        domain: String,
        #[serde(default)]
        after: Option<String>,
        #[serde(default)]
        limit: Option<usize>,
    },
    /// The messages of some domains together, oldest first, from the place `offset` on, with how many there are.
    Page {
        domains: Vec<String>,
        #[serde(default)]
        offset: usize,
        limit: usize,
    },
    /// Every domain for which something is there, those in the table no more too.
    Waiting,
    /// How these primaries stand, by name.
    Primaries {
        names: Vec<String>,
    },
    /// One message with its text.
    Show {
        id: String,
    },
    /// Delivers it no more until it is released: a message, or all of a domain.
    Hold {
        what: String,
    },
    Release {
        what: String,
    },
    /// Forgets a message for good.
    Discard {
        id: String,
    },
    /// Delivers now: to the primary of a domain, or to all.
    Flush {
        #[serde(default)]
        domain: Option<String>,
    },
}

/// Opens the socket; one that a killed relay left behind is replaced.
pub fn listen(path: &Path) -> io::Result<UnixListener> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

pub async fn serve(desk: Arc<Desk>, listener: UnixListener, mut stage: watch::Receiver<Stage>) {
    let mut talks = JoinSet::new();
    loop {
        let asked = tokio::select! {
            asked = listener.accept() => asked,
            _ = stage.wait_for(|stage| *stage == Stage::Closing) => break,
        };
        if let Ok((stream, _)) = asked {
            talks.spawn(talk(desk.clone(), stream));
        }
        while talks.try_join_next().is_some() {}
    }
    // Whoever still asks holds the queue, and with it its folder.
    talks.shutdown().await;
}

async fn talk(desk: Arc<Desk>, stream: UnixStream) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    loop {
        let mut line = String::new();
        if (&mut read).take(MOST_QUESTION).read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let answer = match serde_json::from_str(&line) {
            Ok(question) => desk.answer(question).await,
            Err(error) => Answer::refused(format!("this is no question: {error}")),
        };
        let mut told = serde_json::to_vec(&answer).expect("answers are plain data");
        told.push(b'\n');
        write.write_all(&told).await?;
    }
}

/// Asks a running relay.
pub fn ask(path: &Path, question: &Question) -> io::Result<Answer> {
    use std::io::{BufRead, BufReader, Write};
    let mut stream = std::os::unix::net::UnixStream::connect(path)?;
    let mut line = serde_json::to_vec(question)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    serde_json::from_str(&answer).map_err(io::Error::from)
}
