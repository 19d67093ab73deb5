//! The stage: an installation of its own for one journey, with everything that has to be cleared away afterwards.

mod browser;
mod console;
// Not every verb of the relay's tests is used here.
#[allow(dead_code)]
#[path = "../../relay/mta.rs"]
pub mod mta;
pub mod own_machine;
pub mod pebble;
// Not all of them are asked here.
pub mod platform;
mod readings;
#[allow(dead_code)]
#[path = "../../../../relay/tests/mail/scanners.rs"]
pub mod scanners;
mod server;
pub mod wire;

pub mod post;
mod terminal;
pub mod vendor;

pub use browser::{Browser, Seen, between};
pub use console::Console;
pub use platform::Platform;
pub use server::Server;
pub use terminal::{Ran, Terminal};
pub use wire::code;

use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub const PASSWORD: &str = "stroopwafel met kaas";
/// The longest that anything on the stage may take.
const PATIENCE: Duration = Duration::from_secs(45);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// An installation: the platform, its network, its servers, and a member of staff who is signed in.
pub struct Stage {
    /// The jobs, where they are a process of their own. Ends first.
    pub work: Option<Platform>,
    pub platform: Platform,
    pub staff: Browser,
    runtime: Rc<Runtime>,
    // Last, so that it goes when everything that uses it has ended.
    pub folder: Rc<TempDir>,
}

impl Stage {
    /// `hostler up` in an empty folder, and the first member of staff through the printed link.
    pub fn open() -> Stage {
        Stage::in_folder(separate(), &["up"])
    }

    /// The same as a demo, whose clock can be moved.
    pub fn open_demo() -> Stage {
        Stage::in_folder(separate(), &["up", "--demo"])
    }

