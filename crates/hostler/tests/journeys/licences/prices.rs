//! What licences cost: maintenance at 33 % of the price of today, later users until the licence's own day, EDU and GOV
//! classes with evidence (L4, L5, L10), and what belongs to the base by the day of purchase (P7, D9, P10).

use super::machine::{Machine, SHOP};
use super::town::{Ordered, Town};
use crate::stage::{Stage, eventually};
use hostler_kit::time::{Clock, day};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

const OFFER: &str = include_str!("../../../../../catalogue/offer.toml");

/// The default catalogue, in which Connect's standard price becomes another one in so many days.
fn dearer_in(days: i64) -> String {
    let from = in_days(days);
    let more = format!(
        "\n[[product.licence.price]]\nedition = \"standard\"\nclass = \"standard\"\nfrom = \"{from}\"\n\
         base = \"500.00\"\npack = \"150.00\"\nadd-on.antivirus = {{ base = \"80.00\", pack = \"30.00\" }}\n\
         add-on.activesync = {{ base = \"60.00\", pack = \"20.00\" }}\n"
    );
    let control = "# --- Control:";
    assert_eq!(OFFER.matches(control).count(), 1);
    OFFER.replace(control, &format!("{more}\n{control}"))
}

fn in_days(days: i64) -> Date {
    let today = day(Clock::System.now_ms(), &TimeZone::get("Europe/Amsterdam").unwrap());
    today.saturating_add(days.days())
}

fn renewal(licence: &Ordered) -> Value {
    json!({ "kind": "renewal", "licence": licence.licence(), "years": 1 })
}

#[test]
fn licences_l4_maintenance_is_a_third_of_the_price_of_today() {
    let mut town = Town::with(Stage::open_demo_selling(&dearer_in(100)));
    let licence = town.first_order(&[
        ("kind", "new"),
        ("product", "connect"),
        ("users", "15"),
        ("add-on-antivirus", "yes"),
    ]);
    // 410 + 2 × 120, anti-virus 75 + 2 × 25.
    assert_eq!(licence.order["quote"]["net_minor"], 77_500);
    assert_eq!(town.quote(&renewal(&licence))["net_minor"], 25_575, "33 % of it");
    town.days_pass(100, &mut []);
    // 500 + 2 × 150, anti-virus 80 + 2 × 30.
    assert_eq!(
        town.quote(&renewal(&licence))["net_minor"],
        31_020,
        "33 % of the price of today, not of what was paid"
    );
    let renewed = town.order(&[("kind", "renewal"), ("licence", &licence.licence()), ("years", "1")]);
    assert_eq!(renewed.order["gross_minor"], 37_534, "with 21 % VAT, as the form showed it");
}

#[test]
fn licences_l5_later_users_are_covered_until_the_licences_own_day() {
    let mut town = Town::open();
    let licence = town.first_order(&[("kind", "new"), ("product", "connect"), ("users", "5")]);
    let mut machine = Machine::new(&town, SHOP);
    let before = machine.takes(&licence)["licence"]["maintenance"].clone();
    town.days_pass(100, &mut [&mut machine]);
    let last: Date = before["last_day"].as_str().unwrap().parse().unwrap();
    let days = i64::from(town.today().until(last).unwrap().get_days()) + 1;
    let year = i64::from(town.today().saturating_sub(100.days()).until(last).unwrap().get_days()) + 1;
    let wish = json!({ "kind": "users", "licence": licence.licence(), "users": 5 });
    let quote = town.quote(&wish);
    // A pack is € 120.00, its maintenance € 39.60 a year.
    let part = (3_960 * days * 2 + year) / (2 * year);
    assert_eq!((days, year), (year - 100, 365));
    assert_eq!(quote["net_minor"], 12_000 + part, "to the cent: {quote}");
    let pack = town.order(&[("kind", "users"), ("licence", &licence.licence()), ("users", "5")]);
    let report = machine.takes_keys(&[licence.key(), pack.key()]);
    assert_eq!(report["limit"], 10);
    assert_eq!(report["licence"]["maintenance"], before, "one day for all users");
}

