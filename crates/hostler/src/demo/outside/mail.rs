//! A mail program: submission, mail from outside, IMAP.

use super::customer::{PASSWORD, Server};
use anyhow::{Context, Result};
use async_imap::Session;
use async_imap::types::Fetch;
use futures_util::TryStreamExt;
use hostler_kit::tls::by_any_certificate;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use rustls::pki_types::ServerName;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(20);

/// A mail of one line.
#[derive(Debug, Clone)]
pub struct Letter {
    pub from: String,
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl Letter {
    fn message(&self) -> Result<Message> {
        let message = Message::builder().from(self.from.parse()?).to(self.to.parse()?).subject(&self.subject);
        Ok(message.body(self.text.clone())?)
    }
}

/// Sends over TLS on port 587, signed in as the letter's sender.
pub async fn submit(server: &Server, letter: &Letter) -> Result<()> {
    let tls = TlsParameters::builder(server.host.clone()).dangerous_accept_invalid_certs(true).build()?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.address.to_string())
        .port(587)
        .tls(Tls::Required(tls))
        .timeout(Some(PATIENCE))
        .credentials(Credentials::new(letter.from.clone(), PASSWORD.into()))
        .build();
    transport.send(letter.message()?).await.with_context(|| format!("{} could not send", letter.from))?;
    Ok(())
}

/// Brings a letter to port 25, as the mail server of somebody elsewhere does.
pub async fn bring(server: &Server, letter: &Letter) -> Result<()> {
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.address.to_string())
        .port(25)
        .timeout(Some(PATIENCE))
        .build();
    transport.send(letter.message()?).await.with_context(|| format!("mail to {} was refused", letter.to))?;
    Ok(())
}

/// Somebody signed in by IMAP over TLS, port 993.
pub struct Reader {
    session: Session<TlsStream<TcpStream>>,
}

impl Reader {
    pub async fn sign_in(server: &Server, address: &str) -> Result<Reader> {
        let tcp = TcpStream::connect((server.address, 993)).await?;
        // The server's own certificate, taken as a person takes it on the first day.
        let connector = TlsConnector::from(Arc::new(by_any_certificate()));
        let stream = connector.connect(ServerName::try_from(server.host.clone())?, tcp);
        let mut client = async_imap::Client::new(stream.await?);
        client.read_response().await?.context("the server says nothing")?;
        let signed_in = client.login(address, PASSWORD).await.map_err(|(error, _)| error);
        Ok(Reader { session: signed_in.with_context(|| format!("{address} cannot sign in"))? })
    }

    /// Waits for a mail with this subject and returns its text.
    pub async fn await_mail(&mut self, subject: &str) -> Result<String> {
        let arrived = async {
            loop {
                self.session.select("INBOX").await?;
                let found = self.session.search(format!("SUBJECT \"{subject}\"")).await?;
                if let Some(number) = found.into_iter().max() {
                    return self.read(number).await;
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::time::timeout(PATIENCE, arrived)
            .await
            .with_context(|| format!("`{subject}` did not arrive"))?
    }

    async fn read(&mut self, number: u32) -> Result<String> {
        let mails: Vec<Fetch> =
            self.session.fetch(number.to_string(), "BODY[TEXT]").await?.try_collect().await?;
        let text = mails.first().and_then(Fetch::text).context("the mail cannot be read")?;
        Ok(String::from_utf8_lossy(text).trim().to_string())
    }

    /// Files a mail of exactly this size (as it lies on the server's disk) in a folder.
    pub async fn file(&mut self, folder: &str, bytes: usize) -> Result<()> {
        self.session.append(folder, None, None, of_size(bytes)).await?;
        Ok(())
    }

    /// Copies mails of a folder within it until there are `number`. Each copy is a mail of its own; the server may
    /// keep the same content once.
    pub async fn copy_until(&mut self, folder: &str, number: u32) -> Result<()> {
        let mut there = self.session.select(folder).await?.exists;
        while there < number {
            let more = there.min(number - there);
            self.session.copy(format!("1:{more}"), folder).await?;
            there += more;
        }
        Ok(())
    }

    pub async fn sign_out(mut self) -> Result<()> {
        Ok(self.session.logout().await?)
    }
}

/// A mail of so many bytes, its line ends counted as one byte each, as a Unix mail server stores them.
fn of_size(bytes: usize) -> Vec<u8> {
    const LINE: usize = 76;
    let head = "From: archief@claassen.test\r\nSubject: Dossiers\r\nMIME-Version: 1.0\r\n\
                Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    let mut left = bytes.saturating_sub(head.replace("\r\n", "\n").len());
    let mut mail = head.as_bytes().to_vec();
    mail.reserve(left + left / LINE + 2);
    while left > 0 {
        let line = left.min(LINE + 1);
        mail.resize(mail.len() + line - 1, b'A');
        mail.extend_from_slice(b"\r\n");
        left -= line;
    }
    mail
}

#[cfg(test)]
mod tests {
    use super::of_size;

    #[test]
    fn a_mail_has_its_size() {
        for size in [200, 1_000, 1_001, 76 * 77 + 3] {
            assert_eq!(of_size(size).iter().filter(|&&byte| byte != b'\r').count(), size);
        }
    }
}
