//! Control, Operator, Workspace and the Web Filter: sold in the shop, registered by a request that the crate makes, and
//! counted by the rule that the licence file carries (P2–P6, D11, D12, D14).

use super::town::{ANNA, Ordered, Town};
use hostler_kit::time::Clock;
use hostler_licence::counting::Item;
use hostler_licence::counting::Kind;
use hostler_licence::counting::{Device, Limit, admit, count, most_extensions};
use hostler_licence::file::Licence;
use hostler_licence::keyring::Keyring;
use hostler_licence::registration::{self, Machine, Owner, Request};
use hostler_licence::signed::{SigningKey, Unverified, public_key, sign};
use serde_json::{Value, json};

/// Another product on another machine, which embeds the crate.
pub struct Product {
    key: SigningKey,
    id: &'static str,
    /// Of the machine that it runs on.
    zone: &'static str,
}

impl Product {
    pub fn of(id: &'static str) -> Product {
        Product::numbered(id, 0)
    }

    /// The same on another machine.
    pub fn numbered(id: &'static str, number: u8) -> Product {
        Product {
            key: SigningKey::from_bytes(&[id.len() as u8 + 40 + number; 32]),
            id,
            zone: "Europe/Amsterdam",
        }
    }

    /// The same in another time zone.
    pub fn in_zone(self, zone: &'static str) -> Product {
        Product { zone, ..self }
    }

    pub fn request(&self, (base, further): (&str, &[&str])) -> String {
        let (key_id, public_key) = registration::identity(&self.key);
        let machine = Machine {
            host: "gateway.bakkerij.example".into(),
            system: "Debian GNU/Linux 12 (bookworm)".into(),
            hardware: "x86_64, 2 cores, 4 GB".into(),
            fingerprint: "0".repeat(32),
            zone: self.zone.into(),
        };
        let owner = Owner {
            company: "Bakkerij de Vries".into(),
            name: "Anna de Vries".into(),
            email: ANNA.into(),
            country: "NL".into(),
            language: "nl".into(),
        };
        let request = Request {
            key_id,
            issued_at_ms: Clock::System.now_ms(),
            public_key,
            nonce: "7".repeat(32),
            product: self.id.into(),
            version: "1.0.0".into(),
            base_key: base.into(),
            further_keys: further.iter().map(|key| key.to_string()).collect(),
            owner,
            machine,
            partner: None,
        };
        sign(&request, &self.key)
    }

    /// Sends the request as any product does: status and answer.
    pub fn asks(&self, town: &Town, keys: (&str, &[&str])) -> (u16, Value) {
        town.stage.visitor().text("/api/v1/registration", &self.request(keys))
    }

    /// What it may then do; the file must be good for it.
    pub fn registers(&self, town: &Town, keys: (&str, &[&str])) -> Licence {
        let (status, answer) = self.asks(town, keys);
        assert_eq!(status, 200, "{answer}");
        let root = public_key(&town.root_key).unwrap();
        let text = |part: &str| answer[part].as_str().unwrap().to_string();
        let ring = Unverified::<Keyring>::read(&text("keyring")).unwrap().verify(&root).unwrap();
        let licence: Licence = ring.open(&text("licence_file")).unwrap();
        assert_eq!(licence.machines, [registration::identity(&self.key).0]);
        licence
    }
}

fn wish(product: &'static str) -> [(&'static str, &'static str); 3] {
    [("kind", "new"), ("product", product), ("users", "5")]
}

fn person(id: &str) -> Item {
    Item { signs_in: true, mailbox: true, ..Item::account(id) }
}

