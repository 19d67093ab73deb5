//! A mail program of few words: one connection, line by line, with TLS checked against the server's certificate.

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

pub struct Client {
    tcp: TcpStream,
    line: Box<dyn Line>,
    tls: Arc<ClientConfig>,
    name: ServerName<'static>,
}

impl Client {
    pub fn connect(to: SocketAddr, name: &str, certificate: &[u8]) -> Client {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(certificate).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config =
            ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let tls = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
        let tcp = TcpStream::connect_timeout(&to, Duration::from_secs(5)).unwrap();
        tcp.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
        let name = ServerName::try_from(name.to_string()).unwrap();
        Client { line: Box::new(tcp.try_clone().unwrap()), tcp, tls, name }
    }

    /// From here on encrypted; the certificate must be the server's, for its name.
    pub fn encrypt(mut self) -> Client {
        let connection = ClientConnection::new(self.tls.clone(), self.name.clone()).unwrap();
        self.line = Box::new(StreamOwned::new(connection, self.tcp.try_clone().unwrap()));
        self
    }

    pub fn try_line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        let mut one = [0];
        while !line.ends_with(b"\n") {
            self.line.read_exact(&mut one)?;
            line.push(one[0]);
        }
        Ok(String::from_utf8_lossy(&line).trim_end().to_string())
    }

    pub fn line(&mut self) -> String {
        self.try_line().unwrap()
    }

    pub fn send(&mut self, text: &str) {
        self.try_send(text).unwrap();
    }

    pub fn try_send(&mut self, text: &str) -> io::Result<()> {
        self.line.write_all(text.as_bytes())?;
        self.line.flush()
    }

    /// An SMTP reply: all its lines; the code is the first three signs.
    pub fn reply(&mut self) -> String {
        let mut lines = vec![self.line()];
        while lines.last().is_some_and(|line| line.as_bytes().get(3) == Some(&b'-')) {
            lines.push(self.line());
        }
        lines.join("\n")
    }

    pub fn smtp(&mut self, command: &str) -> String {
        self.send(&format!("{command}\r\n"));
        self.reply()
    }

    /// An IMAP command: all that comes back, to the line that says how it went.
    pub fn imap(&mut self, command: &str) -> String {
        self.send(&format!("a1 {command}\r\n"));
        let mut lines = Vec::new();
        loop {
            lines.push(self.line());
            if lines.last().is_some_and(|line| line.starts_with("a1 ")) {
                return lines.join("\n");
            }
        }
    }

    pub fn pop3(&mut self, command: &str) -> String {
        self.send(&format!("{command}\r\n"));
        self.line()
    }
}

/// RFC 4616, as base64.
pub fn plain(login: &str, password: &str) -> String {
    base64(format!("\0{login}\0{password}").as_bytes())
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let three = [part[0], *part.get(1).unwrap_or(&0), *part.get(2).unwrap_or(&0)];
        let number = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for place in 0..4 {
            let sign = SIGNS[(number >> (18 - 6 * place) & 63) as usize] as char;
            text.push(if place > part.len() { '=' } else { sign });
        }
    }
    text
}
