//! The end of a transaction: the message is read, looked at and stored. Then, and not before, 250 is said.

use super::body::{Body, Fault, Fed, Header, header, is_torn};
use super::limits::Share;
use super::lines::Gone;
use super::session::{Channel, Chunks, Greeting, Next, Session};
use super::transaction::{Transaction, wire_address};
use crate::checks::{self, Letter, Ruling};
use crate::queue::{Addresses, Client, Envelope, NotTaken, QueueId};
use hostler_kit::time::Stopwatch;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

/// Whether more chunks follow (RFC 3030).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chunk {
    More,
    Last,
}

const TORN: &str = "554 5.6.0 lines end with CRLF and with nothing else";
const TOO_BIG: &str = "552 5.3.4 the message is too big";
const NO_MEMORY: &str = "452 4.3.1 too much mail at once, try again later";

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    /// Why there can be no data now.
    fn unready(&self) -> Option<&'static str> {
        match &self.transaction {
            None => Some("503 5.5.1 say MAIL first"),
            Some(transaction) if transaction.parcels.is_empty() => Some("554 5.5.1 there is no recipient"),
            Some(_) => None,
        }
    }

    pub(super) async fn data(&mut self) -> Result<Next, Gone> {
        if let Some(reply) =
            self.unready().or_else(|| self.chunks.is_some().then_some("503 5.5.1 go on with BDAT"))
        {
            return Ok(self.wrong(reply));
        }
        self.lines.reply("354 go ahead, end with a dot on its own line");
        let most = Duration::from_secs(self.reception.limits.message_seconds);
        // Its memory is counted until it is on disk.
        let (body, _share) = tokio::time::timeout(most, self.receive()).await.map_err(|_| Gone)??;
        let fault = body.fault;
        let reply = match fault {
            None => return Ok(self.keep(body.into_bytes()).await),
            Some(Fault::BareLineEnd) => TORN,
            Some(Fault::LineTooLong) => "554 5.6.0 a line is too long",
            Some(Fault::TooBig) => TOO_BIG,
            Some(Fault::NoMemory) => NO_MEMORY,
        };
        self.reset();
        let next = self.wrong(reply);
        // The two sides may disagree about what came behind it.
        Ok(if fault == Some(Fault::BareLineEnd) { Next::End } else { next })
    }

    async fn receive(&mut self) -> Result<(Body, Share), Gone> {
        let mut body = Body::new(self.reception.limits.message_bytes);
        let mut share = self.reception.budget.share();
        loop {
            let fed = body.feed(self.lines.arrived());
            if let Fed::Ended(used) = fed {
                self.lines.used(used);
                return Ok((body, share));
            }
            self.lines.used(self.lines.arrived().len());
            if !share.covers(body.kept()) {
                body.fault.get_or_insert(Fault::NoMemory);
                body.forget_if_refused();
            }
            if body.fault.is_some() {
                share = self.reception.budget.share();
            }
            self.lines.more(self.patience()).await?;
        }
    }

    /// A chunk is read whatever is thought of it: what follows is the next command. What is refused takes no memory.
    pub(super) async fn bdat(&mut self, size: usize, chunk: Chunk) -> Result<Next, Gone> {
        let mut chunks = self.chunks.take().unwrap_or_else(|| Chunks {
            bytes: Vec::new(),
            share: self.reception.budget.share(),
            since: Stopwatch::start(),
        });
        let too_big = chunks.bytes.len().saturating_add(size) > self.reception.limits.message_bytes;
        let refused = self.unready().or(too_big.then_some(TOO_BIG));
        let left = self.left(&chunks);
        let read = tokio::time::timeout(left, self.read_chunk(&mut chunks, size, refused));
        let refused = read.await.map_err(|_| Gone)??;
        Ok(self.chunk_read(chunks, (chunk, refused)).await)
    }

    /// Reads a chunk to its end; gives why it is refused, if it is.
    async fn read_chunk(
        &mut self,
        chunks: &mut Chunks,
        size: usize,
        mut refused: Option<&'static str>,
    ) -> Result<Option<&'static str>, Gone> {
        let mut left = size;
        loop {
            let arrived = self.lines.arrived();
            let taken = arrived.len().min(left);
            if refused.is_none() && !chunks.share.covers(chunks.bytes.len() + taken) {
                refused = Some(NO_MEMORY);
            }
            if refused.is_some() {
                chunks.bytes = Vec::new();
                chunks.share = self.reception.budget.share();
            } else {
                chunks.bytes.extend_from_slice(&arrived[..taken]);
            }
            self.lines.used(taken);
            left -= taken;
            if left == 0 {
                return Ok(refused);
            }
            self.lines.more(self.patience()).await?;
        }
    }

    async fn chunk_read(&mut self, mut chunks: Chunks, (chunk, refused): (Chunk, Option<&str>)) -> Next {
        if let Some(reply) = refused {
            self.reset();
            return self.wrong(reply);
        }
        if chunk == Chunk::More {
            self.chunks = Some(chunks);
            self.lines.reply("250 2.0.0 and on");
            return Next::Command;
        }
        if is_torn(&chunks.bytes) {
            self.reset();
            return self.wrong(TORN);
        }
        if !chunks.bytes.is_empty() && !chunks.bytes.ends_with(b"\r\n") {
            chunks.bytes.extend_from_slice(b"\r\n");
        }
        // Its memory is counted until it is on disk.
        let Chunks { bytes, share: _share, .. } = chunks;
        self.keep(bytes).await
    }

    /// Looks at the whole message and stores it.
    async fn keep(&mut self, body: Vec<u8>) -> Next {
        let Some(transaction) = self.transaction.take() else {
            return self.wrong("503 5.5.1 say MAIL first");
        };
        self.reset();
        let Header { lines, hops } = header(&body);
        if hops > self.reception.limits.hops {
            return self.wrong("554 5.4.6 the message runs in a circle");
        }
        if lines > self.reception.limits.header_lines {
            return self.wrong("554 5.6.0 the header has too many lines");
        }
        let id = self.reception.queue.ids(transaction.parcels.len() as u64);
        let body = checks::purge(body, &self.reception.host);
        let stamp = match self.look(&transaction, id, &body).await {
            Ruling::Take(stamp) => stamp,
            Ruling::Refuse(reply) => return self.wrong(&reply),
            Ruling::PutOff(reply) => {
                self.lines.reply(&reply);
                return Next::Command;
            }
        };
        let mut whole = self.trace(&transaction, id).into_bytes();
        whole.reserve_exact(stamp.len() + body.len());
        whole.extend_from_slice(stamp.as_bytes());
        whole.extend_from_slice(&body);
        drop(body);
        let envelope = self.envelope(transaction, id);
        let reply = match self.reception.queue.accept(envelope, whole).await {
            Ok(()) => {
                tracing::debug!(%id, client = %self.peer, "kept");
                format!("250 2.0.0 OK, kept as {id}")
            }
            Err(NotTaken::Full) => "452 4.3.1 there is no room, try again later".into(),
            Err(NotTaken::Stopped) => "452 4.3.0 mail cannot be stored now".into(),
        };
        self.lines.reply(&reply);
        self.idle = 0;
        Next::Command
    }

    /// Whether it is spam or has a virus, by the client's own address.
    async fn look(&self, transaction: &Transaction, id: QueueId, body: &[u8]) -> Ruling {
        let recipients = transaction.parcels.iter().flat_map(|parcel| &parcel.recipients);
        let recipients: Vec<&str> = recipients.map(|recipient| recipient.address.as_str()).collect();
        let letter = Letter {
            id,
            host: &self.reception.host,
            client: self.peer,
            helo: self.helo.as_ref().map(|(name, _)| name.as_str()).unwrap_or_default(),
            tls: match self.channel {
                Channel::Plain => None,
                Channel::Tls(encryption) => Some(encryption),
            },
            sender: &transaction.sender,
            recipients: &recipients,
            body,
        };
        self.reception.checks.look(letter).await
    }

    fn envelope(&self, transaction: Transaction, QueueId(first): QueueId) -> Envelope {
        let helo = self.helo.as_ref().map(|(name, _)| name.clone()).unwrap_or_default();
        Envelope {
            first,
            received_at_ms: self.reception.clock.now_ms(),
            client: Client { address: self.peer.to_string(), helo, protocol: self.protocol("") },
            sender: transaction.sender,
            wishes: transaction.wishes,
            parcels: transaction.parcels,
        }
    }

    /// `ESMTPS` and so on (RFC 3848); for international mail `UTF8SMTPS` (RFC 6531).
    fn protocol(&self, international: &str) -> String {
        let name = match &self.helo {
            Some((_, Greeting::Helo)) => "SMTP",
            _ if international.is_empty() => "ESMTP",
            _ => international,
        };
        format!("{name}{}", if self.channel == Channel::Plain { "" } else { "S" })
    }

    /// The Received line, with the client's address and the queue's own id, which stays the same whatever happens.
    fn trace(&self, transaction: &Transaction, id: QueueId) -> String {
        let said = self.helo.as_ref().map(|(name, _)| name.as_str()).unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() || ".-:[]_".contains(c) { c } else { '?' };
        let helo: String = said.chars().map(plain).collect();
        let literal = if self.peer.is_ipv6() { format!("IPv6:{}", self.peer) } else { self.peer.to_string() };
        let protocol = self.protocol(match transaction.wishes.addresses {
            Addresses::International => "UTF8SMTP",
            Addresses::Ascii => "",
        });
        let to = transaction.only_recipient().map(|to| format!("\r\n\tfor <{}>", wire_address(to)));
        let date = self.reception.clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000");
        let host = &self.reception.host;
        format!(
            "Received: from {helo} ([{literal}])\r\n\tby {host} (Hostler relay) with {protocol} id {id}{};\r\n\t{date}\r\n",
            to.unwrap_or_default()
        )
    }
}
