//! An old backup of the data folder is put back: no second trial, and no licence that left comes back (L9, L12).

use super::machine::{Machine, SHOP};
use super::town::Town;
use serde_json::json;

const DATA: &str = "/var/lib/hostler-connect";

fn back_up(machine: &mut Machine) {
    machine.own.stop();
    machine.own.ok(&format!("rm -rf /root/backup && cp -a {DATA} /root/backup"));
    machine.own.start();
}

fn restore(machine: &mut Machine) {
    machine.own.stop();
    machine.own.ok(&format!("rm -rf {DATA} && cp -a /root/backup {DATA}"));
    machine.own.start();
    machine.sign_in();
}

#[test]
fn licences_l9_a_backup_that_is_put_back_brings_no_second_trial() {
    let mut town = Town::open();
    let mut machine = Machine::new(&town, SHOP);
    machine.makes_mailbox("bram");
    back_up(&mut machine);
    town.days_pass(31, &mut [&mut machine]);
    assert_eq!(machine.licence()["standing"], "locked");
    restore(&mut machine);
    assert_eq!(machine.licence()["standing"], "locked", "with the clock and the data of a month ago");
    machine.own.stop();
    machine.own.ok("dpkg -P hostler-connect && dpkg -i /root/connect.deb");
    machine.own.ok("hostler appliance setup --vendor /root/vendor.json");
    machine.own.start();
    let said = machine.own.ok("hostler appliance licence show --json");
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["standing"], "locked", "purged and installed again neither: {report}");
}

#[test]
fn licences_l12_a_backup_that_is_put_back_revives_no_licence_that_left() {
    let town = Town::open();
    let licence = town.first_order(&[("kind", "new"), ("product", "connect"), ("users", "5")]);
    let mut machine = Machine::new(&town, SHOP);
    let number = machine.takes(&licence)["licence"]["number"].clone();
    back_up(&mut machine);
    machine.sign_in();
    let file = std::fs::read_to_string(machine.own.path("/etc/hostler/machine.json")).unwrap();
    let left = machine.own.json("POST", "/licence/receipt", &json!({ "confirm": number }));
    assert_eq!(left.0, 200, "{}", left.1);
    restore(&mut machine);
    let report = machine.licence();
    assert_eq!(
        (&report["standing"], &report["why"]["why"]),
        (&json!("locked"), &json!("given-up")),
        "{report}"
    );
    // The other of the two memories alone.
    machine.own.stop();
    machine.own.ok(&format!("rm -rf /root/backup && cp -a {DATA} /root/backup"));
    std::fs::write(machine.own.path("/etc/hostler/machine.json"), file).unwrap();
    machine.own.start();
    machine.sign_in();
    assert_eq!(machine.licence()["standing"], "locked", "whichever of the two is old");
}
