//! Servers that are well: just enough of SMTP, IMAP and HTTPS to be asked.

use crate::{NAME, TEXT};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use std::io;
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

#[derive(Clone, Copy)]
enum Kind {
    Smtp,
    Imap,
    Https,
}

pub async fn serve(folder: &str) {
    let acceptor = acceptor(folder);
    for (word, kind) in [("smtp", Kind::Smtp), ("imap", Kind::Imap), ("https", Kind::Https)] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{word} {}", listener.local_addr().unwrap().port());
        tokio::spawn(listen(listener, kind, acceptor.clone()));
    }
    println!("ready");
    let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
}

fn acceptor(folder: &str) -> TlsAcceptor {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    std::fs::write(Path::new(folder).join("authority.pem"), authority.pem()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new([NAME.to_string()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key);
    TlsAcceptor::from(Arc::new(config.unwrap()))
}

async fn listen(listener: TcpListener, kind: Kind, acceptor: TlsAcceptor) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        // Who asks may end at any time.
        tokio::spawn(greet(stream, kind, acceptor.clone()));
    }
}

async fn greet(mut stream: TcpStream, kind: Kind, acceptor: TlsAcceptor) -> io::Result<()> {
    if matches!(kind, Kind::Smtp) {
        stream.write_all(b"220 mail.devries.test ESMTP Postfix\r\n").await?;
        let mut plain = BufReader::new(&mut stream);
        let mut line = String::new();
        while !line.starts_with("STARTTLS") {
            line.clear();
            if plain.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let said =
                if line.starts_with("STARTTLS") { "220 Ready\r\n" } else { "250-mail\r\n250 STARTTLS\r\n" };
            plain.write_all(said.as_bytes()).await?;
        }
    }
    let mut stream = acceptor.accept(stream).await?;
    if matches!(kind, Kind::Imap) {
        stream.write_all(b"* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n").await?;
    }
    answer(BufReader::new(stream), kind).await
}

async fn answer(mut stream: BufReader<impl AsyncRead + AsyncWrite + Unpin>, kind: Kind) -> io::Result<()> {
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let said = said(kind, line.trim_end());
        stream.write_all(said.as_bytes()).await?;
        stream.flush().await?;
        if line.starts_with("QUIT") || line.contains(" LOGOUT") || said.starts_with("HTTP") {
            return stream.shutdown().await;
        }
    }
}

fn said(kind: Kind, line: &str) -> String {
    let tag = line.split(' ').next().unwrap_or_default();
    match kind {
        Kind::Https if line.is_empty() => {
            let page =
                format!("<!doctype html><title>Bakkerij de Vries</title><h1>{TEXT}</h1>{}", " ".repeat(2000));
            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}", page.len())
        }
        Kind::Https => String::new(),
        Kind::Smtp if line.starts_with("QUIT") => "221 Bye\r\n".into(),
        Kind::Smtp if line.starts_with("EHLO") => "250-mail.devries.test\r\n250 SIZE 20480000\r\n".into(),
        Kind::Smtp => "250 2.0.0 Ok\r\n".into(),
        Kind::Imap if line.contains(" SELECT") => {
            format!("* 3 EXISTS\r\n* 0 RECENT\r\n{tag} OK Selected\r\n")
        }
        Kind::Imap if line.contains(" LOGOUT") => format!("* BYE\r\n{tag} OK Logged out\r\n"),
        Kind::Imap => format!("{tag} OK Done\r\n"),
    }
}
