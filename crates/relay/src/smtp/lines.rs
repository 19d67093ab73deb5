//! Lines in, replies out. Replies are kept until the other side has nothing more to say, so that commands sent
//! together are answered together (RFC 2920).

use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The longest command, with its parameters.
pub const MOST_LINE: usize = 4096;
/// What is read at once: little as long as there are commands, more while a text arrives.
const READ: usize = 4 * 1024;
const READ_MORE: usize = 64 * 1024;

/// The other side hung up, or took too long.
#[derive(Debug)]
pub struct Gone;

pub struct Lines<S> {
    stream: S,
    inbox: Vec<u8>,
    at: usize,
    outbox: Vec<u8>,
    room: usize,
}

#[derive(Debug, PartialEq)]
pub enum Line {
    /// With its CRLF.
    Whole(Vec<u8>),
    TooLong,
    /// It ended with a bare LF.
    Torn,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Lines<S> {
    pub fn new(stream: S) -> Lines<S> {
        Lines { stream, inbox: Vec::new(), at: 0, outbox: Vec::new(), room: READ }
    }

    pub fn reply(&mut self, text: &str) {
        self.outbox.extend_from_slice(text.as_bytes());
        self.outbox.extend_from_slice(b"\r\n");
    }

    pub async fn line(&mut self, most: Duration) -> Result<Line, Gone> {
        let mut length = 0;
        loop {
            if let Some(end) = memchr::memchr(b'\n', &self.inbox[self.at..]) {
                let line = self.inbox[self.at..=self.at + end].to_vec();
                self.at += end + 1;
                return Ok(judge(line, length));
            }
            if self.inbox.len() - self.at > MOST_LINE {
                length += self.inbox.len() - self.at;
                self.at = self.inbox.len();
            }
            self.more(most).await?;
        }
    }

    /// What has arrived and was not looked at.
    pub fn arrived(&self) -> &[u8] {
        &self.inbox[self.at..]
    }

    pub fn used(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Sends what there is to say, then waits for more.
    pub async fn more(&mut self, most: Duration) -> Result<(), Gone> {
        self.flush(most).await?;
        self.inbox.drain(..self.at);
        self.at = 0;
        self.inbox.reserve(self.room);
        let read = tokio::time::timeout(most, self.stream.read_buf(&mut self.inbox)).await;
        match read {
            Ok(Ok(read @ 1..)) => {
                self.room = if read >= READ { READ_MORE } else { READ };
                Ok(())
            }
            _ => Err(Gone),
        }
    }

    pub async fn flush(&mut self, most: Duration) -> Result<(), Gone> {
        if !self.outbox.is_empty() {
            let sent = tokio::time::timeout(most, self.stream.write_all(&self.outbox)).await;
            self.outbox.clear();
            sent.map_err(|_| Gone)?.map_err(|_| Gone)?;
            tokio::time::timeout(most, self.stream.flush()).await.map_err(|_| Gone)?.map_err(|_| Gone)?;
        }
        Ok(())
    }

    pub fn into_stream(self) -> S {
        self.stream
    }

    /// Says goodbye so that the other side hears it.
    pub async fn close(mut self) {
        let most = Duration::from_secs(10);
        if self.flush(most).await.is_ok() {
            let _ = tokio::time::timeout(most, self.stream.shutdown()).await;
        }
    }
}

fn judge(line: Vec<u8>, before: usize) -> Line {
    if before + line.len() > MOST_LINE {
        Line::TooLong
    } else if !line.ends_with(b"\r\n") || memchr::memchr(b'\r', &line[..line.len() - 2]).is_some() {
        Line::Torn
    } else {
        Line::Whole(line)
    }
}
