//! The public vectors in `vectors/`: written by this program with `UPDATE_VECTORS=1`, and else compared with what it
//! says today. `vectors/verify.py` checks them from the outside, in another language and with another library.

use hostler_licence::counting::{CountingRule, Holding};
use hostler_licence::file::{AddOn, Licence, Maintenance, Revocations, Revoked};
use hostler_licence::key::{ALPHABET, BadKey, Key, RANDOM};
use hostler_licence::keyring::{Keyring, RingKey};
use hostler_licence::ledger::{Grant, GrantKind, Ledger, pro_rata};
use hostler_licence::registration::{self, GivenUp, Machine, Owner, Receipt, Request};
use hostler_licence::release::{Certificate, Manifest, Package};
use hostler_licence::signed::{Document, SigningKey, key_id, public_text, sign};
use hostler_licence::standing::{Facts, standing};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::path::Path;

fn pinned(name: &str, value: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name);
    let text = format!("{}\n", serde_json::to_string_pretty(value).unwrap());
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == text, "{name} differs from what this program says; UPDATE_VECTORS=1 writes it anew");
}

fn signing(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn id(seed: u8) -> String {
    key_id(&signing(seed).verifying_key())
}

#[test]
fn keys() {
    let key = |seed: u8| {
        let mut random = [0; RANDOM];
        random.iter_mut().zip(1u8..).for_each(|(byte, at)| *byte = at.wrapping_mul(seed).wrapping_add(seed));
        Key::from_random(&random)
    };
    let swapped = |text: &str, places: &[(usize, &str)]| {
        let mut typed = text.to_string();
        places.iter().for_each(|(at, with)| typed.replace_range(*at..at + 1, with));
        typed
    };
    let good: Vec<String> = (3..8).map(|seed| key(seed).to_string()).collect();
    let mut typed = good.clone();
    typed.push(good[0].to_lowercase().replace('-', " "));
    typed.push(swapped(&good[1], &[(3, if &good[1][3..4] == "X" { "Y" } else { "X" })]));
    typed.push(swapped(&good[2], &[(0, "Z"), (20, "Q")]));
    typed.push(swapped(&good[3], &[(0, "Z"), (8, "Q"), (20, "W"), (26, "7")]));
    typed.extend([
        good[4][..28].to_string(),
        format!("{}2", good[4]),
        swapped(&good[4], &[(7, "O")]),
        " - ".into(),
    ]);
    let cases: Vec<Value> = typed.iter().map(|typed| read(typed)).collect();
    pinned("keys.json", &json!({ "alphabet": ALPHABET, "cases": cases }));
}

fn read(typed: &str) -> Value {
    match typed.parse::<Key>() {
        Ok(key) => json!({ "typed": typed, "key": key.to_string(), "id": key.id() }),
        Err(BadKey::Mistyped { positions, suggestion }) => json!({
            "typed": typed, "refused": "key-mistyped", "positions": positions, "suggestion": suggestion,
        }),
        Err(bad) => json!({ "typed": typed, "refused": bad.code() }),
    }
}

fn rule() -> CountingRule {
    serde_json::from_value(json!({
        "product": "connect", "holding": Holding::Licence, "version": 1, "counts": "mailbox",
        "source": { "requirement": "P1", "sentence": "Each mailbox counts." },
        "disabled": "counts", "administrator": "counts",
    }))
    .unwrap()
}

fn licence(signer: u8, issued_at_ms: i64) -> Licence {
    Licence {
        key_id: id(signer),
        issued_at_ms,
        serial: 3,
        licence: "lic_bakery".into(),
        number: "L-000042".into(),
        vendor: "Hostler".into(),
        holder: "Bakkerij de Vries".into(),
        product: "connect".into(),
        edition: "standard".into(),
        price_class: "edu".into(),
        machines: vec![registration::identity(&signing(7)).0],
        users: 15,
        add_ons: vec![AddOn { id: "antivirus".into(), users: 15 }],
        bought: date(2026, 3, 1),
        parts_of_base: vec![],
        maintenance: Maintenance {
            first_day: date(2026, 3, 1),
            last_day: date(2027, 2, 28),
            zone: "Europe/Amsterdam".into(),
        },
        schemes: vec!["fstek".into()],
        rule: rule(),
    }
}

const RETIRED_AT_MS: i64 = 1_772_400_000_000;

fn keyring() -> Keyring {
    let ring_key = |seed: u8, kinds: &[&str], retired_at_ms, revoked_at_ms| RingKey {
        public: public_text(&signing(seed).verifying_key()),
        kinds: kinds.iter().map(|kind| kind.to_string()).collect(),
        retired_at_ms,
        revoked_at_ms,
    };
    let keys = vec![
        ring_key(2, &["licence", "revocations"], None, None),
        ring_key(3, &["release"], None, None),
        ring_key(4, &["licence"], Some(RETIRED_AT_MS), None),
        ring_key(5, &["licence"], None, Some(RETIRED_AT_MS)),
    ];
    Keyring { key_id: id(1), issued_at_ms: RETIRED_AT_MS, number: 4, keys }
}

fn request() -> Request {
    let (key_id, public_key) = registration::identity(&signing(7));
    Request {
        key_id,
        issued_at_ms: 1_772_500_000_000,
        public_key,
        nonce: "0011223344556677".into(),
        product: "connect".into(),
        version: "10.0.2".into(),
        base_key: Key::from_random(&[9; RANDOM]).to_string(),
        further_keys: vec![],
        owner: Owner {
            company: "Bakkerij de Vries".into(),
            name: "Anna de Vries".into(),
            email: "anna@bakkerijdevries.example".into(),
            country: "NL".into(),
            language: "nl".into(),
        },
        machine: Machine {
            host: "mail.bakkerijdevries.example".into(),
            system: "Debian GNU/Linux 12 (bookworm)".into(),
            hardware: "x86_64, 4 cores, 8 GB".into(),
            fingerprint: "00112233445566778899aabbccddeeff".into(),
            zone: "Europe/Amsterdam".into(),
        },
        partner: None,
    }
}

fn receipt() -> Receipt {
    let (key_id, public_key) = registration::identity(&signing(7));
    Receipt {
        key_id,
        issued_at_ms: 1_772_600_000_000,
        public_key,
        licence: "lic_bakery".into(),
        serial: 3,
        reason: GivenUp::Moved,
    }
}

fn manifest() -> Manifest {
    Manifest {
        key_id: id(3),
        issued_at_ms: 1_772_700_000_000,
        product: "connect".into(),
        version: "10.0.2".into(),
        released: date(2026, 3, 5),
        security: true,
        certificates: vec![Certificate { scheme: "fstek".into(), number: "4242".into() }],
        package: Package {
            file: "hostler-connect_10.0.2_amd64.deb".into(),
            bytes: 40,
            sha256: "0".repeat(64),
        },
        notes: [("en".to_string(), "A hole is mended.".to_string())].into(),
    }
}

fn revocations() -> Revocations {
    let revoked = vec![Revoked { licence: "lic_bakery".into(), up_to_serial: 3, reason: "returned".into() }];
    Revocations { key_id: id(2), issued_at_ms: 1_772_800_000_000, number: 1, revoked }
}

/// Signed by the vendor, or by a machine.
fn told<D: Document>(name: &str, text: &str) -> Value {
    let opened = match D::KIND {
        "request" | "receipt" => registration::open::<D>(text),
        _ => keyring().open::<D>(text),
    };
    match opened {
        Ok(document) => json!({ "name": name, "kind": D::KIND, "text": text, "says": document }),
        Err(bad) => json!({ "name": name, "kind": D::KIND, "text": text, "refused": bad.code() }),
    }
}

#[test]
fn documents() {
    let good = sign(&licence(2, 1_772_500_000_000), &signing(2));
    let mut bit = good.clone().into_bytes();
    bit[200] ^= 1;
    let bit = String::from_utf8(bit).unwrap();
    let early = sign(&licence(4, RETIRED_AT_MS - 1), &signing(4));
    let late = sign(&licence(4, RETIRED_AT_MS), &signing(4));
    let withdrawn = sign(&licence(5, 1), &signing(5));
    let cases = vec![
        told::<Licence>("a licence file", &good),
        told::<Licence>("wrapped by mail", &format!("{}\n {}", &good[..80], &good[80..])),
        told::<Licence>("one bit altered", &bit),
        told::<Licence>("cut short", &good[..good.len() - 20]),
        told::<Licence>("of a newer form", &good.replacen("-1.", "-2.", 1)),
        told::<Licence>("signed before its key was retired", &early),
        told::<Licence>("signed after its key was retired", &late),
        told::<Licence>("signed by a key that was withdrawn", &withdrawn),
        told::<Licence>("signed by nobody we know", &sign(&licence(6, 1), &signing(6))),
        told::<Licence>("signed by a key for releases", &sign(&licence(3, 1), &signing(3))),
        told::<Licence>("a receipt", &sign(&receipt(), &signing(7))),
        told::<Manifest>("a release", &sign(&manifest(), &signing(3))),
        told::<Revocations>("revocations", &sign(&revocations(), &signing(2))),
        told::<Request>("a request file", &sign(&request(), &signing(7))),
        told::<Receipt>("a receipt", &sign(&receipt(), &signing(7))),
        told::<Receipt>("a receipt by another machine", &sign(&receipt(), &signing(8))),
    ];
    pinned(
        "documents.json",
        &json!({
            "root": public_text(&signing(1).verifying_key()),
            "keyring": sign(&keyring(), &signing(1)),
            "cases": cases,
        }),
    );
}

fn grant(key: &str, kind: GrantKind, (users, years): (i64, i64), antivirus: i64) -> Grant {
    Grant {
        key: key.into(),
        kind,
        product: "connect".into(),
        edition: "standard".into(),
        price_class: "standard".into(),
        users,
        add_ons: if antivirus == 0 { [].into() } else { [("antivirus".to_string(), antivirus)].into() },
        years,
    }
}

#[test]
fn ledger() {
    let base = |antivirus| grant("base", GrantKind::Base, (5, 0), antivirus);
    let pack = |key, antivirus| grant(key, GrantKind::Users, (5, 0), antivirus);
    let renewal = |key, years| grant(key, GrantKind::Renewal, (0, years), 0);
    let sets = [
        (date(2026, 3, 1), vec![base(0)]),
        (date(2024, 2, 29), vec![base(0)]),
        (date(2024, 2, 29), vec![base(0), renewal("r1", 1), renewal("r2", 2)]),
        (date(2026, 3, 1), vec![base(0), pack("p1", 0), pack("p1", 0), renewal("r1", 1), renewal("r1", 1)]),
        (date(2026, 3, 1), vec![base(5), pack("p1", 5)]),
        (date(2026, 3, 1), vec![base(5), pack("p1", 0)]),
        (date(2026, 3, 1), vec![base(0), grant("a", GrantKind::AddOn, (0, 0), 10)]),
        (date(2026, 3, 1), vec![pack("p1", 0)]),
    ];
    let case = |(day, grants): (Date, Vec<Grant>)| match Ledger::default().redeem(&grants, day) {
        Ok(ledger) => {
            let ledger = ledger.register(day);
            let maintenance = ledger.maintenance("Europe/Amsterdam").unwrap();
            json!({ "registered": day, "grants": grants, "users": ledger.users(), "add_ons": ledger.add_ons(),
                "last_day": maintenance.last_day })
        }
        Err(refused) => json!({ "registered": day, "grants": grants, "refused": refused.code() }),
    };
    let cases: Vec<Value> = sets.into_iter().map(case).collect();
    pinned("ledger.json", &json!({ "cases": cases, "pro_rata": pro_rata_cases() }));
}

fn pro_rata_cases() -> Vec<Value> {
    let charged = |(yearly, from, first_day, last_day): (i64, Date, Date, Date)| {
        let maintenance = Maintenance { first_day, last_day, zone: "UTC".into() };
        let charge = pro_rata(yearly, from, &maintenance);
        json!({ "yearly_minor": yearly, "from": from, "first_day": first_day, "last_day": last_day,
            "parts": charge.parts, "amount_minor": charge.amount_minor })
    };
    let first = date(2026, 3, 1);
    [
        (36_500, first, first, date(2027, 2, 28)),
        (825, date(2026, 9, 1), first, date(2027, 2, 28)),
        (825, date(2026, 9, 1), first, date(2029, 2, 28)),
        (825, date(2028, 2, 29), first, date(2028, 2, 29)),
        (825, date(2027, 3, 1), first, date(2027, 2, 28)),
        (1_000_001, date(2025, 12, 31), date(2024, 2, 29), date(2028, 2, 28)),
    ]
    .map(charged)
    .into()
}

#[test]
fn trials() {
    let case = |(zone, started, now): (&str, &str, &str)| {
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let facts = Facts {
            trial_started_at_ms: at(started),
            licence: None,
            ended: None,
            zone: &TimeZone::get(zone).unwrap(),
            now_ms: at(now),
        };
        json!({ "zone": zone, "started": started, "now": now, "standing": standing(&facts) })
    };
    let started = "2026-03-01T15:00:00Z";
    let cases: Vec<Value> = [
        ("Europe/Amsterdam", started, "2026-03-01T15:00:00Z"),
        ("Europe/Amsterdam", started, "2026-03-31T21:59:59Z"),
        ("Europe/Amsterdam", started, "2026-03-31T22:00:00Z"),
        ("Asia/Tokyo", started, "2026-04-01T14:59:59Z"),
        ("Asia/Tokyo", started, "2026-04-01T15:00:00Z"),
    ]
    .map(case)
    .into();
    pinned("trials.json", &json!({ "cases": cases }));
}

/// `./test` installs the other implementation's Python and says where it is.
#[test]
fn licences_the_vectors_hold_in_another_language() {
    let Some(python) = std::env::var_os("HOSTLER_TEST_PYTHON") else {
        assert!(std::env::var_os("CI").is_none(), "HOSTLER_TEST_PYTHON is not set: run this by ./test");
        eprintln!("NOT RUN: HOSTLER_TEST_PYTHON is not set; ./test installs PyNaCl and sets it");
        return;
    };
    for (script, last_line) in [("verify.py", "trials.json: 5 vectors hold"), ("counting.py", ", 0 wrong")] {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(script);
        let run = std::process::Command::new(&python).arg(script).output().unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success(), "{said}{}", String::from_utf8_lossy(&run.stderr));
        assert!(said.trim_end().ends_with(last_line), "{said}");
    }
}
