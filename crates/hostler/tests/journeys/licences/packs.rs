//! *The server license includes 5 users. Additional user licenses are sold in packs of 5 users* (L1, P1, P9).

use super::machine::{DOMAIN, Machine, SHOP};
use super::town::Town;
use crate::stage::post::{arrives, comes_from_outside};
use serde_json::json;

#[test]
fn licences_l1_five_users_come_with_a_licence_and_packs_of_five_add_to_them() {
    let town = Town::open();
    let licence = town.first_order(&[("kind", "new"), ("product", "connect"), ("users", "5")]);
    let mailed = town.mails().into_iter().any(|(_, text)| text.contains(licence.key()));
    assert!(mailed, "the key comes by mail too: {:?}", town.mails());
    let mut machine = Machine::new(&town, SHOP);
    assert_eq!(machine.licence()["standing"], "trial");
    let report = machine.takes(&licence);
    assert_eq!((&report["limit"], &report["users"]), (&json!(5), &json!(1)), "Anna's own is the first");
    the_sixth_is_refused_and_the_rest_goes_on(&mut machine, 2..=5);
    p1_aliases_and_domains_are_free(&mut machine);
    let pack = town.order(&[("kind", "users"), ("licence", &licence.licence()), ("users", "1")]);
    assert_eq!(pack.order["quote"]["after"]["users"], 10, "users are sold in packs of five");
    assert_eq!(machine.takes_keys(&[licence.key(), pack.key()])["limit"], 10);
    the_sixth_is_refused_and_the_rest_goes_on(&mut machine, 6..=10);
}

/// Mailboxes up to the limit are made; the next one is refused with the number and the way out.
fn the_sixth_is_refused_and_the_rest_goes_on(machine: &mut Machine, range: std::ops::RangeInclusive<i64>) {
    let limit = *range.end();
    for number in range {
        machine.makes_mailbox(&format!("bakker{number}"));
    }
    let refused = machine.mailbox("een.te.veel");
    assert_eq!(refused.status, 422, "{}", refused.text);
    let says = |words: &str| assert!(refused.text.contains(words), "{words}: {}", refused.text);
    says(&format!("for {limit} users and {limit} count now"));
    says("Everything that exists keeps working");
    says("buy more users");
    let bakker = format!("bakker{limit}@{DOMAIN}");
    let subject = format!("still works with {limit}");
    comes_from_outside(&machine.own.server(), &bakker, &subject);
    arrives(&machine.own.server(), (&bakker, crate::stage::PASSWORD), &subject);
}

fn p1_aliases_and_domains_are_free(machine: &mut Machine) {
    assert_eq!(machine.own.submit("/domains", "/domains", &[("domain", "taart.example")]).status, 303);
    let alias = [("address", "info@taart.example"), ("targets", "bakker2@bakkerij.example")];
    let made = machine.own.submit("/aliases/new", "/aliases", &alias);
    assert_eq!(made.status, 303, "{}", made.text);
    let list = machine.own.json("GET", "/mailboxes?limit=1000", &json!(null)).1;
    let bakker =
        list["items"].as_array().unwrap().iter().find(|row| row["address"] == "bakker5@bakkerij.example");
    let path = format!("/mailboxes/{}", bakker.unwrap()["id"].as_str().unwrap());
    let (status, answer) = machine.own.json("PATCH", &path, &json!({ "disabled": true }));
    assert_eq!(status, 200, "{answer}");
    let (_, other) = machine.own.json(
        "POST",
        "/mailboxes",
        &json!({
            "address": "een@taart.example", "name": "Een", "password": crate::stage::PASSWORD,
        }),
    );
    assert_eq!(other["code"], "user-limit-reached", "a disabled mailbox counts, in any domain: {other}");
    let report = machine.licence();
    assert_eq!((&report["users"], &report["rule"]), (&json!(5), &json!("connect/licence/1")));
    assert_eq!(machine.own.json("PATCH", &path, &json!({ "disabled": false })).0, 200);
}