#[test]
fn licences_p2_p6_a_user_of_control_has_five_devices_and_the_web_filter_as_many_users() {
    let town = Town::open();
    let mut wanted = wish("control").to_vec();
    wanted.push(("add-on-web-filter", "yes"));
    let bought = town.first_order(&wanted);
    // 240, and the filter 90.
    assert_eq!(bought.order["quote"]["net_minor"], 33_000);
    let gateway = Product::of("control");
    let licence = gateway.registers(&town, (bought.key(), &[]));
    assert_eq!(
        (licence.users, licence.add_ons[0].users, licence.add_ons[0].id.as_str()),
        (5, 5, "web-filter")
    );
    p2_devices_take_further_users(&licence);
    let pack = town.order(&[("kind", "users"), ("licence", &bought.licence()), ("users", "5")]);
    let licence = gateway.registers(&town, (bought.key(), &[pack.key()]));
    assert_eq!((licence.users, licence.add_ons[0].users), (10, 10), "P10: in one step");
    d14_another_number_is_refused_whole(&town, (&gateway, &bought));
}

fn p2_devices_take_further_users(licence: &Licence) {
    let devices = |number: u8| (1..=number).map(|at| Device::at([10, 0, 0, at].into())).collect::<Vec<_>>();
    let administrator = Item { kind: Kind::Administrator, ..person("admin") };
    let guest = Item { kind: Kind::Guest, ..person("bezoek") };
    let busy = |number: u8| Item { devices: devices(number), ..person("anna") };
    let number = |items: &[Item]| count(&licence.rule, items).number;
    assert_eq!(number(std::slice::from_ref(&administrator)), 0, "the administrator is free");
    assert_eq!(number(&[administrator.clone(), guest.clone(), busy(5)]), 2, "a guest counts");
    assert_eq!(number(&[administrator, guest, busy(6)]), 3, "the sixth device takes one more");
    let four: Vec<Item> = ["b", "c", "d", "e"].map(person).to_vec();
    assert!(admit(&licence.rule, Limit::Users(licence.users), &four, &busy(5)).is_ok());
    assert!(admit(&licence.rule, Limit::Users(licence.users), &four, &busy(6)).is_err());
}

fn d14_another_number_is_refused_whole(town: &Town, (gateway, bought): (&Product, &Ordered)) {
    let uneven = json!({ "reason": "a trial of the rule", "grants": [
        { "kind": "users", "product": "control", "users": 5, "add_ons": { "web-filter": 10 } }] });
    let issued = town.staff("POST", "/api/v1/staff/licences", &uneven);
    let key = issued[0]["key"].as_str().unwrap();
    let (status, refused) = gateway.asks(town, (bought.key(), &[key]));
    assert_eq!((status, &refused["code"]), (422, &json!("add-on-users-differ")), "{refused}");
    let sentence = refused["detail"].as_str().unwrap();
    assert!(sentence.contains("20") && sentence.contains("15"), "both numbers: {sentence}");
    let whole = town.licence(&bought.licence());
    assert_eq!(
        (&whole["users"], &whole["add_ons"][0]["users"]),
        (&json!(10), &json!(10)),
        "nothing was taken"
    );
}

#[test]
fn licences_p3_an_exchange_has_three_extensions_for_each_user() {
    let town = Town::open();
    let bought = town.first_order(&wish("operator"));
    let licence = Product::of("operator").registers(&town, (bought.key(), &[]));
    let disabled = Item { disabled: true, ..person("bram") };
    assert_eq!(count(&licence.rule, &[person("anna"), disabled]).number, 2, "D3");
    assert_eq!(most_extensions(&licence.rule, licence.limit()), Some(15));
}

#[test]
fn licences_p4_accounts_of_a_workspace_count_and_its_administrator_is_free() {
    let town = Town::open();
    let bought = town.first_order(&wish("workspace"));
    let licence = Product::of("workspace").registers(&town, (bought.key(), &[]));
    let administrator = Item { kind: Kind::Administrator, ..person("admin") };
    assert_eq!(count(&licence.rule, &[administrator, person("anna"), person("bram")]).number, 2);
    let (status, refused) = Product::of("operator").asks(&town, (bought.key(), &[]));
    assert_eq!((status, &refused["code"]), (422, &json!("key-other-product")), "{refused}");
}
