//! What a key is (L7): whoever knows it may ask; where its licence is registered, only its owner is told.

use super::model::{KeyRow, Licence};
use super::redeem::Whole;
use super::refusals::{At, LicenceRefused};
use super::{For, rules, store};
use crate::app::App;
use hostler_kit::http::Fault;
use hostler_licence::ledger::Grant;
use hostler_wire::registration::{Brings, Held, KeyFound, KeyLicence, KeyState};

/// Says what a key as typed is. `whose`: who asks, if they have signed in.
///
/// # Errors
/// Mistyped, with the places; or no such key was issued.
pub async fn look_up(app: &App, whose: Option<For<'_>>, typed: &str) -> Result<KeyFound, Fault> {
    let key = rules::read_key(typed, At::Base)?;
    let row = store::keys::find(&app.db, &key.id()).await?;
    let row = row.ok_or(LicenceRefused::UnknownKey { at: At::Base })?;
    found(app, whose, row).await
}

async fn found(app: &App, whose: Option<For<'_>>, row: KeyRow) -> Result<KeyFound, Fault> {
    let licence = match &row.licence_id {
        Some(id) => super::find(&app.db, id).await?,
        None => None,
    };
    let licence = match licence {
        Some(licence) => Some(of_licence(app, whose, licence).await?),
        None => None,
    };
    let grant = row.grant().map_err(Fault::broken)?;
    Ok(KeyFound { id: row.id, hint: row.hint, state: state(&row.state), grant: brings(grant), licence })
}

async fn of_licence(app: &App, whose: Option<For<'_>>, licence: Licence) -> Result<KeyLicence, Fault> {
    let holders = store::machines::current_now(&app.db, &licence.id).await?;
    let owner = whose.is_some_and(|whose| whose.sees(&licence));
    let host = holders.first().filter(|_| owner).map(|machine| machine.host.clone());
    let held = if holders.is_empty() { Held::ByNobody } else { Held::ByAMachine };
    let waiting = waiting(app, &licence).await?;
    let whole = whole(app, licence).await?;
    let maintenance = whole.ledger.maintenance(&whole.licence.zone);
    Ok(KeyLicence {
        number: whole.licence.number,
        users: whole.licence.users,
        maintenance,
        held,
        host,
        waiting,
    })
}

/// A licence with what is in it, as it is now.
pub(super) async fn whole(app: &App, licence: Licence) -> Result<Whole, Fault> {
    let grants = store::grants_now(&app.db, &licence.id).await?;
    Ok(Whole { ledger: rules::ledger(&licence, &grants)?, licence, grants })
}

/// What comes in when the base key is registered again.
pub(super) async fn waiting(app: &App, licence: &Licence) -> Result<Vec<Brings>, Fault> {
    let rows = store::keys::in_place_now(&app.db, &licence.id).await?;
    let grants = rows.iter().map(|row| row.grant().map(brings)).collect::<Result<_, _>>();
    grants.map_err(Fault::broken)
}

pub(super) fn brings(grant: Grant) -> Brings {
    Brings {
        kind: grant.kind,
        product: grant.product,
        edition: grant.edition,
        price_class: grant.price_class,
        users: grant.users,
        add_ons: grant.add_ons,
        years: grant.years,
    }
}

fn state(text: &str) -> KeyState {
    match text {
        "redeemed" => KeyState::Redeemed,
        "revoked" => KeyState::Revoked,
        _ => KeyState::Free,
    }
}
