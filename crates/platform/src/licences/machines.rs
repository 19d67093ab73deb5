//! Moving a licence (L8): it leaves its machine by the machine's own receipt, or because its owner declares the machine
//! permanently offline.

use super::model::{Licence, Machine};
use super::refusals::LicenceRefused;
use super::store::machines::Leaving;
use super::{For, What, machine_actor, note, rules, store};
use crate::app::App;
use crate::events::Actor;
use hostler_kit::db::Tx;
use hostler_kit::http::Fault;
use hostler_kit::id::Id;
use hostler_licence::registration::{self, Receipt};
use hostler_wire::registration::{Outcome, Released};

const DAY_MS: i64 = 24 * 3_600_000;

/// Takes the text of a receipt: the machine that signed it holds the licence no more. The same receipt again, or one of
/// an earlier stay, changes nothing.
///
/// # Errors
/// It is no receipt, was altered, or its machine never held the licence.
pub async fn leave(app: &App, text: &str) -> Result<Released, Fault> {
    let receipt: Receipt = registration::open(text).map_err(LicenceRefused::from)?;
    let stranger = || LicenceRefused::ReceiptOfStranger;
    let id: Id<Licence> = receipt.licence.parse().map_err(|_| stranger())?;
    let mut tx = app.db.begin().await?;
    let licence = store::lock(&mut tx, &id).await?.ok_or_else(stranger)?;
    if !store::machines::held(&mut tx, &id, &receipt.key_id).await? {
        return Err(stranger().into());
    }
    if receipt.serial > licence.serial {
        return Err(LicenceRefused::ReceiptOfFuture { serial: receipt.serial }.into());
    }
    let holders = store::machines::current(&mut tx, &id).await?;
    let own = holders.iter().find(|machine| machine.machine == receipt.key_id);
    let Some(own) = own.filter(|own| !rules::is_old(&receipt, own)) else {
        return Ok(released(&licence, Outcome::KnownBefore));
    };
    let reason = serde_json::to_value(receipt.reason).map_err(Fault::broken)?;
    let told = serde_json::json!({ "host": own.host, "reason": reason, "serial": receipt.serial });
    let actor = machine_actor(&own.machine, &own.host);
    let leaving = Leaving { by: "receipt", reason: reason.as_str().unwrap_or_default(), at_ms: app.now_ms() };
    store::machines::leave(&mut tx, &own.id, &leaving).await?;
    rearrange(app, &mut tx, &id).await?;
    note(app, &mut tx, &actor, (What::to(&licence, "licence.released"), told)).await?;
    tx.commit().await?;
    Ok(released(&licence, Outcome::Freed))
}

fn released(licence: &Licence, outcome: Outcome) -> Released {
    Released { licence: licence.id.to_string(), number: licence.number.clone(), outcome }
}

/// Who stays is the licence's machine; its file no longer says what holds.
async fn rearrange(app: &App, tx: &mut Tx, id: &Id<Licence>) -> Result<(), sqlx::Error> {
    let stay = store::machines::current(tx, id).await?;
    if stay.iter().all(|machine| machine.part == "partner") {
        store::machines::promote(tx, id).await?;
    }
    store::set_outdated(tx, id, app.now_ms()).await
}

/// Which machine will never be reached again, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declaration {
    /// The machine's id; none: whichever hold the licence.
    pub machine: Option<String>,
    pub reason: String,
}

/// Frees a licence whose machine is permanently offline. A customer may do so as often within a year as the catalogue
/// says, staff always; each needs a reason, and each is in the event log.
///
/// # Errors
/// It is not theirs, no machine holds it, the year's moves are used up, or there is no reason.
pub async fn declare_offline(
    app: &App,
    by: &Actor,
    whose: For<'_>,
    (id, declaration): (&Id<Licence>, &Declaration),
) -> Result<Licence, Fault> {
    let reason = rules::check_reason(&declaration.reason)?;
    let mut tx = app.db.begin().await?;
    let licence = store::lock(&mut tx, id).await?.filter(|licence| whose.sees(licence));
    let licence = licence.ok_or_else(Fault::missing)?;
    let holders = store::machines::current(&mut tx, id).await?;
    let meant = |machine: &&Machine| declaration.machine.as_ref().is_none_or(|id| *id == machine.machine);
    let gone: Vec<&Machine> = holders.iter().filter(meant).collect();
    if gone.is_empty() {
        return Err(LicenceRefused::NobodyHolds { number: licence.number }.into());
    }
    if let For::Customer(_) = whose {
        check_moves(app, &mut tx, &licence).await?;
    }
    let by_whom = if matches!(whose, For::Staff) { "staff" } else { "offline" };
    let leaving = Leaving { by: by_whom, reason: &reason, at_ms: app.now_ms() };
    for machine in &gone {
        store::machines::leave(&mut tx, &machine.id, &leaving).await?;
    }
    rearrange(app, &mut tx, id).await?;
    let hosts: Vec<&str> = gone.iter().map(|machine| machine.host.as_str()).collect();
    let told = serde_json::json!({ "hosts": hosts, "reason": reason, "number": licence.number });
    note(app, &mut tx, by, (What::to(&licence, "licence.declared-offline"), told)).await?;
    tx.commit().await?;
    Ok(licence)
}

async fn check_moves(app: &App, tx: &mut Tx, licence: &Licence) -> Result<(), Fault> {
    let most = most_moves(app, licence);
    let since = app.now_ms() - rules::MOVES_WITHIN_DAYS * DAY_MS;
    if store::machines::declared_since(tx, &licence.id, since).await? >= most {
        return Err(LicenceRefused::MovesUsedUp { number: licence.number.clone(), most }.into());
    }
    Ok(())
}

/// How often a customer may declare a machine of this licence offline within a year.
pub(super) fn most_moves(app: &App, licence: &Licence) -> i64 {
    app.catalogue.licence(&licence.product).map_or(0, |offer| offer.offline_moves_per_year)
}
