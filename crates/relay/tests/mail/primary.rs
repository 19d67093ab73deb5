//! A primary that does as it is told: what no real one does when a test wants it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

#[derive(Debug, Clone, Default)]
pub struct Manner {
    /// What it says to `RCPT TO` whose line contains the word.
    pub rcpt: Vec<(&'static str, &'static str)>,
    /// What it says to MAIL and at the end of the data, where it is not 250.
    pub mail: Option<&'static str>,
    pub end: Option<&'static str>,
    /// Hangs up instead of the last answer.
    pub hangs_up: u32,
    /// Hangs up at `RCPT TO` whose line contains the word.
    pub dies_of: Option<&'static str>,
    /// What it says to STARTTLS.
    pub start_tls: Option<&'static str>,
    /// How long it thinks about a text.
    pub thinks: std::time::Duration,
    /// What it offers beside PIPELINING.
    pub offers: Vec<&'static str>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    pub commands: Vec<String>,
    pub body: String,
}

pub struct Primary {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    manner: Manner,
    letters: Vec<Letter>,
    connections: usize,
    most: usize,
    followed: usize,
}

impl Primary {
    pub fn open() -> Primary {
        Primary::at("127.0.0.1:0".parse().unwrap(), Manner::default())
    }

    pub fn with(manner: Manner) -> Primary {
        Primary::at("127.0.0.1:0".parse().unwrap(), manner)
    }

    pub fn at(address: SocketAddr, manner: Manner) -> Primary {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State { manner, ..State::default() }));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = shared.clone();
                std::thread::spawn(move || serve(stream, &state));
            }
        });
        Primary { address, state }
    }

    pub fn behave(&self, manner: Manner) {
        self.state.lock().unwrap().manner = manner;
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.state.lock().unwrap().letters.clone()
    }

    /// How many messages had the next one's commands behind them before they were answered.
    pub fn followed(&self) -> usize {
        self.state.lock().unwrap().followed
    }

    /// The most connections that there were at once.
    pub fn most_connections(&self) -> usize {
        self.state.lock().unwrap().most
    }
}

fn serve(stream: TcpStream, state: &Mutex<State>) {
    {
        let mut state = state.lock().unwrap();
        state.connections += 1;
        state.most = state.most.max(state.connections);
    }
    let _ = Conversation { read: BufReader::new(stream.try_clone().unwrap()), write: stream, state }.run();
    state.lock().unwrap().connections -= 1;
}

struct Conversation<'a> {
    read: BufReader<TcpStream>,
    write: TcpStream,
    state: &'a Mutex<State>,
}

impl Conversation<'_> {
    fn run(&mut self) -> std::io::Result<()> {
        self.say("220 mail.bakery.test")?;
        let mut commands = Vec::new();
        loop {
            let mut line = String::new();
            if self.read.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end().to_string();
            commands.push(line.clone());
            let manner = self.state.lock().unwrap().manner.clone();
            match line.split(' ').next().unwrap() {
                "EHLO" => {
                    let offers =
                        manner.offers.iter().map(|offer| format!("250-{offer}\r\n")).collect::<String>();
                    self.say(&format!("250-mail.bakery.test\r\n{offers}250 PIPELINING"))?;
                }
                "XCLIENT" => self.say("220 mail.bakery.test")?,
                "MAIL" => self.say(manner.mail.unwrap_or("250 OK"))?,
                "STARTTLS" => self.say(manner.start_tls.unwrap_or("502 no"))?,
                "RCPT" if manner.dies_of.is_some_and(|word| line.contains(word)) => {
                    return self.write.shutdown(std::net::Shutdown::Both);
                }
                "RCPT" => {
                    let said = manner.rcpt.iter().find(|(word, _)| line.contains(word));
                    self.say(said.map_or("250 OK", |(_, reply)| reply))?;
                }
                "DATA" => {
                    self.say("354 go")?;
                    self.end(&manner, std::mem::take(&mut commands))?;
                }
                "BDAT" => {
                    let size = line.split(' ').nth(1).unwrap().parse().unwrap();
                    self.chunk(size, &manner, std::mem::take(&mut commands))?;
                }
                "QUIT" => return self.say("221 bye"),
                _ => self.say("250 OK")?,
            }
        }
    }

    fn end(&mut self, manner: &Manner, commands: Vec<String>) -> std::io::Result<()> {
        let mut body = String::new();
        loop {
            let mut line = String::new();
            if self.read.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line == ".\r\n" {
                break;
            }
            body.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        std::thread::sleep(manner.thinks);
        self.look_behind();
        if manner.hangs_up > 0 {
            let mut state = self.state.lock().unwrap();
            state.manner.hangs_up -= 1;
            state.letters.push(Letter { commands, body });
            drop(state);
            return self.write.shutdown(std::net::Shutdown::Both);
        }
        let reply = if body.is_empty() { "554 no valid recipients" } else { manner.end.unwrap_or("250 OK") };
        if reply.starts_with('2') {
            self.state.lock().unwrap().letters.push(Letter { commands, body });
        }
        self.say(reply)
    }

    fn chunk(&mut self, size: usize, manner: &Manner, commands: Vec<String>) -> std::io::Result<()> {
        let mut body = vec![0; size];
        self.read.read_exact(&mut body)?;
        self.look_behind();
        let last = commands.iter().rposition(|command| command.starts_with("MAIL")).unwrap_or(0);
        let refused = |command: &String| manner.rcpt.iter().any(|(word, _)| command.contains(word));
        let anybody = commands[last..].iter().any(|one| one.starts_with("RCPT") && !refused(one));
        let reply = if anybody { manner.end.unwrap_or("250 OK") } else { "503 5.5.1 nobody wants it" };
        if reply.starts_with('2') {
            let body = String::from_utf8(body).unwrap();
            self.state.lock().unwrap().letters.push(Letter { commands, body });
        }
        self.say(reply)
    }

    fn look_behind(&self) {
        let behind = self.read.buffer();
        if behind.starts_with(b"MAIL") || behind.starts_with(b"RSET\r\nMAIL") {
            self.state.lock().unwrap().followed += 1;
        }
    }

    fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.write.write_all(format!("{line}\r\n").as_bytes())
    }
}
