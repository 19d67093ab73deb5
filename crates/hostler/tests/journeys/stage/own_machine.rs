//! A customer's own machine: a fresh Debian with the packages that ours stands on, an address of its own, and root.

use super::{Server, eventually, shell};
use hostler_wire::Bootstrap;
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reqwest::{Certificate, Client, Method, RequestBuilder};
use serde_json::Value;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::rc::Rc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub const HOST: &str = "mail.bakkerij.example";

/// Where a machine stands: in a network of its own with the stage, which is its way to everybody else.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub address: Ipv4Addr,
    /// The stage's address in that network.
    pub way_out: Ipv4Addr,
    /// The stage's end of the cable.
    pub cable: &'static str,
}

const ALONE: Place =
    Place { address: Ipv4Addr::new(10, 83, 0, 2), way_out: Ipv4Addr::new(10, 83, 0, 1), cable: "outside" };
/// Debian's libfaketime: what its program is told is the time is then the test's to say.
pub const FAKETIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
/// Where a machine reads how far its clock is off, such as `-3d`.
pub const OFF_BY: &str = "/root/off-by";

/// The machine, switched on.
pub struct OwnMachine {
    folder: TempDir,
    place: Place,
    nspawn: Child,
    /// The product's program, if it runs.
    program: Option<Child>,
    runtime: Rc<Runtime>,
    browser: Option<Client>,
}

/// A page or a redirect, as a browser without scripts sees it.
pub struct Answer {
    pub status: u16,
    pub to: String,
    pub text: String,
}

impl OwnMachine {
    /// `folder` is the test's own, in a network and mounts that are the test's own too.
    pub fn switched_on(folder: TempDir) -> OwnMachine {
        OwnMachine::switched_on_at(folder, ALONE)
    }

    /// The same elsewhere, beside another machine.
    pub fn switched_on_at(folder: TempDir, place: Place) -> OwnMachine {
        for part in ["upper", "work", "root"] {
            fs::create_dir(folder.path().join(part)).unwrap();
        }
        let at = folder.path().display();
        let layers = format!("lowerdir={},upperdir={at}/upper,workdir={at}/work", image().display());
        let root = folder.path().join("root");
        mount(Some("overlay"), &root, Some("overlay"), MsFlags::empty(), Some(layers.as_str())).unwrap();
        // What hosted servers have and this machine does not.
        for file in ["etc/passwd", "etc/shadow", "etc/group", "etc/gshadow"] {
            let text = fs::read_to_string(root.join(file)).unwrap_or_default();
            let others: String = text
                .lines()
                .filter(|line| !line.starts_with("vmail:"))
                .map(|line| format!("{line}\n"))
                .collect();
            fs::write(root.join(file), others).unwrap();
        }
        fs::remove_file(root.join("usr/local/bin/hostler")).unwrap();
        let short = HOST.split('.').next().unwrap_or_default();
        fs::write(root.join("etc/hosts"), format!("127.0.0.1 localhost\n127.0.1.1 {HOST} {short}\n"))
            .unwrap();
        fs::write(root.join("etc/timezone"), "Europe/Amsterdam\n").unwrap();
        let _ = fs::remove_file(root.join("etc/localtime"));
        let nspawn = Command::new("systemd-nspawn")
            .args(["-q", "--register=no", "--keep-unit", "--as-pid2", "--console=pipe", "--resolv-conf=off"])
            .args(["--timezone=off"])
            .arg(format!("--machine=own-{}", place.cable))
            .arg(format!("--network-veth-extra={}:host0", place.cable))
            .arg(format!("--hostname={short}"))
            .arg(format!("--directory={}", root.display()))
            .args(["sleep", "infinity"])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let runtime = Rc::new(tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());
        let machine = OwnMachine { folder, place, nspawn, program: None, runtime, browser: None };
        eventually("the machine", || machine.first().ok_or("nothing runs yet".to_string()));
        eventually("its network device", || {
            let seen = Command::new("ip").args(["link", "show", place.cable]).output().unwrap();
            seen.status.success().then_some(()).ok_or("not there".to_string())
        });
        let Place { address, way_out, cable } = place;
        shell(&format!("ip address replace {way_out}/24 dev {cable} && ip link set {cable} up"));
        // The network is the owner's, who sets it up.
        machine.ok(&format!(
            "ip link set lo up && ip address add {address}/24 dev host0 && ip link set host0 up && \
             ip route add default via {way_out}"
        ));
        machine
    }

