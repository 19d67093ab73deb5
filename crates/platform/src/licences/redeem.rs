//! Redeeming: what keys grant enters a licence (L2, L6), all of it or nothing.

use super::model::{GrantRow, KeyRow, Licence};
use super::refusals::{At, LicenceRefused};
use super::{For, What, note, rules, store};
use crate::app::App;
use crate::events::Actor;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_kit::time::day;
use hostler_licence::key::Key;
use hostler_licence::ledger::{Grant, Ledger};
use hostler_wire::registration::Told;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A licence with all that is in it.
pub(super) struct Whole {
    pub licence: Licence,
    pub ledger: Ledger,
    pub grants: Vec<GrantRow>,
}

impl Whole {
    pub fn told(&self) -> Vec<Told> {
        rules::told(&self.ledger, &self.grants)
    }

    fn today(&self, app: &App) -> Date {
        day(app.now_ms(), &self.licence.time_zone())
    }
}

/// The licence with its row locked, and what is in it.
pub(super) async fn load(tx: &mut Tx, id: &Id<Licence>) -> Result<Whole, Fault> {
    let licence = store::lock(tx, id).await?.ok_or_else(Fault::missing)?;
    let grants = store::grants(tx, id).await?;
    Ok(Whole { ledger: rules::ledger(&licence, &grants)?, licence, grants })
}

/// Adds keys to a licence at the provider's web site, without its machine; its base key and what waits in place come in
/// with them. The machine gets the new file when it next asks. Keys that are in already change nothing.
///
/// # Errors
/// A key is mistyped, unknown, withdrawn or another licence's, or does not go with this one: nothing was redeemed.
pub async fn redeem(
    app: &App,
    by: &Actor,
    whose: For<'_>,
    (id, typed): (&Id<Licence>, &[String]),
) -> Result<Vec<Told>, Fault> {
    let mut tx = app.db.begin().await?;
    let whole = load(&mut tx, id).await?;
    if !whose.sees(&whole.licence) {
        return Err(Fault::missing());
    }
    let base = store::keys::base_of(&mut tx, id).await?.ok_or(LicenceRefused::KeyRevoked { at: At::Base })?;
    let text = base.sealed.as_ref().map(|sealed| app.vault.open(sealed, &base.id)).transpose();
    let key = rules::read_key(&text.map_err(Fault::broken)?.unwrap_or_default(), At::Base)?;
    let further = rules::further_keys(typed, &key)?;
    let whole = add(app, &mut tx, by, (whole, base, &further)).await?;
    tx.commit().await?;
    Ok(whole.told())
}

/// As [`redeem`], by whoever knows the base key, which is the permission. No machine is bound, and maintenance does not
/// begin: that is done when a machine registers.
///
/// # Errors
/// As [`redeem`]; or the first key is not a licence's own.
pub async fn redeem_by_key(
    app: &App,
    by: Option<&Actor>,
    (base, typed): (&str, &[String]),
) -> Result<(Licence, Vec<Told>), Fault> {
    let mut tx = app.db.begin().await?;
    let whole = added_by_key(app, &mut tx, by, (base, typed)).await?;
    tx.commit().await?;
    Ok((whole.licence.clone(), whole.told()))
}

/// What [`redeem_by_key`] would make of the licence. Nothing is changed.
///
/// # Errors
/// As [`redeem_by_key`].
pub async fn preview(app: &App, keys: (&str, &[String])) -> Result<(Licence, Vec<Told>), Fault> {
    let mut tx = app.db.begin().await?;
    let whole = added_by_key(app, &mut tx, None, keys).await?;
    drop(tx);
    Ok((whole.licence.clone(), whole.told()))
}

async fn added_by_key(
    app: &App,
    tx: &mut Tx,
    by: Option<&Actor>,
    (base, typed): (&str, &[String]),
) -> Result<Whole, Fault> {
    let key = rules::read_key(base, At::Base)?;
    let further = rules::further_keys(typed, &key)?;
    let row = store::keys::in_tx(tx, &key.id()).await?;
    let row = row.ok_or(LicenceRefused::UnknownKey { at: At::Base })?;
    rules::check_base(&row)?;
    let id = row.licence_id.clone().ok_or_else(|| Fault::broken("a base key without a licence"))?;
    let whole = load(tx, &id).await?;
    let knower = Actor::new(&row.id, format!("…{}", row.hint));
    add(app, tx, by.unwrap_or(&knower), (whole, row, &further)).await
}

