//! A machine for one test: a network namespace of its own, a folder, and servers that run a script.

use hostler_platform::drivers::host::{Actual, Config, Host, Local, ServerSpec};
use hostler_platform::drivers::image::Recipe;
use std::fs;
use std::future::Future;
use std::io::Read;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

pub const GATEWAY: Ipv4Addr = Ipv4Addr::new(10, 83, 0, 1);
/// Memory and processes of a test's server.
pub const MEMORY: u64 = 160_000_000;
pub const PROCESSES: u32 = 120;

/// Runs a test in a thread whose network is its own; everything it starts inherits that network.
pub fn on_a_machine_of_its_own<F: Future<Output = ()>>(test: impl FnOnce() -> F + Send + 'static) {
    let run = move || {
        nix::sched::unshare(nix::sched::CloneFlags::CLONE_NEWNET)
            .expect("these tests need root: they make network namespaces, mounts and control groups");
        shell("ip link set dev lo up");
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test());
    };
    let ended = thread::spawn(run).join();
    for machine in MACHINES.lock().unwrap().iter() {
        end_what_a_failed_test_left(machine);
    }
    if let Err(panic) = ended {
        std::panic::resume_unwind(panic);
    }
}

/// Machine names that this process has used.
static MACHINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn end_what_a_failed_test_left(machine: &str) {
    run(&format!(
        "cd /sys/fs/cgroup; for group in hostler/{machine} memory/hostler/{machine} pids/hostler/{machine}; do \
           [ -d $group ] || continue; kill -9 $(find $group -name cgroup.procs -exec cat {{}} +); \
           sleep 0.3; find $group -depth -type d -exec rmdir {{}} +; rmdir /run/systemd/nspawn/propagate/{machine}; done"
    ));
}

/// Runs a command of the machine, which must work.
pub fn shell(command: &str) -> String {
    let output = run(command);
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn run(command: &str) -> Output {
    Command::new("sh").args(["-c", command]).output().unwrap()
}

pub fn image() -> PathBuf {
    let cache =
        std::env::var_os("HOSTLER_CACHE").map_or_else(|| PathBuf::from("/var/cache/hostler"), PathBuf::from);
    Recipe::connect().build(&cache, |step| println!("{step}")).unwrap_or_else(|failure| panic!("{failure}"))
}

pub fn config() -> Config {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/host/appliance.sh");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    Config::new(program)
}

pub async fn local() -> Host {
    Host::Local(Local::open(config()).await.unwrap_or_else(|failure| panic!("{failure}")))
}

/// The `number`th server of a test; `machine` is unique among all tests, which run side by side.
pub fn spec(data: &Path, machine: &str, number: u8) -> ServerSpec {
    MACHINES.lock().unwrap().push(machine.to_string());
    let address = Ipv4Addr::new(10, 83, 0, 10 + number);
    ServerSpec {
        machine: machine.to_string(),
        address,
        uid_base: uids(machine),
        image: image(),
        program: None,
        build: "baseline".to_string(),
        memory_bytes: MEMORY,
        processes: PROCESSES,
        cpu_percent: 200,
        bootstrap: format!(r#"{{"address":"{address}","gateway":"{GATEWAY}","engines":"off"}}"#),
        folder: data.join("servers").join(machine),
    }
}

/// Tests run side by side on one machine, so each machine name has user ids of its own.
fn uids(machine: &str) -> u32 {
    let number = machine.bytes().fold(7, |sum: u32, byte| (sum * 31 + u32::from(byte)) % 30_011);
    1_000_000 + number * 65_536
}

pub fn with_engines(mut spec: ServerSpec) -> ServerSpec {
    spec.bootstrap = spec.bootstrap.replace("off", "on");
    spec
}

pub async fn run_server(host: &Host, spec: &ServerSpec) {
    host.prepare(spec).await.unwrap_or_else(|failure| panic!("{failure}"));
    host.start(spec).await.unwrap_or_else(|failure| panic!("{failure}"));
    wait_for(&format!("{} to be ready", spec.machine), || console(spec).contains("ready"));
}

pub fn console(spec: &ServerSpec) -> String {
    fs::read_to_string(spec.folder.join("console.log")).unwrap_or_default()
}

/// Runs a script inside the server, as its root, and returns what it printed.
pub fn ask(spec: &ServerSpec, script: &str) -> String {
    let data = spec.folder.join("data");
    let _ = fs::remove_file(data.join("said"));
    fs::write(data.join("do.new"), script).unwrap();
    fs::rename(data.join("do.new"), data.join("do")).unwrap();
    wait_for(&format!("{} to answer `{script}`", spec.machine), || data.join("said").exists());
    fs::read_to_string(data.join("said")).unwrap()
}

pub fn wait_for(what: &str, mut happened: impl FnMut() -> bool) {
    for _ in 0..3_000 {
        if happened() {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("waited 30 s for {what}");
}

/// The first line that a server's port says.
pub fn greeting(address: Ipv4Addr, port: u16) -> Option<String> {
    let to = SocketAddr::from((address, port));
    let mut stream = TcpStream::connect_timeout(&to, Duration::from_secs(2)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut bytes = [0; 200];
    let length = stream.read(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes[..length]).into_owned())
}

pub async fn see(host: &Host, spec: &ServerSpec) -> Actual {
    host.observe(spec).await.unwrap_or_else(|failure| panic!("{failure}"))
}

/// Every process on the host with a user id of the server's range.
pub fn processes_of(spec: &ServerSpec) -> Vec<String> {
    let (from, to) = (spec.uid_base, spec.uid_base + 65_535);
    shell(&format!("ps -eo uid=,pid=,comm= | awk '$1 >= {from} && $1 <= {to} {{ print $3 }}'"))
        .lines()
        .map(str::to_string)
        .collect()
}

/// What a removed server must not leave on the machine.
pub fn traces(spec: &ServerSpec) -> String {
    let (machine, folder) = (&spec.machine, spec.folder.display());
    shell(&format!(
        "ip link show | grep vb-{machine} || :; nft list ruleset | grep 'vb-{machine}' || :; \
         grep '{folder}' /proc/[0-9]*/mountinfo 2>/dev/null || :; find /sys/fs/cgroup /run -name '{machine}' || :; \
         find '{folder}' 2>/dev/null || :"
    )) + &processes_of(spec).join("\n")
}
