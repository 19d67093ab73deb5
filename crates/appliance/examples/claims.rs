//! A million claims of a seat at once: whether one is ever given twice (P9). Run by `./bench/run licence`.
//!
//! A customer's own server with a licence for 1,000 users, on SQLite as it runs there; 64 callers ask for a mailbox
//! each, over and over.

use hostler_appliance::accounts::{self, AccountsError, Actor, NewMailbox, Refusal};
use hostler_appliance::app::{App, MIGRATOR};
use hostler_appliance::licensing::{self, FILE, Place};
use hostler_kit::db::Db;
use hostler_kit::random::Random;
use hostler_kit::time::Clock;
use hostler_licence::file::Licence;
use hostler_licence::keyring::{Keyring, RingKey};
use hostler_licence::signed::{SigningKey, key_id, public_text, sign};
use hostler_wire::Bootstrap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;
use tokio::task::JoinSet;

const SEATS: i64 = 1_000;
const CLAIMS: i64 = 1_000_000;
const CALLERS: usize = 64;

type Answer<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Answer<()> {
    let folder = std::env::temp_dir().join(format!("hostler-claims-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(claim_all(&folder));
    std::fs::remove_dir_all(&folder)?;
    outcome
}

async fn claim_all(folder: &Path) -> Answer<()> {
    let app = server(folder).await?;
    let next = Arc::new(AtomicI64::new(0));
    let began = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        callers.spawn(claims(app.clone(), next.clone()));
    }
    let mut given = 0;
    while let Some(caller) = callers.join_next().await {
        given += caller??;
    }
    let took = began.elapsed();
    let (exist, ..) = accounts::totals(&app.db).await?;
    println!("a licence for {SEATS} users, {CLAIMS} claims by {CALLERS} callers:");
    println!("  seats given:                    {given}");
    println!("  mailboxes that exist:           {exist}");
    println!("  claims a second:                {:.0}", CLAIMS as f64 / took.as_secs_f64());
    match (given, exist) == (SEATS, SEATS) {
        true => println!("  no seat was sold twice:         holds"),
        false => return Err("SOLD TWICE OR LOST".into()),
    }
    app.db.close().await;
    Ok(())
}

/// Asks until all claims are made: how many were granted. Any other refusal than the limit is a failure.
async fn claims(app: Arc<App>, next: Arc<AtomicI64>) -> Answer<i64> {
    let actor = Actor::server();
    let mut given = 0;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= CLAIMS {
            return Ok(given);
        }
        let address = format!("u{number}@bakkerij.test");
        let wanted = NewMailbox { address, name: "Somebody".into(), ..NewMailbox::default() };
        match accounts::create_mailbox(&app, &actor, &wanted).await {
            Ok(_) => given += 1,
            Err(AccountsError::Refused(Refusal::UserLimit(_))) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// A server with its licence installed, as its console does it.
async fn server(folder: &Path) -> Answer<Arc<App>> {
    let db = Db::open(&format!("sqlite:{}", folder.join("appliance.sqlite").display()), &MIGRATOR).await?;
    let root = SigningKey::from_bytes(&[1; 32]);
    let settings = folder.join("connect.json");
    let app = App::new(bootstrap(&root)?, db, Clock::System, Random::System)?;
    let app = app.licensed_by(Place::beside(&settings)).shared();
    licensing::look(&app, 0).await?;
    let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join(FILE))?)?;
    let machine = seed(kept["key"].as_str().unwrap_or_default());
    let machine = key_id(&SigningKey::from_bytes(&machine).verifying_key());
    let actor = Actor::server();
    licensing::install(&app, &actor, &documents(&root, &machine)?).await?;
    accounts::add_domain(&app, &actor, "bakkerij.test").await?;
    Ok(app)
}

fn seed(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2).unwrap_or("00"), 16).unwrap_or_default();
    }
    bytes
}

fn bootstrap(root: &SigningKey) -> Answer<Bootstrap> {
    Ok(serde_json::from_value(serde_json::json!({
        "server": "mch_bench", "product": "connect", "host": "mail.bakkerij.test", "zone": "Europe/Amsterdam",
        "clock": "system", "holding": "licence",
        "vendor": { "name": "Hostler", "portal": "http://127.0.0.1:9", "root_key": public_text(&root.verifying_key()) },
    }))?)
}

/// What the vendor answers: keyring and licence file.
fn documents(root: &SigningKey, machine: &str) -> Answer<String> {
    let daily = SigningKey::from_bytes(&[2; 32]);
    let public = public_text(&daily.verifying_key());
    let kinds = vec!["licence".to_string()];
    let keys = vec![RingKey { public, kinds, retired_at_ms: None, revoked_at_ms: None }];
    let ring = Keyring { key_id: key_id(&root.verifying_key()), issued_at_ms: 1, number: 1, keys };
    let licence: Licence = serde_json::from_value(serde_json::json!({
        "key_id": key_id(&daily.verifying_key()), "issued_at_ms": 1, "serial": 1, "licence": "lic_bench",
        "number": "L-000001", "vendor": "Hostler", "holder": "Bakkerij de Vries", "product": "connect",
        "edition": "standard", "price_class": "standard", "machines": [machine], "users": SEATS, "add_ons": [],
        "bought": "2026-03-01", "parts_of_base": [],
        "maintenance": { "first_day": "2026-03-01", "last_day": "2036-02-28", "zone": "Europe/Amsterdam" },
        "schemes": [],
        "rule": { "product": "connect", "holding": "licence", "version": 1, "counts": "mailbox",
            "source": { "requirement": "P1", "sentence": "Each mailbox counts." },
            "disabled": "counts", "administrator": "counts" },
    }))?;
    Ok(format!("{}\n{}\n", sign(&ring, root), sign(&licence, &daily)))
}
