//! B7, bad input: what a server may not say to the platform, said with its own credential.

use crate::stage::{PASSWORD, Server, Stage, code, wire};
use hostler_wire::bootstrap::{Holding, Hosted};
use hostler_wire::{Bootstrap, Entry, What};
use serde_json::{Value, json};

fn created(last: &Entry, server: &str, at_ms: i64) -> Entry {
    let what = What::Created { account: "acc_ghost".into(), address: "ghost@bakkerij.example".into() };
    Entry::after(Some(last), server, at_ms, what)
}

#[test]
fn b7_a_forged_or_disordered_journal_is_refused() {
    let stage = Stage::open();
    let (_, bakery, console) = stage.customer_with_server("anna", "bakkerij");
    console.add_domain("bakkerij.example");
    console.create_mailbox("anna@bakkerij.example", PASSWORD);
    let written = bakery.delivered();
    let before = stage.readings(&bakery);
    let last = stage.last_entry(&bakery);
    let (own, at_ms) = (bakery.bootstrap(), last.at_ms);
    let next = created(&last, &bakery.id, at_ms);
    let far = Entry { number: last.number + 2, ..next.clone() };
    let second = created(&next, &bakery.id, at_ms);
    let with_hash = |mut entry: Entry| {
        entry.hash = entry.digest();
        entry
    };
    let refused: [(&str, Value, (u16, &str)); 8] = [
        (
            "changed after it was hashed",
            json!([Entry { at_ms: at_ms + 1, ..next.clone() }]),
            (422, "journal-broken"),
        ),
        ("a number too far", json!([with_hash(far)]), (409, "journal-gap")),
        ("out of order", json!([second, next]), (409, "journal-gap")),
        (
            "before the one before",
            json!([with_hash(Entry { at_ms: at_ms - 60_000, ..next.clone() })]),
            (422, "journal-broken"),
        ),
        ("in the future", json!([created(&last, &bakery.id, at_ms + 86_400_000)]), (422, "journal-future")),
        (
            "another past",
            json!([with_hash(Entry { previous: "0".repeat(64), ..next.clone() })]),
            (409, "journal-fork"),
        ),
        (
            "an entry of old, rewritten",
            json!([with_hash(Entry { at_ms: at_ms + 1, ..last.clone() })]),
            (409, "journal-fork"),
        ),
        (
            "another server's",
            json!([created(&last, "srv_01890000-0000-7000-8000-000000000000", at_ms)]),
            (403, "journal-foreign"),
        ),
    ];
    for (what, entries, expect) in refused {
        let answer = wire::deliver(&bakery, &own, &json!({ "entries": entries }));
        assert_eq!(code(&answer), (expect.0, expect.1.to_string()), "{what}: {answer:?}");
        assert!(answer.1["detail"].as_str().is_some_and(|sentence| sentence.len() > 10), "{answer:?}");
        assert_eq!(stage.readings(&bakery), before, "{what}");
    }
    strangers_are_refused(&bakery, &own, &next);

    // A repeat is taken, and counted once.
    let answer = wire::deliver(&bakery, &own, &json!({ "entries": [last] }));
    assert_eq!(answer, (200, json!({ "acknowledged": written })));
    assert_eq!(stage.readings(&bakery), before);
}

fn strangers_are_refused(bakery: &Server, own: &Bootstrap, next: &Entry) {
    let nonsense = wire::deliver(bakery, own, &json!({ "entries": "all of them" }));
    assert_eq!(code(&nonsense), (422, "journal-malformed".into()));
    let hosted = Hosted { credential: "0".repeat(64), ..own.hosted().unwrap().clone() };
    let stranger = Bootstrap { holding: Holding::Hosted(hosted), ..own.clone() };
    let answer = wire::deliver(bakery, &stranger, &json!({ "entries": [next] }));
    assert_eq!(code(&answer), (401, "journal-credential".into()));
}
