//! One server for one test: the image under an overlay, a network of the test's own, and the rig as first process.

use crate::client::Client;
use argon2::{Argon2, PasswordHasher};
use hostler_appliance::engines::{Alias, MailSetup, Mailbox};
use hostler_appliance::server::certificate;
use hostler_wire::bootstrap::{Administrator, ClockKind, Holding, Hosted};
use hostler_wire::report::{Engine, EngineState};
use hostler_wire::{Bootstrap, Report};
use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, mpsc};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const HOST: &str = "anna.hostler.test";
pub const ADMINISTRATOR: &str = "admin@anna.hostler.test";
pub const ADDRESS: [u8; 4] = [10, 83, 0, 2];
/// Every mailbox of [`bakery`] has this password, unless a test gives it another.
pub const PASSWORD: &str = "ge\"heim $%s \\ 'x' {y} üñ€ +&=";

static HASH: LazyLock<String> = LazyLock::new(|| hash(PASSWORD));

pub fn hash(password: &str) -> String {
    Argon2::default().hash_password(password.as_bytes()).unwrap().to_string()
}

pub fn mailbox(address: &str) -> Mailbox {
    Mailbox { address: address.into(), password_hash: HASH.clone(), disabled: false, quota_bytes: None }
}

pub fn alias(address: &str, targets: &[&str]) -> Alias {
    Alias { address: address.into(), targets: targets.iter().map(|t| t.to_string()).collect() }
}

/// Anna de Vries's bakery: two domains, three people besides the administrator.
pub fn bakery() -> MailSetup {
    MailSetup {
        host: HOST.into(),
        administrator: ADMINISTRATOR.into(),
        domains: vec!["bakery.test".into(), "Bücher.test".into()],
        mailboxes: [ADMINISTRATOR, "anna@bakery.test", "bram@bakery.test", "anna@bücher.test"]
            .map(mailbox)
            .into(),
        aliases: vec![
            alias("info@bakery.test", &["anna@bakery.test", "bram@bakery.test"]),
            alias("cakes@bakery.test", &["info@bakery.test"]),
            alias("away@bakery.test", &["anna@elsewhere.example"]),
        ],
        probe: None,
    }
}

/// A running server. Everything of it goes when it is dropped.
pub struct Server {
    nspawn: Child,
    said: mpsc::Receiver<String>,
    pub folder: Folder,
    pub engines: Vec<Engine>,
}

/// What outlives a server's end: its data and the root it stands on.
pub struct Folder {
    whole: TempDir,
}

impl Folder {
    pub fn data(&self) -> PathBuf {
        self.whole.path().join("data")
    }

    fn root(&self) -> PathBuf {
        self.whole.path().join("root")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = nix::mount::umount2(&self.root(), nix::mount::MntFlags::MNT_DETACH);
    }
}

/// A network and a view of the mounts that only this test's thread and its children have, and in it the image.
pub fn stage() -> Folder {
    assert!(nix::unistd::geteuid().is_root(), "these tests make servers: run them as root");
    unshare(CloneFlags::CLONE_NEWNET | CloneFlags::CLONE_NEWNS).unwrap();
    let none: Option<&str> = None;
    mount(none, "/", none, MsFlags::MS_REC | MsFlags::MS_PRIVATE, none).unwrap();
    // systemd-nspawn leaves folders behind in /run.
    mount(Some("tmpfs"), "/run", Some("tmpfs"), MsFlags::empty(), none).unwrap();
    run("ip", &["link", "set", "lo", "up"]);
    let folder = Folder { whole: tempfile::tempdir().unwrap() };
    for part in ["data", "upper", "work", "root"] {
        fs::create_dir(folder.whole.path().join(part)).unwrap();
    }
    let at = folder.whole.path().display();
    let layers = format!("lowerdir={},upperdir={at}/upper,workdir={at}/work", image().display());
    mount(Some("overlay"), &folder.root(), Some("overlay"), MsFlags::empty(), Some(layers.as_str())).unwrap();
    folder
}

