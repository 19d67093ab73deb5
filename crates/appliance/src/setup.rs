//! A customer's own machine becomes a server, once: `hostler appliance setup` writes what is known of it.
//!
//! The machine's network, name and time zone stay its owner's; here they are only read.

use crate::accounts;
use hostler_kit::id::{Id, Named};
use hostler_kit::random::Random;
use hostler_kit::time::Clock;
use hostler_wire::Bootstrap;
use hostler_wire::bootstrap::{ClockKind, Holding, Licensed, Vendor};
use jiff::tz::TimeZone;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What `setup` is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The server's full host name; none: the machine's own.
    pub host: Option<String>,
    /// The vendor's file, which comes with the package.
    pub vendor: PathBuf,
    /// Where the settings are written.
    pub settings: PathBuf,
}

/// Why the machine was not set up: one plain sentence.
#[derive(Debug, thiserror::Error)]
pub enum NotSetUp {
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, io::Error),
    #[error("the vendor's file {0} is not right: {1}")]
    Vendor(PathBuf, String),
    #[error("`{0}` cannot be the name of a mail server; say one with --host, such as mail.bakery.example")]
    Host(String),
    #[error("{0} cannot be written: {1}")]
    Unwritable(PathBuf, io::Error),
}

/// Whether anything was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetUp {
    Made,
    /// The machine is set up already; nothing was changed.
    Already,
}

struct Machine;

impl Named for Machine {
    const PREFIX: &'static str = "mch";
}

/// Writes the settings, unless there are any.
pub fn set_up(wish: &Wish) -> Result<SetUp, NotSetUp> {
    if wish.settings.exists() {
        return Ok(SetUp::Already);
    }
    let vendor = vendor(&wish.vendor)?;
    let host = match &wish.host {
        Some(host) => host.clone(),
        None => host_of(&name_of_machine()?, &fs::read_to_string("/etc/hosts").unwrap_or_default()),
    };
    let bootstrap = Bootstrap {
        server: Id::<Machine>::new(Clock::System.now_ms(), &Random::System).to_string(),
        product: "connect".to_string(),
        host: accounts::host_name(&host).map_err(|_| NotSetUp::Host(host))?,
        zone: zone_of(Path::new("/etc")),
        clock: ClockKind::System,
        clock_offset_ms: 0,
        holding: Holding::Licence(Licensed { vendor }),
    };
    write(&wish.settings, &bootstrap).map_err(|error| NotSetUp::Unwritable(wish.settings.clone(), error))
}

/// Who sells licences for this machine.
pub fn vendor(path: &Path) -> Result<Vendor, NotSetUp> {
    let text = fs::read(path).map_err(|error| NotSetUp::Unreadable(path.to_path_buf(), error))?;
    let wrong = |reason: String| NotSetUp::Vendor(path.to_path_buf(), reason);
    let vendor: Vendor = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    let key = vendor.root_key.len() == 64 && vendor.root_key.bytes().all(|byte| byte.is_ascii_hexdigit());
    let portal = reqwest::Url::parse(&vendor.portal).is_ok_and(|url| {
        ["http", "https"].contains(&url.scheme()) && url.has_host() && !vendor.portal.ends_with('/')
    });
    match (vendor.name.trim().is_empty(), portal, key) {
        (true, ..) => Err(wrong("`name` is empty".to_string())),
        (_, false, _) => {
            Err(wrong("`portal` is not an https:// address without a slash at its end".to_string()))
        }
        (.., false) => Err(wrong("`root_key` is not 64 hexadecimal digits".to_string())),
        _ => Ok(vendor),
    }
}

fn name_of_machine() -> Result<String, NotSetUp> {
    let name = nix::unistd::gethostname();
    let name = name.map_err(|error| NotSetUp::Unreadable("the machine's name".into(), error.into()))?;
    Ok(name.to_string_lossy().into_owned())
}

/// The full host name of a machine that calls itself `name`: that, if it is full; else what its `/etc/hosts` says; else
/// `NAME.localdomain`, as Postfix has it.
fn host_of(name: &str, hosts: &str) -> String {
    if name.contains('.') {
        return name.to_string();
    }
    let lines = hosts.lines().map(|line| line.split('#').next().unwrap_or_default());
    let lines = lines.map(|line| line.split_whitespace().skip(1).collect::<Vec<_>>());
    let mut own = lines.filter(|names| names.contains(&name)).flatten();
    let full = own.find(|known| known.split('.').next() == Some(name) && known.contains('.'));
    full.map_or_else(|| format!("{name}.localdomain"), str::to_string)
}

