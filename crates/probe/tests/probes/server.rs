//! A server of a few lines: it plays a script to each who connects, and writes down what it was told.

use crate::certificates::{Shown, acceptor};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// What a server does next.
#[derive(Clone)]
pub enum Act {
    Say(String),
    /// Reads a line.
    Hear,
    /// Reads up to an empty line, as the head of a request is.
    HearHead,
    /// Reads up to a line with one dot, as a message is.
    HearMessage,
    /// Reads a first byte, such as that of a handshake.
    HearSome,
    Encrypt(Shown),
    Wait(u64),
    /// Sends it, one byte a second.
    Drip(&'static str),
    /// Sends letters and never a line's end.
    Endless,
    /// Sends the same line without end.
    Again(&'static str),
    Close,
    /// Cuts the connection.
    Reset,
    /// Says nothing more and keeps the connection.
    Hold,
}

pub fn say(words: &str) -> Act {
    Act::Say(format!("{words}\r\n"))
}

trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

type Stream = BufReader<Box<dyn Duplex>>;

pub struct Server {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    running: JoinHandle<()>,
}

impl Server {
    /// Plays the script that `script` has for each connection, counted from 0.
    pub async fn start(script: impl Fn(usize) -> Vec<Act> + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let log = heard.clone();
        let running = tokio::spawn(async move {
            for number in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(play(stream, script(number), log.clone()));
            }
        });
        Server { address, heard, running }
    }

    /// All that was said to it, in order.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn play(stream: TcpStream, script: Vec<Act>, heard: Arc<Mutex<Vec<String>>>) {
    if script.iter().any(|act| matches!(act, Act::Reset)) {
        stream.set_zero_linger().unwrap();
    }
    stream.set_nodelay(true).unwrap();
    let mut stream: Stream = BufReader::new(Box::new(stream));
    for act in script {
        // Whoever asks may be gone by now.
        match perform(stream, act, &heard).await {
            Some(same) => stream = same,
            None => return,
        }
    }
    while line(&mut stream, &heard).await.is_some() {}
}

/// The stream as it is after an act; none: it is over.
async fn perform(mut stream: Stream, act: Act, heard: &Mutex<Vec<String>>) -> Option<Stream> {
    match act {
        Act::Say(words) => stream.write_all(words.as_bytes()).await.ok()?,
        Act::Hear => drop(line(&mut stream, heard).await?),
        Act::HearHead => while line(&mut stream, heard).await? != "" {},
        Act::HearMessage => while line(&mut stream, heard).await? != "." {},
        Act::HearSome => drop(stream.read_u8().await.ok()?),
        Act::Encrypt(shown) => {
            let encrypted = acceptor(shown).accept(stream).await.ok()?;
            return Some(BufReader::new(Box::new(encrypted)));
        }
        Act::Wait(ms) => sleep(Duration::from_millis(ms)).await,
        Act::Drip(words) => {
            for byte in words.bytes() {
                stream.write_all(&[byte]).await.ok()?;
                stream.flush().await.ok()?;
                sleep(Duration::from_secs(1)).await;
            }
        }
        Act::Endless => loop {
            stream.write_all(&[b'A'; 1024]).await.ok()?;
        },
        Act::Again(words) => loop {
            stream.write_all(words.as_bytes()).await.ok()?;
        },
        Act::Close => {
            stream.shutdown().await.ok()?;
            // What is left unread would make a reset of it.
            while line(&mut stream, &Mutex::default()).await.is_some() {}
            return None;
        }
        Act::Reset => {
            sleep(Duration::from_millis(20)).await;
            return None;
        }
        Act::Hold => std::future::pending().await,
    }
    stream.flush().await.ok()?;
    Some(stream)
}

async fn line(stream: &mut Stream, heard: &Mutex<Vec<String>>) -> Option<String> {
    let mut line = Vec::new();
    loop {
        match stream.read_u8().await.ok()? {
            b'\n' => break,
            byte => line.push(byte),
        }
    }
    let line = String::from_utf8_lossy(&line).trim_end().to_string();
    heard.lock().unwrap().push(line.clone());
    Some(line)
}