    /// Nothing beyond its own network can be reached any more.
    pub fn cut_off(&self) {
        self.ok("ip route del default");
    }

    /// The way out is there again.
    pub fn connect(&self) {
        self.ok(&format!("ip route add default via {}", self.place.way_out));
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("root").join(path.trim_start_matches('/'))
    }

    /// The machine's first process, as this machine numbers it.
    fn first(&self) -> Option<i32> {
        child_of(i32::try_from(self.nspawn.id()).unwrap()).and_then(|stub| child_of(stub).or(Some(stub)))
    }

    fn enter(&self, command: &[&str]) -> Command {
        let target = self.first().expect("the machine is on").to_string();
        let mut enter = Command::new("nsenter");
        enter.args(["--target", &target, "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup"]);
        enter.args(["--root", "--wdns=/"]).args(command).env_clear();
        enter
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("DEBIAN_FRONTEND", "noninteractive");
        enter
    }

    /// The same with the machine's clock as it is set.
    fn enter_in_time(&self, command: &[&str]) -> Command {
        if !self.path(OFF_BY).exists() {
            return self.enter(command);
        }
        let (library, file) = (format!("LD_PRELOAD={FAKETIME}"), format!("FAKETIME_TIMESTAMP_FILE={OFF_BY}"));
        let clock = ["env", &library, &file, "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"];
        self.enter(&[&clock, command].concat())
    }

    /// Sets the machine's own clock off by so much, such as `-3d`, from the next start on.
    pub fn set_clock(&self, off_by: &str) {
        let library = self.path(FAKETIME);
        fs::create_dir_all(library.parent().unwrap()).unwrap();
        fs::copy(FAKETIME, library).expect("./test installs faketime");
        fs::write(self.path(OFF_BY), format!("{off_by}\n")).unwrap();
    }

    /// What its root's shell does.
    pub fn root(&self, script: &str) -> Output {
        self.enter_in_time(&["sh", "-c", script]).stdin(Stdio::null()).output().unwrap()
    }

    /// The same; it must work. What it printed.
    pub fn ok(&self, script: &str) -> String {
        let output = self.root(script);
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{script}: {said}");
        said
    }

