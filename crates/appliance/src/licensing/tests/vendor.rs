//! The vendor's platform as far as this product meets it, on this machine's loopback; and what is made of its answers.

use super::stage::{BASE, USERS};
use super::stage::{Bakery, DAY_MS, key, keyring, owner, revocations, signer, typed};
use crate::licensing::{Answered, Refusal, Wish, check, leave, notes, register, send_receipt};
use crate::testing::{Server, each};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use hostler_kit::db::Db;
use hostler_kit::http::Refuse;
use hostler_licence::file::Licence;
use hostler_licence::ledger::{Because, GrantKind};
use hostler_licence::registration::{GivenUp, Receipt, Request, open};
use hostler_licence::signed::sign;
use hostler_wire::registration::{
    Brings, CHECKS, Check, Checked, KEYS, KeyFound, KeyQuestion, KeyState, Outcome, RECEIPTS, REGISTER,
    Registered, Released, Standing, Told,
};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// What the vendor will do.
pub struct Vendor {
    pub up: bool,
    /// Signed for whoever asks.
    pub licence: Option<Licence>,
    pub keyring: String,
    pub revocations: String,
    pub standing: Standing,
    /// What it was asked.
    pub requests: Vec<Request>,
    pub receipts: Vec<Receipt>,
    pub checks: Vec<Check>,
    /// Answers with a nonce that nobody sent.
    pub confused: bool,
}

pub type Shared = Arc<Mutex<Vendor>>;

fn refusal(code: &str, sentence: &str) -> Response {
    let body = json!({
        "type": format!("about:blank#{code}"), "title": "Conflict", "status": 409, "code": code, "detail": sentence,
    });
    (StatusCode::CONFLICT, Json(body)).into_response()
}

