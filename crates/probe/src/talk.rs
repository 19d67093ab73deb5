//! A conversation with a server: each read and write within the stage's deadline and the whole one, nothing read
//! without a limit, and each trouble told with its stage.

use crate::answer::{Answer, Fault, Stage, Trouble, shown};
use crate::target::{Address, Target};
use crate::trust::ends_at_ms;
use hostler_kit::time::Stopwatch;
use memchr::memchr;
use rustls::pki_types::ServerName;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// The longest line that is read: more than any of the protocols has.
const MOST_LINE: usize = 8 * 1024;
/// The most that is read in one conversation.
const MOST_READ: usize = 512 * 1024;
/// How much is read at once.
const PIECE: usize = 4 * 1024;
/// The most addresses of a name that are tried in turn.
const MOST_ADDRESSES: usize = 8;
/// What this side runs out of: memory, files of the machine and of the process, local ports, buffers (Linux's ENOMEM,
/// ENFILE, EMFILE, EADDRNOTAVAIL, ENOBUFS).
const OWN: [i32; 5] = [12, 23, 24, 99, 105];
/// How long the farewell may take; nobody waits for it.
const FAREWELL: Duration = Duration::from_millis(500);

pub(crate) struct Talk<'a> {
    target: &'a Target,
    stream: Stream,
    /// What was read and not yet taken.
    buffer: Vec<u8>,
    read: usize,
    watch: Stopwatch,
    stage: Stage,
    stage_from: Duration,
    connect_ms: Option<i64>,
    stages_ms: Vec<(Stage, i64)>,
    certificate_until_ms: Option<i64>,
    /// The certificates that were shown (DER), the server's own first.
    pub chain: Vec<Vec<u8>>,
}

