//! Registration: keys, who and where become a request file; the vendor's answer becomes the licence (L7, L8).

use super::install::{Arrived, finish, take};
use super::model::{Draft, Stand, Wish};
use super::refusals::{LicensingError, Refusal};
use super::turn::Turn;
use super::vendor::{NoAnswer, Portal};
use crate::accounts::Actor;
use crate::app::App;
use hostler_kit::random::hex;
use hostler_licence::key::Key;
use hostler_licence::registration::{self, MOST_KEYS, Owner, Request};
use hostler_licence::signed::sign;
use std::sync::Arc;

/// Longest text of who owns the licence, in characters.
const LONGEST: usize = 200;

impl Wish {
    pub fn of(draft: &Draft) -> Result<Wish, Refusal> {
        let base_key = draft.base_key.as_ref().ok_or(Refusal::BaseKeyMissing)?;
        Ok(Wish {
            base_key: base_key.key.clone(),
            further_keys: draft.further_keys.iter().map(|one| one.key.clone()).collect(),
            owner: draft.owner.clone(),
            partner: draft.partner.clone(),
        })
    }
}

/// The request file for a wish: signed by this machine, good at the vendor's web site, by mail or on a stick.
pub async fn request(app: &App, wish: &Wish) -> Result<String, LicensingError> {
    let wish = checked(wish)?;
    let turn = Turn::begin(app).await?;
    // A machine is known by its key from now on, so the key has to be kept.
    turn.save().await?;
    let (key_id, public_key) = registration::identity(&turn.key);
    let request = Request {
        key_id,
        issued_at_ms: app.clock.now_ms(),
        public_key,
        nonce: hex(&app.random.bytes::<16>()),
        product: app.bootstrap.product.clone(),
        version: env!("CARGO_PKG_VERSION").to_string(),
        base_key: wish.base_key,
        further_keys: wish.further_keys,
        owner: wish.owner,
        machine: turn.here.clone(),
        partner: wish.partner,
    };
    Ok(sign(&request, &turn.key))
}

/// Registers over the network: the vendor's answer is installed at once.
pub async fn register(
    app: &App,
    actor: &Actor,
    wish: &Wish,
    language: &'static str,
) -> Result<Arc<Stand>, LicensingError> {
    let text = request(app, wish).await?;
    send(app, actor, &text, language).await
}

/// Sends a request that was made before.
pub(super) async fn send(
    app: &App,
    actor: &Actor,
    request: &str,
    language: &'static str,
) -> Result<Arc<Stand>, LicensingError> {
    let sent: Request = registration::open(request).map_err(Refusal::File)?;
    let licensed = app.bootstrap.licensed().ok_or(Refusal::Hosted)?;
    let answer = Portal::of(&licensed.vendor, language)?.register(request).await?;
    if answer.nonce != sent.nonce {
        return Err(NoAnswer::Nonsense("it answers another request".to_string()).into());
    }
    let mut turn = Turn::begin(app).await?;
    let known = turn.memory.serials.get(&answer.licence).map_or(0, |serial| serial.seen);
    let taken = take(&mut turn, &Arrived::from(answer));
    if let Ok(Some(licence)) = &taken {
        turn.notes.hints = hints(&sent);
        turn.draft = Draft::default();
        (turn.notes.checked_at_ms, turn.notes.unanswered) = (Some(app.clock.now_ms()), None);
        if licence.serial > known {
            turn.memory.guard.trust(licence.issued_at_ms);
        }
    }
    finish(app, actor, turn, taken).await
}

/// A licence file came for the request that waited, by file or QR code: its keys are known and it waits no more.
pub(super) fn answered(turn: &mut Turn) {
    let waited = turn.draft.request.take().and_then(|text| registration::open::<Request>(&text).ok());
    if let Some(request) = waited {
        turn.notes.hints = hints(&request);
        turn.draft = Draft::default();
    }
}

/// The last groups of the keys, which their owner knows them by.
fn hints(request: &Request) -> Vec<String> {
    let keys = [&request.base_key].into_iter().chain(&request.further_keys);
    keys.filter_map(|key| key.parse::<Key>().ok()).map(|key| key.hint()).collect()
}

/// Keys as they are printed, and who and where within their bounds.
fn checked(wish: &Wish) -> Result<Wish, Refusal> {
    if wish.base_key.trim().is_empty() {
        return Err(Refusal::BaseKeyMissing);
    }
    let base_key = wish.base_key.parse::<Key>().map_err(Refusal::Key)?;
    let mut keys = vec![base_key];
    for (at, typed) in wish.further_keys.iter().enumerate() {
        keys.push(further(&keys, typed).map_err(|refused| match refused {
            Refusal::Key(bad) => Refusal::FurtherKey(at + 1, bad),
            other => other,
        })?);
    }
    let mut texts = keys.iter().map(Key::to_string);
    Ok(Wish {
        base_key: texts.next().unwrap_or_default(),
        further_keys: texts.collect(),
        owner: owner(&wish.owner)?,
        partner: partner(wish.partner.as_deref())?,
    })
}

/// One more key beside those that are there.
pub(super) fn further(keys: &[Key], typed: &str) -> Result<Key, Refusal> {
    let key = typed.parse::<Key>().map_err(Refusal::Key)?;
    if keys.contains(&key) {
        return Err(Refusal::KeyTwice(key.hint()));
    }
    if keys.len() > MOST_KEYS {
        return Err(Refusal::TooManyKeys(MOST_KEYS));
    }
    Ok(key)
}

pub(super) fn owner(owner: &Owner) -> Result<Owner, Refusal> {
    let tidy = |text: &str, field: &'static str| {
        let text = text.trim().to_string();
        if text.chars().count() > LONGEST { Err(Refusal::TooLong(field, LONGEST)) } else { Ok(text) }
    };
    let owner = Owner {
        company: tidy(&owner.company, "company")?,
        name: tidy(&owner.name, "name")?,
        email: tidy(&owner.email, "email")?,
        country: owner.country.trim().to_uppercase(),
        language: if owner.language == "nl" { "nl".to_string() } else { "en".to_string() },
    };
    if owner.company.is_empty() && owner.name.is_empty() {
        return Err(Refusal::OwnerMissing);
    }
    let address =
        owner.email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !address || owner.email.contains(char::is_whitespace) {
        return Err(Refusal::EmailInvalid(owner.email));
    }
    if owner.country.len() != 2 || !owner.country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Refusal::CountryInvalid(owner.country));
    }
    Ok(owner)
}

/// A machine's id: `k` and 16 hexadecimal digits.
pub(super) fn partner(typed: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(None) };
    let id = typed.to_lowercase();
    let digits = id.strip_prefix('k').unwrap_or_default();
    match digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        true => Ok(Some(id)),
        false => Err(Refusal::PartnerInvalid(typed.to_string())),
    }
}
