//! A primary that takes everything and remembers how often each message came, and whether as it was sent.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Copies of each message by its subject, each without its trace.
pub type Letters = Arc<Mutex<BTreeMap<String, Vec<String>>>>;

pub struct Sink {
    ending: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    address: String,
}

impl Sink {
    pub fn open(address: &str, letters: &Letters) -> Sink {
        let listener = TcpListener::bind(address).unwrap();
        let ending = Arc::new(AtomicBool::new(false));
        let (shared, over) = (letters.clone(), ending.clone());
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let letters = shared.clone();
                std::thread::spawn(move || drop(serve(stream, &letters)));
            }
        });
        Sink { ending, thread: Some(thread), address: address.into() }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(&self.address);
        self.thread.take().unwrap().join().unwrap();
    }
}

fn serve(stream: TcpStream, letters: &Letters) -> std::io::Result<()> {
    // Answers to commands that came together do not wait for each other.
    stream.set_nodelay(true)?;
    let mut read = BufReader::new(stream.try_clone()?);
    let mut write = stream;
    write.write_all(b"220 mail.bakery.test\r\n")?;
    loop {
        let mut line = String::new();
        if read.read_line(&mut line)? == 0 {
            return Ok(());
        }
        match line.split([' ', '\r']).next().unwrap() {
            "EHLO" => write.write_all(b"250-mail.bakery.test\r\n250 PIPELINING\r\n")?,
            "DATA" => {
                write.write_all(b"354 go\r\n")?;
                take(&mut read, letters)?;
                write.write_all(b"250 OK\r\n")?;
            }
            "QUIT" => return write.write_all(b"221 bye\r\n"),
            _ => write.write_all(b"250 OK\r\n")?,
        }
    }
}

fn take(read: &mut impl BufRead, letters: &Letters) -> std::io::Result<()> {
    let mut whole = String::new();
    loop {
        let mut line = String::new();
        if read.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            break;
        }
        whole.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
    let sent = &whole[whole.find("Subject: ").expect("every message has one")..];
    let subject = sent[9..].split('\r').next().unwrap().to_string();
    letters.lock().unwrap().entry(subject).or_default().push(sent.to_string());
    Ok(())
}
