//! How a server comes up: mounts of its own, its control group, its own session, systemd-nspawn.

use super::super::error::io_error;
use super::super::{HostError, ServerSpec, UIDS};
use super::folder::Folder;
use super::groups::{Groups, HOLDERS, Version};
use super::{Config, idmap};
use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;

/// Starts the server, notes its process number and, in the end, its exit status. It is the shell that does this, not
/// the platform, so the notes are also made when the platform has been killed. The holder itself is in the holders'
/// group, the server in its own. Should systemd-nspawn be killed, the server would go on with nobody to hold it, so
/// what is left in its group ends with it.
/// Arguments: folder, group, holders' doors, `--`, the server's doors, `--`, command.
const HOLDER: &str = r#"
folder=$1 group=$2; shift 2
while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done
shift
sh -c 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; exec "$@"' hostler-server "$@" < /dev/null &
echo $! > "$folder/pid.new" && mv "$folder/pid.new" "$folder/pid"
wait $!
status=$?
if [ -e "$group/cgroup.kill" ]; then echo 1 > "$group/cgroup.kill"
else while read -r left; do kill -9 "$left" 2> /dev/null; done < "$group/cgroup.procs"; fi
echo $status > "$folder/exit.new" && mv "$folder/exit.new" "$folder/exit"
"#;

/// What a mail server's root never needs; each would only be a way to try the kernel's patience.
const NOT_NEEDED: &str = "CAP_SYS_ADMIN,CAP_SYS_BOOT,CAP_SYS_PTRACE,CAP_SYS_TTY_CONFIG,CAP_MKNOD,CAP_LEASE,CAP_NET_RAW,\
CAP_NET_BROADCAST,CAP_LINUX_IMMUTABLE,CAP_IPC_OWNER,CAP_AUDIT_CONTROL,CAP_AUDIT_WRITE";

/// Starts the server and returns as soon as its holder has been started.
///
/// The mounts are made in a thread with a mount namespace of its own. The server's processes inherit it and are then
/// its only users: when they are gone, so are the mounts. The thread stays to take the holder's end from the kernel.
pub(super) fn launch(config: &Config, spec: &ServerSpec, groups: &Groups) -> Result<(), HostError> {
    let (report, outcome) = mpsc::channel();
    let (config, spec, groups) = (config.clone(), spec.clone(), groups.clone());
    let path = spec.folder.clone();
    let work = move || match start(&config, &spec, &groups) {
        Ok(mut child) => {
            let _ = report.send(Ok(()));
            // The holder notes how the server ended; here its entry in the process table is all that is taken.
            let _ = child.wait();
        }
        Err(failure) => drop(report.send(Err(failure))),
    };
    let thread = thread::Builder::new().name("server".to_string()).stack_size(256 * 1024).spawn(work);
    thread.map_err(io_error("starting a thread for", &path))?;
    outcome.recv().map_err(|_| {
        io_error("starting", &path)(std::io::Error::other("the thread that starts the server broke off"))
    })?
}

fn start(config: &Config, spec: &ServerSpec, groups: &Groups) -> Result<Child, HostError> {
    let folder = Folder::of(spec);
    mount_root(spec, &folder)?;
    let console = folder.open_console(spec)?;
    let copy = console.try_clone().map_err(io_error("opening the console in", &spec.folder))?;
    let mut command = Command::new("setsid");
    command
        .args(["sh", "-c", HOLDER, "hostler-holder"])
        .arg(&spec.folder)
        .arg(groups.folder(&spec.machine))
        .args(groups.doors(HOLDERS));
    command.arg("--").args(groups.doors(&spec.machine));
    command.arg("--").args(nspawn(config, spec, &folder)?);
    command.env_clear().env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    if groups.version == Version::Two {
        command.env("SYSTEMD_NSPAWN_UNIFIED_HIERARCHY", "1");
    }
    command.current_dir("/").stdin(Stdio::null()).stdout(copy).stderr(console);
    command.spawn().map_err(|_| HostError::ToolMissing { tool: "setsid".to_string() })
}