fn image() -> PathBuf {
    if let Some(named) = std::env::var_os("HOSTLER_IMAGE") {
        return named.into();
    }
    let cache = std::env::var_os("HOSTLER_CACHE").map_or_else(|| "/var/cache/hostler".into(), PathBuf::from);
    let made = fs::read_dir(cache.join("images")).into_iter().flatten().flatten();
    let made = made.filter(|one| one.file_name().to_string_lossy().starts_with("connect-"));
    let made = made.map(|one| one.path().join("root")).filter(|root| root.is_dir());
    let newest = made.max_by_key(|root| fs::metadata(root).unwrap().modified().unwrap());
    newest.expect(
        "no image of Connect on this machine: make one (`hostler image`), or name one in HOSTLER_IMAGE",
    )
}

fn bootstrap() -> Bootstrap {
    let (certificate, key) = certificate::self_signed(HOST).unwrap();
    let hosted = Hosted {
        address: ADDRESS.into(),
        gateway: [10, 83, 0, 1].into(),
        platform: "https://10.83.0.1:8443".into(),
        credential: "not used here".into(),
        sign_in_key: "00".repeat(32),
        authority: String::new(),
        certificate,
        key,
        administrator: Administrator {
            address: ADMINISTRATOR.into(),
            name: "Anna de Vries".into(),
            language: "nl".into(),
        },
        probe: None,
        drill: None,
    };
    Bootstrap {
        server: "srv_bakery".into(),
        product: "connect".into(),
        host: HOST.into(),
        zone: "Europe/Amsterdam".into(),
        clock: ClockKind::System,
        clock_offset_ms: 0,
        holding: Holding::Hosted(hosted),
    }
}

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status().unwrap();
    assert!(status.success(), "{program} {arguments:?}: {status}");
}

impl Server {
    /// Starts a server with this setup and waits until its engines run.
    pub fn start(setup: &MailSetup) -> Server {
        Server::start_on(stage(), setup)
    }

    pub fn start_on(folder: Folder, setup: &MailSetup) -> Server {
        let data = folder.data();
        fs::write(data.join("bootstrap.json"), serde_json::to_vec(&bootstrap()).unwrap()).unwrap();
        fs::write(data.join("setup.json"), serde_json::to_vec(setup).unwrap()).unwrap();
        let mut nspawn = Command::new("systemd-nspawn")
            .args([
                "-q",
                "--register=no",
                "--keep-unit",
                "--as-pid2",
                "--console=pipe",
                "--resolv-conf=off",
                "--machine=anna",
            ])
            .arg("--network-veth-extra=outside:host0")
            .arg(format!("--directory={}", folder.root().display()))
            .arg(format!("--bind={}:/srv/hostler", data.display()))
            .arg(format!("--bind-ro={}:/usr/local/bin/hostler", env!("CARGO_BIN_EXE_engines-rig")))
            .arg("/usr/local/bin/hostler")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(nspawn.stdout.take().unwrap());
        let (send, said) = mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        let mut server = Server { nspawn, said, folder, engines: Vec::new() };
        eventually("the server's network device", || {
            Command::new("ip").args(["link", "show", "outside"]).output().unwrap().status.success()
        });
        run("ip", &["address", "replace", "10.83.0.1/16", "dev", "outside"]);
        run("ip", &["link", "set", "outside", "up"]);
        server.until(all_run);
        server
    }

    /// Takes in the engines' states until they are as wanted.
    pub fn until(&mut self, wanted: impl Fn(&[Engine]) -> bool) {
        let limit = Instant::now() + Duration::from_secs(60);
        while self.engines.is_empty() || !wanted(&self.engines) {
            let line = self.say(limit);
            if let Ok(engines) = serde_json::from_str(&line) {
                self.engines = engines;
            }
        }
    }

    /// The rig's next line.
    fn say(&mut self, limit: Instant) -> String {
        let patience = limit.saturating_duration_since(Instant::now());
        let line = self.said.recv_timeout(patience);
        line.unwrap_or_else(|error| panic!("{error}; engines: {:#?}; logs: {}", self.engines, self.logs()))
    }

    /// Signals the rig.
    pub fn tell(&self, signal: Signal) {
        kill(self.process("/usr/local/bin/hostler"), signal).unwrap();
    }

    /// Signals the rig and answers the first line that it then says of `field`.
    pub fn ask(&mut self, signal: Signal, field: &str) -> serde_json::Value {
        self.tell(signal);
        self.hear(field)
    }

