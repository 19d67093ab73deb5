//! *With a valid Software Maintenance you can install any patch or version*; and what a customer of a certified edition
//! is told of an update that is not certified (L3, L11).

use super::machine::{Machine, SHOP, package};
use super::town::Town;
use crate::stage::Terminal;
use jiff::ToSpan;
use serde_json::{Value, json};

/// The vendor's person at a command line.
fn vendor(town: &Town) -> Terminal {
    let terminal = Terminal::new(town.stage.folder.path().join("sanne"));
    terminal.sign_in("sanne@hostler.test");
    terminal
}

fn publish(sanne: &Terminal, version: &str, more: &[&str]) {
    let file = package(version).display().to_string();
    let told = ["release", "publish", &file, "--product", "connect", "--version", version];
    sanne.done(&[&told, more].concat());
}

/// What is said of a version, before anything is installed.
fn verdict(machine: &Machine, version: &str) -> Value {
    let told: Value =
        serde_json::from_str(&machine.own.ok("hostler appliance update --check --json")).unwrap();
    let all = told["releases"].as_array().unwrap_or_else(|| panic!("{told}"));
    all.iter().find(|one| one["version"] == version).unwrap_or_else(|| panic!("{version}: {told}")).clone()
}

fn installed(machine: &Machine) -> String {
    machine.own.ok("dpkg-query -W -f '${Version}' hostler-connect")
}

/// Tries, and must not: what it says.
fn refused(machine: &Machine, command: &str) -> String {
    let output = machine.own.root(command);
    assert!(!output.status.success(), "{command}");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn licences_l3_after_maintenance_what_was_released_before_its_end_is_installed_and_nothing_later() {
    let mut town = Town::open();
    let licence = town.first_order(&[("kind", "new"), ("product", "connect"), ("users", "5")]);
    let mut machine = Machine::new(&town, SHOP);
    machine.takes(&licence);
    let last = town.today().saturating_add(1.year()).yesterday().unwrap();
    town.days_pass(400, &mut [&mut machine]);
    let sanne = vendor(&town);
    publish(&sanne, "1.0.1", &["--released", &last.to_string()]);
    publish(&sanne, "1.1.0", &["--released", &last.tomorrow().unwrap().to_string(), "--security"]);
    let said = refused(&machine, "hostler appliance update --yes --version 1.1.0");
    assert!(said.contains(&last.to_string()) && said.contains("renew"), "the reason and the way out: {said}");
    assert_eq!(installed(&machine), "1.0.0");
    machine.own.ok("hostler appliance update --yes");
    assert_eq!(installed(&machine), "1.0.1", "the last day is valid until its end");
    machine.sign_in();
    assert_eq!(machine.licence()["standing"], "licensed", "nothing else stops");
    machine.makes_mailbox("bram");
    let renewal = [("kind", "renewal"), ("licence", &licence.licence()), ("years", "1")];
    town.order(&renewal);
    machine.takes_keys(&[licence.key()]);
    assert_eq!(verdict(&machine, "1.1.0")["verdict"]["verdict"], "allowed", "renewed, it may be installed");
}

#[test]
fn licences_l11_an_update_that_is_not_certified_is_shown_as_such_and_needs_a_confirmation() {
    let town = Town::open();
    let wish = [("kind", "new"), ("product", "connect"), ("users", "5"), ("edition", "certified")];
    let licence = town.first_order(&wish);
    assert_eq!(licence.order["quote"]["net_minor"], 49_200, "the edition's own price");
    let mut machine = Machine::new(&town, SHOP);
    let report = machine.takes(&licence);
    assert_eq!(report["licence"]["schemes"], json!(["fstek"]));
    let sanne = vendor(&town);
    publish(&sanne, "1.0.1", &[]);
    publish(&sanne, "1.1.0", &["--certificate", "fstek:4242"]);
    let told = machine.own.ok("hostler appliance update --check");
    assert!(told.contains("? 1.0.1") && told.contains("Not certified for"), "{told}");
    assert!(told.contains("+ 1.1.0") && told.contains("[FSTEK 4242]"), "{told}");
    let said = refused(&machine, "hostler appliance update --yes --version 1.0.1");
    assert!(said.contains("not certified") && said.contains("Nothing was changed"), "{said}");
    assert_eq!(installed(&machine), "1.0.0");
    let page = machine.own.get("/updates/1.0.1").text;
    assert!(page.contains("I know that this version is not certified"), "{page}");
    machine.own.ok("hostler appliance update --yes --version 1.0.1 --accept-uncertified fstek");
    assert_eq!(installed(&machine), "1.0.1", "what the customer wants all the same");
}