fn mount_root(spec: &ServerSpec, folder: &Folder) -> Result<(), HostError> {
    let failed = |what, path: &Path| io_error(what, path)(std::io::Error::last_os_error());
    let none: Option<&str> = None;
    let root = Path::new("/");
    unshare(CloneFlags::CLONE_NEWNS).map_err(|_| failed("separating the mounts of", &spec.folder))?;
    // Nothing that is mounted from here on shows outside; what the machine unmounts also goes here.
    mount(none, root, none, MsFlags::MS_REC | MsFlags::MS_SLAVE, none)
        .map_err(|_| failed("separating the mounts of", root))?;
    idmap::mount(&spec.image, &folder.lower(), spec.uid_base)?;
    let layers = format!(
        "lowerdir={},upperdir={},workdir={}",
        layer(&folder.lower()),
        layer(&folder.upper()),
        layer(&folder.work())
    );
    mount(Some("overlay"), &folder.root(), Some("overlay"), MsFlags::empty(), Some(layers.as_str()))
        .map_err(|_| failed("mounting the layers of", &spec.folder))
}

/// Commas, colons and backslashes separate in the options of an overlay.
fn layer(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "\\\\").replace(',', "\\,").replace(':', "\\:")
}

fn nspawn(config: &Config, spec: &ServerSpec, folder: &Folder) -> Result<Vec<String>, HostError> {
    let program = spec.program.as_ref().unwrap_or(&config.program);
    let program = fs::canonicalize(program).map_err(io_error("finding the program", program))?;
    let bind = |path: PathBuf| path.to_string_lossy().replace('\\', "\\\\").replace(':', "\\:");
    Ok(vec![
        "systemd-nspawn".to_string(),
        "--quiet".to_string(),
        "--register=no".to_string(),
        "--keep-unit".to_string(),
        "--console=pipe".to_string(),
        "--link-journal=no".to_string(),
        "--timezone=off".to_string(),
        format!("--resolv-conf={}", resolver()),
        format!("--drop-capability={NOT_NEEDED}"),
        format!("--machine={}", spec.machine),
        format!("--directory={}", folder.root().display()),
        format!("--private-users={}:{UIDS}", spec.uid_base),
        "--private-users-ownership=off".to_string(),
        format!("--network-bridge={}", config.bridge),
        format!("--bind={}:/srv/hostler", bind(folder.data())),
        format!("--bind-ro={}:/usr/local/bin/hostler", bind(program)),
        "--as-pid2".to_string(),
        "/usr/local/bin/hostler".to_string(),
        "appliance".to_string(),
    ])
}

/// Servers ask the resolver that this machine asks; one that listens on this machine's loopback is out of their reach,
/// so there the upstream is handed on.
fn resolver() -> &'static str {
    let text = fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
    let mut servers = text.lines().filter_map(|line| line.strip_prefix("nameserver "));
    let upstream = Path::new("/run/systemd/resolve/resolv.conf").exists();
    if upstream && servers.all(|server| server.trim().starts_with("127.")) {
        "replace-uplink"
    } else {
        "replace-host"
    }
}

/// Deletes the folder that systemd-nspawn leaves behind where `/run` is not a file system of its own.
pub(super) fn sweep_run(machine: &str) -> Result<(), HostError> {
    let path = Path::new("/run/systemd/nspawn/propagate").join(machine);
    match fs::remove_dir(&path) {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(io_error("deleting", &path)(source)),
        _ => Ok(()),
    }
}

/// Whether a process is the server's first (number 2 in the server: number 1 only adopts and waits).
pub(super) fn is_first(pid: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let numbers = status.lines().find_map(|line| line.strip_prefix("NSpid:")).unwrap_or_default();
    numbers.split_whitespace().skip(1).last() == Some("2")
}

/// Asks the server's first process to end. (Asked itself, systemd-nspawn would end the server at once.)
pub(super) fn ask_to_end(pid: u32) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw) {
        // One that has just ended needs no asking.
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
    }
}
