//! Debian's package tool: installing a package, and making one again of what is installed.

use super::unit::tail;
use crate::updates::NAME;
use crate::updates::channel::sha256;
use crate::updates::model::{Trouble, Why};
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Where dpkg(1) keeps what belongs to packages.
const INFO: &str = "/var/lib/dpkg/info";
const SCRIPTS: [&str; 5] = ["preinst", "postinst", "prerm", "postrm", "md5sums"];
/// Tells the package's scripts that somebody else starts the server.
const BY_INSTALLER: (&str, &str) = ("HOSTLER_INSTALLER", "1");

fn call(program: &str, words: &[&str]) -> io::Result<Output> {
    let mut call = Command::new(program);
    call.args(words).stdin(Stdio::null());
    call.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").env("LC_ALL", "C.UTF-8");
    call.env("DEBIAN_FRONTEND", "noninteractive").env(BY_INSTALLER.0, BY_INSTALLER.1);
    let done = call.output()?;
    match done.status.success() {
        true => Ok(done),
        false => {
            let said = [done.stdout, done.stderr].concat();
            Err(io::Error::other(format!("{program}: {}", tail(&String::from_utf8_lossy(&said)))))
        }
    }
}

/// Installs a package, newer or older than the one that is there.
pub fn install(package: &Path) -> Result<(), Trouble> {
    let file = package.display().to_string();
    call("dpkg", &["--install", "--force-confold", &file]).map(drop).map_err(|error| Why::Package.said(error))
}

/// Whether it still is the file that was signed for.
pub fn check(package: &Path, signed: Option<&str>) -> Result<(), Trouble> {
    let found = sha256(package).map_err(|error| Why::Download.said(error))?;
    match signed.is_none_or(|signed| signed == found) {
        true => Ok(()),
        false => Err(Why::Altered.said("its SHA-256 is another than the manifest's")),
    }
}

/// Makes sure that there is a package of the installed version: the one that was installed, or one made again of what
/// is there, which needs nobody else.
pub fn keep(package: &Path, version: &str) -> Result<(), Trouble> {
    if package.exists() {
        return Ok(());
    }
    let (folder, fresh) = (package.with_extension("tree"), package.with_extension("part"));
    let made = remake(version, (&folder, &fresh)).and_then(|()| fs::rename(&fresh, package));
    fs::remove_dir_all(&folder).ok();
    made.map_err(|error| {
        fs::remove_file(&fresh).ok();
        match error.kind() {
            io::ErrorKind::StorageFull => Why::DiskFull.said(error),
            _ => Why::Keep.said(error),
        }
    })
}

fn remake(version: &str, (folder, package): (&Path, &Path)) -> io::Result<()> {
    let control = control(version)?;
    fs::remove_dir_all(folder).or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    DirBuilder::new().mode(0o755).create(folder)?;
    let tree = folder.display().to_string();
    let listed = call("dpkg-query", &["--listfiles", NAME])?;
    for file in String::from_utf8_lossy(&listed.stdout).lines().map(Path::new) {
        // Folders come with their files, also where one is a link (`/lib`). What this machine leaves out of packages
        // (manual pages, say) is no loss.
        if !file.is_dir() && fs::symlink_metadata(file).is_ok() {
            take(file, folder)?;
        }
    }
    let scripts = folder.join("DEBIAN");
    DirBuilder::new().mode(0o755).create(&scripts)?;
    for script in SCRIPTS {
        let from = Path::new(INFO).join(format!("{NAME}.{script}"));
        if from.exists() {
            fs::copy(from, scripts.join(script))?;
        }
    }
    fs::write(scripts.join("control"), control)?;
    let words = ["--root-owner-group", "-Zgzip", "-z1", "--build", &tree, &package.display().to_string()];
    call("dpkg-deb", &words).map(drop)
}

/// Copies a file of this machine to its place below `folder`; dpkg(1) keeps files and links, owned by root.
fn take(file: &Path, folder: &Path) -> io::Result<()> {
    let to = folder.join(file.strip_prefix("/").map_err(io::Error::other)?);
    if let Some(above) = to.parent() {
        DirBuilder::new().recursive(true).mode(0o755).create(above)?;
    }
    match fs::read_link(file) {
        Ok(target) => std::os::unix::fs::symlink(target, to),
        Err(_) => fs::copy(file, to).map(drop),
    }
}

/// What the package said of itself, for the version that is meant.
fn control(version: &str) -> io::Result<String> {
    let known = call("dpkg-query", &["--status", NAME])?;
    let known = String::from_utf8_lossy(&known.stdout).into_owned();
    let own = |line: &&str| !line.starts_with("Status:");
    let control: String = known.lines().filter(own).map(|line| format!("{line}\n")).collect();
    match control.lines().any(|line| line == format!("Version: {version}")) {
        true => Ok(control),
        false => Err(io::Error::other(format!("version {version} is not what is installed"))),
    }
}
