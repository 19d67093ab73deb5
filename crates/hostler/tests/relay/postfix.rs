//! Between two real Postfixes, those of the Connect image: one sends, one is the primary that is stopped and started.

use crate::stage::{Relay, eventually, separate, settings, shell};
use nix::mount::{MntFlags, MsFlags, mount, umount2};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The image's root with a layer of this test over it.
struct Root {
    folder: TempDir,
}

impl Root {
    fn new() -> Root {
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

    fn path(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    fn run(&self, command: &str) -> String {
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

struct Postfix<'a> {
    root: &'a Root,
    name: &'static str,
}

impl<'a> Postfix<'a> {
    fn new(root: &'a Root, (name, port): (&'static str, u16), more: &str) -> Postfix<'a> {
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

    fn start(&self) {
        self.root.run(&format!("/usr/sbin/postfix -c /etc/{} start", self.name));
    }

    fn stop(&self) {
        self.root.run(&format!("/usr/sbin/postfix -c /etc/{} stop", self.name));
    }

    fn log(&self) -> String {
        fs::read_to_string(self.root.path().join(format!("var/log/{}.log", self.name))).unwrap_or_default()
    }

    /// Lines of the log about mail to the bakery; a bounce to Cees himself is none.
    fn count(&self, what: &str) -> usize {
        self.log().lines().filter(|line| line.contains(what) && line.contains("@bakery.test>")).count()
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

/// The mails in Anna's mailbox.
fn mailbox(root: &Root) -> Vec<String> {
    let files = fs::read_dir(root.path().join("var/mail-bakery/anna/new")).into_iter().flatten().flatten();
    files.map(|file| fs::read_to_string(file.path()).unwrap()).collect()
}

fn primary(root: &Root) -> Postfix<'_> {
    let postfix = root.run("/usr/bin/id -u postfix").trim().to_string();
    root.run("mkdir -p /var/mail-bakery");
    root.run("chown postfix /var/mail-bakery");
    let more = format!(
        "virtual_mailbox_domains = bakery.test
virtual_mailbox_maps = inline:{{ anna@bakery.test=anna/ }}
virtual_mailbox_base = /var/mail-bakery
virtual_minimum_uid = 1
virtual_uid_maps = static:{postfix}
virtual_gid_maps = static:{postfix}
smtpd_authorized_xclient_hosts = 127.0.0.1
"
    );
    Postfix::new(root, ("primary", 2526), &more)
}

fn sender(root: &Root) -> Postfix<'_> {
    let more =
        "smtp_bind_address = 127.0.0.9\ntransport_maps = inline:{ bakery.test=smtp:[127.0.0.1]:2525 }\n";
    Postfix::new(root, ("sender", 2527), more)
}

fn source(root: &Root, count: u32, (to, port): (&str, u16)) {
    root.run(&format!(
        "/usr/sbin/smtp-source -s 10 -l 4096 -m {count} -f cees@cees.test -t {to} 127.0.0.1:{port}"
    ));
}

#[test]
fn k3_a_strangers_postfix_sees_no_error_while_the_primary_is_down() {
    separate();
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(&settings(folder.path()));
    let root = Root::new();
    let sender = sender(&root);
    source(&root, 50, ("anna@bakery.test", 2527));
    eventually("the sender has handed over everything", || {
        sender.count("status=sent (250 2.0.0 OK, kept as") == 50
    });
    assert_eq!((relay.depth(), sender.count("status=bounced"), sender.count("status=deferred")), (50, 0, 0));
    source(&root, 1, ("nobody@bakery.test", 2527));
    eventually("who is not known is refused at once", || sender.count("status=bounced") == 1);
    assert_eq!(relay.depth(), 50);
    let primary = primary(&root);
    let begun = Instant::now();
    eventually("the first mail is there", || !mailbox(&root).is_empty());
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    eventually("all mail is there", || mailbox(&root).len() == 50 && relay.depth() == 0);
    let mail = mailbox(&root).remove(0);
    // The primary's own trace names the stranger, by XCLIENT, and so does the relay's.
    let client = "Received: from sender.test (unknown [127.0.0.9])\n\tby primary.test";
    assert!(mail.contains(client) && mail.contains("by mx2.hostler.test (Hostler relay)"), "{mail}");
    primary.stop();
    source(&root, 20, ("anna@bakery.test", 2527));
    eventually("the sender has handed over everything", || {
        sender.count("status=sent (250 2.0.0 OK, kept as") == 70
    });
    primary.start();
    eventually("all mail is there", || mailbox(&root).len() == 70 && relay.depth() == 0);
    assert_eq!((sender.count("status=deferred"), sender.count("status=bounced")), (0, 1));
}

#[test]
fn k3_many_sessions_of_postfixs_own_load_are_taken() {
    separate();
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(&settings(folder.path()));
    let root = Root::new();
    let load =
        "/usr/sbin/smtp-source -s 80 -m 1000 -l 4096 -f cees@cees.test -t anna@bakery.test 127.0.0.1:2525";
    root.run(load);
    root.run(&load.replace("-s 80", "-d -s 20"));
    assert_eq!(relay.depth(), 2000);
    let primary = primary(&root);
    eventually("all mail is there", || relay.depth() == 0);
    eventually("the primary has sorted it", || mailbox(&root).len() >= 2000);
    assert_eq!(mailbox(&root).len(), 2000);
    drop(primary);
    eventually("only the segment that is being written is left", || older_segments(folder.path()) == 0);
}

/// Segments beside the newest.
fn older_segments(folder: &Path) -> usize {
    let names = fs::read_dir(folder.join("queue")).unwrap().flatten();
    names.filter(|file| file.file_name().to_string_lossy().ends_with(".segment")).count().saturating_sub(1)
}
