//! L14: the same by program, and who sees what.

use super::*;
use crate::accounts::Role;
use crate::portal;
use crate::testing::{Browser, customer, on_each_engine, person};
use axum::Router;
use serde_json::json;
use std::sync::Arc;

fn portal(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new().fallback_service(portal::router(app.clone()))
}

/// A machine looks a key up and registers it.
async fn registered_by(visitor: &Browser, machine: &Box, key: &str) -> Registered {
    let found = visitor.api("POST", "/api/v1/registration/keys", &json!({ "key": key })).await.json();
    assert_eq!((&found["state"], &found["grant"]["users"]), (&json!("free"), &json!(5)));
    let request = machine.signs(&machine.asks(key, &[]));
    let answer = visitor.text("/api/v1/registration", &request).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_value(answer.json()).unwrap()
}

/// The machine hands in its receipt, and holds the licence no more.
async fn given_up_by(visitor: &Browser, machine: &Box, licence: &str) {
    let receipt = machine.receipt(licence, 1, 5_000);
    let freed = visitor.text("/api/v1/registration/receipts", &receipt).await.json();
    assert_eq!(freed["outcome"], "freed");
    let check = visitor.api("POST", "/api/v1/registration/checks", &machine.check(licence, 1)).await;
    assert_eq!(check.json()["standing"], "not-here");
}

#[tokio::test]
async fn l14_a_licence_lives_by_program() {
    on_each_engine(|app| async move {
        let (bakery, anna) = customer(&app, "anna").await;
        let (_, bram) = customer(&app, "bram").await;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let (visitor, anna, bram, sofie) = (
            Browser::visitor(&app, portal(&app)),
            Browser::of(&app, portal(&app), &anna).await,
            Browser::of(&app, portal(&app), &bram).await,
            Browser::of(&app, portal(&app), &sofie).await,
        );
        let grants = json!([{ "kind": "base", "product": "connect", "users": 5 }]);
        let wanted = json!({ "customer": bakery.id, "reason": "for the fair", "grants": grants });
        let made = sofie.api("POST", "/api/v1/staff/licences", &wanted).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let key = made.json()[0]["key"].as_str().unwrap().to_string();

        let mail = Box::new(1);
        let answer = registered_by(&visitor, &mail, &key).await;
        let ring = visitor.get("/api/v1/registration/keyring").await.text();
        keyring(&app, &ring).await.open::<file::Licence>(&answer.licence_file).unwrap();

        let path = format!("/api/v1/licences/{}", answer.number);
        let shown = anna.get(&path).await.json();
        assert_eq!((&shown["users"], &shown["machines"][0]["host"]), (&json!(5), &json!(mail.host)));
        assert_eq!(shown["explanation"][0]["because"], "users");
        let whole = format!("{}\n{}\n{}\n", answer.keyring, answer.revocations, answer.licence_file);
        assert_eq!(
            anna.get(&format!("{path}/file")).await.text(),
            whole,
            "all that an offline machine needs"
        );
        assert_eq!(bram.get(&path).await.status, 404, "another customer's");
        assert_eq!(bram.get("/api/v1/licences").await.json(), json!([]));
        let of_bram = bram.get(&format!("/api/v1/keys/{key}")).await.json();
        assert_eq!(of_bram["licence"]["host"], json!(null));
        for search in ["L-000001", "bakkerij", "mail1", &key[24..]] {
            let list = sofie.get(&format!("/api/v1/staff/licences?q={search}")).await.json();
            assert_eq!(list["total"], 1, "{search}");
        }
        let due = sofie.get("/api/v1/staff/licences/expiry?from=2027-09-01&to=2027-09-30").await.json();
        assert_eq!(due.as_array().map(Vec::len), Some(1));

        given_up_by(&visitor, &mail, &answer.licence).await;
        let events = anna.get(&format!("/api/v1/events?subject={}", answer.licence)).await.json();
        let mut kinds: Vec<&str> = events["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["kind"].as_str().unwrap())
            .collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["licence.issued", "licence.registered", "licence.released"]);
    })
    .await;
}

#[tokio::test]
async fn l6_nobody_guesses_keys() {
    on_each_engine(|app| async move {
        let visitor = Browser::visitor(&app, portal(&app));
        let guess = async |seed: u8| {
            let key = hostler_licence::key::Key::from_random(&[seed; 42]).to_string();
            let told = visitor.api("POST", "/api/v1/registration/keys", &json!({ "key": key })).await;
            told.json()["code"].as_str().unwrap_or_default().to_string()
        };
        for seed in 0..60 {
            assert_eq!(guess(seed).await, "key-unknown");
        }
        assert_eq!(guess(99).await, "too-many-attempts");
    })
    .await;
}

#[tokio::test]
async fn l6_a_mistyped_key_is_told_in_words() {
    on_each_engine(|app| async move {
        let visitor = Browser::visitor(&app, portal(&app));
        let right = hostler_licence::key::Key::from_random(&[1; 42]).to_string();
        let first = if right.starts_with('A') { "C" } else { "A" };
        let typed = format!("{first}{}", &right[1..]);
        let told = visitor.api("POST", "/api/v1/registration/keys", &json!({ "key": typed })).await;
        let told = told.json();
        assert_eq!((&told["code"], &told["args"]["suggestion"]), (&json!("key-mistyped"), &json!(right)));
        let sentence = told["detail"].as_str().unwrap();
        assert!(sentence.contains(&right) && sentence.contains("place"), "{sentence}");
    })
    .await;
}

#[tokio::test]
async fn l13_a_withdrawal_counts_at_the_very_next_check() {
    on_each_engine(|app| async move {
        let (bakery, _) = customer(&app, "anna").await;
        let sofie = person(&app, None, "Sofie", Role::Staff).await;
        let (visitor, sofie) =
            (Browser::visitor(&app, portal(&app)), Browser::of(&app, portal(&app), &sofie).await);
        let keys = issued(&app, &bakery, &[base()]).await;
        let mail = Box::new(1);
        let answer = mail.registers(&app, &text(&keys[0]), &[]).await.unwrap();
        let asks = Check { keyring: 1, revocations: 1, ..mail.check(&answer.licence, 1) };
        let standing = async || {
            let told = visitor.api("POST", "/api/v1/registration/checks", &asks).await.json();
            told["standing"].as_str().unwrap_or_default().to_string()
        };
        assert_eq!([standing().await, standing().await], ["current", "current"]);
        let path = format!("/api/v1/staff/licences/{}", answer.number);
        for (verb, expect) in [("revoke", "revoked"), ("restore", "newer")] {
            let done = sofie.api("POST", &format!("{path}/{verb}"), &json!({ "reason": "not paid" })).await;
            assert_eq!(done.status, 200, "{}", done.text());
            assert_eq!([standing().await, standing().await], [expect, expect]);
        }
    })
    .await;
}
