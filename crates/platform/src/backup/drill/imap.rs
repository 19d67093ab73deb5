//! As much of IMAP (RFC 3501) as it takes to sign in and to count the messages of a folder.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
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
    pub async fn open(address: Ipv4Addr, (login, password): (&str, &str)) -> io::Result<Session> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(OnOurBridge(provider)))
            .with_no_client_auth();
        let tcp = tokio::time::timeout(PATIENCE, TcpStream::connect((address, PORT))).await??;
        let name = ServerName::from(IpAddr::V4(address));
        let stream = TlsConnector::from(Arc::new(config)).connect(name, tcp).await?;
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

/// The scratch server has the certificate of the server that was backed up, which anybody may have signed. It is asked
/// at its address on the platform's own bridge, with a password that opens nothing else.
#[derive(Debug)]
struct OnOurBridge(Arc<CryptoProvider>);

impl ServerCertVerifier for OnOurBridge {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(
            message,
            certificate,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::{messages, quoted};

    #[test]
    fn counts_are_read_whatever_the_folder_is_called() {
        for (answer, expect) in [
            ("* STATUS INBOX (MESSAGES 12)\r\n", Some(12)),
            ("* 3 EXISTS\r\n* STATUS \"(MESSAGES 9)\" (MESSAGES 0)\r\n", Some(0)),
            ("* STATUS INBOX ()\r\n", None),
            ("", None),
        ] {
            assert_eq!(messages(answer), expect, "{answer}");
        }
        assert_eq!(quoted("a\"b\\c"), "\"a\\\"b\\\\c\"");
    }
}
