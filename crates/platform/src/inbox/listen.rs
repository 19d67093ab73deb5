//! Receiving mail from the network: a listener with limits on everything.

use super::model::Envelope;
use super::receive;
use super::session::{MOST_BYTES, Next, Session, StartTls};
use crate::accounts;
use crate::app::App;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use smtp_proto::Request;
use smtp_proto::request::receiver::DataReceiver;
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

/// Connections at the same time.
const MOST_CONNECTIONS: usize = 50;
/// How long a connection may take, and how long it may say nothing.
const WHOLE: Duration = Duration::from_secs(600);
const SILENT: Duration = Duration::from_secs(60);
/// Longest request, with its end (RFC 5321 4.5.3.1.4 asks for 512).
const MOST_LINE: usize = 4_096;
/// Bytes of a message that is too large that are read before the connection is ended.
const MOST_DRAINED: usize = 8 * MOST_BYTES;
/// Messages from one address in the time that attempts are counted for.
const MOST_FROM_ONE: i64 = 60;

/// The way to encrypt connections, from PEM files.
pub fn tls(certificate: &Path, key: &Path) -> Result<TlsAcceptor, String> {
    let chain = CertificateDer::pem_file_iter(certificate).map_err(|error| error.to_string())?;
    let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| error.to_string())?;
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key);
    Ok(TlsAcceptor::from(Arc::new(config.map_err(|error| error.to_string())?)))
}

/// Receives mail for as long as the platform runs.
pub async fn serve(app: Arc<App>, listener: TcpListener, tls: Option<TlsAcceptor>) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            turn_away(stream).await;
            continue;
        };
        let (app, tls) = (app.clone(), tls.clone());
        tokio::spawn(async move {
            let peer = peer.ip().to_canonical();
            let talk = connection(&app, stream, peer, tls);
            match tokio::time::timeout(WHOLE, talk).await {
                Ok(Err(error)) => tracing::debug!(%peer, %error, "a connection of the inbox ended"),
                Err(_) => tracing::info!(%peer, "a connection of the inbox took too long"),
                Ok(Ok(())) => {}
            }
            drop(place);
        });
    }
}

async fn turn_away(stream: TcpStream) {
    stream.try_write(b"421 4.7.0 Too many connections\r\n").ok();
}

async fn connection(app: &App, stream: TcpStream, peer: IpAddr, tls: Option<TlsAcceptor>) -> io::Result<()> {
    let provider = &app.catalogue.provider;
    let own = vec![provider.notice_email.clone(), format!("postmaster@{}", provider.domain)];
    let starttls = if tls.is_some() { StartTls::Offered } else { StartTls::None };
    let session = Session::new(&provider.domain, own, starttls);
    let mut open = Talk { app, peer, stream, session, heard: Vec::new() };
    let greeting = open.session.greeting();
    open.say(&greeting).await?;
    let (true, Some(tls)) = (open.run().await?, tls) else { return Ok(()) };
    open.say("220 2.0.0 Go ahead\r\n").await?;
    open.session.encrypted();
    let stream = tokio::time::timeout(SILENT, tls.accept(open.stream)).await??;
    let mut encrypted = Talk { app, peer, stream, session: open.session, heard: Vec::new() };
    encrypted.run().await?;
    Ok(())
}

/// A connection, encrypted or not.
struct Talk<'a, S> {
    app: &'a App,
    peer: IpAddr,
    stream: S,
    session: Session,
    /// What was heard and not answered yet.
    heard: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<'_, S> {
    async fn say(&mut self, text: &str) -> io::Result<()> {
        self.stream.write_all(text.as_bytes()).await?;
        self.stream.flush().await
    }

    /// Hears some more; false at the end.
    async fn hear(&mut self) -> io::Result<bool> {
        let mut piece = [0; 8_192];
        let n = tokio::time::timeout(SILENT, self.stream.read(&mut piece)).await??;
        self.heard.extend_from_slice(&piece[..n]);
        Ok(n > 0)
    }

    /// Talks to the end, or until encryption is asked for: then true.
    async fn run(&mut self) -> io::Result<bool> {
        loop {
            let Some(line) = self.line().await? else { return Ok(false) };
            let request = Request::parse(&mut line.iter()).ok().map(Request::into_owned);
            match self.session.answer(request) {
                Next::Say(text) => self.say(&text).await?,
                Next::End(text) => {
                    self.say(&text).await?;
                    return Ok(false);
                }
                // What was sent along with it would be taken for encrypted (CVE-2011-0411).
                Next::Encrypt => return Ok(self.heard.is_empty()),
                Next::Data => {
                    if !self.message().await? {
                        return Ok(false);
                    }
                }
            }
        }
    }

    /// The next request with its end; none at the end of all.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(at) = self.heard.iter().position(|byte| *byte == b'\n') {
                return Ok(Some(self.heard.drain(..=at).collect()));
            }
            if self.heard.len() >= MOST_LINE {
                self.say("500 5.5.2 Line too long\r\n").await?;
                return Ok(None);
            }
            if !self.hear().await? {
                return Ok(None);
            }
        }
    }

    /// Hears a message and keeps it; false: the connection ends.
    async fn message(&mut self) -> io::Result<bool> {
        self.say("354 End it with a line that holds a full stop alone\r\n").await?;
        let (mut bytes, mut receiver, mut heard) = (Vec::new(), DataReceiver::new(), 0);
        loop {
            heard += self.heard.len();
            let piece = std::mem::take(&mut self.heard);
            let mut rest = piece.iter();
            let ended = receiver.ingest(&mut rest, &mut bytes);
            self.heard = rest.as_slice().to_vec();
            if ended {
                break;
            }
            if heard > MOST_DRAINED {
                self.say("421 4.3.4 Too large\r\n").await?;
                return Ok(false);
            }
            // What is too large is heard to its end and kept no longer.
            if bytes.len() > MOST_BYTES {
                bytes.drain(..bytes.len() - 8);
            }
            if !self.hear().await? {
                return Ok(false);
            }
        }
        let answer = if heard > MOST_BYTES { "552 5.3.4 Too large".into() } else { self.keep(&bytes).await };
        let said = self.session.said_of_message(&answer);
        self.say(&said).await?;
        Ok(true)
    }

    /// Keeps a message: what is said about it.
    async fn keep(&self, bytes: &[u8]) -> String {
        let subject = format!("inbox from {}", self.peer);
        if accounts::throttle_after(self.app, &subject, MOST_FROM_ONE).await.is_err() {
            return "451 4.7.1 Too many messages, come again later".into();
        }
        let envelope = Envelope {
            peer: self.peer,
            helo: self.session.helo.clone(),
            mail_from: self.session.mail_from.clone().unwrap_or_default(),
            recipient: self.session.recipients.join(", "),
        };
        let kept = match accounts::count_attempt(self.app, &subject).await {
            Ok(()) => receive(self.app, &envelope, bytes).await.map_err(|fault| fault.detail),
            Err(error) => Err(error.to_string()),
        };
        match kept {
            Ok(id) => format!("250 2.0.0 Kept as {id}"),
            Err(error) => {
                tracing::error!(error, "a mail to the provider could not be kept");
                "451 4.3.0 It could not be kept, send it again later".into()
            }
        }
    }
}
