//! A load that smtp-source cannot make: each message over a connection of its own, with STARTTLS.
//! `load ADDRESS SESSIONS MESSAGES BYTES`

use rustls::pki_types::ServerName;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

#[path = "../src/deliver/trust.rs"]
#[allow(dead_code, reason = "the load pins nothing")]
mod trust;
use hostler_relay::table;

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [address, sessions, messages, bytes] = words.as_slice() else {
        panic!("load ADDRESS SESSIONS MESSAGES BYTES")
    };
    let left = Arc::new(AtomicI64::new(messages.parse().unwrap()));
    let body = Arc::new(
        "Subject: load\r\n\r\n".to_string()
            + &"0123456789abcdef\r\n".repeat(bytes.parse::<usize>().unwrap() / 18),
    );
    let (config, _) = trust::of(&table::Trust::Opportunistic, [127, 0, 0, 1].into()).unwrap().unwrap();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..sessions.parse().unwrap() {
        let (left, body, config, address) = (left.clone(), body.clone(), config.clone(), address.clone());
        all.spawn(async move {
            while left.fetch_sub(1, Ordering::Relaxed) > 0 {
                send(&address, &body, TlsConnector::from(config.clone())).await;
            }
        });
    }
    all.join_all().await;
}

async fn send(address: &str, body: &str, connector: TlsConnector) {
    let mut plain = BufStream::new(TcpStream::connect(address).await.unwrap());
    hear(&mut plain, "220").await;
    ask(&mut plain, "EHLO load.test\r\n", "250").await;
    ask(&mut plain, "STARTTLS\r\n", "220").await;
    let name = ServerName::try_from("mx2.bench.test").unwrap();
    let mut stream = BufStream::new(connector.connect(name, plain.into_inner()).await.unwrap());
    ask(&mut stream, "EHLO load.test\r\n", "250").await;
    ask(&mut stream, "MAIL FROM:<cees@cees.test>\r\n", "250").await;
    ask(&mut stream, "RCPT TO:<anna@bakery.test>\r\n", "250").await;
    ask(&mut stream, "DATA\r\n", "354").await;
    ask(&mut stream, &format!("{body}.\r\n"), "250").await;
    ask(&mut stream, "QUIT\r\n", "221").await;
}

async fn ask<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufStream<S>, command: &str, expect: &str) {
    stream.write_all(command.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    hear(stream, expect).await;
}

async fn hear<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufStream<S>, expect: &str) {
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        assert!(line.starts_with(expect), "{line}");
        if line.as_bytes()[3] != b'-' {
            return;
        }
    }
}
