//! As much of IMAP (RFC 3501) as it takes to sign in and to count the messages of a folder.

use hostler_kit::tls::by_any_certificate;
use rustls::pki_types::ServerName;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

const PORT: u16 = 993;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Longest line that is read, in bytes.
const LONGEST: u64 = 64 << 10;

/// Somebody who is signed in.
pub struct Session {
    stream: BufReader<TlsStream<TcpStream>>,
    number: u32,
}

impl Session {
    /// The scratch server has the certificate of the server that was backed up, which anybody may have signed. It is
    /// asked at its address on the platform's own bridge, with a password that opens nothing else.
    pub async fn open(address: Ipv4Addr, (login, password): (&str, &str)) -> io::Result<Session> {
        let tcp = tokio::time::timeout(PATIENCE, TcpStream::connect((address, PORT))).await??;
        let name = ServerName::from(IpAddr::V4(address));
        let stream = TlsConnector::from(Arc::new(by_any_certificate())).connect(name, tcp).await?;
        let mut session = Session { stream: BufReader::new(stream), number: 0 };
        session.line().await?;
        session.command(&format!("LOGIN {} {}", quoted(login), quoted(password))).await?;
        Ok(session)
    }

    /// How many messages are in a folder, named as IMAP names it.
    pub async fn count(&mut self, folder: &str) -> io::Result<i64> {
        let answer = self.command(&format!("STATUS {} (MESSAGES)", quoted(folder))).await?;
        messages(&answer).ok_or_else(|| io::Error::other(format!("it does not say how many: {answer}")))
    }

    /// Sends a command; what was answered before its end.
    async fn command(&mut self, command: &str) -> io::Result<String> {
        self.number += 1;
        let tag = format!("a{}", self.number);
        self.stream.write_all(format!("{tag} {command}\r\n").as_bytes()).await?;
        self.stream.flush().await?;
        let mut answer = String::new();
        loop {
            let line = self.line().await?;
            match line.strip_prefix(&format!("{tag} ")) {
                Some(end) if end.starts_with("OK") => return Ok(answer),
                Some(end) => return Err(io::Error::other(end.trim().to_string())),
                None => answer.push_str(&line),
            }
        }
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        let mut limited = (&mut self.stream).take(LONGEST);
        match tokio::time::timeout(PATIENCE, limited.read_until(b'\n', &mut bytes)).await?? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
}

/// `* STATUS "Sent" (MESSAGES 3)` → 3.
fn messages(answer: &str) -> Option<i64> {
    let rest = &answer[answer.rfind("(MESSAGES ")? + "(MESSAGES ".len()..];
    rest.split(')').next()?.trim().parse().ok()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
