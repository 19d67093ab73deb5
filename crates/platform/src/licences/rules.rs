//! Pure decisions about licences.

use super::model::{Arrives, GrantRow, KeyRow, Licence, Machine, Wish, read_day};
use super::refusals::{At, LicenceRefused};
use hostler_kit::http::Fault;
use hostler_kit::random::hex;
use hostler_licence::key::Key;
use hostler_licence::ledger::{Grant, GrantKind, Ledger, Redeemed, Refused};
use hostler_licence::registration::{MOST_KEYS, Receipt, Request};
use hostler_wire::registration::Told;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Longest reason, in characters: people read it, and those of revocations travel with every answer.
pub const LONGEST_REASON: usize = 200;
/// Within so many days a customer may declare as many machines offline as the catalogue says (L8).
pub const MOVES_WITHIN_DAYS: i64 = 365;
/// Most users or years that one grant may have: a limit on typing errors, not on customers.
const MOST_USERS: i64 = 1_000_000;
const MOST_YEARS: i64 = 30;

/// The keys of a request, read: the base key and the others, each once.
pub fn keys_of(request: &Request) -> Result<(Key, Vec<(At, Key)>), LicenceRefused> {
    let base = read_key(&request.base_key, At::Base)?;
    let further = further_keys(&request.further_keys, &base)?;
    Ok((base, further))
}

/// Keys beside a base key, each once.
pub fn further_keys(typed: &[String], base: &Key) -> Result<Vec<(At, Key)>, LicenceRefused> {
    if typed.len() > MOST_KEYS {
        return Err(LicenceRefused::TooManyKeys { most: MOST_KEYS });
    }
    let mut found: Vec<(At, Key)> = Vec::new();
    for (place, text) in typed.iter().enumerate() {
        let at = At::Further(place + 1);
        let key = read_key(text, at)?;
        if key != *base && !found.iter().any(|(_, known)| *known == key) {
            found.push((at, key));
        }
    }
    Ok(found)
}

/// A key as typed.
pub fn read_key(text: &str, at: At) -> Result<Key, LicenceRefused> {
    text.parse().map_err(|bad| LicenceRefused::BadKey { bad, at })
}

/// Whether a key can be the first of a registration.
pub fn check_base(key: &KeyRow) -> Result<(), LicenceRefused> {
    match (key.kind.as_str(), key.state.as_str()) {
        (_, "revoked") => Err(LicenceRefused::KeyRevoked { at: At::Base }),
        ("base", _) => Ok(()),
        _ => Err(LicenceRefused::NotABase),
    }
}

/// Whether a further key may come into this licence. `other` is the number of the licence that it is bound to, where
/// that is not this one.
pub fn check_further(key: &KeyRow, at: At, other: Option<String>) -> Result<(), LicenceRefused> {
    match (key.kind.as_str(), key.state.as_str(), other) {
        (_, "revoked", _) => Err(LicenceRefused::KeyRevoked { at }),
        ("base", ..) => Err(Refused::SecondBase.into()),
        (_, "redeemed", Some(_)) => Err(LicenceRefused::KeyUsed { at }),
        (_, _, Some(number)) => Err(LicenceRefused::KeyOfOtherLicence { at, number }),
        _ => Ok(()),
    }
}

/// A product's machine may only register licences of that product.
pub fn check_product(licence: &Licence, runs: &str) -> Result<(), LicenceRefused> {
    if licence.product == runs {
        return Ok(());
    }
    let (found, wanted) = (licence.product.clone(), runs.to_string());
    Err(Refused::OtherProduct { found, wanted }.into())
}

/// What the rows of a licence add up to.
pub fn ledger(licence: &Licence, grants: &[GrantRow]) -> Result<Ledger, Fault> {
    let redeemed = grants.iter().map(read_grant).collect::<Result<_, _>>()?;
    let registered = licence.registered_on.as_deref().map(read_day).transpose();
    Ok(Ledger { registered: registered.map_err(Fault::broken)?, redeemed })
}

fn read_grant(row: &GrantRow) -> Result<Redeemed, Fault> {
    let grant: Grant = serde_json::from_str(&row.terms).map_err(Fault::broken)?;
    Ok(Redeemed { grant, on: read_day(&row.day).map_err(Fault::broken)? })
}

