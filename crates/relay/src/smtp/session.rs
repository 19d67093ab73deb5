//! One connection.

use super::limits::Share;
use super::lines::{Gone, Line, Lines};
use super::transaction::Transaction;
use super::{Reception, Stage, orcpt};
use crate::checks::Encryption;
use hostler_kit::time::Stopwatch;
use smtp_proto::{Error, Request};
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long the handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(30);

pub(super) struct Session<S> {
    pub reception: Arc<Reception>,
    pub lines: Lines<S>,
    pub peer: IpAddr,
    pub channel: Channel,
    /// The name it gave, and how it greeted.
    pub helo: Option<(String, Greeting)>,
    pub transaction: Option<Transaction>,
    /// What came with BDAT so far (RFC 3030).
    pub chunks: Option<Chunks>,
    pub errors: u32,
    pub idle: u32,
    pub messages: u32,
}

/// What came of a message by now, the memory that it takes, and since when it comes.
pub(super) struct Chunks {
    pub bytes: Vec<u8>,
    pub share: Share,
    pub since: Stopwatch,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channel {
    Plain,
    Tls(Encryption),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Greeting {
    Helo,
    Ehlo,
}

/// What follows a command.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    Command,
    Tls,
    End,
}

pub(super) async fn serve(reception: Arc<Reception>, stream: TcpStream, peer: IpAddr) {
    let mut session = Session::new(reception.clone(), (stream, peer), Channel::Plain);
    let greeting = format!("220 {} ESMTP Hostler relay", reception.host);
    session.lines.reply(&greeting);
    let Some(stream) = session.run().await else { return };
    let Some(config) = reception.tls.borrow().clone() else { return };
    let handshake = TlsAcceptor::from(config).accept(stream);
    if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, handshake).await {
        let channel = Channel::Tls(encryption(&stream));
        Session::new(reception, (stream, peer), channel).run().await;
    }
}