/// Adds keys to a locked licence and notes it, if there is anything new among them.
async fn add(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (whole, base, further): (Whole, KeyRow, &[(At, Key)]),
) -> Result<Whole, Fault> {
    refuse_revoked(&whole.licence)?;
    let before = whole.ledger.redeemed.len();
    let mut whole = redeem_keys(app, tx, whole, (base, further)).await?;
    if whole.ledger.redeemed.len() > before {
        whole.licence.outdated_at_ms = (whole.licence.serial > 0).then(|| app.now_ms());
        store::set_sums(tx, &whole.licence).await?;
        note(app, tx, by, (What::to(&whole.licence, "licence.redeemed"), sums(&whole))).await?;
    }
    Ok(whole)
}

pub(super) fn refuse_revoked(licence: &Licence) -> Result<(), LicenceRefused> {
    if licence.revoked_at_ms.is_none() {
        return Ok(());
    }
    let (number, reason) = (licence.number.clone(), licence.revoked_reason.clone());
    Err(LicenceRefused::Revoked { number, reason })
}

/// What a licence comes to now, for the event log.
pub(super) fn sums(whole: &Whole) -> serde_json::Value {
    serde_json::json!({
        "number": whole.licence.number, "users": whole.licence.users, "last_day": whole.licence.last_day,
        "keys": whole.grants.iter().map(|grant| grant.hint.as_str()).collect::<Vec<_>>(),
    })
}

/// The base key, what waits in place, and further keys, into a locked licence.
pub(super) async fn redeem_keys(
    app: &App,
    tx: &mut Tx,
    whole: Whole,
    (base, further): (KeyRow, &[(At, Key)]),
) -> Result<Whole, Fault> {
    let mut rows = vec![(At::Base, base)];
    for row in store::keys::in_place(tx, &whole.licence.id).await? {
        rows.push((At::Base, row));
    }
    for (at, key) in further {
        rows.push((*at, found_further(tx, &whole.licence, *at, key).await?));
    }
    let grants =
        rows.iter().map(|(_, row)| row.grant()).collect::<Result<Vec<Grant>, _>>().map_err(Fault::broken)?;
    let today = whole.today(app);
    let ledger = whole.ledger.redeem(&grants, today).map_err(LicenceRefused::from)?;
    for (at, row) in rows.iter().filter(|(_, row)| !whole.ledger.has(&row.id)) {
        let when = (today.to_string(), app.now_ms());
        if !store::keys::redeem(tx, &row.id, &whole.licence.id, (&when.0, when.1)).await? {
            return Err(LicenceRefused::KeyUsed { at: *at }.into());
        }
    }
    let grants = store::grants(tx, &whole.licence.id).await?;
    Ok(Whole { licence: summed(whole.licence, &ledger), ledger, grants })
}

async fn found_further(tx: &mut Tx, licence: &Licence, at: At, key: &Key) -> Result<KeyRow, Fault> {
    let row = store::keys::in_tx(tx, &key.id()).await?.ok_or(LicenceRefused::UnknownKey { at })?;
    let bound = row.licence_id.as_ref().filter(|bound| **bound != licence.id);
    let other = match bound {
        Some(bound) => store::number_of(tx, bound).await?,
        None => None,
    };
    rules::check_further(&row, at, other)?;
    Ok(row)
}

/// The licence's own columns, as its ledger adds them up.
pub(super) fn summed(licence: Licence, ledger: &Ledger) -> Licence {
    let last_day = ledger.maintenance(&licence.zone).map(|maintenance| maintenance.last_day.to_string());
    Licence {
        registered_on: ledger.registered.map(|day| day.to_string()),
        users: ledger.users(),
        last_day,
        ..licence
    }
}

impl Whole {
    /// Its days are those of the machine that registers it first (L13); a zone that nobody knows changes nothing.
    pub fn in_zone(mut self, zone: &str) -> Whole {
        if self.licence.registered_on.is_none() && TimeZone::get(zone).is_ok() {
            self.licence.zone = zone.to_string();
        }
        self
    }

    /// Starts maintenance today, unless it was started before (L2).
    pub fn registered(self, app: &App) -> Whole {
        let ledger = self.ledger.register(self.today(app));
        Whole { licence: summed(self.licence, &ledger), ledger, grants: self.grants }
    }
}
