//! The registration that somebody is filling in, step by step (L7): kept, so that a closed browser loses nothing.

use super::model::{Draft, DraftKey};
use super::refusals::{LicensingError, Refusal};
use super::register::{further, owner, partner};
use super::store;
use super::turn::Turn;
use super::vendor::{NoAnswer, Portal};
use crate::app::App;
use hostler_licence::key::Key;
use hostler_licence::ledger::GrantKind;
use hostler_licence::registration::Owner;
use hostler_wire::registration::{KeyFound, KeyState};

pub async fn draft(app: &App) -> Result<Draft, sqlx::Error> {
    Ok(store::kept(&app.db).await?.map(|kept| kept.draft).unwrap_or_default())
}

/// The first step: the key of the licence itself.
pub async fn put_base_key(app: &App, typed: &str, language: &'static str) -> Result<Draft, LicensingError> {
    let key = typed.parse::<Key>().map_err(Refusal::Key)?;
    let found = look_up(app, &key, language).await?;
    if let Some(found) = &found {
        fits(app, found)?;
        if found.grant.kind != GrantKind::Base {
            return Err(Refusal::NotABaseKey(key.hint()).into());
        }
    }
    let mut turn = Turn::begin(app).await?;
    let text = key.to_string();
    turn.draft.further_keys.retain(|one| one.key != text);
    turn.draft.base_key = Some(DraftKey { key: text, found });
    keep(turn).await
}

/// The second step: keys that are added to it.
pub async fn add_key(app: &App, typed: &str, language: &'static str) -> Result<Draft, LicensingError> {
    let known = draft(app).await?;
    let key = further(&keys(&known)?, typed)?;
    let found = look_up(app, &key, language).await?;
    if let Some(found) = &found {
        fits(app, found)?;
        if found.grant.kind == GrantKind::Base {
            return Err(Refusal::SecondBaseKey(key.hint()).into());
        }
        same_licence(&known, found)?;
    }
    let mut turn = Turn::begin(app).await?;
    further(&keys(&turn.draft)?, typed)?;
    turn.draft.further_keys.push(DraftKey { key: key.to_string(), found });
    keep(turn).await
}

/// Takes a key off the list; `hint` is its last group.
pub async fn remove_key(app: &App, hint: &str) -> Result<Draft, LicensingError> {
    let mut turn = Turn::begin(app).await?;
    turn.draft.further_keys.retain(|one| !one.key.ends_with(&format!("-{hint}")));
    keep(turn).await
}

/// The third step: who and where.
pub async fn put_owner(app: &App, who: &Owner, stands_in_for: &str) -> Result<Draft, LicensingError> {
    let (who, stands_in_for) = (owner(who)?, partner(Some(stands_in_for))?);
    let mut turn = Turn::begin(app).await?;
    turn.draft.owner = who;
    turn.draft.partner = stands_in_for;
    keep(turn).await
}

/// Starts over.
pub async fn forget_draft(app: &App) -> Result<Draft, LicensingError> {
    let mut turn = Turn::begin(app).await?;
    turn.draft = Draft::default();
    keep(turn).await
}

/// The request file of the draft: the same until the draft changes, so that the vendor can know it again.
pub(super) async fn request_of(app: &App, known: &Draft) -> Result<String, LicensingError> {
    if let Some(text) = &known.request {
        return Ok(text.clone());
    }
    let text = super::request(app, &super::Wish::of(known)?).await?;
    let mut turn = Turn::begin(app).await?;
    turn.draft.request = Some(text.clone());
    turn.save().await?;
    Ok(text)
}

async fn keep(mut turn: Turn<'_>) -> Result<Draft, LicensingError> {
    turn.draft.request = None;
    turn.save().await?;
    Ok(turn.draft)
}

fn keys(draft: &Draft) -> Result<Vec<Key>, Refusal> {
    let base_key = draft.base_key.as_ref().ok_or(Refusal::BaseKeyMissing)?;
    let all = [base_key].into_iter().chain(&draft.further_keys);
    all.map(|one| one.key.parse::<Key>().map_err(Refusal::Key)).collect()
}

/// What the vendor says of a key; none where it cannot be asked now: registering will tell.
async fn look_up(app: &App, key: &Key, language: &'static str) -> Result<Option<KeyFound>, LicensingError> {
    let licensed = app.bootstrap.licensed().ok_or(Refusal::Hosted)?;
    match Portal::of(&licensed.vendor, language)?.key(&key.to_string()).await {
        Ok(found) => Ok(Some(found)),
        Err(NoAnswer::Unreachable(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

fn fits(app: &App, found: &KeyFound) -> Result<(), Refusal> {
    let (product, wanted) = (&found.grant.product, &app.bootstrap.product);
    if found.state == KeyState::Revoked {
        return Err(Refusal::KeyWithdrawn(found.hint.clone()));
    }
    if product != wanted {
        return Err(Refusal::KeyForOther { found: product.clone(), wanted: wanted.clone() });
    }
    Ok(())
}

/// A key that is bound to a licence goes with that licence's base key only.
fn same_licence(known: &Draft, found: &KeyFound) -> Result<(), Refusal> {
    let Some(other) = &found.licence else { return Ok(()) };
    let base = known.base_key.as_ref().and_then(|one| one.found.as_ref()?.licence.as_ref());
    match base {
        Some(base) if base.number != other.number => {
            Err(Refusal::KeyOfOtherLicence { key: found.hint.clone(), number: other.number.clone() })
        }
        _ => Ok(()),
    }
}