async fn keys(State(vendor): State<Shared>, headers: HeaderMap, Json(asked): Json<KeyQuestion>) -> Response {
    if !vendor.lock().unwrap().up {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let dutch = headers["accept-language"] == "nl";
    let kind = match &asked.key {
        key if *key == typed(&BASE) => GrantKind::Base,
        key if *key == typed(&USERS) => GrantKind::Users,
        _ if dutch => return refusal("key-unknown", "Deze sleutel is nooit verkocht."),
        _ => return refusal("key-unknown", "This key was never sold."),
    };
    let grant = Brings {
        kind,
        product: "connect".into(),
        edition: "standard".into(),
        price_class: "standard".into(),
        users: 5,
        add_ons: [].into(),
        years: 0,
    };
    let hint = asked.key[asked.key.len() - 5..].to_string();
    Json(KeyFound { id: "id".into(), hint, state: KeyState::Free, grant, licence: None }).into_response()
}

async fn requests(State(vendor): State<Shared>, text: String) -> Response {
    let mut vendor = vendor.lock().unwrap();
    if !vendor.up {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let request: Request = open(&text).expect("signed by the machine itself");
    let nonce = if vendor.confused { "another".to_string() } else { request.nonce.clone() };
    vendor.requests.push(request);
    let Some(licence) = &vendor.licence else {
        return refusal("licence-held", "Another machine holds this licence.");
    };
    let on = jiff::civil::date(2026, 11, 3);
    let because = Because::Registered { on, last_day: licence.maintenance.last_day };
    Json(Registered {
        nonce,
        licence: licence.licence.clone(),
        number: licence.number.clone(),
        serial: licence.serial,
        licence_file: sign(licence, &signer()),
        keyring: vendor.keyring.clone(),
        revocations: vendor.revocations.clone(),
        explanation: vec![
            Told { because, hint: Some("ABCDE".into()) },
            Told { because: Because::Users { key: "k".into(), on, added: 5, users: 15 }, hint: None },
        ],
    })
    .into_response()
}

async fn receipts(State(vendor): State<Shared>, text: String) -> Response {
    let mut vendor = vendor.lock().unwrap();
    if !vendor.up {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let receipt: Receipt = open(&text).expect("signed by the machine itself");
    let licence = receipt.licence.clone();
    vendor.receipts.push(receipt);
    Json(Released { licence, number: "L-000042".into(), outcome: Outcome::Freed }).into_response()
}

async fn checks(State(vendor): State<Shared>, Json(asked): Json<Check>) -> Response {
    let mut vendor = vendor.lock().unwrap();
    if !vendor.up {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let newer = vendor.licence.as_ref().filter(|licence| licence.serial > asked.serial);
    let answer = Checked {
        standing: vendor.standing,
        licence_file: newer.map(|licence| sign(licence, &signer())),
        revocations: Some(vendor.revocations.clone()),
        keyring: Some(vendor.keyring.clone()),
    };
    vendor.checks.push(asked);
    Json(answer).into_response()
}

/// The bakery and a vendor that answers.
pub async fn met(db: Db) -> (Bakery, Shared) {
    let vendor = Arc::new(Mutex::new(Vendor {
        up: true,
        licence: None,
        keyring: keyring(1),
        revocations: revocations(1, &[]),
        standing: Standing::Current,
        requests: Vec::new(),
        receipts: Vec::new(),
        checks: Vec::new(),
        confused: false,
    }));
    let router = Router::new()
        .route(KEYS, post(keys))
        .route(REGISTER, post(requests))
        .route(RECEIPTS, post(receipts))
        .route(CHECKS, post(checks))
        .with_state(vendor.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let portal = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (Bakery::at(db, &portal).await, vendor)
}

pub fn wish() -> Wish {
    Wish { base_key: typed(&BASE), further_keys: vec![typed(&USERS)], owner: owner(), partner: None }
}

async fn registered(bakery: &Bakery, vendor: &Shared) {
    vendor.lock().unwrap().licence = Some(bakery.licence(1));
    register(bakery.app(), &Server::anna(), &wish(), "en").await.unwrap();
}

#[tokio::test]
async fn l7_registering_over_the_network_says_who_and_where() {
    each(|db| async move {
        let (bakery, vendor) = met(db).await;
        let refused = register(bakery.app(), &Server::anna(), &wish(), "en").await.unwrap_err();
        assert_eq!(
            (refused.code(), refused.args()["sentence"].as_str()),
            ("vendor-refused", "Another machine holds this licence.")
        );
        registered(&bakery, &vendor).await;
        assert!(bakery.stand().in_force().is_some());
        let request = vendor.lock().unwrap().requests[1].clone();
        assert_eq!((request.product.as_str(), request.key_id), ("connect", bakery.stand().machine.clone()));
        assert_eq!(request.further_keys, [typed(&USERS)]);
        assert_eq!(
            (request.machine.system.as_str(), request.owner),
            ("Debian GNU/Linux 12 (bookworm)", owner())
        );
        let notes = notes(bakery.app()).await.unwrap();
        assert_eq!((notes.hints.len(), notes.explanation.len()), (2, 2));
    })
    .await;
}

#[tokio::test]
async fn l12_what_the_vendors_address_says_counts_only_signed_and_in_answer() {
    each(|db| async move {
        let (bakery, vendor) = met(db).await;
        let wrong = async |change: fn(&mut Vendor)| {
            {
                let mut vendor = vendor.lock().unwrap();
                vendor.licence = Some(bakery.licence(1));
                (vendor.keyring, vendor.confused) = (keyring(1), false);
                change(&mut vendor);
            }
            let refused = register(bakery.app(), &Server::anna(), &wish(), "en").await.unwrap_err();
            assert!(bakery.look().await.in_force().is_none());
            refused.code()
        };
        assert_eq!(wrong(|vendor| vendor.confused = true).await, "vendor-nonsense");
        let forged = |vendor: &mut Vendor| vendor.keyring = sign(&super::stage::ring(1), &key(9));
        assert_eq!(wrong(forged).await, "file-altered");
        assert_eq!(
            wrong(|vendor| vendor.licence.as_mut().unwrap().machines.clear()).await,
            "licence-other-machine"
        );
        assert_eq!(wrong(|vendor| vendor.up = false).await, "vendor-unreachable");
    })
    .await;
}

#[tokio::test]
async fn l12_ninety_days_without_the_vendor_end_nothing() {
    each(|db| async move {
        let (bakery, vendor) = met(db).await;
        registered(&bakery, &vendor).await;
        vendor.lock().unwrap().up = false;
        for _ in 0..90 {
            bakery.after_days(1).await;
            assert!(matches!(check(bakery.app(), "en").await.unwrap(), Answered::Not(_)));
            assert!(bakery.stand().in_force().is_some());
        }
        let unanswered = notes(bakery.app()).await.unwrap().unanswered.unwrap();
        assert_eq!(unanswered.at_ms, bakery.own.clock.now_ms());
        vendor.lock().unwrap().up = true;
        assert_eq!(check(bakery.app(), "en").await.unwrap(), Answered::UpToDate);
        assert_eq!(notes(bakery.app()).await.unwrap().unanswered, None);
    })
    .await;
}

#[tokio::test]
async fn l12_a_check_brings_newer_files_and_withdrawals() {
    each(|db| async move {
        let (bakery, vendor) = met(db).await;
        assert_eq!(
            check(bakery.app(), "en").await.unwrap(),
            Answered::NothingToAsk,
            "on trial nobody is asked"
        );
        registered(&bakery, &vendor).await;
        {
            let mut vendor = vendor.lock().unwrap();
            vendor.licence = Some(Licence { users: 20, add_ons: vec![], ..bakery.licence(2) });
            vendor.standing = Standing::Newer;
        }
        assert_eq!(check(bakery.app(), "en").await.unwrap(), Answered::Newer);
        assert_eq!(bakery.stand().in_force().map(|one| one.users), Some(20));
        vendor.lock().unwrap().standing = Standing::NotHere;
        assert_eq!(check(bakery.app(), "en").await.unwrap(), Answered::NotHere);
        assert!(
            bakery.stand().not_here && bakery.stand().in_force().is_some(),
            "an unsigned word locks nothing"
        );
        {
            let mut vendor = vendor.lock().unwrap();
            vendor.standing = Standing::Revoked;
            vendor.revocations = revocations(2, &[("lic_bakery", 2)]);
        }
        assert_eq!(check(bakery.app(), "en").await.unwrap(), Answered::Revoked);
        assert_eq!(bakery.stand().locked().map(|why| why.code()), Some("licence-revoked"));
        let asked = vendor.lock().unwrap().checks.clone();
        let numbers: Vec<_> =
            asked.iter().map(|check| (check.serial, check.revocations, check.keyring)).collect();
        assert_eq!(numbers, [(1, 1, 1), (2, 1, 1), (2, 1, 1)]);
    })
    .await;
}

#[tokio::test]
async fn l12_the_vendors_word_heals_a_clock_that_had_run_wild() {
    each(|db| async move {
        let (bakery, vendor) = met(db).await;
        let now_ms = bakery.own.clock.now_ms();
        bakery.after_days(4_000).await;
        let hostler_kit::time::Clock::Fixed(at) = &bakery.own.clock else { panic!("a clock of tests") };
        at.store(now_ms, std::sync::atomic::Ordering::SeqCst);
        assert_eq!(bakery.look().await.set_back_ms, Some(4_000 * DAY_MS));
        registered(&bakery, &vendor).await;
        assert_eq!((bakery.look().await.set_back_ms, bakery.stand().now_ms), (None, now_ms));
    })
    .await;
}

#[tokio::test]
async fn l8_a_receipt_is_handed_in_and_waits_until_it_is() {
    each(|db| async move {
        let (bakery, vendor) = met(db).await;
        registered(&bakery, &vendor).await;
        vendor.lock().unwrap().up = false;
        let receipt = leave(bakery.app(), &Server::anna(), GivenUp::Moved).await.unwrap();
        let refused = send_receipt(bakery.app(), "en").await.unwrap_err();
        assert_eq!(refused.code(), "vendor-unreachable");
        assert_eq!(notes(bakery.app()).await.unwrap().receipt, Some(receipt.clone()));
        vendor.lock().unwrap().up = true;
        assert!(send_receipt(bakery.app(), "en").await.unwrap().sent_at_ms.is_some());
        send_receipt(bakery.app(), "en").await.unwrap();
        let taken = vendor.lock().unwrap().receipts.clone();
        assert_eq!(taken.len(), 2);
        assert_eq!((taken[0].serial, taken[0].reason, &taken[0]), (1, GivenUp::Moved, &taken[1]));
        registered_again(&bakery, &vendor).await;
        assert!(matches!(
            send_receipt(bakery.app(), "en").await,
            Err(crate::licensing::LicensingError::Refused(Refusal::NoReceipt))
        ));
    })
    .await;
}

/// The licence comes back with the next serial.
async fn registered_again(bakery: &Bakery, vendor: &Shared) {
    vendor.lock().unwrap().licence = Some(bakery.licence(2));
    let stand = register(bakery.app(), &Server::anna(), &wish(), "en").await.unwrap();
    assert!(stand.in_force().is_some());
}
