//! A vendor of till software builds licences into it: the vendor's side and the product's side in one program, without
//! a server and without a network. `cargo run -p hostler-licence --example embed`

use hostler_licence::counting::{CountingRule, admit_number};
use hostler_licence::file::{Here, Licence};
use hostler_licence::key::Key;
use hostler_licence::keyring::{Keyring, RingKey};
use hostler_licence::ledger::{Grant, GrantKind, Ledger};
use hostler_licence::registration::{self, Machine, Owner, Request};
use hostler_licence::signed::{SigningKey, Unverified, VerifyingKey, key_id, public_text, sign};
use hostler_licence::standing::{Facts, Guard, Standing, standing};
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::error::Error;

type Answer<T> = Result<T, Box<dyn Error>>;

/// 1 March 2026, noon UTC. A product asks its clock, through the guard.
const NOW_MS: i64 = 1_772_366_400_000;

fn main() -> Answer<()> {
    // Once, at the vendor: the root key goes into a safe, its public half into the product.
    let (root, daily) = (SigningKey::from_bytes(&chance()), SigningKey::from_bytes(&chance()));
    let keyring = sign(&keyring(&root, &daily), &root);

    // At an order: a key that a person can type.
    let key = Key::from_random(&chance());
    println!("sold:        {key}");

    // In the product, at the customer's: what was typed becomes a request, signed by the machine itself.
    let machine = SigningKey::from_bytes(&chance());
    let request = sign(&request(&machine, &key.to_string())?, &machine);
    println!("request:     {} bytes, by mail, stick or QR code", request.len());

    // At the vendor: the key becomes a licence file for that machine.
    let file = answer(&request, &key, &daily)?;
    println!("licence:     {} bytes", file.len());

    // In the product again, from now on without anybody.
    let licence = install(&file, &keyring, &root.verifying_key(), &machine)?;
    println!("covers:      {} users, maintenance until {}", licence.users, licence.maintenance.last_day);
    println!("sixth user:  {}", admit_number(licence.limit(), 5, 1).unwrap_err());
    println!("no licence:  {:?}", stands(None));
    println!("with it:     {:?}", stands(Some(&licence)));
    Ok(())
}

/// Chance from the operating system; a product takes the crate `getrandom` for it.
fn chance<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let mut source = std::fs::File::open("/dev/urandom").expect("every Linux has it");
    std::io::Read::read_exact(&mut source, &mut bytes).expect("it never ends");
    bytes
}

fn keyring(root: &SigningKey, daily: &SigningKey) -> Keyring {
    let kinds = ["licence", "release", "revocations"].map(String::from).to_vec();
    let public = public_text(&daily.verifying_key());
    let keys = vec![RingKey { public, kinds, retired_at_ms: None, revoked_at_ms: None }];
    Keyring { key_id: key_id(&root.verifying_key()), issued_at_ms: NOW_MS, number: 1, keys }
}

/// The wizard's last step. A mistyped key never gets here: `typed.parse()` says which characters are wrong.
fn request(machine: &SigningKey, typed: &str) -> Answer<Request> {
    let base: Key = typed.parse()?;
    let (key_id, public_key) = registration::identity(machine);
    Ok(Request {
        key_id,
        issued_at_ms: NOW_MS,
        public_key,
        nonce: "4f2a".into(),
        product: "till".into(),
        version: "2.1".into(),
        base_key: base.to_string(),
        further_keys: vec![],
        owner: Owner { company: "Bakkerij de Vries".into(), ..Owner::default() },
        machine: Machine {
            host: "till-1".into(),
            system: "Debian 12".into(),
            hardware: "x86_64".into(),
            fingerprint: "0".repeat(32),
            zone: "Europe/Amsterdam".into(),
        },
        partner: None,
    })
}

/// The vendor's program: what the key was sold for, added up, and signed for the machine that asks.
fn answer(request: &str, sold: &Key, daily: &SigningKey) -> Answer<String> {
    let request: Request = registration::open(request)?;
    assert_eq!(request.base_key, sold.to_string(), "a vendor looks keys up by `Key::id`");
    let grant = Grant {
        key: sold.id(),
        kind: GrantKind::Base,
        product: "till".into(),
        edition: "standard".into(),
        price_class: "standard".into(),
        users: 5,
        add_ons: [].into(),
        years: 0,
    };
    let today = date(2026, 3, 1);
    let ledger = Ledger::default().redeem(&[grant], today)?.register(today);
    let licence = Licence {
        key_id: key_id(&daily.verifying_key()),
        issued_at_ms: NOW_MS,
        serial: 1,
        licence: "lic_1".into(),
        number: "L-000001".into(),
        vendor: "Kassa Software".into(),
        holder: request.owner.company,
        product: "till".into(),
        edition: "standard".into(),
        price_class: "standard".into(),
        machines: vec![request.key_id],
        users: ledger.users(),
        add_ons: ledger.add_ons(),
        bought: date(2026, 3, 1),
        parts_of_base: vec![],
        maintenance: ledger.maintenance("Europe/Amsterdam").ok_or("registered a moment ago")?,
        schemes: vec![],
        rule: rule()?,
    };
    Ok(sign(&licence, daily))
}

/// Who counts as a user of a till: whoever signs in.
fn rule() -> Answer<CountingRule> {
    Ok(serde_json::from_str(
        r#"{ "product": "till", "holding": "licence", "version": 1,
             "source": { "requirement": "P3", "sentence": "A user is an account with login access." },
             "counts": "sign-in", "disabled": "counts", "administrator": "free" }"#,
    )?)
}

/// Reads a licence file as the product does: root key, keyring, file, and whether it is for this machine.
fn install(file: &str, keyring: &str, root: &VerifyingKey, machine: &SigningKey) -> Answer<Licence> {
    let keyring = Unverified::<Keyring>::read(keyring)?.verify(root)?;
    let licence: Licence = keyring.open(file)?;
    let (machine, _) = registration::identity(machine);
    let here = Here { product: "till", machine: &machine, seen: &[], given_up: &[], revocations: None };
    licence.fits(&here)?;
    Ok(licence)
}

/// Forty days after the first start.
fn stands(licence: Option<&Licence>) -> Standing {
    let mut guard = Guard::default();
    let seen = guard.see(NOW_MS + 40 * 86_400_000);
    let facts = Facts {
        trial_started_at_ms: NOW_MS,
        licence,
        ended: None,
        zone: &TimeZone::UTC,
        now_ms: seen.now_ms,
    };
    standing(&facts)
}
