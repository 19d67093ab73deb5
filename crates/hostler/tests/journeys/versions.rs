//! L3: another version of Connect on a customer's own machine, by its real package, and back.

use crate::stage::own_machine::{HOST, OwnMachine};
use crate::stage::post::{arrives, comes_from_outside};
use crate::stage::vendor::Vendor;
use crate::stage::{PASSWORD, eventually, separate, shell};
use std::path::{Path, PathBuf};

const ANNA: (&str, &str) = ("anna@mail.bakkerij.example", PASSWORD);
const BRAM: (&str, &str) = ("bram@bakkerij.example", "twaalf appeltaarten");
const VERSIONS: &str = "/var/lib/hostler-connect/versions";

/// The package of a version, built from the program under test.
fn build(folder: &Path, vendor: &Path, version: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (build, program) = (root.join("packaging/build"), env!("CARGO_BIN_EXE_hostler"));
    let (vendor, to) = (vendor.display(), folder.display());
    let build = build.display();
    PathBuf::from(
        shell(&format!("{build} --version {version} --program {program} --vendor {vendor} {to}")).trim(),
    )
}

/// The same package as another version, whose program ends as soon as it begins.
fn broken(folder: &Path, package: &Path, (from, version): (&str, &str)) -> PathBuf {
    let (tree, made) = (folder.join("tree"), folder.join("broken.deb"));
    shell(&format!(
        "dpkg-deb -R {package} {tree} && cd {tree} && sed -i 's/{from}/{version}/' DEBIAN/control \
         usr/share/hostler/package.json && printf '#!/bin/sh\\necho the oven is cold\\nexit 1\\n' >usr/bin/hostler \
         && dpkg-deb -Zgzip -z1 -b . {made}",
        package = package.display(),
        tree = tree.display(),
        made = made.display(),
    ));
    made
}

#[test]
fn licences_l3_a_version_is_installed_by_its_package_and_goes_back_when_it_does_not_come_up() {
    let folder = separate();
    let (mut vendor, file) = Vendor::new(folder.path());
    let [first, second] = ["1.0.0", "1.0.1"].map(|version| build(folder.path(), &file, version));
    let third = broken(folder.path(), &second, ("1.0.1", "1.0.2"));
    vendor.offer("1.0.0", &first);
    vendor.offer("1.0.1", &second);
    let mut machine = OwnMachine::switched_on(folder);
    vendor.open();
    std::fs::copy(first, machine.path("/root/connect.deb")).unwrap();
    it_runs_the_first(&mut machine);
    it_takes_the_second(&mut machine);
    vendor.offer("1.0.2", &third);
    it_goes_back_by_itself_from_the_third(&mut machine);
    it_goes_back_by_hand_to_the_first(&mut machine);
}

fn it_runs_the_first(machine: &mut OwnMachine) {
    machine.ok("dpkg -i /root/connect.deb");
    machine.start();
    let said = machine.ok("hostler appliance link");
    let base = format!("https://{HOST}:8443");
    let link = said.split_whitespace().find_map(|word| word.strip_prefix(&base)).unwrap().to_string();
    let fields = [("name", "Anna de Vries"), ("address", ANNA.0), ("password", ANNA.1)];
    assert_eq!(machine.submit(&link, &link, &fields).status, 303);
    assert_eq!(machine.submit("/domains", "/domains", &[("domain", "bakkerij.example")]).status, 303);
    let bram = [("address", BRAM.0), ("name", "Bram"), ("password", BRAM.1)];
    assert_eq!(machine.submit("/mailboxes/new", "/mailboxes", &bram).status, 303);
    comes_from_outside(&machine.server(), BRAM.0, "before");
    arrives(&machine.server(), BRAM, "before");
    let checked = machine.ok("hostler appliance update --check");
    assert!(checked.contains("Installed: 1.0.0") && checked.contains("+ 1.0.1"), "{checked}");
    assert!(checked.contains("on trial"), "{checked}");
    let json = machine.ok("hostler appliance update --check --json");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["newest"], &json["kept"]), (&"1.0.1".into(), &serde_json::Value::Null));
    let declined = machine.root("hostler appliance update </dev/null");
    assert!(!declined.status.success(), "nobody said yes");
}

/// Everything of before is there, and works.
fn all_is_there(machine: &mut OwnMachine, subject: &str) {
    assert!(machine.get("/mailboxes").text.contains(BRAM.0), "and Anna is still signed in");
    eventually("the engines", || {
        let page = machine.get("/").text;
        if page.matches("Running").count() >= 2 { Ok(()) } else { Err(page) }
    });
    comes_from_outside(&machine.server(), BRAM.0, subject);
    arrives(&machine.server(), BRAM, subject);
    arrives(&machine.server(), BRAM, "before");
}

fn it_takes_the_second(machine: &mut OwnMachine) {
    let said = machine.ok("hostler appliance update --yes");
    assert!(said.contains("1.0.1 was installed in the place of 1.0.0."), "{said}");
    assert_eq!(machine.ok("dpkg-query -W -f '${Version}' hostler-connect"), "1.0.1");
    all_is_there(machine, "after");
    let kept = machine.ok(&format!("ls {VERSIONS}; dpkg-deb -f {VERSIONS}/1.0.0.deb Version"));
    assert!(kept.contains("1.0.0.deb") && kept.contains("1.0.0.data") && kept.ends_with("1.0.0\n"), "{kept}");
    eventually("the history", || {
        let page = machine.get("/history").text;
        if page.contains("1.0.1 installed in the place of 1.0.0") { Ok(()) } else { Err(page) }
    });
    let again = machine.root("hostler appliance update --yes");
    assert!(String::from_utf8_lossy(&again.stderr).contains("Nothing newer than 1.0.1"), "{again:?}");
}

fn it_goes_back_by_itself_from_the_third(machine: &mut OwnMachine) {
    let output = machine.root("hostler appliance update --yes");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("1.0.2 could not be installed; went back to 1.0.1, with its data."), "{said}");
    assert!(said.contains("the oven is cold"), "{said}");
    assert_eq!(machine.ok("dpkg-query -W -f '${Version}' hostler-connect"), "1.0.1");
    all_is_there(machine, "after the way back");
    assert!(machine.get("/updates").text.contains("went back to 1.0.1"));
}

fn it_goes_back_by_hand_to_the_first(machine: &mut OwnMachine) {
    assert_eq!(machine.submit("/domains", "/domains", &[("domain", "taart.example")]).status, 303);
    let said = machine.ok("hostler appliance rollback --yes");
    assert!(said.contains("Went back from 1.0.1 to 1.0.0."), "{said}");
    assert_eq!(machine.ok("dpkg-query -W -f '${Version}' hostler-connect"), "1.0.0");
    all_is_there(machine, "after the second way back");
    assert!(machine.get("/domains").text.contains("taart.example"), "the tables fit, so nothing is lost");
    let again = machine.root("hostler appliance rollback --yes");
    assert!(String::from_utf8_lossy(&again.stderr).contains("No version before 1.0.0"), "{again:?}");
}
