//! L7, W3: Connect from its package, on a customer's own machine.

use crate::stage::own_machine::{HOST, OwnMachine};
use crate::stage::post::{arrives, comes_from_outside, subjects, submit};
use crate::stage::{PASSWORD, eventually, separate};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ANNA: (&str, &str) = ("anna@mail.bakkerij.example", PASSWORD);
const BRAM: (&str, &str) = ("bram@bakkerij.example", "twaalf appeltaarten");
const MASKED: [&str; 4] = ["postfix.service", "postfix@-.service", "dovecot.service", "dovecot.socket"];

/// The package, built from the program under test.
fn package(folder: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let vendor = folder.join("vendor.json");
    let key = "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29";
    let text = format!(r#"{{"name":"Hostler","portal":"https://portal.hostler.test","root_key":"{key}"}}"#);
    fs::write(&vendor, text).unwrap();
    let mut build = Command::new(root.join("packaging/build"));
    build.args(["--version", "0.1.0~journey", "--program", env!("CARGO_BIN_EXE_hostler"), "--vendor"]);
    let built = build.arg(&vendor).arg(folder).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    PathBuf::from(String::from_utf8_lossy(&built.stdout).trim())
}

/// The path of the newest link that was printed.
fn link(said: &str) -> Option<String> {
    let base = format!("https://{HOST}:8443");
    let mut links = said.split_whitespace().filter_map(|word| word.strip_prefix(&base));
    links.rfind(|path| path.starts_with("/setup/")).map(str::to_string)
}

#[test]
fn licences_w3_connect_from_its_package_to_the_first_mail_and_away_again() {
    let folder = separate();
    let package = package(folder.path());
    let mut machine = OwnMachine::switched_on(folder);
    fs::copy(package, machine.path("/root/connect.deb")).unwrap();
    let network = network(&machine);
    it_installs(&machine);
    it_is_set_up_through_one_link(&mut machine);
    mail_comes_and_goes(&mut machine);
    a_lost_password_is_no_harm(&mut machine);
    everything_can_be_taken_along(&machine);
    assert_eq!(self::network(&machine), network, "network and names are the owner's");
    machine.stop();
    it_comes_back_with_everything(&mut machine);
    it_is_removed_and_then_purged(&machine);
}

fn network(machine: &OwnMachine) -> String {
    machine.ok("ip -4 -o address; ip route; uname -n; cat /etc/hosts; ls /etc/hostname /etc/resolv.conf 2>&1 || true")
}

fn it_installs(machine: &OwnMachine) {
    let said = machine.ok("dpkg -i /root/connect.deb");
    assert!(said.contains("hostler appliance link"), "{said}");
    let settings = machine.settings();
    assert_eq!((settings.host.as_str(), settings.zone.as_str()), (HOST, "Europe/Amsterdam"));
    assert_eq!(
        settings.licensed().map(|own| own.vendor.portal.as_str()),
        Some("https://portal.hostler.test")
    );
    let system = "/etc/systemd/system";
    for unit in MASKED {
        assert_eq!(machine.ok(&format!("readlink {system}/{unit}")).trim(), "/dev/null", "{unit}");
    }
    machine.ok(&format!("test -L {system}/multi-user.target.wants/hostler-connect.service"));
    let again = machine.ok("dpkg -i /root/connect.deb && hostler appliance setup --host other.example");
    assert!(again.contains("set up already"), "{again}");
    assert_eq!(machine.settings(), settings, "an update keeps what was set up");
}

fn it_is_set_up_through_one_link(machine: &mut OwnMachine) {
    machine.start();
    let first = eventually("the link", || link(&machine.said()).ok_or(machine.said()));
    let page = machine.get("/");
    assert_eq!((page.status, page.to.as_str()), (303, "/sign-in"));
    assert!(machine.get("/sign-in").text.contains("hostler appliance link"));
    let fields = [("name", "Anna de Vries"), ("address", ANNA.0), ("password", ANNA.1)];
    let done = machine.submit(&first, &first, &fields);
    assert_eq!((done.status, done.to.as_str()), (303, "/"), "{}", done.text);
    assert_eq!(machine.get(&first).status, 404, "good once");
    let page = machine.get("/");
    assert!(page.status == 200 && page.text.contains(ANNA.0), "{}", page.text);
    eventually("the engines", || {
        let page = machine.get("/").text;
        if page.matches("Running").count() >= 2 { Ok(()) } else { Err(page) }
    });
}

fn mail_comes_and_goes(machine: &mut OwnMachine) {
    let domain = machine.submit("/domains", "/domains", &[("domain", "bakkerij.example")]);
    assert_eq!(domain.status, 303, "{}", domain.text);
    let bram = [("address", BRAM.0), ("name", "Bram"), ("password", BRAM.1)];
    let made = machine.submit("/mailboxes/new", "/mailboxes", &bram);
    assert_eq!(made.status, 303, "{}", made.text);
    let server = machine.server();
    comes_from_outside(&server, BRAM.0, "from outside");
    submit(&server, 465, ANNA, (BRAM.0, "from the administrator")).unwrap();
    for subject in ["from outside", "from the administrator"] {
        arrives(&server, BRAM, subject);
    }
    comes_from_outside(&server, "postmaster@bakkerij.example", "to whoever looks after it");
    arrives(&server, ANNA, "to whoever looks after it");
}

fn a_lost_password_is_no_harm(machine: &mut OwnMachine) {
    let printed = machine.ok("hostler appliance link");
    let link = link(&printed).unwrap_or_else(|| panic!("{printed}"));
    let done = machine.submit(&link, &link, &[("password", "vijftien kaasbroodjes")]);
    assert_eq!((done.status, done.to.as_str()), (303, "/"), "{}", done.text);
    assert_eq!(machine.get("/mailboxes").status, 200);
    let server = machine.server();
    assert!(subjects(&server, 993, ANNA).is_err(), "the old password reads no mail any more");
    subjects(&server, 993, (ANNA.0, "vijftien kaasbroodjes")).unwrap();
}

fn everything_can_be_taken_along(machine: &OwnMachine) {
    machine.ok("hostler appliance export /root/bakkerij.tar");
    let names = machine.ok("tar -tf /root/bakkerij.tar");
    assert!(names.contains("export/accounts.json") && names.contains("mail/bakkerij.example/bram/Maildir/"));
    assert!(machine.ok("tar -xOf /root/bakkerij.tar export/accounts.json").contains(BRAM.0));
    let again = machine.root("hostler appliance export /root/bakkerij.tar");
    assert!(!again.status.success(), "an export overwrites nothing");
}

fn it_comes_back_with_everything(machine: &mut OwnMachine) {
    machine.start();
    let server = machine.server();
    eventually("its mail", || {
        let seen = subjects(&server, 993, BRAM)?;
        if seen.len() == 2 { Ok(()) } else { Err(format!("{seen:?}")) }
    });
    assert_eq!(machine.get("/").status, 200, "still signed in");
    let links = machine.said().matches("/setup/").count();
    assert_eq!(links, 1, "no link for a server that is set up");
    machine.stop();
}

fn it_is_removed_and_then_purged(machine: &OwnMachine) {
    let said = machine.ok("dpkg -r hostler-connect");
    assert!(said.contains("nothing to give back"), "{said}");
    assert!(!machine.path("/usr/bin/hostler").exists());
    assert!(machine.path("/var/lib/hostler-connect/mail/bakkerij.example/bram").exists(), "mail is kept");
    assert!(machine.path("/etc/hostler/connect.json").exists());
    machine.ok("dpkg -i /root/connect.deb && dpkg -P hostler-connect");
    let settings = "/etc/hostler/connect.json";
    for gone in ["/var/lib/hostler-connect", settings, "/lib/systemd/system/hostler-connect.service"] {
        assert!(!machine.path(gone).exists(), "{gone}");
    }
    assert!(machine.path("/etc/hostler/machine.json").exists(), "installing again is no second trial (L9)");
    let system = "/etc/systemd/system";
    for unit in MASKED.map(|unit| unit.to_string()).into_iter().chain(["hostler-connect.service".into()]) {
        let link = machine.path(&format!("{system}/{unit}"));
        assert!(fs::symlink_metadata(&link).is_err(), "{unit} is given back");
    }
    assert!(!machine.root("getent passwd vmail").status.success(), "and so is the mail's owner");
    machine.ok("dpkg -s postfix dovecot-core");
}
