//! Has an exporter ask: a request per question, as Prometheus would send it, over connections that are kept.

use crate::{Share, spread};
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub async fn drive(address: &str, path: &str, count: usize, side_by_side: usize) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let address = address.to_string();
    spread(count, side_by_side, move |share| requests(share, address.clone(), request.clone())).await;
}

async fn requests(share: Share, address: String, request: String) {
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    while share.next() {
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = whole(&mut stream).await.unwrap();
        assert!(answer.contains("\nprobe_success 1"), "{answer}");
    }
}

async fn whole(stream: &mut TcpStream) -> io::Result<String> {
    let mut answer = Vec::new();
    loop {
        let mut piece = [0; 8192];
        let read = stream.read(&mut piece).await?;
        assert!(read > 0, "the exporter closed the connection");
        answer.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&answer);
        if is_whole(&text) {
            return Ok(text.into_owned());
        }
    }
}

fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    match length {
        Some(length) => body.len() >= length.parse::<usize>().unwrap(),
        None => body.ends_with("0\r\n\r\n"),
    }
}