    /// Starts what the unit starts, as systemd does, and waits until it says that it is ready.
    pub fn start(&mut self) {
        let socket = self.path("/root/notify");
        let _ = fs::remove_file(&socket);
        let heard = UnixDatagram::bind(&socket).unwrap();
        heard.set_read_timeout(Some(Duration::from_secs(45))).unwrap();
        let unit = fs::read_to_string(self.path("/lib/systemd/system/hostler-connect.service")).unwrap();
        let line =
            unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).expect("a unit starts something");
        let words: Vec<&str> = line.split(' ').collect();
        let said = fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("said"));
        let said = said.unwrap();
        let mut command = self.enter_in_time(&words);
        command.env("NOTIFY_SOCKET", "/root/notify");
        command.stdin(Stdio::null()).stdout(said.try_clone().unwrap()).stderr(said);
        self.program = Some(command.spawn().unwrap());
        let mut words = [0; 64];
        let length = heard.recv(&mut words).unwrap_or_else(|error| panic!("{error}: {}", self.said()));
        assert_eq!(&words[..length], b"READY=1");
    }

    /// Stops it as systemd does; it must end well, with nothing of it left.
    pub fn stop(&mut self) {
        let mut entered = self.program.take().expect("it runs");
        let program = child_of(i32::try_from(entered.id()).unwrap()).expect("it runs");
        kill(Pid::from_raw(program), Signal::SIGTERM).unwrap();
        let status = entered.wait().unwrap();
        assert!(status.success(), "{status}: {}", self.said());
        let left = self.ok("cat /proc/[0-9]*/comm");
        for engine in ["hostler", "master", "dovecot"] {
            assert!(!left.lines().any(|name| name == engine), "{engine} is left: {left}");
        }
    }

    pub fn said(&self) -> String {
        fs::read_to_string(self.folder.path().join("said")).unwrap_or_default()
    }

    pub fn settings(&self) -> Bootstrap {
        let text = fs::read_to_string(self.path("/etc/hostler/connect.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// As mail programs see it.
    pub fn server(&self) -> Server {
        let folder = self.folder.path().join("seen");
        fs::create_dir_all(&folder).unwrap();
        let _ = std::os::unix::fs::symlink(self.path("/var/lib/hostler-connect"), folder.join("data"));
        let id = self.settings().server;
        Server { id, host: HOST.into(), address: self.place.address, folder, runtime: self.runtime.clone() }
    }

    /// Asks the console as its administrator's browser does, by the server's name, with the certificate accepted once.
    pub fn ask(&mut self, method: Method, path: &str, fields: &[(&str, &str)]) -> Result<Answer, String> {
        let request = self.request(method.clone(), path);
        self.send(if method == Method::POST { request.form(fields) } else { request })
    }

    /// Asks the console's API as a program does that its administrator has let in.
    pub fn json(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = self.request(Method::from_bytes(method.as_bytes()).unwrap(), &format!("/api/v1{path}"));
        let request = request.header("content-type", "application/json");
        let request = if method == "GET" { request } else { request.body(body.to_string()) };
        let answer = self.send(request).unwrap();
        (answer.status, serde_json::from_str(&answer.text).unwrap_or(Value::String(answer.text)))
    }

    fn request(&mut self, method: Method, path: &str) -> RequestBuilder {
        let (root, address) = (self.path("/var/lib/hostler-connect/tls/certificate.pem"), self.place.address);
        let client = self.browser.get_or_insert_with(|| browser(&fs::read(root).unwrap(), address));
        client.request(method, format!("https://{HOST}:8443{path}"))
    }

    fn send(&self, request: RequestBuilder) -> Result<Answer, String> {
        self.runtime.block_on(async {
            let answer = request.send().await.map_err(|error| format!("{error:?}"))?;
            let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_string());
            let (status, to) = (answer.status().as_u16(), to.unwrap_or_default());
            Ok(Answer { status, to, text: answer.text().await.map_err(|error| error.to_string())? })
        })
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[]).unwrap()
    }

    /// Sends a form of a page, with the value that the page carries.
    pub fn submit(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let text = self.get(page).text;
        let value = text.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let csrf = value.unwrap_or_default().to_string();
        let all = [&[("csrf", csrf.as_str())], fields].concat();
        self.ask(Method::POST, action, &all).unwrap()
    }
}

impl Drop for OwnMachine {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.said());
        }
        if let Some(stub) = child_of(i32::try_from(self.nspawn.id()).unwrap()) {
            let _ = kill(Pid::from_raw(stub), Signal::SIGKILL);
        }
        let _ = self.nspawn.wait();
        if let Some(mut program) = self.program.take() {
            let _ = program.wait();
        }
        let _ = umount2(&self.folder.path().join("root"), MntFlags::MNT_DETACH);
    }
}

fn browser(certificate: &[u8], address: Ipv4Addr) -> Client {
    let known = Certificate::from_pem(certificate).unwrap();
    let client =
        Client::builder().tls_certs_only([known]).no_proxy().cookie_store(true).pool_max_idle_per_host(0);
    let client = client.redirect(reqwest::redirect::Policy::none());
    client.resolve(HOST, SocketAddr::from((address, 8443))).build().unwrap()
}

fn child_of(process: i32) -> Option<i32> {
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).ok()?;
    children.split_whitespace().next()?.parse().ok()
}

/// The newest image of Connect on this machine.
fn image() -> PathBuf {
    let images = Path::new(&super::platform::cache()).join("images");
    let made = fs::read_dir(images).into_iter().flatten().flatten().map(|one| one.path().join("root"));
    let newest =
        made.filter(|root| root.is_dir()).max_by_key(|root| fs::metadata(root).unwrap().modified().unwrap());
    newest.expect("./test makes an image of Connect")
}
