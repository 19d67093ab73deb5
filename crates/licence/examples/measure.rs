//! How long the decisions take that a product makes all day. Run by `./bench/run licence`; prints JSON, times in
//! nanoseconds, medians of 51 rounds.

use hostler_licence::counting::{CountingRule, Item, Kind, count};
use hostler_licence::file::{Here, Licence};
use hostler_licence::keyring::{Keyring, RingKey};
use hostler_licence::signed::{SigningKey, key_id, public_text, sign};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 51;
const ACCOUNTS: usize = 10_000;

fn main() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = key.verifying_key();
    let ring = Keyring {
        key_id: key_id(&public),
        issued_at_ms: 0,
        number: 1,
        keys: vec![RingKey {
            public: public_text(&public),
            kinds: vec!["licence".into()],
            retired_at_ms: None,
            revoked_at_ms: None,
        }],
    };
    let file = sign(&licence(&key_id(&public)), &key);
    let items = accounts();

    let (signed, signature) = file.rsplit_once('.').expect("it was just signed");
    let signature = ed25519(signature);
    let bare = median(|| public.verify_strict(signed.as_bytes(), &signature).expect("it was just signed"));
    let verified = median(|| {
        let licence: Licence = ring.open(black_box(&file)).expect("it was just signed");
        let here = Here { product: "connect", machine: "k0", seen: &[], given_up: &[], revocations: None };
        licence.fits(&here).expect("it is for here");
    });
    let counted = median(|| assert_eq!(count(&rule(), black_box(&items)).number, 9_001));
    println!(
        "{}",
        serde_json::json!({ "file_bytes": file.len(), "accounts": ACCOUNTS, "bare_ed25519_ns": bare,
            "verify_file_ns": verified, "count_ns": counted })
    );
}

fn median<T>(mut work: impl FnMut() -> T) -> u128 {
    let mut times: Vec<u128> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            black_box(work());
            begun.elapsed().as_nanos()
        })
        .collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}

fn ed25519(text: &str) -> ed25519_dalek::Signature {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).expect("base64url");
    ed25519_dalek::Signature::from_slice(&bytes).expect("64 bytes")
}

/// The administrator and 9,000 mailboxes, one in nine of them switched off, and 999 aliases.
fn accounts() -> Vec<Item> {
    let item = |number: usize| match number {
        0 => Item { kind: Kind::Administrator, ..Item::account("acc_0") },
        number if number < 9_001 => {
            Item { disabled: number.is_multiple_of(9), ..Item::account(format!("acc_{number}")) }
        }
        number => Item::plain(format!("alias_{number}"), Kind::Alias),
    };
    (0..ACCOUNTS).map(item).collect()
}

fn rule() -> CountingRule {
    serde_json::from_value(serde_json::json!({
        "product": "connect", "holding": "licence", "version": 1, "counts": "mailbox",
        "source": { "requirement": "P1", "sentence": "Each mailbox counts." },
        "disabled": "counts", "administrator": "counts",
    }))
    .expect("a rule")
}

fn licence(key_id: &str) -> Licence {
    serde_json::from_value(serde_json::json!({
        "key_id": key_id, "issued_at_ms": 0, "serial": 1, "licence": "lic_bakery", "number": "L-000042",
        "vendor": "Hostler", "holder": "Bakkerij de Vries", "product": "connect", "edition": "standard",
        "price_class": "standard", "machines": ["k0"], "users": 10000,
        "add_ons": [{ "id": "antivirus", "users": 10000 }], "bought": "2026-03-01", "parts_of_base": [],
        "maintenance": { "first_day": "2026-03-01", "last_day": "2027-02-28", "zone": "Europe/Amsterdam" },
        "schemes": [], "rule": rule(),
    }))
    .expect("a licence")
}
