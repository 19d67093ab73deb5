//! A clock that is set back gains nothing (L12). Here the machine's own clock is off, and the product knows of nothing.

use super::machine::{Machine, SHOP};
use super::town::Town;
use serde_json::json;

/// Starts anew with a clock that is off by so much; how it stands then.
fn with_clock(machine: &mut Machine, off_by: &str) -> serde_json::Value {
    machine.own.stop();
    machine.own.set_clock(off_by);
    machine.own.start();
    machine.sign_in();
    machine.licence()
}

#[test]
fn licences_l12_a_clock_that_is_set_back_brings_no_day_of_trial_back() {
    let town = Town::open();
    let mut machine = Machine::unpacked(&town, SHOP, "system");
    machine.set_up();
    let refused = machine.own.json("POST", "/demo/clock", &json!({ "offset_ms": 1 }));
    assert_eq!(refused.1["code"], "clock-not-movable", "the product's own clock cannot be moved");
    assert_eq!(with_clock(&mut machine, "+25d")["days_left"], 5);
    let back = with_clock(&mut machine, "+0d");
    assert_eq!((&back["standing"], &back["days_left"]), (&json!("trial"), &json!(5)), "{back}");
    let page = machine.own.get("/").text;
    assert!(page.contains("was set back by 25 days") || page.contains("was set back by 24 days"), "{page}");
    assert_eq!(with_clock(&mut machine, "+31d")["standing"], "locked");
    let back = with_clock(&mut machine, "+0d");
    assert_eq!(back["standing"], "locked", "no trial comes back: {back}");
    let licence = town.first_order(&[("kind", "new"), ("product", "connect"), ("users", "5")]);
    let report = machine.takes(&licence);
    assert!(report["set_back_ms"].is_null(), "the vendor's word sets it right: {report}");
}