fn encryption(stream: &TlsStream<TcpStream>) -> Encryption {
    let (_, spoken) = stream.get_ref();
    Encryption {
        version: spoken.protocol_version().and_then(|version| version.as_str()).unwrap_or("TLS"),
        cipher: spoken
            .negotiated_cipher_suite()
            .and_then(|suite| suite.suite().as_str())
            .unwrap_or("unknown"),
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    fn new(reception: Arc<Reception>, (stream, peer): (S, IpAddr), channel: Channel) -> Session<S> {
        Session {
            reception,
            lines: Lines::new(stream),
            peer,
            channel,
            helo: None,
            transaction: None,
            chunks: None,
            errors: 0,
            idle: 0,
            messages: 0,
        }
    }

    /// Serves until the end, or until TLS shall begin on the stream that comes back.
    async fn run(mut self) -> Option<S> {
        loop {
            match self.step().await {
                Ok(Next::Command) => {}
                Ok(Next::Tls) => return Some(self.lines.into_stream()),
                Ok(Next::End) => {
                    self.lines.close().await;
                    return None;
                }
                Err(Gone) => return None,
            }
        }
    }

    async fn step(&mut self) -> Result<Next, Gone> {
        let most = self.patience_in_a_message();
        let mut stage = self.reception.stage.clone();
        let line = tokio::select! {
            biased;
            line = self.lines.line(most) => line?,
            _ = stage.wait_for(|stage| *stage == Stage::Closing) => return Ok(self.farewell()),
        };
        match line {
            Line::Whole(line) => self.understand(&line).await,
            Line::TooLong => Ok(self.wrong("500 5.5.2 the line is too long")),
            Line::Torn => {
                self.lines.reply("500 5.5.2 a line ends with CRLF and with nothing else");
                Ok(Next::End)
            }
        }
    }

    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.reception.limits.command_seconds)
    }

    /// A message in chunks takes no longer than another one, what is between them counted.
    fn patience_in_a_message(&self) -> Duration {
        self.chunks.as_ref().map_or(self.patience(), |chunks| self.left(chunks).min(self.patience()))
    }

    /// How long the rest of a message in chunks may take.
    pub fn left(&self, chunks: &Chunks) -> Duration {
        let most = Duration::from_secs(self.reception.limits.message_seconds);
        most.saturating_sub(chunks.since.elapsed())
    }

    fn farewell(&mut self) -> Next {
        let line = format!("421 4.3.2 {} is closing, try again later", self.reception.host);
        self.lines.reply(&line);
        Next::End
    }

    async fn understand(&mut self, line: &[u8]) -> Result<Next, Gone> {
        if std::str::from_utf8(line).is_err()
            || line[..line.len() - 2].iter().any(|byte| *byte < b' ' && *byte != b'\t')
        {
            return Ok(self.wrong("500 5.5.2 a command is text"));
        }
        let line = orcpt::as_rfc822(line);
        let parsed = Request::parse(&mut line.iter());
        match parsed {
            Ok(request) => self.obey(request).await,
            Err(error) => Ok(self.misunderstood(&error)),
        }
    }

    fn misunderstood(&mut self, error: &Error) -> Next {
        match error {
            Error::UnknownCommand => self.wrong("500 5.5.1 this command is not known"),
            Error::InvalidSenderAddress => self.wrong("501 5.1.7 this is no address of a sender"),
            Error::InvalidRecipientAddress => self.wrong("501 5.1.3 this is no address of a recipient"),
            Error::UnsupportedParameter { .. } => self.wrong("555 5.5.4 a parameter that is not offered"),
            Error::InvalidParameter { .. } => self.wrong("501 5.5.4 a parameter has no such value"),
            _ => self.wrong("501 5.5.2 this is not how the command is written"),
        }
    }

    /// A refusal that counts against the other side.
    pub fn wrong(&mut self, reply: &str) -> Next {
        self.lines.reply(reply);
        self.errors += 1;
        if self.errors > self.reception.limits.errors {
            self.lines.reply("421 4.7.0 too many errors, goodbye");
            return Next::End;
        }
        Next::Command
    }

    async fn obey(&mut self, request: Request<Cow<'_, str>>) -> Result<Next, Gone> {
        Ok(match request {
            Request::Ehlo { host } => self.ehlo(&host),
            Request::Helo { host } => self.helo(&host),
            Request::Mail { from } => self.mail(&from),
            Request::Rcpt { to } => self.rcpt(&to),
            Request::Data => return self.data().await,
            Request::Bdat { chunk_size, is_last } => {
                let last = if is_last { super::store::Chunk::Last } else { super::store::Chunk::More };
                return self.bdat(chunk_size, last).await;
            }
            Request::StartTls => return self.start_tls().await,
            Request::Etrn { name } => self.etrn(&name),
            Request::Quit => {
                let line = format!("221 2.0.0 {} goodbye", self.reception.host);
                self.lines.reply(&line);
                Next::End
            }
            Request::Rset => {
                self.reset();
                self.idly("250 2.0.0 OK")
            }
            Request::Noop { .. } => self.idly("250 2.0.0 OK"),
            Request::Vrfy { .. } => self.idly("252 2.5.2 send some mail, then you will see"),
            Request::Help { .. } => self.idly("214 2.0.0 RFC 5321"),
            Request::Auth { .. } | Request::Expn { .. } | Request::Lhlo { .. } => {
                self.wrong("502 5.5.1 not here")
            }
            Request::Atrn { .. } | Request::Burl { .. } => self.wrong("502 5.5.1 not here"),
        })
    }

    pub fn reset(&mut self) {
        self.transaction = None;
        self.chunks = None;
    }

    /// A command that leads nowhere.
    fn idly(&mut self, reply: &str) -> Next {
        self.idle += 1;
        if self.idle > self.reception.limits.idle_commands {
            self.lines.reply("421 4.7.0 too many commands without mail, goodbye");
            return Next::End;
        }
        self.lines.reply(reply);
        Next::Command
    }
}