enum Stream {
    None,
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl<'a> Talk<'a> {
    pub fn new(target: &'a Target) -> Talk<'a> {
        Talk {
            target,
            stream: Stream::None,
            buffer: Vec::new(),
            read: 0,
            watch: Stopwatch::start(),
            stage: Stage::Name,
            stage_from: Duration::ZERO,
            connect_ms: None,
            stages_ms: Vec::with_capacity(Stage::ALL.len()),
            certificate_until_ms: None,
            chain: Vec::new(),
        }
    }

    /// Begins a stage, and with it its deadline.
    pub fn enter(&mut self, stage: Stage) {
        self.leave();
        self.stage = stage;
    }

    fn leave(&mut self) {
        let now = self.watch.elapsed();
        let took = i64::try_from(now.saturating_sub(self.stage_from).as_millis()).unwrap_or(i64::MAX);
        self.stage_from = now;
        match self.stages_ms.last_mut() {
            Some((stage, ms)) if *stage == self.stage => *ms += took,
            None if self.stage == Stage::Name && matches!(self.target.address, Address::At(_)) => {}
            _ => self.stages_ms.push((self.stage, took)),
        }
    }

    /// Ends the conversation's measured part and says what came of it.
    pub fn answer(&mut self, outcome: Result<String, Trouble>) -> Answer {
        self.leave();
        Answer {
            outcome,
            connect_ms: self.connect_ms,
            total_ms: self.watch.elapsed_ms(),
            stages_ms: std::mem::take(&mut self.stages_ms),
            certificate_until_ms: self.certificate_until_ms,
        }
    }

    pub fn trouble(&self, fault: Fault, words: impl Into<String>) -> Trouble {
        Trouble { stage: self.stage, fault, words: words.into() }
    }

    /// What the server said, as a trouble.
    pub fn said(&self, fault: Fault, line: &[u8]) -> Trouble {
        self.trouble(fault, format!("the server said: {}", shown(line)))
    }

    /// What is left of the stage's time and of the whole.
    fn left(&self) -> Duration {
        let stage = self.stage_from + Duration::from_millis(self.target.limits.stage_ms.into());
        stage.saturating_sub(self.watch.elapsed()).min(self.left_of_whole())
    }

    pub fn left_of_whole(&self) -> Duration {
        Duration::from_millis(self.target.limits.whole_ms.into()).saturating_sub(self.watch.elapsed())
    }

    fn silent(&self) -> Trouble {
        let waited = self.watch.elapsed().saturating_sub(self.stage_from).as_millis();
        self.trouble(Fault::Silent, format!("no whole answer came within {waited} ms"))
    }

    fn broken(&self, error: &io::Error) -> Trouble {
        use io::ErrorKind::*;
        let (fault, words) = match error.kind() {
            _ if error.raw_os_error().is_some_and(|number| OWN.contains(&number)) => {
                (Fault::Own, "no question can be put from here")
            }
            ConnectionRefused => (Fault::Refused, "nobody listens there"),
            HostUnreachable | NetworkUnreachable | NetworkDown => {
                (Fault::Unreachable, "there is no way to the address")
            }
            ConnectionReset | ConnectionAborted | BrokenPipe => (Fault::Reset, "the connection was cut"),
            TimedOut => return self.silent(),
            UnexpectedEof => return self.closed(),
            InvalidData if self.stage == Stage::Tls => (Fault::Handshake, "TLS did not come about"),
            _ => (Fault::Garbage, "the connection broke"),
        };
        match fault {
            Fault::Handshake | Fault::Garbage | Fault::Own => {
                self.trouble(fault, format!("{words}: {error}"))
            }
            _ => self.trouble(fault, words),
        }
    }

    fn closed(&self) -> Trouble {
        self.trouble(Fault::Closed, "the server closed the connection")
    }

    /// Looks the name up and connects.
    pub async fn connect(&mut self) -> Result<(), Trouble> {
        let target = self.target;
        let addresses = match &target.address {
            Address::At(address) => vec![*address],
            Address::Named { host, port } => self.look_up(host, *port).await?,
        };
        self.enter(Stage::Connect);
        let connected = timeout(self.left(), TcpStream::connect(addresses.as_slice())).await;
        let stream = connected.map_err(|_| self.silent())?.map_err(|error| self.broken(&error))?;
        stream.set_nodelay(true).map_err(|error| self.broken(&error))?;
        self.connect_ms = Some(self.watch.elapsed_ms());
        self.stream = Stream::Plain(stream);
        Ok(())
    }

    async fn look_up(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Trouble> {
        let found = timeout(self.left(), tokio::net::lookup_host((host, port))).await;
        let found = found.map_err(|_| self.silent())?;
        let none = || self.trouble(Fault::NoName, format!("{host} has no address"));
        let addresses: Vec<SocketAddr> = found.map_err(|_| none())?.take(MOST_ADDRESSES).collect();
        if addresses.is_empty() { Err(none()) } else { Ok(addresses) }
    }

    /// TLS from here on, with the certificate judged.
    pub async fn encrypt(&mut self) -> Result<(), Trouble> {
        let name = ServerName::try_from(self.target.name.clone());
        let name = name.map_err(|_| self.trouble(Fault::Question, "the name is not a host name"))?;
        if !self.buffer.is_empty() {
            return Err(self.trouble(Fault::Garbage, "something was sent in the clear after TLS was agreed"));
        }
        let Stream::Plain(stream) = std::mem::replace(&mut self.stream, Stream::None) else {
            return Err(self.trouble(Fault::Garbage, "TLS was agreed twice"));
        };
        let connector = TlsConnector::from(self.target.trust.config.clone());
        let shaken = timeout(self.left(), connector.connect(name.clone(), stream)).await;
        let stream = shaken.map_err(|_| self.silent())?.map_err(|error| self.broken(&error))?;
        let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
        self.certificate_until_ms = chain.first().and_then(ends_at_ms);
        self.chain = chain.iter().map(|one| one.to_vec()).collect();
        self.target.trust.judge(chain, &name).map_err(|(fault, words)| self.trouble(fault, words))?;
        self.stream = Stream::Tls(Box::new(stream));
        Ok(())
    }

    /// The name that the target is asked by.
    pub fn host(&self) -> &'a str {
        &self.target.name
    }

    /// This side as an address literal (RFC 5321, 4.1.3): the one name that a probe has wherever it runs.
    pub fn own_name(&self) -> String {
        let stream = match &self.stream {
            Stream::None => None,
            Stream::Plain(stream) => Some(stream),
            Stream::Tls(stream) => Some(stream.get_ref().0),
        };
        match stream.and_then(|stream| stream.local_addr().ok()).map(|address| address.ip()) {
            Some(IpAddr::V6(address)) => format!("[IPv6:{address}]"),
            Some(IpAddr::V4(address)) => format!("[{address}]"),
            None => "[127.0.0.1]".into(),
        }
    }

    /// Sends one line of a protocol.
    pub async fn send(&mut self, line: &str) -> Result<(), Trouble> {
        if line.bytes().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            return Err(self.trouble(Fault::Question, "an address, name or password has a line break in it"));
        }
        self.send_bytes(format!("{line}\r\n").as_bytes()).await
    }

    pub async fn send_bytes(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let left = self.left();
        let written = timeout(left, write(&mut self.stream, bytes)).await;
        written.map_err(|_| self.silent())?.map_err(|error| self.broken(&error))
    }

    /// The next line, without its end.
    pub async fn line(&mut self) -> Result<Vec<u8>, Trouble> {
        let mut searched = 0;
        loop {
            if let Some(at) = memchr(b'\n', &self.buffer[searched..]) {
                let mut line: Vec<u8> = self.buffer.drain(..=searched + at).collect();
                line.truncate(line.trim_ascii_end().len());
                return Ok(line);
            }
            searched = self.buffer.len();
            if searched > MOST_LINE {
                return Err(self.trouble(Fault::TooLong, "a line has no end"));
            }
            if self.more().await? == 0 {
                return Err(self.closed());
            }
        }
    }

    /// The next so many bytes.
    pub async fn exactly(&mut self, bytes: usize) -> Result<Vec<u8>, Trouble> {
        while self.buffer.len() < bytes {
            if self.more().await? == 0 {
                return Err(self.closed());
            }
        }
        Ok(self.buffer.drain(..bytes).collect())
    }

    /// All that comes until the server closes the connection.
    pub async fn rest(&mut self) -> Result<Vec<u8>, Trouble> {
        while self.more().await? > 0 {}
        Ok(std::mem::take(&mut self.buffer))
    }

    /// Reads once; 0: the server closed the connection.
    async fn more(&mut self) -> Result<usize, Trouble> {
        let from = self.buffer.len();
        self.buffer.resize(from + PIECE, 0);
        let left = self.left();
        let read = timeout(left, read(&mut self.stream, &mut self.buffer[from..])).await;
        let read = match read {
            Err(_) => Err(self.silent()),
            // Without TLS's own farewell, as many servers close.
            Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
            Ok(Err(error)) => Err(self.broken(&error)),
            Ok(Ok(count)) => Ok(count),
        };
        self.buffer.truncate(from + read.as_ref().copied().unwrap_or(0));
        let count = read?;
        self.read += count;
        if self.read > MOST_READ {
            return Err(self.trouble(Fault::TooLong, format!("more than {MOST_READ} bytes came")));
        }
        Ok(count)
    }

    /// Says good-bye and waits a moment for the answer, so that no server's log is full of lost connections.
    pub async fn farewell(&mut self, words: &str) {
        let said = async {
            if self.send(words).await.is_ok() {
                let mut piece = [0; 256];
                let _ = read(&mut self.stream, &mut piece).await;
            }
        };
        let _ = timeout(FAREWELL, said).await;
    }
}

async fn write(stream: &mut Stream, bytes: &[u8]) -> io::Result<()> {
    match stream {
        Stream::None => Err(io::ErrorKind::NotConnected.into()),
        Stream::Plain(stream) => stream.write_all(bytes).await,
        Stream::Tls(stream) => {
            stream.write_all(bytes).await?;
            stream.flush().await
        }
    }
}

async fn read(stream: &mut Stream, into: &mut [u8]) -> io::Result<usize> {
    match stream {
        Stream::None => Err(io::ErrorKind::NotConnected.into()),
        Stream::Plain(stream) => stream.read(into).await,
        Stream::Tls(stream) => stream.read(into).await,
    }
}
