//! *An outage of the provider never expires a licence*; its signing keys are rotated, and revoked if they are lost
//! (L12).

use super::machine::{Machine, SHOP};
use super::town::Town;
use crate::stage::post::{arrives, comes_from_outside};
use crate::stage::{PASSWORD, eventually};
use serde_json::{Value, json};

const BRAM: (&str, &str) = ("bram@bakkerij.example", PASSWORD);

#[test]
fn licences_l12_ninety_days_without_the_vendor_and_signing_keys_that_change() {
    let mut town = Town::open();
    let licence = town.first_order(&[("kind", "new"), ("product", "connect"), ("users", "5")]);
    let mut machine = Machine::new(&town, SHOP);
    machine.takes(&licence);
    machine.own.cut_off();
    town.days_pass(90, &mut [&mut machine]);
    nothing_expires(&mut machine);
    machine.own.stop();
    machine.own.start();
    assert_eq!(machine.licence()["standing"], "licensed", "after a start neither");
    machine.own.connect();
    let first = checked(&mut machine)["licence"]["key_id"].clone();
    the_key_is_rotated(&town, &mut machine, &first);
    the_key_is_revoked(&town, &mut machine, &first);
    the_licence_is_withdrawn(&town, &mut machine, &licence.licence());
}

fn nothing_expires(machine: &mut Machine) {
    let report = eventually("a question without an answer", || {
        let report = machine.licence();
        if report["unanswered"].is_null() { Err(report.to_string()) } else { Ok(report) }
    });
    assert_eq!(report["standing"], "licensed");
    machine.makes_mailbox("bram");
    comes_from_outside(&machine.own.server(), BRAM.0, "after 90 days");
    arrives(&machine.own.server(), BRAM, "after 90 days");
}

/// Asks the vendor now.
fn checked(machine: &mut Machine) -> Value {
    let asked = machine.own.submit("/licence", "/licence/check", &[]);
    assert_eq!(asked.status, 303, "{}", asked.text);
    let report = machine.licence();
    assert!(report["unanswered"].is_null(), "{report}");
    report
}

fn at_the_vendor(town: &Town, verb: &[&str]) -> Value {
    let ran = town.stage.hostler(&[&["signing-key", "--json"], verb].concat());
    assert!(ran.status.success(), "{ran:?}");
    serde_json::from_slice(&ran.stdout).unwrap()
}

fn the_key_is_rotated(town: &Town, machine: &mut Machine, first: &Value) {
    let new = at_the_vendor(town, &["rotate", "licence"])["id"].clone();
    let report = checked(machine);
    assert_eq!(
        (&report["standing"], &report["licence"]["key_id"]),
        (&json!("licensed"), first),
        "it stays good"
    );
    assert_ne!(new, *first);
}

fn the_key_is_revoked(town: &Town, machine: &mut Machine, first: &Value) {
    at_the_vendor(town, &["revoke", first.as_str().unwrap(), "--reason", "a copy was lost"]);
    assert_eq!(machine.licence()["standing"], "licensed", "nobody is punished for it");
    let report = checked(machine);
    assert_eq!(report["standing"], "licensed");
    assert_ne!(report["licence"]["key_id"], *first, "signed anew");
}

fn the_licence_is_withdrawn(town: &Town, machine: &mut Machine, licence: &str) {
    let path = |verb: &str| format!("/api/v1/staff/licences/{licence}/{verb}");
    town.staff("POST", &path("revoke"), &json!({ "reason": "It was never paid" }));
    let report = checked(machine);
    assert_eq!(
        (&report["standing"], &report["why"]["reason"]),
        (&json!("locked"), &json!("It was never paid")),
        "{report}"
    );
    assert!(machine.own.get("/licence").text.contains("It was never paid"));
}