#[test]
fn licences_p10_add_ons_grow_with_the_users_in_one_step() {
    let town = Town::open();
    let licence = town.first_order(&[
        ("kind", "new"),
        ("product", "connect"),
        ("users", "5"),
        ("add-on-antivirus", "yes"),
        ("add-on-activesync", "yes"),
    ]);
    let mut machine = Machine::new(&town, SHOP);
    let held =
        |users: i64| json!([{ "id": "activesync", "users": users }, { "id": "antivirus", "users": users }]);
    let report = machine.takes(&licence);
    assert_eq!(sorted(&report["licence"]["add_ons"]), held(5));
    assert_eq!(report["licence"]["parts_of_base"], json!(["antispam"]), "P8");
    let pack = town.order(&[("kind", "users"), ("licence", &licence.licence()), ("users", "10")]);
    assert_eq!(pack.keys.len(), 1, "one key brings users and add-ons");
    // 2 packs: 120 + 25 + 20 each, and a year's maintenance of a third; it is the first day of 365.
    assert_eq!(pack.order["quote"]["net_minor"], 33_000 + 10_890);
    let report = machine.takes_keys(&[licence.key(), pack.key()]);
    assert_eq!((&report["limit"], sorted(&report["licence"]["add_ons"])), (&json!(15), held(15)));
    let page = machine.own.get("/licence").text;
    assert!(page.contains("Anti-virus") && page.contains("ActiveSync"), "{page}");
}

fn sorted(add_ons: &Value) -> Value {
    let mut all = add_ons.as_array().unwrap().clone();
    all.sort_by_key(|one| one["id"].as_str().unwrap().to_string());
    json!(all)
}

#[test]
fn licences_p7_activesync_is_part_of_what_was_bought_before_it_was_sold_separately() {
    let from = in_days(50);
    let offer = OFFER
        .replace("sold-separately-since = \"2013-05-01\"", &format!("sold-separately-since = \"{from}\""));
    let mut town = Town::with(Stage::open_demo_selling(&offer));
    let wish = [("kind", "new"), ("product", "connect"), ("users", "5")];
    let early = town.first_order(&wish);
    let mut machine = Machine::new(&town, SHOP);
    town.days_pass(60, &mut [&mut machine]);
    let late = town.order(&wish);
    let parts = |report: &Value| sorted_words(&report["licence"]["parts_of_base"]);
    let report = machine.takes(&early);
    assert_eq!(parts(&report), ["activesync", "antispam"], "D9: it keeps it, registered later: {report}");
    assert_eq!(
        machine.own.json("POST", "/licence/receipt", &json!({ "confirm": report["licence"]["number"] })).0,
        200
    );
    assert_eq!(parts(&machine.takes(&late)), ["antispam"], "bought on or after that day it is an add-on");
    let add_on = town.order(&[("kind", "add-on"), ("licence", &late.licence()), ("add_on", "activesync")]);
    let report = machine.takes_keys(&[late.key(), add_on.key()]);
    assert_eq!(
        report["licence"]["add_ons"],
        json!([{ "id": "activesync", "users": 5 }]),
        "paid, and for as many users"
    );
}

fn sorted_words(words: &Value) -> Vec<String> {
    let mut all: Vec<String> =
        words.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_string()).collect();
    all.sort();
    all
}

#[test]
fn licences_l10_edu_and_gov_prices_wait_for_evidence_that_staff_approve() {
    let town = Town::open();
    let wish = |class| [("kind", "new"), ("product", "connect"), ("users", "5"), ("class", class)];
    let school = town.first_order(&wish("edu"));
    assert_eq!(
        (&school.order["state"], &school.order["quote"]["net_minor"]),
        (&json!("waiting"), &json!(24_600))
    );
    assert!(school.keys.is_empty(), "no evidence, no keys");
    let approve = format!("/staff/shop/orders/{}/approve", school.id());
    let order = format!("/staff/shop/orders/{}", school.id());
    assert!(!town.stage.staff.get(&order).text.contains(&approve), "there is nothing to approve yet");
    let evidence = json!({ "words": "Bakschool de Vries, registration 27AB", "file": {
        "name": "registration.txt", "content": "QmFrc2Nob29sIGRlIFZyaWVz" } });
    let path = format!("/api/v1/shop/orders/{}/evidence", school.id());
    let (status, answer) = town.anna.json("POST", &path, Some(&evidence));
    assert_eq!((status, &answer["state"]), (200, &json!("waiting")), "{answer}");
    assert!(town.stage.staff.get(&format!("{order}/evidence")).text.contains("Bakschool"), "it is kept");
    let approved = town.stage.staff.submit(&order, &approve, &[]);
    assert_eq!(approved.status, 200, "{}", approved.text);
    let keys = eventually("the keys", || {
        let found = town.delivered(&town.anna.get(&format!("/shop/orders/{}", school.id())));
        if found.keys.len() == 1 { Ok(found) } else { Err(found.order.to_string()) }
    });
    assert!(town.mails().iter().any(|(_, text)| text.contains(keys.key())), "and by mail");
    assert_eq!(town.order(&wish("edu")).keys.len(), 1, "an approval holds for a year");
    assert!(town.order(&wish("gov")).keys.is_empty(), "of its own class");
    assert_eq!(town.quote(&renewal(&keys))["net_minor"], 8_118, "33 % of the EDU price (L4)");
}
