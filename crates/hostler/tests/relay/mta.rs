//! Real Postfixes, those of the Connect image: what a stranger's mail server does.

use crate::stage::shell;
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// The image's root with a layer of this test over it.
pub struct Root {
    folder: TempDir,
}

impl Root {
    pub fn new() -> Root {
        let root = Root { folder: tempfile::tempdir().unwrap() };
        for part in ["upper", "work", "root"] {
            fs::create_dir(root.folder.path().join(part)).unwrap();
        }
        let at = root.folder.path().display();
        let layers = format!("lowerdir={},upperdir={at}/upper,workdir={at}/work", image().display());
        mount(Some("overlay"), &root.path(), Some("overlay"), MsFlags::empty(), Some(layers.as_str()))
            .unwrap();
        let none: Option<&str> = None;
        mount(Some("/dev"), &root.path().join("dev"), none, MsFlags::MS_BIND | MsFlags::MS_REC, none)
            .unwrap();
        root
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    pub fn run(&self, command: &str) -> String {
        shell(&format!("chroot {} {command} 2>&1", self.path().display()))
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        let _ = umount2(&self.path().join("dev"), MntFlags::MNT_DETACH);
        let _ = umount2(&self.path(), MntFlags::MNT_DETACH);
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
    newest.expect("no image of Connect on this machine: make one with `hostler image build`")
}

const MAIN: &str = "compatibility_level = 3.6
queue_directory = /var/spool/NAME
data_directory = /var/lib/NAME
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = NAME.test
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
default_database_type = texthash
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtp_host_lookup = native
mynetworks = 127.0.0.0/8
append_dot_mydomain = no
maillog_file = /var/log/NAME.log
smtpd_client_connection_count_limit = 0
";

const MASTER: &str = "127.0.0.1:PORT inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
";

pub struct Postfix<'a> {
    root: &'a Root,
    name: &'static str,
}

impl<'a> Postfix<'a> {
    pub fn new(root: &'a Root, (name, port): (&'static str, u16), more: &str) -> Postfix<'a> {
        let write = |file: &str, text: String| {
            let path = root.path().join(format!("etc/{name}")).join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("main.cf", format!("{MAIN}{more}").replace("NAME", name));
        write("master.cf", MASTER.replace("PORT", &port.to_string()));
        root.run(&format!("mkdir -p /var/spool/{name} /var/lib/{name}"));
        root.run(&format!("chown postfix /var/lib/{name}"));
        let postfix = Postfix { root, name };
        postfix.start();
        postfix
    }

    pub fn start(&self) {
        self.root.run(&format!("/usr/sbin/postfix -c /etc/{} start", self.name));
    }

    pub fn stop(&self) {
        self.root.run(&format!("/usr/sbin/postfix -c /etc/{} stop", self.name));
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.root.path().join(format!("var/log/{}.log", self.name))).unwrap_or_default()
    }

    /// Lines of the log about mail to this domain; a bounce to the sender himself is none.
    pub fn count_to(&self, domain: &str, what: &str) -> usize {
        let to = format!("@{domain}>");
        self.log().lines().filter(|line| line.contains(what) && line.contains(&to)).count()
    }
}

impl Drop for Postfix<'_> {
    fn drop(&mut self) {
        let _ = std::process::Command::new("chroot")
            .arg(self.root.path())
            .args(["/usr/sbin/postfix", "-c", &format!("/etc/{}", self.name), "stop"])
            .output();
    }
}
