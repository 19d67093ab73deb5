//! Licences on both engines: the cast buys, registers, moves and quarrels.

mod api;
mod bad_input;
mod moving;
mod pages;
mod redeeming;
mod registering;
mod signing_keys;
mod warnings;

use super::{Arrives, Issue, Issued, Wish, issue, register};
use crate::accounts::Customer;
use crate::app::App;
use crate::events::Actor;
use crate::signing;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_licence::file;
use hostler_licence::keyring::Keyring;
use hostler_licence::ledger::GrantKind;
use hostler_licence::registration::{self, GivenUp, Owner, Receipt, Request};
use hostler_licence::signed::{SigningKey, Unverified, public_key, sign};
use hostler_wire::registration::{Check, Registered};
use std::collections::BTreeMap;

/// What somebody wants of Connect.
pub fn wish(kind: GrantKind, users: i64, years: i64) -> Wish {
    Wish {
        kind,
        product: "connect".into(),
        edition: "standard".into(),
        price_class: "standard".into(),
        users,
        add_ons: BTreeMap::new(),
        years,
        licence: None,
        arrives: Arrives::AsKey,
    }
}

/// A new licence for five.
pub fn base() -> Wish {
    wish(GrantKind::Base, 5, 0)
}

pub fn with_antivirus(wish: Wish, users: i64) -> Wish {
    Wish { add_ons: BTreeMap::from([("antivirus".into(), users)]), ..wish }
}

pub async fn try_issue(
    app: &App,
    customer: Option<&Customer>,
    wishes: &[Wish],
) -> Result<Vec<Issued>, Fault> {
    let wanted = Issue { customer, order: "lor_1", reason: "", zone: None, wishes };
    let mut tx = app.db.begin().await?;
    let issued = issue(app, &mut tx, &Actor::platform(), &wanted).await?;
    tx.commit().await?;
    Ok(issued)
}

pub async fn issued(app: &App, customer: &Customer, wishes: &[Wish]) -> Vec<Issued> {
    try_issue(app, Some(customer), wishes).await.expect("it is issued")
}

/// The text of a key that was issued.
pub fn text(issued: &Issued) -> String {
    issued.key.clone().expect("it has a key")
}

/// A customer's own machine.
pub struct Box {
    key: SigningKey,
    pub id: String,
    pub host: String,
}

impl Box {
    pub fn new(seed: u8) -> Box {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let (id, _) = registration::identity(&key);
        Box { key, id, host: format!("mail{seed}.bakkerij.test") }
    }

    pub fn asks(&self, base: &str, further: &[&str]) -> Request {
        let (key_id, public_key) = registration::identity(&self.key);
        Request {
            key_id,
            issued_at_ms: 1_000,
            public_key,
            nonce: "0f0f".into(),
            product: "connect".into(),
            version: "1.0".into(),
            base_key: base.into(),
            further_keys: further.iter().map(|key| key.to_string()).collect(),
            owner: Owner { company: "Bakkerij de Vries".into(), ..Owner::default() },
            machine: registration::Machine {
                host: self.host.clone(),
                system: "Debian GNU/Linux 12 (bookworm)".into(),
                hardware: "x86_64, 4 cores, 8 GB".into(),
                fingerprint: "0".repeat(32),
                zone: "Europe/Amsterdam".into(),
            },
            partner: None,
        }
    }

    pub fn signs(&self, request: &Request) -> String {
        sign(request, &self.key)
    }

    /// Registers with these keys.
    pub async fn registers(&self, app: &App, base: &str, further: &[&str]) -> Result<Registered, Fault> {
        register(app, &self.signs(&self.asks(base, further))).await
    }

    /// Asks again, as a machine does with a new nonce.
    pub async fn registers_again(&self, app: &App, base: &str, nonce: &str) -> Result<Registered, Fault> {
        let request = Request { nonce: nonce.into(), ..self.asks(base, &[]) };
        register(app, &self.signs(&request)).await
    }

    pub fn receipt(&self, licence: &str, serial: i64, issued_at_ms: i64) -> String {
        let (key_id, public_key) = registration::identity(&self.key);
        let licence = licence.to_string();
        let receipt = Receipt { key_id, issued_at_ms, public_key, licence, serial, reason: GivenUp::Moved };
        sign(&receipt, &self.key)
    }

    pub fn check(&self, licence: &str, serial: i64) -> Check {
        let machine = self.id.clone();
        Check { licence: licence.into(), serial, machine, revocations: 0, keyring: 0 }
    }
}

/// Reads an answer as a product does: the keyring by the root key, the rest by the keyring.
pub async fn opened(app: &App, answer: &Registered) -> file::Licence {
    let ring = keyring(app, &answer.keyring).await;
    ring.open::<file::Revocations>(&answer.revocations).expect("the list is signed");
    ring.open(&answer.licence_file).expect("the file is signed")
}

pub async fn keyring(app: &App, text: &str) -> Keyring {
    let root =
        public_key(&signing::root_public(app).await.expect("there is a root key")).expect("it is a key");
    Unverified::<Keyring>::read(text).expect("it is a keyring").verify(&root).expect("the root key signed it")
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(answer: Result<T, Fault>) -> &'static str {
    answer.expect_err("it is refused").code
}

pub fn licence_of(issued: &Issued) -> Id<super::Licence> {
    issued.licence.clone().expect("it is for a licence")
}
