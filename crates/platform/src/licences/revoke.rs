//! Withdrawing a licence or a key, by staff and with a reason (L12).

use super::model::Licence;
use super::refusals::LicenceRefused;
use super::{What, file, note, rules, store};
use crate::app::App;
use crate::events::Actor;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;

/// Withdraws a licence: its files do not hold any more once their machines see the next list. Keys, history and
/// machines stay.
///
/// # Errors
/// There is no reason, or it was withdrawn before.
pub async fn revoke(app: &App, by: &Actor, id: &Id<Licence>, reason: &str) -> Result<Licence, Fault> {
    let reason = rules::check_reason(reason)?;
    let mut tx = app.db.begin().await?;
    let licence = store::lock(&mut tx, id).await?.ok_or_else(Fault::missing)?;
    if licence.revoked_at_ms.is_some() {
        return Err(LicenceRefused::RevokedBefore.into());
    }
    let now_ms = app.now_ms();
    store::set_revoked(&mut tx, id, Some(now_ms), &reason).await?;
    store::files::revoke(&mut tx, &licence, &reason, now_ms).await?;
    let list = file::write_revocations(app, &mut tx).await?;
    let told = serde_json::json!({ "reason": reason, "number": licence.number, "list": list.number });
    note(app, &mut tx, by, (What::to(&licence, "licence.revoked"), told)).await?;
    tx.commit().await?;
    Ok(Licence { revoked_at_ms: Some(now_ms), revoked_reason: reason, ..licence })
}

/// Gives a withdrawn licence back. Files from before stay withdrawn: its machine gets a new one when it next asks, or
/// registers again.
///
/// # Errors
/// There is no reason, or it was not withdrawn.
pub async fn restore(app: &App, by: &Actor, id: &Id<Licence>, reason: &str) -> Result<Licence, Fault> {
    let reason = rules::check_reason(reason)?;
    let mut tx = app.db.begin().await?;
    let licence = store::lock(&mut tx, id).await?.ok_or_else(Fault::missing)?;
    if licence.revoked_at_ms.is_none() {
        return Err(LicenceRefused::NotRevoked.into());
    }
    store::set_revoked(&mut tx, id, None, "").await?;
    store::set_outdated(&mut tx, id, app.now_ms()).await?;
    let told = serde_json::json!({ "reason": reason, "number": licence.number });
    note(app, &mut tx, by, (What::to(&licence, "licence.restored"), told)).await?;
    tx.commit().await?;
    Ok(Licence { revoked_at_ms: None, revoked_reason: String::new(), ..licence })
}

/// Withdraws a key that is in no licence yet.
///
/// # Errors
/// There is no reason, or the key is not new: withdraw the licence that it is in.
pub async fn revoke_key(app: &App, by: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    let reason = rules::check_reason(reason)?;
    let mut tx = app.db.begin().await?;
    let key = store::keys::in_tx(&mut tx, id).await?.ok_or_else(Fault::missing)?;
    if !store::keys::revoke(&mut tx, id, &reason).await? {
        return Err(LicenceRefused::KeyNotNew.into());
    }
    let subject = key.licence_id.as_ref().map_or(id, Id::as_str);
    let customer = key.customer_id.as_ref().map(Id::as_str);
    let told = serde_json::json!({ "key": id, "hint": key.hint, "reason": reason });
    note(app, &mut tx, by, (What { kind: "key.revoked", customer, subject }, told)).await?;
    Ok(tx.commit().await?)
}