    /// A demo that is told more.
    pub fn open_demo_with(options: &[&'static str]) -> Stage {
        Stage::in_folder(separate(), [&["up", "--demo"], options].concat().leak())
    }

    /// A demo that sells what this catalogue says.
    pub fn open_demo_selling(offer: &str) -> Stage {
        Stage::demo_selling(separate(), offer)
    }

    fn demo_selling(folder: TempDir, offer: &str) -> Stage {
        let file = folder.path().join("offer.toml");
        std::fs::write(&file, offer).unwrap();
        // As long as the test, like its platform.
        let file: &'static str = file.display().to_string().leak();
        Stage::in_folder(folder, vec!["up", "--demo", "--catalogue", file].leak())
    }

    /// A demo in a folder that [`separate`] made, told more.
    pub fn open_demo_told(folder: TempDir, more: &[&str]) -> Stage {
        // As long as the test, like its platform.
        let more = more.iter().map(|word| &*word.to_string().leak());
        Stage::in_folder(folder, ["up", "--demo"].into_iter().chain(more).collect::<Vec<_>>().leak())
    }

    /// `hostler work` and `hostler serve` beside each other.
    pub fn in_two_roles() -> Stage {
        let mut stage = Stage::in_folder(separate(), &["serve"]);
        stage.work = Some(Platform::start(stage.folder.clone(), &["work"]));
        stage
    }

    /// The same where the servers' folders have `bytes` of disk and no more.
    pub fn on_a_small_disk(bytes: u64) -> Stage {
        Stage::in_folder(small_disk(bytes), &["up"])
    }

    /// A demo on a small disk that sells what this catalogue says.
    pub fn on_a_small_disk_selling(bytes: u64, offer: &str) -> Stage {
        Stage::demo_selling(small_disk(bytes), offer)
    }

    fn in_folder(folder: TempDir, role: &'static [&'static str]) -> Stage {
        let folder = Rc::new(folder);
        let runtime = Rc::new(tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());
        let platform = Platform::start(folder.clone(), role);
        let staff = Browser::new(&runtime);
        let setup = platform.link("/setup/").expect("a fresh installation prints where staff sign up");
        let seen = staff.submit(
            &setup,
            &setup,
            &[("name", "Sanne"), ("email", "sanne@hostler.test"), ("password", PASSWORD)],
        );
        assert_eq!((seen.status, seen.path.as_str()), (200, "/staff"), "{}", seen.text);
        Stage { work: None, platform, staff, runtime, folder }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Somebody who has just opened the price page.
    pub fn visitor(&self) -> Browser {
        Browser::new(&self.runtime)
    }

    /// The same with a browser in Dutch.
    pub fn dutch_visitor(&self) -> Browser {
        Browser::in_dutch(&self.runtime)
    }

    /// Somebody who signed up with an order and opened the link in the mail: `anna` of Bakkerij Anna.
    pub fn customer(&self, name: &str, server: &str) -> Browser {
        let browser = self.visitor();
        let seen = browser.sign_up(name, server);
        assert_eq!((seen.status, seen.path.as_str()), (200, "/order/sent"), "{}", seen.text);
        let link = self.mailed(&format!("{name}@{name}.example"), "/verify/");
        let seen = browser.submit(&link, &link, &[]);
        assert!(seen.status == 200 && seen.path.starts_with("/orders/ord_"), "{} {}", seen.path, seen.text);
        browser
    }

    /// The path that a captured mail leads to.
    pub fn mailed(&self, recipient: &str, path: &str) -> String {
        let mails = self.staff.json("GET", "/api/v1/staff/mail", None).1;
        let mails = mails.as_array().unwrap_or_else(|| panic!("{mails}")).iter();
        let bodies =
            mails.filter(|mail| mail["recipient"] == recipient).filter_map(|mail| mail["body"].as_str());
        let links = bodies.flat_map(str::split_whitespace).filter(|word| word.contains(path));
        let link =
            links.reduce(|_, later| later).unwrap_or_else(|| panic!("no mail to {recipient} with {path}"));
        link[link.find(path).unwrap()..].to_string()
    }

    /// Waits until the customer's server of this name runs.
    pub fn running(&self, customer: &Browser, name: &str) -> Server {
        let row = eventually(&format!("{name} to run"), || {
            let row = customer.server(name)?;
            (row["phase"] == "running").then_some(row).ok_or(format!("{:?}", customer.server(name)))
        });
        let folder = self.data().join("servers").join(row["id"].as_str().unwrap());
        Server::of(&row, folder, &self.runtime)
    }

    /// A customer with a running server, and its console.
    pub fn customer_with_server(&self, name: &str, server: &str) -> (Browser, Server, Console) {
        let customer = self.customer(name, server);
        let server = self.running(&customer, server);
        let console = Console::of(&customer, &server);
        (customer, server, console)
    }

    /// What `hostler ARGUMENTS` prints, beside the running platform.
    pub fn hostler(&self, arguments: &[&str]) -> std::process::Output {
        let mut all = vec!["--data".to_string(), self.data().display().to_string()];
        all.extend(["--cache".to_string(), platform::cache()]);
        let mut command = Command::new(env!("CARGO_BIN_EXE_hostler"));
        command.args(arguments).args(all).output().unwrap()
    }

    /// How many rows of servers the platform's staff see.
    pub fn containers(&self) -> Vec<String> {
        let folders = std::fs::read_dir(self.data().join("servers")).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            folders.map(|entry| entry.file_name().to_string_lossy().into()).collect();
        names.sort();
        names
    }
}

/// From here on this thread, and what it starts, has a network and mounts of its own, which go with it.
pub fn separate() -> TempDir {
    assert!(
        nix::unistd::geteuid().is_root(),
        "the journeys need root: they run containers; run ./test as root"
    );
    for tool in ["systemd-nspawn", "nft", "ip", "nsenter", "python3", "ps"] {
        let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output().unwrap();
        assert!(found.status.success(), "{tool} is not installed: ./test installs what the journeys need");
    }
    unshare(CloneFlags::CLONE_NEWNET | CloneFlags::CLONE_NEWNS).expect("a network and mounts of its own");
    let none: Option<&str> = None;
    mount(none, "/", none, MsFlags::MS_REC | MsFlags::MS_SLAVE, none).expect("mounts that stay here");
    shell("ip link set dev lo up");
    rustls::crypto::ring::default_provider().install_default().ok();
    tempfile::Builder::new().prefix("hostler-journey-").tempdir().unwrap()
}

/// The same where the servers' folders have `bytes` of disk and no more.
fn small_disk(bytes: u64) -> TempDir {
    let folder = separate();
    let servers = folder.path().join("data/servers");
    std::fs::create_dir_all(&servers).unwrap();
    let size = format!("size={bytes},mode=711");
    mount(Some("tmpfs"), &servers, Some("tmpfs"), MsFlags::empty(), Some(size.as_str())).unwrap();
    folder
}

/// Runs a command of the machine, which must work.
pub fn shell(command: &str) -> String {
    let output = Command::new("sh").args(["-c", command]).output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Looks until it is so; an error says what was seen last.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Result<T, String>) -> T {
    let begin = Instant::now();
    loop {
        match look() {
            Ok(seen) => return seen,
            Err(seen) if begin.elapsed() > PATIENCE => {
                panic!("waited {PATIENCE:?} for {what}; last seen: {seen}")
            }
            Err(_) => std::thread::sleep(LOOK_AGAIN),
        }
    }
}

/// Looks until two values agree.
pub fn comes_to<T: PartialEq + std::fmt::Debug>(what: &str, expect: T, mut look: impl FnMut() -> T) {
    eventually(what, || {
        let seen = look();
        if seen == expect { Ok(()) } else { Err(format!("{seen:?}, not {expect:?}")) }
    });
}

pub fn folder_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
