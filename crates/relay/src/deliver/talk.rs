//! Commands out, replies in.

use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;

/// The most bytes of one reply.
const MOST_REPLY: usize = 64 * 1024;

pub type Stream = Either<TcpStream, TlsStream<TcpStream>>;

pub struct Talk {
    pub stream: Stream,
    inbox: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub code: u16,
    /// What stands behind the code, line by line.
    pub lines: Vec<String>,
}

/// The connection can no longer be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct Lost(pub String);

impl Reply {
    pub fn is_good(&self) -> bool {
        (200..400).contains(&self.code)
    }

    /// In one line, as people are shown it.
    pub fn text(&self) -> String {
        format!("{} {}", self.code, self.lines.join(" "))
    }
}

impl Talk {
    pub fn new(stream: Stream) -> Talk {
        Talk { stream, inbox: Vec::new() }
    }

    pub async fn send(&mut self, bytes: &[u8], most: Duration) -> Result<(), Lost> {
        let sent = tokio::time::timeout(most, async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        });
        let done = sent.await.map_err(|_| Lost("it stopped reading".into()))?;
        done.map_err(|error| Lost(format!("the connection broke: {error}")))
    }

    pub async fn ask(&mut self, command: &str, most: Duration) -> Result<Reply, Lost> {
        self.send(format!("{command}\r\n").as_bytes(), most).await?;
        self.reply(most).await
    }

    pub async fn reply(&mut self, most: Duration) -> Result<Reply, Lost> {
        let reply = tokio::time::timeout(most, self.whole_reply()).await;
        let reply = reply.map_err(|_| Lost(format!("it did not answer within {} s", most.as_secs())))??;
        // It says goodbye: whatever was asked has no answer.
        if reply.code == 421 { Err(Lost(reply.text())) } else { Ok(reply) }
    }

    async fn whole_reply(&mut self) -> Result<Reply, Lost> {
        let mut lines = Vec::new();
        let mut length = 0;
        loop {
            let line = self.line().await?;
            length += line.len();
            let strange = || Lost(format!("it does not speak SMTP: {}", line.escape_debug()));
            let code = line.get(..3).and_then(|code| code.parse().ok()).ok_or_else(strange)?;
            if length > MOST_REPLY {
                return Err(strange());
            }
            lines.push(line.get(4..).unwrap_or_default().to_string());
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(Reply { code, lines });
            }
        }
    }

    async fn line(&mut self) -> Result<String, Lost> {
        loop {
            if let Some(end) = memchr::memchr(b'\n', &self.inbox) {
                let line = String::from_utf8_lossy(&self.inbox[..end]).trim_end().to_string();
                self.inbox.drain(..=end);
                return Ok(line);
            }
            if self.inbox.len() > MOST_REPLY {
                return Err(Lost("its reply has no end".into()));
            }
            match self.stream.read_buf(&mut self.inbox).await {
                Ok(0) => return Err(Lost("it hung up".into())),
                Ok(_) => {}
                Err(error) => return Err(Lost(format!("the connection broke: {error}"))),
            }
        }
    }

    /// What was sent before TLS began is forgotten: it might be anybody's.
    pub fn forget(&mut self) {
        self.inbox.clear();
    }
}