    /// The next line that the rig says of `field`.
    pub fn hear(&mut self, field: &str) -> serde_json::Value {
        let limit = Instant::now() + Duration::from_secs(20);
        loop {
            let value: serde_json::Value = serde_json::from_str(&self.say(limit)).unwrap_or_default();
            if !value[field].is_null() {
                return value[field].clone();
            }
        }
    }

    /// Changes who exists, as accounts would. Answers the maps' revision.
    pub fn change(&mut self, setup: &MailSetup) -> i64 {
        self.begin_change(setup);
        self.hear("revision").as_i64().unwrap()
    }

    /// The same, without waiting until it is done; then `hear("revision")`.
    pub fn begin_change(&self, setup: &MailSetup) {
        fs::write(self.folder.data().join("setup.json"), serde_json::to_vec(setup).unwrap()).unwrap();
        self.tell(Signal::SIGHUP);
    }

    /// The process of this server whose command line starts so, seen from outside.
    pub fn process(&self, command: &str) -> Pid {
        let found = processes().into_iter().filter(|one| one.line.starts_with(command));
        let mut found = found.filter(|one| is_under(one.id, self.nspawn.id()));
        Pid::from_raw(found.next().unwrap_or_else(|| panic!("no process {command}")).id as i32)
    }

    pub fn count_processes(&self) -> usize {
        processes().iter().filter(|one| is_under(one.id, self.nspawn.id())).count()
    }

    pub fn client(&self, port: u16) -> Client {
        let certificate = fs::read(self.folder.data().join("tls/certificate.pem")).unwrap();
        Client::connect((ADDRESS, port).into(), HOST, &certificate)
    }

    /// The port at which the fallback hands mail over; the certificate must be the one that the platform chose.
    pub fn hand_over(&self) -> Client {
        let chosen = fs::read(self.folder.data().join("tls/hand-over.pem")).unwrap();
        Client::connect((ADDRESS, 2525).into(), HOST, &chosen)
    }

    pub fn logs(&self) -> String {
        let read = |name| fs::read_to_string(self.folder.data().join("log").join(name)).unwrap_or_default();
        format!("{}\n{}", read("postfix.log"), read("dovecot.log"))
    }

    /// As when the machine loses power: nothing inside gets to say anything.
    pub fn kill(mut self) -> Folder {
        self.end();
        let empty = Folder { whole: tempfile::tempdir().unwrap() };
        std::mem::replace(&mut self.folder, empty)
    }

    /// Waits until the server has ended by itself.
    pub fn wait_for_end(&mut self) {
        eventually("the server's end", || self.nspawn.try_wait().unwrap().is_some());
    }

    fn end(&mut self) {
        let inner = processes().into_iter().filter(|one| one.parent == self.nspawn.id());
        for one in inner {
            let _ = kill(Pid::from_raw(one.id as i32), Signal::SIGKILL);
        }
        let _ = self.nspawn.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
        if std::thread::panicking() {
            eprintln!("{}", self.logs());
        }
    }
}

pub fn all_run(engines: &[Engine]) -> bool {
    let report = Report {
        server: String::new(),
        version: String::new(),
        users: 0,
        bytes: 0,
        written: 0,
        acknowledged: 0,
        engines: engines.to_vec(),
        load: None,
        probe: String::new(),
    };
    report.is_ready()
}

pub fn state(engines: &[Engine], name: &str) -> EngineState {
    engines.iter().find(|engine| engine.name == name).unwrap().state
}

/// Tries for up to 20 s.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let limit = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < limit, "never came: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

struct Process {
    id: u32,
    parent: u32,
    line: String,
}

fn processes() -> Vec<Process> {
    let all = fs::read_dir("/proc").unwrap().flatten();
    all.filter_map(|one| read_process(&one.path())).collect()
}

fn read_process(path: &Path) -> Option<Process> {
    let id = path.file_name()?.to_str()?.parse().ok()?;
    let stat = fs::read_to_string(path.join("stat")).ok()?;
    let parent = stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse().ok()?;
    let line = fs::read(path.join("cmdline")).ok()?;
    Some(Process { id, parent, line: String::from_utf8_lossy(&line).replace('\0', " ") })
}

fn is_under(id: u32, ancestor: u32) -> bool {
    let mut at = id;
    while at > 1 {
        let Some(process) = read_process(Path::new(&format!("/proc/{at}"))) else { return false };
        if process.parent == ancestor {
            return true;
        }
        at = process.parent;
    }
    false
}