/// The machine's time zone, from `timezone` or the link `localtime` of this folder.
fn zone_of(etc: &Path) -> String {
    let named = fs::read_to_string(etc.join("timezone")).ok().map(|text| text.trim().to_string());
    let linked = fs::read_link(etc.join("localtime")).ok().and_then(|target| {
        let target = target.to_string_lossy().into_owned();
        target.split_once("zoneinfo/").map(|(_, zone)| zone.to_string())
    });
    let known = [linked, named].into_iter().flatten().find(|zone| TimeZone::get(zone).is_ok());
    known.unwrap_or_else(|| "UTC".to_string())
}

/// Whole or not at all; a file that appeared meanwhile stays.
fn write(path: &Path, bootstrap: &Bootstrap) -> io::Result<SetUp> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let text = serde_json::to_string_pretty(bootstrap).expect("plain data");
    let fresh = path.with_extension("new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    let linked = fs::hard_link(&fresh, path);
    fs::remove_file(&fresh)?;
    match linked {
        Ok(()) => Ok(SetUp::Made),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(SetUp::Already),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VENDOR: &str = r#"{"name":"Hostler","portal":"https://portal.hostler.test","root_key":"KEY"}"#;

    fn wish(folder: &Path, vendor: &str) -> Wish {
        fs::write(folder.join("vendor.json"), vendor.replace("KEY", &"0f".repeat(32))).unwrap();
        let host = Some("Mail.Bakery.test".to_string());
        Wish { host, vendor: folder.join("vendor.json"), settings: folder.join("etc/connect.json") }
    }

    #[test]
    fn a_machine_is_set_up_once() {
        let folder = tempfile::tempdir().unwrap();
        let wish = wish(folder.path(), VENDOR);
        assert_eq!(set_up(&wish).unwrap(), SetUp::Made);
        let text = fs::read_to_string(&wish.settings).unwrap();
        let bootstrap: Bootstrap = serde_json::from_str(&text).unwrap();
        assert_eq!((bootstrap.host.as_str(), bootstrap.holding.as_str()), ("mail.bakery.test", "licence"));
        assert!(bootstrap.server.starts_with("mch_"), "{}", bootstrap.server);
        let other = Wish { host: Some("other.bakery.test".into()), ..wish.clone() };
        assert_eq!(set_up(&other).unwrap(), SetUp::Already);
        assert_eq!(fs::read_to_string(&wish.settings).unwrap(), text, "nothing is overwritten");
        assert_eq!(fs::read_dir(folder.path().join("etc")).unwrap().count(), 1);
    }

    #[test]
    fn what_is_wrong_is_named_and_nothing_written() {
        for (vendor, host, expect) in [
            (VENDOR.replace("https://portal.hostler.test", "portal"), "mail.bakery.test", "`portal`"),
            (VENDOR.replace("hostler.test", "hostler.test/"), "mail.bakery.test", "`portal`"),
            (VENDOR.replace("KEY", "0g"), "mail.bakery.test", "`root_key`"),
            (VENDOR.replace("Hostler", " "), "mail.bakery.test", "`name`"),
            ("{}".to_string(), "mail.bakery.test", "missing field"),
            (VENDOR.to_string(), "bakery", "--host"),
            (VENDOR.to_string(), "10.0.0.1", "--host"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let wish = Wish { host: Some(host.into()), ..wish(folder.path(), &vendor) };
            let error = set_up(&wish).unwrap_err().to_string();
            assert!(error.contains(expect), "{error}");
            assert!(!wish.settings.exists());
        }
    }

    #[test]
    fn the_machines_own_name_is_taken() {
        let hosts =
            "127.0.0.1 localhost\n127.0.1.1 mail.bakery.test mail # ours\n10.0.0.9 mailer.other.test\n";
        for (name, expect) in [
            ("mail", "mail.bakery.test"),
            ("mail.flowers.test", "mail.flowers.test"),
            ("oven", "oven.localdomain"),
            ("localhost", "localhost.localdomain"),
        ] {
            assert_eq!(host_of(name, hosts), expect);
        }
    }

    #[test]
    fn the_machines_own_zone_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(zone_of(folder.path()), "UTC");
        fs::write(folder.path().join("timezone"), "Europe/Amsterdam\n").unwrap();
        assert_eq!(zone_of(folder.path()), "Europe/Amsterdam");
        std::os::unix::fs::symlink("/usr/share/zoneinfo/Asia/Tokyo", folder.path().join("localtime"))
            .unwrap();
        assert_eq!(zone_of(folder.path()), "Asia/Tokyo", "what the system itself goes by");
    }
}
