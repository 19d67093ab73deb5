//! Mail that waits in a server to be sent on.

use super::model::Site;
use serde::{Deserialize, Serialize};
use std::io;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::time::timeout;

/// How long Postfix may take to list its queue.
const PATIENCE: Duration = Duration::from_secs(20);

/// What waits, as Postfix lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Queue {
    pub messages: i64,
    /// When the oldest arrived, milliseconds since 1970 UTC; none if nothing waits.
    pub oldest_ms: Option<i64>,
}

impl Queue {
    /// Takes in one line of `postqueue -j` (a JSON object per message); lines that are none do not count.
    pub fn add(&mut self, line: &str) {
        let Ok(message) = serde_json::from_str::<Message>(line) else { return };
        let at_ms = message.arrival_time * 1000;
        self.messages += 1;
        self.oldest_ms = Some(self.oldest_ms.map_or(at_ms, |oldest| oldest.min(at_ms)));
    }
}

#[derive(Deserialize)]
struct Message {
    /// Seconds since 1970 UTC.
    arrival_time: i64,
}

/// Asks Postfix what waits. Reads a line at a time, so a long queue costs no memory.
pub async fn measure(site: &Site) -> io::Result<Queue> {
    let mut child = postqueue(site, "-j").stdout(Stdio::piped()).spawn()?;
    let mut lines = BufReader::new(child.stdout.take().expect("stdout was piped")).lines();
    let reading = async {
        let mut queue = Queue::default();
        while let Some(line) = lines.next_line().await? {
            queue.add(&line);
        }
        let status = child.wait().await?;
        if status.success() { Ok(queue) } else { Err(io::Error::other(format!("postqueue ended: {status}"))) }
    };
    timeout(PATIENCE, reading).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

/// Lets Postfix try everything that waits once more, now.
pub async fn flush(site: &Site) -> io::Result<()> {
    let status = timeout(PATIENCE, postqueue(site, "-f").status()).await??;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("postqueue ended: {status}"))) }
}

fn postqueue(site: &Site, what: &str) -> Command {
    let mut command = Command::new("/usr/sbin/postqueue");
    command.arg("-c").arg(site.folders.postfix_settings()).arg(what);
    command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    command
}
