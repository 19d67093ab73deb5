//! A relay for Bakkerij de Vries, and a sender who speaks to it line by line.

use hostler_kit::time::Clock;
use hostler_relay::checks::CheckSettings;
use hostler_relay::run::Relay;
use hostler_relay::settings::Settings;
use hostler_relay::smtp::Limits;
use hostler_relay::table::{DomainSettings, Mode, PrimarySettings, Trust};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Stage {
    pub relay: Option<Relay>,
    pub settings: Settings,
    pub runtime: Runtime,
    _folder: TempDir,
}

pub fn bakery(next_hop: SocketAddr) -> PrimarySettings {
    let domain = |name: &str, people: &[&str]| DomainSettings {
        name: name.into(),
        recipients: people.iter().map(ToString::to_string).collect(),
        recipients_file: None,
    };
    let mut many: Vec<String> = (0..150).map(|n| format!("baker{n}")).collect();
    many.extend(["anna", "bram", "josé", "an na"].map(String::from));
    let mut first = domain("bakery.test", &[]);
    first.recipients = many;
    let told = format!("name = \"bakery\"\nnext_hop = \"{next_hop}\"\ndelimiter = \"+\"");
    PrimarySettings {
        domains: vec![first, domain("cakes.test", &["anna", "bram"])],
        trust: Trust::Plain,
        ..toml::from_str(&told).unwrap()
    }
}

/// An address at which nobody listens.
pub fn nowhere() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

impl Stage {
    /// A relay whose primary is down.
    pub fn alone() -> Stage {
        Stage::with(bakery(nowhere()), |_| {})
    }

    pub fn with_limits(limits: Limits) -> Stage {
        Stage::with(bakery(nowhere()), |settings| settings.limits = limits)
    }

    pub fn with(primary: PrimarySettings, change: impl FnOnce(&mut Settings)) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings {
            host: "mx2.hostler.test".into(),
            listen: vec!["127.0.0.1:0".parse().unwrap()],
            folder: folder.path().join("queue"),
            socket: None,
            segment_bytes: 1 << 20,
            reserve_bytes: 0,
            tls: None,
            smtputf8: true,
            postmaster: None,
            limits: Limits::default(),
            checks: CheckSettings::default(),
            primaries: vec![primary],
        };
        change(&mut settings);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let relay = Some(runtime.block_on(Relay::start(&settings, Clock::System)).unwrap());
        Stage { relay, settings, runtime, _folder: folder }
    }

    pub fn relay(&self) -> &Relay {
        self.relay.as_ref().expect("it runs")
    }

    pub fn sender(&self) -> Sender {
        Sender::connect(self.relay().addresses[0])
    }

    pub fn mode(primary: PrimarySettings, mode: Mode) -> PrimarySettings {
        PrimarySettings { mode, ..primary }
    }

    /// Ends it in good order and starts it again.
    pub fn restart(&mut self) {
        self.stop();
        self.relay = Some(self.runtime.block_on(Relay::start(&self.settings, Clock::System)).unwrap());
    }

    pub fn stop(&mut self) {
        let relay = self.relay.take().expect("it runs");
        self.runtime.block_on(relay.stop()).unwrap();
    }

    /// How many messages wait or are held.
    pub fn depth(&self) -> u64 {
        self.relay().queue.depths().iter().map(|depth| depth.messages).sum()
    }

    /// A whole message to these, taken with 250.
    pub fn send(&self, to: &[&str], text: &str) {
        let mut sender = self.sender();
        sender.begin("cees@cees.test", to);
        sender.expect("DATA", "354");
        sender.expect(&format!("{text}\r\n."), "250");
        sender.expect("QUIT", "221");
    }
}

pub struct Sender {
    pub stream: BufReader<TcpStream>,
}

impl Sender {
    pub fn connect(to: SocketAddr) -> Sender {
        let mut sender = Sender::quiet(to);
        assert!(sender.reply().starts_with("220 mx2.hostler.test"));
        sender
    }

    /// Connects without waiting for the greeting.
    pub fn quiet(to: SocketAddr) -> Sender {
        let stream = TcpStream::connect(to).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Sender { stream: BufReader::new(stream) }
    }

    pub fn write(&mut self, bytes: &[u8]) {
        self.stream.get_mut().write_all(bytes).unwrap();
    }

    /// A whole reply; what ends it is cut off.
    pub fn reply(&mut self) -> String {
        let mut whole = String::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            let last = line.as_bytes().get(3) != Some(&b'-');
            whole.push_str(&line);
            if last {
                return whole.trim_end().to_string();
            }
        }
    }

    pub fn ask(&mut self, command: &str) -> String {
        self.write(format!("{command}\r\n").as_bytes());
        self.reply()
    }

    pub fn expect(&mut self, command: &str, code: &str) -> String {
        let reply = self.ask(command);
        assert!(reply.starts_with(code), "{command}: {reply}");
        reply
    }

    pub fn begin(&mut self, from: &str, to: &[&str]) {
        self.expect("EHLO mx.cees.test", "250");
        self.expect(&format!("MAIL FROM:<{from}>"), "250 2.1.0");
        to.iter().for_each(|to| drop(self.expect(&format!("RCPT TO:<{to}>"), "250 2.1.5")));
    }

    /// Everything up to the end of the connection.
    pub fn rest(&mut self) -> String {
        let mut rest = String::new();
        self.stream.read_to_string(&mut rest).unwrap();
        rest
    }
}

pub fn eventually(what: &str, mut look: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !look() {
        assert!(begun.elapsed() < PATIENCE, "waited for: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
