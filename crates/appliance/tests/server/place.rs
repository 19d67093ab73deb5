//! A server in a network and a view of mounts that only one test has.

use crate::client::Client;
use hostler_wire::bootstrap::{Administrator, ClockKind, Holding, Hosted};
use hostler_wire::report::EngineState;
use hostler_wire::sign_in::{HEADER, SignIn};
use hostler_wire::{Bootstrap, Report};
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::sched::{CloneFlags, unshare};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use std::fs;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const ADDRESS: Ipv4Addr = Ipv4Addr::new(10, 83, 0, 2);
pub const HOST: &str = "anna.hostler.test";
const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

pub struct Place {
    folder: TempDir,
    nspawn: Child,
}

/// The bootstrap of a server whose platform is not there.
pub fn bootstrap() -> Bootstrap {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate =
        rcgen::CertificateParams::new(vec![ADDRESS.to_string()]).unwrap().self_signed(&key).unwrap();
    let hosted = Hosted {
        address: ADDRESS,
        gateway: Ipv4Addr::new(10, 83, 0, 1),
        platform: "https://10.83.0.1:8443".into(),
        credential: "credential-of-the-bakery".into(),
        sign_in_key: KEY.into(),
        authority: certificate.pem(),
        certificate: certificate.pem(),
        key: key.serialize_pem(),
        administrator: Administrator {
            address: format!("admin@{HOST}"),
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

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status().unwrap();
    assert!(status.success(), "{program} {arguments:?}: {status}");
}

/// A folder with the image, which can be written over, as `root`.
pub fn layered() -> TempDir {
    let none: Option<&str> = None;
    let folder = tempfile::tempdir().unwrap();
    for part in ["data", "upper", "work", "root"] {
        fs::create_dir(folder.path().join(part)).unwrap();
    }
    let at = folder.path().display();
    let layers = format!("lowerdir={},upperdir={at}/upper,workdir={at}/work", image().display());
    let root = folder.path().join("root");
    mount(Some("overlay"), &root, Some("overlay"), MsFlags::empty(), Some(layers.as_str())).unwrap();
    mount(none, &root, none, MsFlags::MS_PRIVATE, none).unwrap();
    folder
}

/// Ends everything in the container whose first process on this machine is `nspawn`.
pub fn end(nspawn: &mut Child) {
    let children = format!("/proc/{0}/task/{0}/children", nspawn.id());
    for one in fs::read_to_string(children).unwrap_or_default().split_whitespace() {
        let _ = kill(Pid::from_raw(one.parse().expect("a process id")), Signal::SIGKILL);
    }
    let _ = nspawn.wait();
}

/// Tries for up to 30 s.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let limit = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < limit, "never came: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

impl Place {
    pub fn start(bootstrap: &Bootstrap) -> Place {
        Place::start_with(&serde_json::to_string(bootstrap).unwrap())
    }

    /// The same, locked from its first moment.
    pub fn start_locked(bootstrap: &Bootstrap) -> Place {
        Place::begin(&serde_json::to_string(bootstrap).unwrap(), &["locked"])
    }

    /// A server with this bootstrap file, in the test's own network and mounts.
    pub fn start_with(bootstrap: &str) -> Place {
        Place::begin(bootstrap, &[])
    }

    /// … and with these empty files in its data folder.
    fn begin(bootstrap: &str, files: &[&str]) -> Place {
        assert!(nix::unistd::geteuid().is_root(), "these tests make servers: run them as root");
        unshare(CloneFlags::CLONE_NEWNET | CloneFlags::CLONE_NEWNS).unwrap();
        let none: Option<&str> = None;
        mount(none, "/", none, MsFlags::MS_REC | MsFlags::MS_PRIVATE, none).unwrap();
        run("ip", &["link", "set", "lo", "up"]);
        let folder = layered();
        fs::write(folder.path().join("data/bootstrap.json"), bootstrap).unwrap();
        for file in files {
            fs::write(folder.path().join("data").join(file), "").unwrap();
        }
        Place { nspawn: spawn(&folder), folder }
    }

    /// The same server once more, after it ended.
    pub fn again(mut self) -> Place {
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        Place { nspawn: spawn(&folder), folder }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn client(&self, port: u16) -> Client {
        let certificate = fs::read(self.data().join("tls/certificate.pem")).unwrap();
        Client::connect((ADDRESS, port).into(), HOST, &certificate)
    }

    /// Status and body of a call of the API, signed in or not.
    fn call(
        &self,
        (method, path): (&str, &str),
        body: Value,
        header: Option<String>,
    ) -> Option<(u16, Value)> {
        let bootstrap: Bootstrap =
            serde_json::from_slice(&fs::read(self.data().join("bootstrap.json")).unwrap()).unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let asked = async move {
            let authority =
                reqwest::Certificate::from_pem(bootstrap.hosted().unwrap().authority.as_bytes()).unwrap();
            let client = reqwest::Client::builder().tls_certs_only([authority]).no_proxy().build().unwrap();
            let url = format!("https://{ADDRESS}:8443/api/v1/{path}");
            let mut request = client.request(method.parse().unwrap(), url).timeout(Duration::from_secs(10));
            if let Some(header) = header {
                request = request.header(HEADER, header);
            }
            if !body.is_null() {
                request = request.json(&body);
            }
            let answer = request.send().await.ok()?;
            let status = answer.status().as_u16();
            Some((status, answer.json().await.unwrap_or_default()))
        };
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(asked)
    }

    fn assertion() -> String {
        let sign_in = SignIn {
            server: "srv_bakery".into(),
            person: "platform".into(),
            name: "platform".into(),
            language: "en".into(),
            csrf: String::new(),
            expires_ms: i64::MAX,
        };
        sign_in.sign(KEY.as_bytes())
    }

    /// A call that must succeed.
    pub fn ok(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.call((method, path), body, Some(Place::assertion())).expect("it answers");
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    /// Status of the report with this assertion.
    pub fn status(&self, header: Option<String>) -> u16 {
        self.call(("GET", "report"), Value::Null, header).expect("it answers").0
    }

    /// Waits until every engine runs and the first reading is written; answers the report.
    pub fn until_ready(&mut self) -> Value {
        let mut found = Value::Null;
        eventually("the server", || {
            assert!(self.nspawn.try_wait().unwrap().is_none(), "it ended: {}", self.said());
            let answer = self.call(("GET", "report"), Value::Null, Some(Place::assertion()));
            found = answer.map(|(_, report)| report).unwrap_or_default();
            serde_json::from_value::<Report>(found.clone())
                .is_ok_and(|report| report.is_ready() && report.written > 1)
        });
        found
    }

    /// What the server says of itself, once its console answers.
    pub fn report(&self) -> Report {
        let mut found = Value::Null;
        eventually("the console", || {
            let answer = self.call(("GET", "report"), Value::Null, Some(Place::assertion()));
            found = answer.map(|(_, report)| report).unwrap_or_default();
            found["engines"].as_array().is_some_and(|engines| !engines.is_empty())
        });
        serde_json::from_value(found).unwrap()
    }

    /// Waits until its engine is so.
    pub fn until(&self, engine: &str, state: EngineState) {
        eventually(&format!("{engine} to be {state:?}"), || {
            self.report().engines.iter().any(|one| one.name == engine && one.state == state)
        });
    }

    pub fn log(&self, name: &str) -> String {
        fs::read_to_string(self.data().join("log").join(name)).unwrap_or_default()
    }

    pub fn tell(&self, signal: Signal) {
        let children = format!("/proc/{0}/task/{0}/children", self.nspawn.id());
        let stub: u32 = fs::read_to_string(children).unwrap().trim().parse().unwrap();
        let inner = fs::read_to_string(format!("/proc/{stub}/task/{stub}/children")).unwrap();
        let inner = inner.split_whitespace().next().expect("the appliance runs").parse().unwrap();
        kill(Pid::from_raw(inner), signal).unwrap();
    }

    /// How it ended.
    pub fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        eventually("the server's end", || {
            status = self.nspawn.try_wait().unwrap();
            status.is_some()
        });
        status.expect("it ended")
    }

    pub fn said(&self) -> String {
        fs::read_to_string(self.folder.path().join("said")).unwrap_or_default()
    }
}

fn spawn(folder: &TempDir) -> Child {
    let at = folder.path().display();
    let said = fs::File::create(folder.path().join("said")).unwrap();
    let child = Command::new("systemd-nspawn")
        .args(["-q", "--register=no", "--keep-unit", "--as-pid2", "--console=pipe", "--resolv-conf=off"])
        .args(["--machine=anna", "--network-veth-extra=outside:host0"])
        .arg(format!("--directory={at}/root"))
        .arg(format!("--bind={at}/data:/srv/hostler"))
        .arg(format!("--bind-ro={}:/usr/local/bin/hostler", env!("CARGO_BIN_EXE_appliance-rig")))
        .arg("/usr/local/bin/hostler")
        .stdin(Stdio::null())
        .stdout(said.try_clone().unwrap())
        .stderr(said)
        .spawn()
        .unwrap();
    eventually("the server's network device", || {
        Command::new("ip").args(["link", "show", "outside"]).output().unwrap().status.success()
    });
    run("ip", &["address", "replace", "10.83.0.1/16", "dev", "outside"]);
    run("ip", &["link", "set", "outside", "up"]);
    child
}

impl Drop for Place {
    fn drop(&mut self) {
        end(&mut self.nspawn);
        let _ = umount2(&self.folder.path().join("root"), MntFlags::MNT_DETACH);
        if std::thread::panicking() {
            eprintln!("{}", self.said());
        }
    }
}
