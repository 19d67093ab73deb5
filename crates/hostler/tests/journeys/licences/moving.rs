//! *Before registering a license on a new system, you must remove the license from the previous server by either
//! uninstalling the software or taking the system permanently offline* (L8).

use super::machine::{BARN, Machine, SHOP};
use super::products::Product;
use super::town::{Ordered, PORTAL, Town};
use crate::stage::eventually;
use serde_json::{Value, json};
use std::fs;
use std::process::{Command, Stdio};

const CONNECT: [(&str, &str); 3] = [("kind", "new"), ("product", "connect"), ("users", "5")];

#[test]
fn licences_l8_moving_by_uninstalling_and_by_declaring_the_old_machine_permanently_offline() {
    let town = Town::open();
    let licence = town.first_order(&CONNECT);
    let mut shop = Machine::new(&town, SHOP);
    shop.takes(&licence);
    let mut barn = Machine::new(&town, BARN);
    it_is_held(&mut barn, &licence);
    assert_eq!(shop.licence()["standing"], "licensed", "and goes on where it is");
    uninstalling_frees_it(&town, &mut shop, &licence);
    barn.takes(&licence);
    the_old_one_is_locked_and_refused(&mut shop, &licence);
    declared_offline_it_is_free_again(&town, (&mut shop, &mut barn), &licence);
}

fn it_is_held(machine: &mut Machine, licence: &Ordered) {
    let refused = machine.register(&[licence.key()]);
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("registered on another machine"), "{}", refused.text);
    assert!(refused.text.contains("permanently offline"), "the way out: {}", refused.text);
}

fn uninstalling_frees_it(town: &Town, machine: &mut Machine, licence: &Ordered) {
    machine.own.stop();
    let said = machine.own.ok("dpkg -r hostler-connect");
    assert!(machine.own.path("/var/lib/hostler-connect/receipt.txt").exists(), "the receipt: {said}");
    let shown = town.licence(&licence.licence());
    assert_eq!(shown["machines"][0]["left_by"], "receipt", "{}", shown["machines"]);
    assert!(machine.own.path("/var/lib/hostler-connect/mail").exists(), "mail stays");
}

fn the_old_one_is_locked_and_refused(machine: &mut Machine, licence: &Ordered) {
    machine.own.ok("dpkg -i /root/connect.deb");
    machine.own.start();
    machine.sign_in();
    let report = machine.licence();
    assert_eq!(
        (&report["standing"], &report["why"]["why"]),
        (&json!("locked"), &json!("given-up")),
        "{report}"
    );
    it_is_held(machine, licence);
}

fn declared_offline_it_is_free_again(
    town: &Town,
    (shop, barn): (&mut Machine, &mut Machine),
    licence: &Ordered,
) {
    let path = format!("/api/v1/licences/{}/offline", licence.licence());
    let declare = |reason: &str| town.anna.json("POST", &path, Some(&json!({ "reason": reason })));
    assert_eq!(declare("").0, 422, "a reason is needed");
    assert_eq!(declare("The barn burned down").0, 200);
    shop.takes(licence);
    assert_eq!(barn.own.submit("/licence", "/licence/check", &[]).status, 303);
    assert_eq!(barn.licence()["not_here"], true, "the other one is told");
    assert_eq!(declare("The shop was sold").0, 200);
    shop.takes(licence);
    let (status, refused) = declare("And again");
    assert_eq!((status, &refused["code"]), (409, &json!("offline-moves-used-up")), "{refused}");
    let events = town.ask("/api/v1/events").to_string();
    assert!(events.contains("The barn burned down"), "the audit trail has it: {events}");
    let free = town.staff(
        "POST",
        &format!("/api/v1/staff/licences/{}/offline", licence.licence()),
        &json!({ "reason": "Anna called; the shop is gone" }),
    );
    assert_eq!(free["id"], licence.licence().as_str(), "staff may always");
}

#[test]
fn licences_l8_of_machines_that_register_at_the_same_instant_one_wins_and_the_others_are_told() {
    let town = Town::open();
    let licence = town.first_order(&CONNECT);
    let folder = town.stage.folder.path();
    let asking: Vec<_> = (0..6)
        .map(|number| {
            let file = folder.join(format!("request-{number}"));
            fs::write(&file, Product::numbered("connect", number).request((licence.key(), &[]))).unwrap();
            let mut curl = Command::new("curl");
            curl.args(["-s", "-H", "content-type: text/plain", "--data-binary"]);
            curl.arg(format!("@{}", file.display())).arg(format!("{PORTAL}/api/v1/registration"));
            curl.stdout(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let answers: Vec<Value> = asking
        .into_iter()
        .map(|curl| serde_json::from_slice(&curl.wait_with_output().unwrap().stdout).unwrap())
        .collect();
    let won = answers.iter().filter(|answer| answer["licence_file"].is_string()).count();
    let told = answers.iter().filter(|answer| answer["code"] == "licence-held").count();
    assert_eq!((won, told), (1, 5), "{answers:?}");
    eventually("one machine", || {
        let machines = town.licence(&licence.licence())["machines"].clone();
        if machines.as_array().unwrap().len() == 1 { Ok(()) } else { Err(machines.to_string()) }
    });
}
