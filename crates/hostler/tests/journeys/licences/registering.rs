//! *You must register the key(s) either from the product or at our website*; and without a network at all (L7, L14).

use super::machine::{Machine, SHOP};
use super::town::{ANNA, Ordered, Town};
use crate::stage::eventually;
use serde_json::{Value, json};

const CONNECT: [(&str, &str); 3] = [("kind", "new"), ("product", "connect"), ("users", "5")];

#[test]
fn licences_l7_from_the_product_by_its_command_line_and_further_keys_at_the_web_site() {
    let town = Town::open();
    let licence = town.first_order(&CONNECT);
    let mut machine = Machine::new(&town, SHOP);
    a_mistyped_key_is_located(&mut machine, &licence);
    let owner = format!("--company 'Bakkerij de Vries' --email {ANNA} --country NL --json");
    let told = machine.own.ok(&format!("hostler appliance licence register {} {owner}", licence.key()));
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["standing"], &told["limit"]), (&json!("licensed"), &json!(5)), "{told}");
    let pack = town.order(&[("kind", "users"), ("licence", &licence.licence()), ("users", "5")]);
    let added = json!({ "keys": pack.keys });
    let path = format!("/api/v1/licences/{}/keys", licence.licence());
    for _ in 0..2 {
        let (status, answer) = town.anna.json("POST", &path, Some(&added));
        assert_eq!(status, 200, "twice changes nothing: {answer}");
        assert_eq!(town.licence(&licence.licence())["users"], 10);
    }
    let checked = machine.own.submit("/licence", "/licence/check", &[]);
    assert_eq!(checked.status, 303, "{}", checked.text);
    assert_eq!(machine.licence()["limit"], 10, "the machine fetches what was registered at the web site");
    let shown = town.licence(&licence.licence());
    let here = &shown["machines"][0];
    assert_eq!(
        here["system"], "Debian GNU/Linux 12 (bookworm)",
        "L8: system and hardware are recorded: {here}"
    );
    assert!(here["hardware"].as_str().unwrap().contains("cores"), "{here}");
}

fn a_mistyped_key_is_located(machine: &mut Machine, licence: &Ordered) {
    let mut wrong: Vec<char> = licence.key().chars().collect();
    wrong[7] = if wrong[7] == 'X' { 'Y' } else { 'X' };
    let wrong: String = wrong.into_iter().collect();
    let page = machine.own.submit("/licence/register", "/licence/register", &[("key", &wrong)]);
    assert_eq!(page.status, 422);
    assert!(page.text.contains(licence.key()), "it asks whether this was meant: {}", page.text);
}

#[test]
fn licences_l7_by_file_and_text_where_there_is_no_network() {
    let town = Town::open();
    let licence = town.first_order(&CONNECT);
    let mut machine = Machine::new(&town, SHOP);
    machine.own.cut_off();
    machine.type_keys(&[licence.key()]);
    let third = machine.type_owner("offline");
    assert_eq!((third.status, third.to.as_str()), (303, "/licence/register/offline"), "{}", third.text);
    let request = machine.own.get("/licence/register/offline/request").text;
    let page = machine.own.get("/licence/register/offline").text;
    assert!(page.contains(request.trim()) && page.contains("<svg"), "as text and as QR code: {page}");
    let (status, answer) = town.stage.visitor().text("/api/v1/registration", &request);
    assert_eq!(status, 200, "{answer}");
    let document = |part: &str| answer[part].as_str().unwrap().to_string();
    the_file_alone_needs_the_keyring(&mut machine, &document("licence_file"));
    one_bit_makes_it_worthless(&mut machine, &answer);
    // As mail wraps it.
    let text = wrapped(&format!("{}\n{}", document("keyring"), document("licence_file")));
    std::fs::write(machine.own.path("/root/licence.txt"), text).unwrap();
    machine.own.ok("hostler appliance licence install /root/licence.txt");
    eventually("the server follows the command", || {
        let report = machine.licence();
        let follows = (&report["standing"], &report["limit"]) == (&json!("licensed"), &json!(5));
        if follows { Ok(()) } else { Err(report.to_string()) }
    });
    let again = town.stage.visitor().text("/api/v1/registration", &request).1;
    assert_eq!(again["serial"], answer["serial"], "the same request is answered with the same file");
}

fn the_file_alone_needs_the_keyring(machine: &mut Machine, file: &str) {
    let (status, refused) = machine.own.json("PUT", "/licence/file", &json!({ "text": file }));
    assert_eq!((status, &refused["code"]), (409, &json!("keyring-missing")), "{refused}");
}

fn one_bit_makes_it_worthless(machine: &mut Machine, answer: &Value) {
    let (ring, file) = (answer["keyring"].as_str().unwrap(), answer["licence_file"].as_str().unwrap());
    let at = file.len() - 20;
    let other = if &file[at..=at] == "A" { "B" } else { "A" };
    let altered = format!("{}{other}{}", &file[..at], &file[at + 1..]);
    let text = format!("{ring}\n{altered}");
    let (status, refused) = machine.own.json("PUT", "/licence/file", &json!({ "text": text }));
    assert_eq!((status, &refused["code"]), (422, &json!("file-altered")), "{refused}");
    assert_eq!(machine.licence()["standing"], "trial", "what was there stays");
}

/// Every line of 76 characters at most.
fn wrapped(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let parts: Vec<&str> =
            line.as_bytes().chunks(76).map(|part| std::str::from_utf8(part).unwrap()).collect();
        parts.join("\r\n")
    });
    lines.collect::<Vec<_>>().join("\r\n")
}