/// Every number and date with its reason, and the keys' hints for people.
pub fn told(ledger: &Ledger, grants: &[GrantRow]) -> Vec<Told> {
    use hostler_licence::ledger::Because::{AddOn, Registered, Renewed, Users};
    let hints: BTreeMap<&str, &str> =
        grants.iter().map(|row| (row.key_id.as_str(), row.hint.as_str())).collect();
    let hint = |key: &str| hints.get(key).filter(|hint| !hint.is_empty()).map(|hint| hint.to_string());
    let with_hint = |because| {
        let hint = match &because {
            Users { key, .. } | AddOn { key, .. } | Renewed { key, .. } => hint(key),
            Registered { .. } => None,
        };
        Told { because, hint }
    };
    ledger.explain().into_iter().map(with_hint).collect()
}

/// The same request has the same hash, however mail wrapped it.
pub fn request_hash(request: &Request) -> String {
    hex(&Sha256::digest(serde_json::to_vec(request).expect("a request is plain data")))
}

/// Which part a machine takes in a licence that these machines hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// It holds the licence already: only what it says of itself is new.
    Stays(Box<Machine>),
    Main,
    Partner,
}

/// One machine holds a licence, or two that stand in for each other (L8).
pub fn takes(
    number: &str,
    holders: &[Machine],
    machine: &str,
    partner: Option<&str>,
) -> Result<Takes, LicenceRefused> {
    if let Some(own) = holders.iter().find(|holder| holder.machine == machine) {
        return Ok(Takes::Stays(own.clone().into()));
    }
    match holders {
        [] => Ok(Takes::Main),
        [main] if partner == Some(main.machine.as_str()) => Ok(Takes::Partner),
        [_] => Err(LicenceRefused::Held { number: number.to_string() }),
        _ => Err(LicenceRefused::PairHeld { number: number.to_string() }),
    }
}

/// Whether a receipt was written for an earlier stay of this machine: then it says nothing about this one.
pub fn is_old(receipt: &Receipt, machine: &Machine) -> bool {
    let before_last_request =
        receipt.serial < machine.asked_serial && receipt.issued_at_ms < machine.asked_ms;
    receipt.serial < machine.from_serial || before_last_request
}

/// How often the customer declared a machine offline within the year that ends now.
pub fn moves_used(machines: &[Machine], now_ms: i64) -> i64 {
    let since_ms = now_ms - MOVES_WITHIN_DAYS * 24 * 3_600_000;
    let declared = machines.iter().filter(|machine| machine.left_by == "offline");
    let recent = declared.filter(|machine| machine.until_ms.is_some_and(|until_ms| until_ms > since_ms));
    let moves: BTreeSet<Option<i64>> = recent.map(|machine| machine.until_serial).collect();
    i64::try_from(moves.len()).unwrap_or(i64::MAX)
}

/// A reason, tidied.
pub fn check_reason(reason: &str) -> Result<String, LicenceRefused> {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    match reason.chars().count() {
        0 => Err(LicenceRefused::ReasonMissing),
        count if count > LONGEST_REASON => Err(LicenceRefused::ReasonTooLong { most: LONGEST_REASON }),
        _ => Ok(reason),
    }
}

/// Whether a wish makes sense by itself. Whether it goes with a licence, the ledger says when it is redeemed.
pub fn check_wish(wish: &Wish) -> Result<(), LicenceRefused> {
    let odd = |what| Err(LicenceRefused::OddWish(what));
    let many = |number: i64, most: i64| number < 0 || number > most;
    if many(wish.users, MOST_USERS) || wish.add_ons.values().any(|users| many(*users, MOST_USERS)) {
        return odd("users");
    }
    if many(wish.years, MOST_YEARS) {
        return odd("years");
    }
    match (wish.kind, &wish.licence, wish.arrives) {
        (GrantKind::Base, Some(_), _) | (GrantKind::Base, _, Arrives::InPlace) => odd("licence"),
        (GrantKind::Renewal, None, _) | (_, None, Arrives::InPlace) => odd("licence"),
        (GrantKind::Base | GrantKind::Users, ..) if wish.users == 0 => odd("users"),
        (GrantKind::AddOn, ..) if wish.add_ons.is_empty() => odd("add-ons"),
        (GrantKind::Renewal, ..) if wish.years == 0 => odd("years"),
        (GrantKind::Base, ..) => uneven(wish),
        _ => Ok(()),
    }
}

/// A new licence's add-ons are for its own number of users (D14).
fn uneven(wish: &Wish) -> Result<(), LicenceRefused> {
    match wish.add_ons.iter().find(|(_, users)| **users != wish.users) {
        Some((add_on, found)) => {
            Err(Refused::AddOnUsers { add_on: add_on.clone(), found: *found, users: wish.users }.into())
        }
        None => Ok(()),
    }
}
